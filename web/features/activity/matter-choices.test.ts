import { describe, expect, test } from 'vitest';
import { activeChoice, matterChoices, mattersFirst } from './matter-choices.ts';

const candidate = (matterId: string | null, title: string, contactId = 'c1') => ({
  contactId,
  contactName: contactId === 'c1' ? 'Jane Okafor' : 'Okafor Ltd',
  matterId,
  matterNumber: matterId,
  matterTitle: title,
  hint: null,
});
const found = (id: string, title: string) => ({
  id,
  title,
  number: id,
  status: 'open' as const,
  clients: [{ displayName: 'Ivo Petrov' }],
});

test('likely ones come first and are not told twice', () => {
  const choices = matterChoices(
    '',
    [candidate('1', 'Purchase')],
    [found('1', 'Purchase'), found('2', 'Sale')],
  );
  expect(choices.map(({ matterId, likely }) => [matterId, likely])).toEqual([
    ['1', true],
    ['2', false],
  ]);
});

test('words narrow the likely ones by title, number and contact', () => {
  const candidates = [candidate('10412', 'Purchase of 12 Mill Lane'), candidate('10413', 'Will')];
  expect(matterChoices('okafor mill', candidates, []).map(({ title }) => title)).toEqual([
    'Purchase of 12 Mill Lane',
  ]);
  expect(matterChoices('10413', candidates, []).map(({ title }) => title)).toEqual(['Will']);
});

test('where contacts share the number, the choice says who it was', () => {
  const choices = matterChoices('', [candidate('1', 'Will'), candidate('2', 'Lease', 'c2')], []);
  expect(choices.map(({ contactId, detail }) => [contactId, detail])).toEqual([
    ['c1', 'Jane Okafor'],
    ['c2', 'Okafor Ltd'],
  ]);
  expect(matterChoices('', [candidate('1', 'Will')], [])[0]).not.toHaveProperty('contactId');
});

test('contacts without a matter come last, and nothing else changes place', () => {
  const candidates = [candidate(null, ''), candidate('2', 'Will'), candidate('1', 'Purchase')];
  expect(mattersFirst(candidates).map(({ matterId }) => matterId)).toEqual(['2', '1', null]);
});

test('a contact without matters offers none', () => {
  expect(matterChoices('', [candidate(null, '')], [])).toEqual([]);
});

describe('what Enter takes', () => {
  const untouched = { arrowed: null, typed: false, settled: true };
  const likely = matterChoices('', [candidate('1', 'Will')], [found('2', 'Sale')]);
  const strangers = matterChoices('', [], [found('2', 'Sale'), found('3', 'Lease')]);
  test('a matter of the contact at once', () => {
    expect(activeChoice(likely, untouched)).toBe(0);
  });
  test('never a stranger’s before anything was typed or arrowed', () => {
    expect(activeChoice(strangers, untouched)).toBe(-1);
  });
  test('what the words found, but not what was there before they were looked up', () => {
    expect(activeChoice(strangers, { ...untouched, typed: true })).toBe(0);
    expect(activeChoice(strangers, { ...untouched, typed: true, settled: false })).toBe(-1);
  });
  test('what the arrows chose, also when the list grows above it; nothing when it is gone', () => {
    expect(activeChoice(strangers, { ...untouched, arrowed: '3' })).toBe(1);
    const grown = matterChoices('', [], [found('9', 'New'), found('2', 'Sale'), found('3', 'Lease')]);
    expect(activeChoice(grown, { ...untouched, arrowed: '3' })).toBe(2);
    expect(activeChoice(strangers, { ...untouched, arrowed: '8' })).toBe(-1);
  });
});
