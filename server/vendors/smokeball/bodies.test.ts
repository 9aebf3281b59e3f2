import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileNameOf, hasReference, isoDuration, noteOf, personName } from './bodies.ts';
import { e164Of, phoneFields, phoneText, searchTerms } from './phones.ts';
import { fromTicks, toTicks, wholeSeconds } from './ticks.ts';

describe('a number in the fields that Smokeball has for it', () => {
  test.each([
    ['+13125550101', 'US', { areaCode: '312', number: '5550101' }],
    ['+12025550143', 'AU', { number: '+12025550143' }],
    ['+447700900123', 'GB', { number: '07700900123' }],
    ['+442079460018', 'GB', { number: '02079460018' }],
    ['+61491570156', 'AU', { number: '0491570156' }],
    ['+61491570156', 'US', { number: '+61491570156' }],
  ])('%s as written in %s', (e164, country, fields) => {
    expect(phoneFields(e164, country)).toEqual(fields);
  });

  test('is read back as the same number, wherever the firm is', () => {
    const number = fc.oneof(
      fc.integer({ min: 0, max: 99 }).map((end) => `+131255501${String(end).padStart(2, '0')}`),
      fc.integer({ min: 0, max: 999 }).map((end) => `+447700900${String(end).padStart(3, '0')}`),
      fc.integer({ min: 0, max: 999 }).map((end) => `+442079460${String(end).padStart(3, '0')}`),
      fc.integer({ min: 0, max: 999 }).map((end) => `+61491570${String(end).padStart(3, '0')}`),
    );
    fc.assert(
      fc.property(number, fc.constantFrom('US', 'GB', 'AU', 'CA'), (e164, country) => {
        expect(e164Of(phoneText(phoneFields(e164, country)) ?? '', country)).toBe(e164);
      }),
    );
  });

  test('is searched for by its national digits, then by ever shorter ends', () => {
    expect(searchTerms('+13125550166')).toEqual([
      'phone:*3125550166*',
      'phone:*25550166*',
      'phone:*550166*',
      'phone:*0166*',
    ]);
  });
});

describe('the reference in a text', () => {
  test.each([
    ['Call.\nML-7F3K9Q', true],
    ['[ML-7F3K9Q]', true],
    ['Fax ML-7F3K9Q.pdf', true],
    ['ML-7F3K9Q-2', false],
    ['ML-7F3K9QX', false],
    ['XML-7F3K9Q', false],
    ['', false],
    [null, false],
  ])('%j → %j', (text, found) => {
    expect(hasReference(text, 'ML-7F3K9Q')).toBe(found);
  });

  test('stays in a note that is too long, and in a file name of any length', () => {
    const note = noteOf(`${'talk '.repeat(2000)}ML-7F3K9Q`, 'ML-7F3K9Q');
    expect([note.length, hasReference(note, 'ML-7F3K9Q')]).toEqual([4000, true]);
    const name = fileNameOf(`${'x'.repeat(400)}.pdf`, 'ML-7F3K9Q');
    expect([name.length, name.endsWith(' ML-7F3K9Q.pdf')]).toEqual([256, true]);
    expect(fileNameOf('Fax ML-7F3K9Q.pdf', 'ML-7F3K9Q')).toBe('Fax ML-7F3K9Q.pdf');
    expect(fileNameOf('fax', 'ML-7F3K9Q')).toBe('fax ML-7F3K9Q');
  });
});

test.each([
  ['Grace M Hopper', { firstName: 'Grace M', lastName: 'Hopper' }],
  ['HOPPER', { lastName: 'HOPPER' }],
  ['+1 312 555 0177', { lastName: '+1 312 555 0177' }],
])('%s is named', (name, parts) => {
  expect(personName(name)).toEqual(parts);
});

test.each([
  [372, 'PT6M12S'],
  [3600, 'PT1H'],
  [59.6, 'PT1M'],
  [0, 'PT0S'],
])('%d s is %s', (seconds, text) => {
  expect(isoDuration(seconds)).toBe(text);
});

describe('ticks', () => {
  test('are exact where a JavaScript number is not', () => {
    expect(toTicks(new Date('2022-04-23T14:00:00.001Z'))).toBe('637863192000010000');
    expect(fromTicks('637863192000010000')).toBe('2022-04-23T14:00:00.001Z');
    expect(Number('637863192000010001')).toBe(Number('637863192000010000'));
  });

  test('go there and back', () => {
    const moment = fc.date({ min: new Date('2001-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, (date) => {
        expect(fromTicks(toTicks(date))).toBe(date.toISOString());
      }),
    );
  });

  test.each([[null], [undefined], [''], ['yesterday'], ['1234']])('%j is no moment', (ticks) => {
    expect(fromTicks(ticks)).toBeNull();
  });

  test('LastUpdated has no fractions of a second', () => {
    expect(wholeSeconds('2026-09-02T10:00:00.999Z')).toBe('2026-09-02T10:00:00Z');
  });
});
