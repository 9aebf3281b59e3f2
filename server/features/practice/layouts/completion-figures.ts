/**
 * What Completion Details come to (all money in minor units, whole):
 * purchase: price + chattels − deposit − net advance − other funds + tax + fees + VAT + disbursements ± apportionments − money held;
 * sale: price + chattels − redemption − agent's bill − fees − VAT − disbursements ± apportionments.
 * Pure.
 */
import { apportionment, daysFrom } from './apportion.ts';
import type { LayoutValues, Side } from './design.ts';
import { dayText, moneyText, type Words } from './values.ts';

/** One term of a sum. */
export interface Part {
  key: string;
  label: string;
  /** With its sign. */
  amount: number;
}

export interface Figure {
  key: string;
  label: string;
  kind: 'money' | 'percent';
  /** Minor units, or hundredths of a percent; null: something that it needs is missing. */
  amount: number | null;
  /** One line: how it comes about, or why it cannot be worked out. */
  why: string;
  /** Fields without which there is no figure. */
  missing: string[];
  /** Empty fields that were counted as nothing. */
  countedAsNothing: string[];
  parts: Part[];
}

/** Every figure of that side, the result last. */
export function completionFigures(values: LayoutValues, side: Side, words: Words): Figure[] {
  const apportioned = apportionments(values, words);
  const share = depositShare(values, words);
  if (side === 'sale') {
    const redemption = redemptionAtCompletion(values, words);
    return [share, redemption, apportioned, toClient(values, redemption, apportioned, words)];
  }
  const advance = netAdvance(values, words);
  const others = otherFunds(values, words);
  return [
    share,
    advance,
    others,
    apportioned,
    requiredFromClient(values, { advance, others, apportioned }, words),
  ];
}

export function numberIn(values: LayoutValues, key: string): number | null {
  const value = values[key];
  return typeof value === 'number' ? value : null;
}

export function textIn(values: LayoutValues, key: string): string | null {
  const value = values[key];
  return typeof value === 'string' ? value : null;
}

/** A term of a sum: a field by itself, or a figure that was worked out before. */
type Term = { key: string; label: string; sign: 1 | -1; of?: Figure; needed?: true };

interface About {
  key: string;
  label: string;
}

/** Adds the terms up. Without a needed one, or one that cannot be worked out itself, there is no sum. */
function sum(about: About, values: LayoutValues, terms: readonly Term[], words: Words): Figure {
  const read = terms.map((term) => ({
    ...term,
    amount: term.of ? term.of.amount : numberIn(values, term.key),
  }));
  const missing = read.flatMap(({ of, needed, amount, key }) => {
    if (of) return of.missing;
    return needed && amount === null ? [key] : [];
  });
  const countedAsNothing = read.flatMap(({ of, needed, amount, key }) => {
    if (of) return of.countedAsNothing;
    return !needed && amount === null ? [key] : [];
  });
  const parts = read.flatMap(({ key, label, sign, amount }) =>
    amount === null || amount === 0 ? [] : [{ key, label, amount: sign * amount }],
  );
  const amount = missing.length > 0 ? null : parts.reduce((total, part) => total + part.amount, 0);
  return {
    ...about,
    kind: 'money',
    amount,
    why: amount === null ? cannot : sumText(parts, words),
    missing,
    countedAsNothing,
    parts,
  };
}

const cannot = 'Cannot be worked out yet';

function sumText(parts: readonly Part[], words: Words): string {
  if (parts.length === 0) return 'Nothing to count';
  return parts
    .map(({ label, amount }, index) => {
      const sign = amount < 0 ? '− ' : index === 0 ? '' : '+ ';
      return `${sign}${label} ${moneyText(Math.abs(amount), words)}`;
    })
    .join(' ');
}

function depositShare(values: LayoutValues, words: Words): Figure {
  const price = numberIn(values, 'price');
  const deposit = numberIn(values, 'deposit');
  const missing = [...(price ? [] : ['price']), ...(deposit === null ? ['deposit'] : [])];
  // Rounded half up to a hundredth of a percent; whole numbers throughout.
  const amount =
    price && deposit !== null
      ? Number((BigInt(deposit) * 20_000n + BigInt(price)) / (2n * BigInt(price)))
      : null;
  return {
    key: 'depositShare',
    label: 'Deposit of the price',
    kind: 'percent',
    amount,
    why: amount === null ? cannot : `${moneyText(deposit ?? 0, words)} of ${moneyText(price ?? 0, words)}`,
    missing,
    countedAsNothing: [],
    parts: [],
  };
}

function netAdvance(values: LayoutValues, words: Words): Figure {
  const lessened = ['mortgageRetention', 'lenderFee'].some((key) => numberIn(values, key));
  const terms: Term[] = [
    { key: 'mortgageAdvance', label: 'Advance', sign: 1, ...(lessened && { needed: true }) },
    { key: 'mortgageRetention', label: 'Retention', sign: -1 },
    { key: 'lenderFee', label: 'Lender’s fee', sign: -1 },
  ];
  return sum({ key: 'netAdvance', label: 'Net advance' }, values, terms, words);
}

function otherFunds(values: LayoutValues, words: Words): Figure {
  const terms: Term[] = [
    { key: 'giftedFunds', label: 'Gifted funds', sign: 1 },
    { key: 'isaBonus', label: 'ISA bonus', sign: 1 },
    { key: 'helpToBuyLoan', label: 'Help to Buy loan', sign: 1 },
  ];
  return sum({ key: 'otherFunds', label: 'Other funds' }, values, terms, words);
}

/** The lender's figure, and interest for each day from its date to completion. */
function redemptionAtCompletion(values: LayoutValues, words: Words): Figure {
  const figure = numberIn(values, 'redemptionFigure');
  const rate = numberIn(values, 'redemptionDailyRate');
  const made = (rest: Pick<Figure, 'amount' | 'why' | 'missing' | 'countedAsNothing'>): Figure => ({
    key: 'redemptionAtCompletion',
    label: 'Redemption at completion',
    kind: 'money',
    parts: [],
    ...rest,
  });
  if (figure === null && rate === null)
    return made({
      amount: 0,
      why: 'No mortgage to redeem',
      missing: [],
      countedAsNothing: ['redemptionFigure'],
    });
  const from = textIn(values, 'redemptionFigureDate');
  const to = textIn(values, 'completionDate');
  const missing = [
    ...(figure === null ? ['redemptionFigure'] : []),
    ...(rate && from === null ? ['redemptionFigureDate'] : []),
    ...(rate && to === null ? ['completionDate'] : []),
  ];
  const countedAsNothing = rate === null ? ['redemptionDailyRate'] : [];
  if (figure === null || missing.length > 0)
    return made({ amount: null, why: cannot, missing, countedAsNothing });
  if (!rate || from === null || to === null)
    return made({
      amount: figure,
      why: 'The lender’s figure, without daily interest',
      missing,
      countedAsNothing,
    });
  const days = Math.max(0, daysFrom(from, to));
  const why = `${moneyText(figure, words)} as at ${dayText(from, words)} + ${days} × ${moneyText(rate, words)} a day`;
  return made({ amount: figure + rate * days, why, missing, countedAsNothing });
}

/** Positive: the buyer pays the seller. The same on both sides of the deal. */
function apportionments(values: LayoutValues, words: Words): Figure {
  const both = [
    apportionment(values, { key: 'rent', label: 'Rent' }, words),
    apportionment(values, { key: 'service', label: 'Service charge' }, words),
  ];
  const missing = [...new Set(both.flatMap((one) => one.missing))];
  const parts = both.flatMap(({ key, label, amount }) =>
    amount ? [{ key: `${key}Amount`, label, amount }] : [],
  );
  const amount = missing.length > 0 ? null : parts.reduce((total, part) => total + part.amount, 0);
  const filled = both.filter(({ empty }) => !empty);
  return {
    key: 'apportionments',
    label: 'Apportionments',
    kind: 'money',
    amount,
    why: amount === null ? cannot : filled.map(({ why }) => why).join('. ') || 'Nothing to share by days',
    missing,
    countedAsNothing: both.flatMap(({ key, empty }) => (empty ? [`${key}Amount`] : [])),
    parts,
  };
}

const costs = (sign: 1 | -1): Term[] => [
  { key: 'fees', label: 'Fees', sign },
  { key: 'vat', label: 'VAT', sign },
  { key: 'disbursements', label: 'Disbursements', sign },
];

function requiredFromClient(
  values: LayoutValues,
  { advance, others, apportioned }: Record<'advance' | 'others' | 'apportioned', Figure>,
  words: Words,
): Figure {
  const terms: Term[] = [
    { key: 'price', label: 'Price', sign: 1, needed: true },
    { key: 'chattels', label: 'Chattels', sign: 1 },
    { key: 'deposit', label: 'Deposit paid', sign: -1 },
    { key: 'netAdvance', label: 'Net advance', sign: -1, of: advance },
    { key: 'otherFunds', label: 'Other funds', sign: -1, of: others },
    { key: 'taxAmount', label: 'Tax', sign: 1 },
    ...costs(1),
    { key: 'apportionments', label: 'Apportionments', sign: 1, of: apportioned },
    { key: 'moneyHeld', label: 'Money held', sign: -1 },
  ];
  return sum({ key: 'requiredFromClient', label: 'Required from client' }, values, terms, words);
}

/** The deposit is counted in the price already. */
function toClient(values: LayoutValues, redemption: Figure, apportioned: Figure, words: Words): Figure {
  const terms: Term[] = [
    { key: 'price', label: 'Price', sign: 1, needed: true },
    { key: 'chattels', label: 'Chattels', sign: 1 },
    { key: 'redemptionAtCompletion', label: 'Redemption', sign: -1, of: redemption },
    { key: 'agentsBill', label: 'Agent’s bill', sign: -1 },
    ...costs(-1),
    { key: 'apportionments', label: 'Apportionments', sign: 1, of: apportioned },
  ];
  return sum({ key: 'toClient', label: 'To client' }, values, terms, words);
}
