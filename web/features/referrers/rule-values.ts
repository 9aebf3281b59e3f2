/** What the form of an agreement holds, and as the API takes it. Pure. */
import type { FeeRule } from './queries.ts';

export const kinds = ['fixed', 'by_transaction', 'by_price', 'percentage', 'none'] as const;
export const payers = ['firm', 'added_to_price', 'disclosed_only'] as const;
export const dueDays = ['completion', 'instruction'] as const;
export const transactions = [
  'sale',
  'purchase',
  'sale_and_purchase',
  'remortgage',
  'transfer_of_equity',
] as const;

export type BandValues = { key: string; to: number | null; pence: number | null };

export type RuleValues = {
  startsOn: string;
  kind: (typeof kinds)[number];
  pence: number | null;
  amounts: Partial<Record<(typeof transactions)[number], number | null>>;
  /** Each begins right after the one above; the last is open. */
  bands: BandValues[];
  basisPoints: number | null;
  minPence: number | null;
  maxPence: number | null;
  payer: (typeof payers)[number];
  dueOn: (typeof dueDays)[number];
  vatAdded: boolean;
  vatBasisPoints: number;
};

/** Hundredths of a per cent, by the firm's country; 0: there is none. */
export const vatOf = { GB: 2000, AU: 1000, US: 0 } as const;

export function emptyRule(startsOn: string, vatBasisPoints: number, newKey: () => string): RuleValues {
  return {
    startsOn,
    kind: 'fixed',
    pence: null,
    amounts: {},
    bands: [
      { key: newKey(), to: null, pence: null },
      { key: newKey(), to: null, pence: null },
    ],
    basisPoints: null,
    minPence: null,
    maxPence: null,
    payer: 'firm',
    dueOn: 'completion',
    vatAdded: vatBasisPoints > 0,
    vatBasisPoints,
  };
}

/** Where a band begins; null while the one above has no end. */
export function fromOf(bands: readonly BandValues[], at: number): number | null {
  if (at === 0) return 0;
  const before = bands[at - 1]?.to;
  return before == null ? null : before + 1;
}

export type RuleFault = 'amountNeeded' | 'boundNeeded' | 'shareNeeded';

/** What is missing before it can be asked about or saved, by field. */
export function faultsOf(values: RuleValues): Record<string, RuleFault> {
  switch (values.kind) {
    case 'fixed':
      return values.pence === null ? { pence: 'amountNeeded' } : {};
    case 'percentage':
      return values.basisPoints === null || values.basisPoints < 1 || values.basisPoints > 10_000
        ? { basisPoints: 'shareNeeded' }
        : {};
    case 'by_transaction':
      return transactions.some((one) => values.amounts[one] != null)
        ? {}
        : { 'amounts.sale': 'amountNeeded' };
    case 'by_price':
      return Object.fromEntries(
        values.bands.flatMap((band, at) => Object.entries(bandFault(values.bands, band, at))),
      );
    case 'none':
      return {};
  }
}

function bandFault(
  bands: readonly BandValues[],
  { to, pence }: BandValues,
  at: number,
): Record<string, RuleFault> {
  const last = at === bands.length - 1;
  const from = fromOf(bands, at);
  const ends = last ? to === null : to !== null && from !== null && to >= from;
  return {
    ...(ends ? {} : { [`bands.${at}.to`]: 'boundNeeded' as const }),
    ...(pence === null ? { [`bands.${at}.pence`]: 'amountNeeded' as const } : {}),
  };
}

/** Only when nothing is missing; what is missing counts as nothing. */
export function ruleOf(values: RuleValues): FeeRule {
  const { payer, dueOn, vatAdded, vatBasisPoints } = values;
  return { fee: feeOf(values), payer, dueOn, vat: { added: vatAdded, basisPoints: vatBasisPoints } };
}

function feeOf(values: RuleValues): FeeRule['fee'] {
  switch (values.kind) {
    case 'none':
      return { kind: 'none' };
    case 'fixed':
      return { kind: 'fixed', pence: values.pence ?? 0 };
    case 'percentage': {
      const { minPence, maxPence } = values;
      return { kind: 'percentage', basisPoints: values.basisPoints ?? 1, minPence, maxPence };
    }
    case 'by_transaction':
      return {
        kind: 'by_transaction',
        amounts: transactions.flatMap((transaction) => {
          const pence = values.amounts[transaction] ?? null;
          return pence === null ? [] : [{ transaction, pence }];
        }),
      };
    case 'by_price':
      return {
        kind: 'by_price',
        bands: values.bands.map(({ to, pence }, at) => ({
          from: fromOf(values.bands, at) ?? 0,
          to,
          pence: pence ?? 0,
        })),
      };
  }
}

/** A new band above the open last one. */
export function withBand(bands: readonly BandValues[], key: string): BandValues[] {
  return bands.toSpliced(Math.max(0, bands.length - 1), 0, { key, to: null, pence: null });
}

/** The last that is left is open. */
export function withoutBand(bands: readonly BandValues[], at: number): BandValues[] {
  const left = bands.toSpliced(at, 1);
  const last = left.at(-1);
  return last ? [...left.slice(0, -1), { ...last, to: null }] : left;
}
