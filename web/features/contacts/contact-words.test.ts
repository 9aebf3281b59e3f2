import { describe, expect, test } from 'vitest';
import { contactQueryOf } from './contact-filters.ts';
import {
  addressLines,
  hasNumberProblem,
  isNamedByNumber,
  type PhoneField,
  reachOf,
} from './contact-words.ts';

function phone(
  text: string,
  e164: string | null,
  problem: 'unreadable' | 'unlikely' | null = null,
): PhoneField {
  const numbers = [{ id: 'n1', part: text, e164, extension: null, note: '', problem }];
  return { text, label: '', fax: false, numbers };
}

const email = { email: 'jane.okafor@example.com', label: '' };

describe('how one reaches a contact', () => {
  test.each([
    [
      'the first readable number',
      [phone('?', null, 'unreadable'), phone('020 7946 0123', '+442079460123')],
      [email],
      '+442079460123',
    ],
    ['the e-mail when no number can be read', [phone('ask Jane', null, 'unreadable')], [email], email.email],
    [
      'what was written when there is nothing better',
      [phone('ask Jane', null, 'unreadable')],
      [],
      'ask Jane',
    ],
    ['nothing', [], [], undefined],
  ])('%s', (_name, phones, emails, reach) => {
    expect(reachOf({ phones, emails })).toBe(reach);
  });
});

test.each([
  ['named by its only number', '+44 20 7946 0123', true],
  ['with a name', 'Jane Okafor', false],
  ['named by another number', '+44 20 7946 0999', false],
  ['with a name of figures', '118', false],
])('a contact %s', (_name, displayName, unnamed) => {
  const phones = [phone('+442079460123', '+442079460123')];
  expect(isNamedByNumber({ displayName, phones, emails: [] })).toBe(unnamed);
});

test('one unlikely number is a problem', () => {
  expect(hasNumberProblem({ phones: [phone('020 7946 0123', '+442079460123')] })).toBe(false);
  expect(hasNumberProblem({ phones: [phone('07777 777777', '+447777777777', 'unlikely')] })).toBe(true);
});

test('filters that nobody knows are left out', () => {
  expect(contactQueryOf({ q: 'okafor', kind: 'ghost', by: 'import', archived: 'yes' })).toEqual({
    q: 'okafor',
    createdBy: 'import',
  });
});

test.each([
  [
    'a British one, the postcode last',
    { line1: 'Flat 2', line2: '12 Mill Lane', town: 'Hove', county: 'East Sussex', postcode: 'BN3 1AA' },
    ['Flat 2', '12 Mill Lane', 'Hove', 'East Sussex', 'BN3 1AA'],
  ],
  [
    'an American one, the city with state and ZIP',
    { line1: '4 Elm St', town: 'Chicago', county: 'IL', postcode: '60606-1234', country: 'United States' },
    ['4 Elm St', 'Chicago, IL 60606-1234', 'United States'],
  ],
  ['a ZIP alone', { postcode: '60606' }, ['60606']],
])('an address as on an envelope: %s', (_which, parts, lines) => {
  const blank = { label: 'Home', line1: '', line2: '', town: '', county: '', postcode: '', country: '' };
  expect(addressLines({ ...blank, ...parts })).toEqual(lines);
});
