import { describe, expect, test } from 'vitest';
import { bundledRates } from '../store.ts';
import {
  type Application,
  calculateRegistrationFee,
  findInformationFee,
  type RegistrationFeeInput,
} from './calculate.ts';
import { type Registration, registrationOf } from './registration-of.ts';

const rates = bundledRates();
const date = '2026-11-22';

function fee(input: Partial<RegistrationFeeInput>): number | string {
  const result = calculateRegistrationFee(rates, {
    scale: 1,
    value: 0,
    application: 'portalWhole',
    date,
    ...input,
  });
  return result.outcome === 'fee' ? result.feePounds : result.reason;
}

/** As printed: top of the step, and the columns. The last has no top. */
const scale1 = [
  [80_000, 45, 20, 30],
  [100_000, 95, 40, 70],
  [200_000, 230, 100, 170],
  [500_000, 330, 150, 250],
  [1_000_000, 655, 295, 495],
  [null, 1_105, 500, 830],
] as const;
const scale2 = [
  [100_000, 45, 20],
  [200_000, 70, 30],
  [500_000, 100, 45],
  [1_000_000, 145, 65],
  [null, 305, 140],
] as const;

/** Each printed top, a pound below, on it and a pound above, with the row that must answer. */
function around<Row extends readonly [number | null, ...number[]]>(rows: readonly Row[]): [number, Row][] {
  return rows.flatMap((row, index): [number, Row][] => {
    const [top] = row;
    const next = rows[index + 1];
    if (top === null) return [[10_000_000_000, row]];
    return [[top - 1, row], [top, row], ...(next ? ([[top + 1, next]] as [number, Row][]) : [])];
  });
}

describe('scale 1, every edge ± 1 in every column', () => {
  test.each([[0, scale1[0]] as const, ...around(scale1)])('%i', (value, [, full, portal, voluntary]) => {
    for (const application of ['post', 'part', 'lease', 'firstRegistration'] as const)
      expect(fee({ value, application }), application).toBe(full);
    expect(fee({ value })).toBe(portal);
    expect(fee({ value, application: 'voluntaryFirstRegistration' })).toBe(voluntary);
  });
});

describe('scale 2, every edge ± 1 in every column', () => {
  test.each([[0, scale2[0]] as const, ...around(scale2)])('%i', (value, [, full, portal]) => {
    for (const application of ['post', 'part'] as const)
      expect(fee({ scale: 2, value, application }), application).toBe(full);
    expect(fee({ scale: 2, value })).toBe(portal);
  });

  test.each<Application>(['lease', 'firstRegistration', 'voluntaryFirstRegistration'])(
    '%s is charged on scale 1 and has no fee here',
    (application) => {
      expect(fee({ scale: 2, value: 1, application })).toBe('not_on_this_scale');
    },
  );
});

describe('Registers of Scotland', () => {
  const tops = [50, 100, 150, 200, 300, 500, 700, 1_000, 2_000, 3_000, 5_000].map((top) => top * 1_000);
  const fees = [80, 140, 260, 400, 530, 660, 800, 930, 1_100, 3_300, 5_500, 8_250];
  const voluntary = [60, 110, 200, 300, 400, 500, 600, 700, 830, 2_480, 4_130, 6_190];
  const rows = fees.map((one, index) => [tops[index] ?? null, one, voluntary[index] ?? 0] as const);

  test.each(around(rows))('%i', (value, [, full, reduced]) => {
    expect(fee({ register: 'ROS', value })).toBe(full);
    expect(fee({ register: 'ROS', value, application: 'post' })).toBe(full);
    expect(fee({ register: 'ROS', value, application: 'voluntaryFirstRegistration' })).toBe(reduced);
  });

  test('each further title sheet costs 80; there is no scale 2', () => {
    expect(fee({ register: 'ROS', value: 40_000, extraTitleSheets: 2 })).toBe(240);
    expect(fee({ register: 'ROS', value: 40_000, scale: 2 })).toBe('not_on_this_scale');
    expect(fee({ value: 40_000, extraTitleSheets: 1 })).toBe('fee_not_known');
  });
});

test('flat steps, not slices: 80,000 costs 20, 80,001 costs 40', () => {
  expect([fee({ value: 80_000 }), fee({ value: 80_001 })]).toEqual([20, 40]);
});

test('the Fee Order 2021 is in force from 31 January 2022, and the change of 9 December 2024 left it alone', () => {
  expect(fee({ value: 1, date: '2022-01-30' })).toBe('rates_not_known');
  for (const day of ['2022-01-31', '2024-12-08', '2024-12-09', date])
    expect(fee({ value: 300_000, date: day })).toBe(150);
});

describe('which scale, value and column', () => {
  const transfer = {
    kind: 'transferOfEquity',
    consideration: 0,
    shareValue: 150_000,
    mortgageOnShare: 0,
  } as const;
  test.each<[string, Registration, object]>([
    [
      'a purchase is scale 1 on the price with VAT',
      { kind: 'purchase', price: 360_000 },
      { scale: 1, value: 360_000, application: 'portalWhole' },
    ],
    ['by post it has no discount', { kind: 'purchase', price: 1, byPost: true }, { application: 'post' }],
    [
      'a new build costs the undiscounted column',
      { kind: 'purchase', price: 1, newBuild: true },
      { application: 'part' },
    ],
    [
      'a transfer of part costs the undiscounted column',
      { kind: 'purchase', price: 1, part: true },
      { application: 'part' },
    ],
    [
      'a new lease is scale 1 on premium and rent, no discount',
      { kind: 'newLease', premium: 200_000, annualRent: 250 },
      { scale: 1, value: 200_250, application: 'lease' },
    ],
    [
      'a first registration',
      { kind: 'purchase', price: 1, firstRegistration: 'compulsory' },
      { application: 'firstRegistration' },
    ],
    [
      'a voluntary first registration',
      { kind: 'purchase', price: 1, firstRegistration: 'voluntary' },
      { application: 'voluntaryFirstRegistration' },
    ],
    [
      'a mortgage lodged with a purchase costs nothing more',
      { kind: 'mortgageWithPurchase' },
      { outcome: 'free' },
    ],
    ['a sale costs nothing', { kind: 'sale' }, { outcome: 'free' }],
    [
      'a remortgage is scale 2 on the loan',
      { kind: 'remortgage', loan: 180_000 },
      { scale: 2, value: 180_000, application: 'portalWhole' },
    ],
    [
      'transfer of equity for money: scale 1 on it',
      { ...transfer, consideration: 50_000 },
      { scale: 1, value: 50_000, application: 'portalWhole' },
    ],
    ['transfer of equity for nothing: scale 2 on the share', transfer, { scale: 2, value: 150_000 }],
    [
      '… less the mortgage that it stays under',
      { ...transfer, mortgageOnShare: 60_000 },
      { scale: 2, value: 90_000 },
    ],
    ['… and never less than nothing', { ...transfer, mortgageOnShare: 200_000 }, { scale: 2, value: 0 }],
    [
      'a transfer by court order is scale 2',
      { ...transfer, consideration: 50_000, courtOrder: true },
      { scale: 2, value: 150_000 },
    ],
    ['a gift or assent is scale 2', { kind: 'assentOrGift', value: 300_000 }, { scale: 2, value: 300_000 }],
    ['the discharge of a charge is free', { kind: 'discharge' }, { outcome: 'free' }],
    ['the death of a joint owner is free', { kind: 'deathOfJointOwner' }, { outcome: 'free' }],
    ['a change of name is free', { kind: 'changeOfName' }, { outcome: 'free' }],
  ])('%s', (_name, transaction, expected) => {
    expect(registrationOf(transaction)).toMatchObject(expected);
  });

  test('in Scotland a lease counts with ten times its rent', () => {
    expect(registrationOf({ kind: 'newLease', premium: 20_000, annualRent: 5_000 }, 'ROS')).toMatchObject({
      value: 70_000,
    });
  });

  test('what it says can be asked for: a new build for 300,000 costs 330, an old house 150', () => {
    const costOf = (transaction: Registration) => {
      const charge = registrationOf(transaction);
      return charge.outcome === 'charged' ? fee(charge) : 0;
    };
    expect(costOf({ kind: 'purchase', price: 300_000, newBuild: true })).toBe(330);
    expect(costOf({ kind: 'purchase', price: 300_000 })).toBe(150);
  });
});

describe('information services', () => {
  const cost = (code: string, day: string = date) => {
    const found = findInformationFee(rates, code, day);
    return found.outcome === 'fee' ? found.feePounds : found.reason;
  };

  test.each([
    ['official-copy-register', 3, 7],
    ['official-copy-title-plan', 3, 7],
    ['official-search-priority-OS1', 3, 7],
    ['bankruptcy-search-K16', 2, 6],
  ])('%s: %i until 8 December 2024, %i since', (code, before, since) => {
    expect([cost(code, '2024-12-08'), cost(code, '2024-12-09'), cost(code)]).toEqual([before, since, since]);
  });

  test('the new fee of an index map search was not seen: it must be entered, it is not 0', () => {
    expect([cost('index-map-search', '2024-12-08'), cost('index-map-search')]).toEqual([4, 'fee_not_known']);
  });

  test('a search that nobody knows', () => {
    expect(cost('crystal-ball')).toBe('fee_not_known');
  });
});
