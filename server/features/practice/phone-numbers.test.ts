import { describe, expect, test } from 'vitest';
import { findNumbers, formatForPeople, isWithheld, toE164 } from './phone-numbers.ts';

describe('one number becomes E.164', () => {
  test.each([
    ['international', '+61 491 570 156', 'US', '+61491570156'],
    ['national, United Kingdom', '020 7946 0123', 'GB', '+442079460123'],
    ['national, Australia', '(03) 7010 0999', 'AU', '+61370100999'],
    ['national, United States', '(212) 555-0100', 'US', '+12125550100'],
    ['a Canadian number in the United States', '437-555-1234', 'US', '+14375551234'],
    ['country code without plus', '12125550100', 'US', '+12125550100'],
    ['country code in foreign hands', '447700900123', 'GB', '+447700900123'],
    ['dialled from abroad, 00', '00442079460123', 'GB', '+442079460123'],
    ['dialled from abroad, 011', '011442079460123', 'US', '+442079460123'],
    ['bracketed trunk zero', '+44 (0)20 7946 0123', 'AU', '+442079460123'],
    ['possible though the library does not know the range', '07700 900123', 'GB', '+447700900123'],
    ['with an extension: the number without it', '212-555-0100 x12', 'US', '+12125550100'],
    ['tel: URI', 'tel:+1-212-555-0100;ext=12', 'GB', '+12125550100'],
    ['sip: URI', 'sip:+12125550100@pbx.example.com', 'GB', '+12125550100'],
    ['Arabic digits', '٠٢٠٧٩٤٦٠١٢٣', 'GB', '+442079460123'],
    ['Persian digits', '+۱۲۱۲۵۵۵۰۱۰۰', 'GB', '+12125550100'],
    ['full-width digits', '＋１２１２５５５０１００', 'GB', '+12125550100'],
    ['marks of right-to-left text', '\u202a+12125550100\u202c', 'GB', '+12125550100'],
    ['six digits that the plan knows', '13 11 14', 'AU', '+61131114'],
    ['no default country, but international', '+12125550100', '', '+12125550100'],
  ])('%s', (_name, raw, country, e164) => {
    expect(toE164(raw, country)).toBe(e164);
    expect(toE164(raw, country)).toBe(e164);
  });

  test.each([
    ['extension', '1104', 'US'],
    ['extension where such numbers could exist', '1104', 'DE'],
    ['short code', '62345', 'US'],
    ['six digits that are nobody', '999999', 'AU'],
    ['emergency number', '911', 'US'],
    ['local number without area code', '555-1234', 'US'],
    ['sender name', 'EXAMPLEBANK', 'GB'],
    ['letters for digits', '1-800-FLOWERS', 'US'],
    ['two numbers', '2125550100 2125550101', 'US'],
    ['withheld marker', '+266696687', 'US'],
    ['withheld word', 'anonymous', 'US'],
    ['national without a country', '020 7946 0123', ''],
    ['too long', '9'.repeat(5000), 'US'],
    ['emoji', '☎️📞', 'US'],
    ['nothing', '', 'US'],
  ])('%s never becomes one', (_name, raw, country) => {
    expect(toE164(raw, country)).toBeNull();
  });
});

describe('numbers inside free text', () => {
  test.each([
    [
      '§3 a name in brackets',
      "437-555-1234 (Jane's number)",
      'CA',
      [{ raw: '437-555-1234', e164: '+14375551234', extension: null, label: "Jane's number" }],
    ],
    [
      '§3 several in one field, extensions x and ext',
      '212-555-0100 x12, 212-555-0101 ext 9',
      'US',
      [
        { raw: '212-555-0100 x12', e164: '+12125550100', extension: '12' },
        { raw: '212-555-0101 ext 9', e164: '+12125550101', extension: '9' },
      ],
    ],
    [
      'labels in front',
      'Mobile: 0491 570 156; Work: (03) 7010 0999',
      'AU',
      [
        { raw: '0491 570 156', e164: '+61491570156', extension: null, label: 'Mobile' },
        { raw: '(03) 7010 0999', e164: '+61370100999', extension: null, label: 'Work' },
      ],
    ],
    [
      'one that the library knows, one that it only believes',
      '020 7946 0123 / 07700 900123',
      'GB',
      [
        { raw: '020 7946 0123', e164: '+442079460123', extension: null },
        { raw: '07700 900123', e164: '+447700900123', extension: null },
      ],
    ],
    [
      'tel: URI',
      'tel:+1-212-555-0100;ext=12',
      'US',
      [{ raw: '+1-212-555-0100;ext=12', e164: '+12125550100', extension: '12' }],
    ],
    [
      'emoji around',
      '☎ 212 555 0100 📞',
      'US',
      [{ raw: '212 555 0100', e164: '+12125550100', extension: null }],
    ],
    [
      'right-to-left label',
      '\u200fטלפון: 02-123-4567\u200f',
      'IL',
      [{ raw: '02-123-4567', e164: '+97221234567', extension: null, label: 'טלפון' }],
    ],
    ['Arabic digits', '٠٢٠٧٩٤٦٠١٢٣', 'GB', [{ raw: '٠٢٠٧٩٤٦٠١٢٣', e164: '+442079460123', extension: null }]],
    [
      'one a line',
      'home 212-555-0100\nmob 212-555-0101',
      'US',
      [
        { raw: '212-555-0100', e164: '+12125550100', extension: null, label: 'home' },
        { raw: '212-555-0101', e164: '+12125550101', extension: null, label: 'mob' },
      ],
    ],
  ])('%s', (_name, text, country, found) => {
    expect(findNumbers(text, country)).toEqual({ found, unreadable: null });
  });

  test.each([
    ['a word', 'ask Jane', 'ask Jane'],
    ['an extension alone', '1104', '1104'],
    ['too few digits', '555-1234', '555-1234'],
  ])('unreadable: %s', (_name, text, unreadable) => {
    expect(findNumbers(text, 'US')).toEqual({ found: [], unreadable });
  });

  test('unreadable: only the part that was left over', () => {
    const { found, unreadable } = findNumbers('212-555-0100 / 555-1234', 'US');
    expect(found.map((number) => number.e164)).toEqual(['+12125550100']);
    expect(unreadable).toBe('555-1234');
  });

  test('an empty field holds nothing and is not an error', () => {
    expect(findNumbers('  \u200f ', 'US')).toEqual({ found: [], unreadable: null });
  });
});

describe('withheld numbers', () => {
  test.each([
    'anonymous',
    'Anonymous',
    'Restricted',
    'blocked',
    'BLOCKED',
    'Unavailable',
    'Private Number',
    'unknown',
    'No Caller ID',
    'Withheld',
    '+266696687',
    '+7378742833',
    '+2562533',
    '+8656696',
    '+86282452253',
    'sip:anonymous@anonymous.invalid',
    ' "Anonymous" ',
  ])('%s', (raw) => expect(isWithheld(raw)).toBe(true));

  test.each(['+12125550100', '7378742833', '', 'Jane Private', '1104'])('not withheld: %j', (raw) =>
    expect(isWithheld(raw)).toBe(false),
  );
});

describe('numbers for people', () => {
  test.each([
    ['+442079460123', 'GB', '020 7946 0123'],
    ['+442079460123', 'US', '+44 20 7946 0123'],
    ['+12125550100', 'US', '(212) 555-0100'],
    ['+14375551234', 'US', '(437) 555-1234'],
    ['+61370100999', 'AU', '(03) 7010 0999'],
    ['+61370100999', '', '+61 3 7010 0999'],
    ['rubbish', 'GB', 'rubbish'],
  ])('%s in %j', (e164, home, shown) => expect(formatForPeople(e164, home)).toBe(shown));
});
