import { describe, expect, test } from 'vitest';
import { changeOf, clockOf, countryChoices, faultsOf, minutesOf, type RulesFields } from './rules.ts';

const fields: RulesFields = {
  senderWord: ' EXAMPLE ',
  wordRegistered: false,
  prefer: 'number',
  countries: ['GB'],
  quietFrom: '21:00',
  quietUntil: '09:00',
  quietWeekends: false,
  signInByNumber: false,
  unknownSenders: 'triage',
  triageAssigneeId: '',
  keywordAnswers: 'provider',
  dailyParts: '500',
};

test.each([
  [0, '00:00'],
  [540, '09:00'],
  [1260, '21:00'],
  [1439, '23:59'],
])('%i minutes are %s, both ways', (minutes, clock) => {
  expect(clockOf(minutes)).toBe(clock);
  expect(minutesOf(clock)).toBe(minutes);
});

test.each(['', '24:00', '9:00', '12:60', 'noon'])('“%s” is no time of the day', (clock) => {
  expect(minutesOf(clock)).toBeNull();
});

describe('what cannot be sent', () => {
  test.each<[string, Partial<RulesFields>, string[]]>([
    ['all is well', {}, []],
    ['no country', { countries: [] }, ['countries']],
    ['no time', { quietFrom: '', quietUntil: '25:00' }, ['quietFrom', 'quietUntil']],
    ['half a text', { dailyParts: '1.5' }, ['dailyParts']],
    ['none at all', { dailyParts: '0' }, ['dailyParts']],
  ])('%s', (_name, more, faults) => {
    expect(faultsOf({ ...fields, ...more })).toEqual(faults);
  });
});

test('an empty word is none, an empty choice is the firm’s list', () => {
  expect(changeOf(fields)).toMatchObject({ senderWord: 'EXAMPLE', triageAssigneeId: null, quietFrom: 1260 });
  expect(changeOf({ ...fields, senderWord: ' ' })).toMatchObject({ senderWord: null });
});

test('countries by name, and no unions', () => {
  const choices = countryChoices('en-GB');
  expect(choices).toContainEqual({ value: 'GB', label: 'United Kingdom' });
  expect(choices.map(({ value }) => value)).not.toContain('EU');
  expect(choices.length).toBeGreaterThan(200);
});
