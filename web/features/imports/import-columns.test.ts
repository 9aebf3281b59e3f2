import { describe, expect, test } from 'vitest';
import { cellText, sampleFields, withColumn } from './import-columns.ts';

describe('giving a column a meaning', () => {
  test('a meaning that only one column may have leaves the one that had it', () => {
    expect(withColumn(['title', null, 'number'], 1, 'title')).toEqual([null, 'title', 'number']);
  });
  test('several columns may hold telephones', () => {
    expect(withColumn(['phone', null], 1, 'phone')).toEqual(['phone', 'phone']);
  });
  test('a column may be left out', () => {
    expect(withColumn(['fullName', 'notes'], 1, null)).toEqual(['fullName', null]);
  });
});

test.each([
  ['Jane', 'Jane'],
  [null, ''],
  [undefined, ''],
  [true, 'true'],
  [['020 7946 0123', ''], '020 7946 0123'],
  [
    [
      { text: '020 7946 0123', label: 'Work' },
      { text: '07700 900123', label: '' },
    ],
    '020 7946 0123, 07700 900123',
  ],
  [[{ email: 'jane.okafor@example.com', label: '' }], 'jane.okafor@example.com'],
  [{ first: 'Jane', last: 'Okafor' }, 'Jane Okafor'],
])('a cell %o reads %s', (value, text) => {
  expect(cellText(value)).toBe(text);
});

test('the preview shows the fields that some row fills', () => {
  const sample = [
    { line: 2, kind: 'person', firstName: 'Jane', lastName: '', phones: [], emails: [] },
    {
      line: 3,
      kind: 'company',
      firstName: '',
      lastName: '',
      phones: [{ text: '020 7946 0123' }],
      emails: [],
    },
  ];
  expect(sampleFields(sample)).toEqual(['line', 'kind', 'firstName', 'phones']);
});
