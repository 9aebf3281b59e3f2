import { describe, expect, test } from 'vitest';
import { completionFields, completionGroups } from './completion-fields.ts';
import { fieldOf, openFields } from './design.ts';
import { holdsAccount, readBankAccount, readValue } from './values.ts';

function read(key: string, given: unknown) {
  const field = fieldOf('completion_details', key);
  if (!field) throw new Error(`no field ${key}`);
  return readValue(field, given);
}

test('every field has its own key, one of the groups, and a side', () => {
  const keys = completionFields.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  const groups = completionGroups.map(({ key }) => key);
  for (const { key, group, sides, label } of completionFields) {
    expect(groups, key).toContain(group);
    expect(sides.length, key).toBeGreaterThan(0);
    expect(label, key).not.toBe('');
  }
});

test('the client’s account is the one bank field, and no open field', () => {
  expect(completionFields.filter(({ bank }) => bank).map(({ key }) => key)).toEqual(['payoutAccount']);
  expect(completionFields.filter(({ kind }) => kind === 'bank_account').map(({ bank }) => bank)).toEqual([
    true,
  ]);
  expect(openFields('completion_details').map(({ key }) => key)).not.toContain('payoutAccount');
});

describe('a value is taken', () => {
  test.each([
    ['price', 0, 0],
    ['price', 35_000_000, 35_000_000],
    ['price', null, null],
    ['exchangeDate', '', null],
    ['exchangeDate', '2028-02-29', '2028-02-29'],
    ['moneyBy', '13:30', '13:30'],
    ['fundsSentAt', '2026-12-04T09:05', '2026-12-04T09:05'],
    ['depositPercent', 1000, 1000],
    ['depositHeldAs', 'stakeholder', 'stakeholder'],
    ['taxNonUk', false, false],
    ['registrationRef', '  AB 123  ', 'AB 123'],
    ['undertakings', '   ', null],
    ['taxReturnRef', '123456789MA', '123456789MA'],
    ['undertakings', 'To redeem by 12-11-26', 'To redeem by 12-11-26'],
  ])('%s: %j', (key, given, value) => {
    expect(read(key, given)).toEqual({ ok: true, value });
  });
});

describe('a value is refused', () => {
  test.each([
    ['price', -1],
    ['price', 1.5],
    ['price', 1e11 + 1],
    ['redemptionDailyRate', 1e9 + 1],
    ['price', Number.NaN],
    ['price', '100'],
    ['exchangeDate', '2026-02-30'],
    ['exchangeDate', '0026-02-03'],
    ['exchangeDate', 'tomorrow'],
    ['exchangeDate', 20261204],
    ['moneyBy', '24:00'],
    ['moneyBy', '2pm'],
    ['fundsSentAt', '2026-12-04'],
    ['fundsSentAt', '2026-12-04T25:00'],
    ['fundsSentAt', '2026-12-04 09:00'],
    ['depositPercent', 10_001],
    ['depositHeldAs', 'banker'],
    ['taxNonUk', 'yes'],
    ['keyHolder', 'the agent'],
    ['registrationRef', 'x'.repeat(301)],
    ['otherSideAccountRef', '20-00-00 12345678'],
    ['undertakings', 'Pay sort code 200000, account 12345678'],
    ['undertakings', 'GB33BUKB20201555555555'],
  ])('%s: %j', (key, given) => {
    expect(read(key, given).ok).toBe(false);
  });
});

test.each([
  ['20-00-00 / 12345678', true],
  ['GB33 BUKB 2020 1555 5555 55', true],
  ['completes on 12-11-26, ref 4471', false],
  ['checked by phone, call 88213', false],
  ['UTRN 123456789MA', false],
])('%j looks like an account: %s', (text, expected) => {
  expect(holdsAccount(text)).toBe(expected);
});

test.each([
  [{ holder: 'Ada Okafor', sortCode: '20-00-00', accountNumber: '1234 5678' }, true],
  [{ holder: '', sortCode: '200000', accountNumber: '12345678' }, false],
  [{ holder: 'Ada', sortCode: '2000', accountNumber: '12345678' }, false],
  [{ holder: 'Ada', sortCode: '200000', accountNumber: '1234' }, false],
  [{ holder: 'Ada', sortCode: '200000', accountNumber: '12345678', iban: 'x' }, false],
  ['20-00-00 12345678', false],
  [null, true],
])('the account %j is taken: %s', (given, ok) => {
  expect(readBankAccount(given).ok).toBe(ok);
});
