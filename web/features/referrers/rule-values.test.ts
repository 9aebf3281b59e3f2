import { describe, expect, test } from 'vitest';
import {
  emptyRule,
  faultsOf,
  fromOf,
  type RuleValues,
  ruleOf,
  withBand,
  withoutBand,
} from './rule-values.ts';

const values = (more: Partial<RuleValues>): RuleValues => ({
  ...emptyRule('2026-03-02', 2000, () => 'k'),
  ...more,
});
const band = (to: number | null, pence: number | null) => ({ key: `${to}`, to, pence });

describe('what is missing', () => {
  test.each<[string, Partial<RuleValues>, object]>([
    ['fixed without an amount', {}, { pence: 'amountNeeded' }],
    ['fixed 0 is an amount', { pence: 0 }, {}],
    ['no share', { kind: 'percentage' }, { basisPoints: 'shareNeeded' }],
    ['more than all', { kind: 'percentage', basisPoints: 10_001 }, { basisPoints: 'shareNeeded' }],
    ['no transaction', { kind: 'by_transaction' }, { 'amounts.sale': 'amountNeeded' }],
    ['one is enough', { kind: 'by_transaction', amounts: { purchase: 1 } }, {}],
    ['nothing at all', { kind: 'none' }, {}],
    ['bands', { kind: 'by_price', bands: [band(100, 1), band(null, 2)] }, {}],
    [
      'a band without an end, one without a fee',
      { kind: 'by_price', bands: [band(null, 1), band(null, null)] },
      { 'bands.0.to': 'boundNeeded', 'bands.1.pence': 'amountNeeded' },
    ],
    [
      'one that ends before it begins',
      { kind: 'by_price', bands: [band(100, 1), band(90, 1), band(null, 2)] },
      { 'bands.1.to': 'boundNeeded' },
    ],
  ])('%s', (_name, more, faults) => {
    expect(faultsOf(values(more))).toEqual(faults);
  });
});

test('bands follow each other by themselves', () => {
  const bands = [band(100_000, 5_000), band(200_000, 7_500), band(null, 9_900)];
  expect(bands.map((_, at) => fromOf(bands, at))).toEqual([0, 100_001, 200_001]);
  expect(ruleOf(values({ kind: 'by_price', bands })).fee).toEqual({
    kind: 'by_price',
    bands: [
      { from: 0, to: 100_000, pence: 5_000 },
      { from: 100_001, to: 200_000, pence: 7_500 },
      { from: 200_001, to: null, pence: 9_900 },
    ],
  });
  expect(withBand(bands, 'new').map(({ to }) => to)).toEqual([100_000, 200_000, null, null]);
  expect(withoutBand(bands, 2).map(({ to }) => to)).toEqual([100_000, null]);
});

test('transactions without an amount are left out', () => {
  const rule = ruleOf(
    values({ kind: 'by_transaction', amounts: { sale: 7_500, purchase: null }, vatAdded: false }),
  );
  expect(rule).toEqual({
    fee: { kind: 'by_transaction', amounts: [{ transaction: 'sale', pence: 7_500 }] },
    payer: 'firm',
    dueOn: 'completion',
    vat: { added: false, basisPoints: 2000 },
  });
});
