import { describe, expect, test } from 'vitest';
import { bundledRates } from '../../rates/index.ts';
import { completionChecks } from './completion-checks.ts';
import { expectedTax } from './completion-tax.ts';
import type { LayoutValues, Side } from './design.ts';
import { sideOf } from './side.ts';

const words = { currency: 'GBP', locale: 'en-GB' };
const rates = bundledRates();

function checks(values: LayoutValues, side: Side, now = '2026-11-22T10:00') {
  const tax = expectedTax(values, rates, now.slice(0, 10));
  return completionChecks({ values, side, tax, now, words });
}
const codes = (...args: Parameters<typeof checks>) => checks(...args).map(({ code }) => code);

const price = 350_000_00;
const buyer = { price, taxNation: 'England', taxBuyer: 'standard', completionDate: '2026-12-04' };

describe('a purchase', () => {
  test.each<[string, LayoutValues, string[]]>([
    ['nothing filled in', {}, []],
    ['advance = price', { price, mortgageAdvance: price }, []],
    ['advance > price', { price, mortgageAdvance: price + 1 }, ['advance_over_price']],
    ['an advance without a price', { mortgageAdvance: price }, []],
    ['deposit = price', { price, deposit: price }, []],
    ['deposit > price', { price, deposit: price + 1 }, ['deposit_over_price']],
    ['a deposit of a tenth', { price, deposit: 35_000_00 }, []],
    ['a penny less than a tenth', { price, deposit: 34_999_99 }, ['deposit_under_tenth']],
    ['5 % as agreed', { price, deposit: 17_500_00, depositPercent: 500 }, []],
    [
      'not the 5 % that was agreed',
      { price, deposit: 17_000_00, depositPercent: 500 },
      ['deposit_not_as_agreed'],
    ],
    ['completion on the day of exchange', { exchangeDate: '2026-12-04', completionDate: '2026-12-04' }, []],
    [
      'completion before exchange',
      { exchangeDate: '2026-12-04', completionDate: '2026-12-03' },
      ['completion_before_exchange'],
    ],
    [
      'retention and fee beyond the advance',
      { mortgageAdvance: 100, mortgageRetention: 90, lenderFee: 11 },
      ['advance_eaten'],
    ],
    ['priority to the day of completion', { completionDate: '2026-12-04', priorityExpiry: '2026-12-04' }, []],
    [
      'priority that ends before',
      { completionDate: '2026-12-04', priorityExpiry: '2026-12-03' },
      ['priority_ends'],
    ],
    ['the tax that the rates give', { ...buyer, taxAmount: 7_500_00 }, []],
    ['a penny more', { ...buyer, taxAmount: 7_500_01 }, ['tax_differs']],
    [
      'the tax of somebody who buys another home',
      { ...buyer, taxBuyer: 'additional', taxAmount: 25_000_00 },
      [],
    ],
    ['of a first-time buyer', { ...buyer, taxBuyer: 'firstTimeBuyer', taxAmount: 2_500_00 }, []],
    ['of a mover who is not resident', { ...buyer, taxNonUk: true, taxAmount: 14_500_00 }, []],
    ['of a mover in Wales', { ...buyer, taxNation: 'Wales', taxAmount: 7_500_00 }, []],
    ['of shops', { ...buyer, taxPropertyClass: 'nonResidential', taxAmount: 7_000_00 }, []],
    ['a tax without knowing who buys', { price, taxAmount: 7_500_00 }, ['tax_not_checked']],
    [
      'a tax that cannot be calculated',
      { ...buyer, completionDate: '2011-12-04', taxAmount: 1 },
      ['tax_not_checked'],
    ],
    ['no tax entered yet', buyer, []],
    [
      'a rent whose period ends before it begins',
      { rentFrom: '2026-12-31', rentTo: '2026-01-01' },
      ['rent_period_backwards'],
    ],
  ])('%s', (_name, values, expected) => {
    expect(codes(values, 'purchase')).toEqual(expected);
  });

  test('a tax that differs is told with what it should be and since when', () => {
    expect(checks({ ...buyer, taxAmount: 5_000_00 }, 'purchase')).toEqual([
      {
        code: 'tax_differs',
        level: 'warning',
        fields: ['taxAmount'],
        words: 'The tax comes to £7,500.00, by the rates since 1 April 2025.',
      },
    ]);
  });
});

describe('a sale', () => {
  test.each<[string, LayoutValues, string[]]>([
    ['a figure valid on the day', { completionDate: '2026-12-04', redemptionValidTo: '2026-12-04' }, []],
    [
      'a figure that runs out before',
      { completionDate: '2026-12-04', redemptionValidTo: '2026-12-03' },
      ['redemption_runs_out'],
    ],
    ['an advance is no matter of the seller', { price, mortgageAdvance: price + 1 }, []],
  ])('%s', (_name, values, expected) => {
    expect(codes(values, 'sale')).toEqual(expected);
  });
});

describe('the hour by which the money must be in', () => {
  const completionDate = '2026-12-04';
  test.each<[string, LayoutValues, string, string[]]>([
    ['the day before', {}, '2026-12-03T23:59', []],
    ['in the morning', {}, '2026-12-04T09:00', ['completes_today']],
    ['at two sharp', {}, '2026-12-04T14:00', ['completes_today']],
    ['after two, nothing received', {}, '2026-12-04T14:01', ['money_late']],
    ['received at two', { fundsReceivedAt: '2026-12-04T14:00' }, '2026-12-04T15:00', []],
    ['received after two', { fundsReceivedAt: '2026-12-04T14:01' }, '2026-12-04T15:00', ['money_late']],
    ['received the day before', { fundsReceivedAt: '2026-12-03T16:00' }, '2026-12-04T15:00', []],
    ['sent after two', { fundsSentAt: '2026-12-04T14:20' }, '2026-12-05T15:00', ['money_late']],
    ['the contract says noon', { moneyBy: '12:00' }, '2026-12-04T12:01', ['money_late']],
    ['long ago', {}, '2027-01-10T10:00', []],
  ])('%s', (_name, values, now, expected) => {
    expect(codes({ completionDate, ...values }, 'sale', now)).toEqual(expected);
  });
});

test.each<[string | null, LayoutValues, ReturnType<typeof sideOf>]>([
  ['Purchase', {}, { side: 'purchase', from: 'matter_type' }],
  ['Residential sale (leasehold)', {}, { side: 'sale', from: 'matter_type' }],
  ['Sale & purchase', {}, { side: null, from: null }],
  ['Wholesale supply', {}, { side: null, from: null }],
  ['Will', {}, { side: null, from: null }],
  [null, {}, { side: null, from: null }],
  ['Purchase', { side: 'sale' }, { side: 'sale', from: 'chosen' }],
])('a matter of type %j with %j is on the side %j', (type, values, expected) => {
  expect(sideOf(values, type)).toEqual(expected);
});
