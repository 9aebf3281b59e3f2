/**
 * Prices a transaction by a fee scale (quotes.md §3.4). Pure, in whole pence. VAT is rounded half-up on every line and then
 * added up, so the displayed lines add up to the displayed totals.
 */
import { type SideFacts, type TaxSlice, unitAmount } from './amount.ts';
import { type Answers, holds } from './answers.ts';
import {
  type FeeLine,
  type FeeScaleContent,
  isMapped,
  type SectionKind,
  type VatTreatment,
} from './content.ts';
import { countOf, quantityWords } from './drivers.ts';
import { portion } from './portion.ts';
import { type Side, sidesOf, type Transaction } from './questions.ts';
import type { QuoteRates } from './quote-rates.ts';

export interface Discount {
  side: Side;
  label: string;
  /** `legal_fees` unless somebody says otherwise. */
  on: 'legal_fees' | 'fees';
  off: { kind: 'fixed'; pence: number } | { kind: 'percentage'; basisPoints: number };
}

/** A line that is in this quote only. */
export interface ExtraLine {
  id: string;
  side: Side;
  section: SectionKind;
  label: string;
  pence: number;
  vat: { treatment: VatTreatment; inclusive: boolean };
}

export interface Choices {
  /** Of optional lines, by key: chosen or not; the others as the scale says. */
  ticked: Readonly<Record<string, boolean>>;
  /** Prices that a person set, of one unit, by key. */
  prices: Readonly<Record<string, number>>;
  discounts: readonly Discount[];
  extra: readonly ExtraLine[];
}

export interface PricedLine {
  /** Side and line: "purchase:0198…". */
  key: string;
  kind: 'line' | 'extra' | 'discount';
  side: Side;
  section: SectionKind;
  label: string;
  detail: string;
  /** One line that says where the amount comes from. */
  why: string;
  show: 'charged' | 'optional' | 'may_apply';
  /** Counts in the totals. */
  counts: boolean;
  /** Nobody knows the price yet: a person must say it. The amounts are then null. */
  needsPrice: boolean;
  quantity: number;
  unitPence: number | null;
  netPence: number | null;
  vatPence: number | null;
  grossPence: number | null;
  vat: VatTreatment;
  /** Property tax stands apart in the totals. */
  tax: boolean;
  slices: TaxSlice[];
  onAccount: boolean;
  mapped: boolean;
  activityCode: string | null;
}

/** Pence. A total leaves out what has no price yet; `needsPrice` of the quote says that it does. */
export interface Totals {
  feesNet: number;
  feesVat: number;
  disbursementsNet: number;
  disbursementsVat: number;
  /** Everything but property tax, with VAT. */
  subtotal: number;
  tax: number;
  total: number;
  /** The part that is asked for in advance. */
  onAccount: number;
}

export interface Priced {
  sides: { side: Side; lines: PricedLine[]; totals: Totals }[];
  totals: Totals;
  /** Keys of the lines that count and have no price yet. */
  needsPrice: string[];
}

export interface ToPrice {
  content: FeeScaleContent;
  transaction: Transaction;
  clients: number;
  /** Whole answers of each side (`readAnswers`). */
  answers: Readonly<Partial<Record<Side, Answers>>>;
  choices: Choices;
  rates: QuoteRates;
}

export function priceTransaction({
  content,
  transaction,
  clients,
  answers,
  choices,
  rates,
}: ToPrice): Priced {
  const sides = sidesOf(transaction).map((side) => {
    const facts = { side, answers: answers[side] ?? {}, clients, currency: content.currency, rates };
    const lines: PricedLine[] = [];
    for (const line of content.lines) {
      const priced = priceLine(content, line, facts, choices);
      if (priced) lines.push(priced);
    }
    for (const extra of choices.extra) if (extra.side === side) lines.push(extraLine(content, extra));
    for (const [at, discount] of choices.discounts.entries())
      if (discount.side === side) lines.push(discountLine(content, discount, at, lines));
    return { side, lines, totals: totalsOf(lines) };
  });
  const all = sides.flatMap(({ lines }) => lines);
  return {
    sides,
    totals: totalsOf(all),
    needsPrice: all.filter((line) => line.counts && line.needsPrice).map(({ key }) => key),
  };
}

/** Null: the line does not concern this side, or not these answers. */
function priceLine(
  content: FeeScaleContent,
  line: FeeLine,
  facts: SideFacts,
  choices: Choices,
): PricedLine | null {
  const { side, answers, clients } = facts;
  if (!line.sides.includes(side) || !holds(line.trigger, answers)) return null;
  const quantity = countOf(line.quantity, side, answers, clients);
  if (quantity === 0) return null;
  const key = `${side}:${line.id}`;
  const worked = unitAmount(line.amount, facts);
  const given = choices.prices[key];
  const unitPence = given ?? (worked.known ? worked.pence : null);
  const { netPence, vatPence, grossPence } = amounts(unitPence, quantity, line.vat, content.vatBasisPoints);
  return {
    key,
    kind: 'line',
    side,
    section: line.section,
    label: line.label,
    detail: line.detail,
    why: (given === undefined ? worked.why : 'Price set by hand') + quantityWords(line.quantity, quantity),
    show: line.show,
    counts: line.show === 'charged' || (line.show === 'optional' && (choices.ticked[key] ?? line.ticked)),
    needsPrice: unitPence === null,
    quantity,
    unitPence,
    netPence,
    vatPence,
    grossPence,
    vat: line.vat.treatment,
    tax: line.amount.rule === 'property_tax',
    slices: (given === undefined && worked.known && worked.slices) || [],
    onAccount: line.onAccount,
    mapped: isMapped(content, line),
    activityCode: line.activityCode,
  };
}

function extraLine(content: FeeScaleContent, extra: ExtraLine): PricedLine {
  return {
    key: `${extra.side}:${extra.id}`,
    kind: 'extra',
    side: extra.side,
    section: extra.section,
    label: extra.label,
    detail: '',
    why: 'Added to this quote',
    show: 'charged',
    counts: true,
    needsPrice: false,
    quantity: 1,
    ...amounts(extra.pence, 1, extra.vat, content.vatBasisPoints),
    vat: extra.vat.treatment,
    tax: false,
    slices: [],
    onAccount: false,
    mapped: content.sections[extra.section].mapped,
    activityCode: null,
  };
}

/** Never more than what it is taken off from; before VAT. */
function discountLine(
  content: FeeScaleContent,
  { side, label, on, off }: Discount,
  at: number,
  lines: readonly PricedLine[],
): PricedLine {
  const sections: SectionKind[] = on === 'legal_fees' ? ['legal_fees'] : ['legal_fees', 'additional_fees'];
  const base = lines
    .filter((line) => line.counts && sections.includes(line.section))
    .reduce((sum, { netPence }) => sum + (netPence ?? 0), 0);
  const wanted = off.kind === 'fixed' ? off.pence : portion(base, off.basisPoints, 10_000);
  const pence = Math.max(0, Math.min(wanted, base));
  const vatPence = portion(pence, content.vatBasisPoints, 10_000);
  const from = on === 'legal_fees' ? 'the legal fee' : 'all fees';
  return {
    key: `${side}:discount-${at}`,
    kind: 'discount',
    side,
    section: 'legal_fees',
    label,
    detail: '',
    why: off.kind === 'fixed' ? `Off ${from}` : `${off.basisPoints / 100} % off ${from}`,
    show: 'charged',
    counts: true,
    needsPrice: false,
    quantity: 1,
    unitPence: minus(pence),
    netPence: minus(pence),
    vatPence: minus(vatPence),
    grossPence: minus(pence + vatPence),
    vat: 'standard',
    tax: false,
    slices: [],
    onAccount: false,
    mapped: content.sections.legal_fees.mapped,
    activityCode: null,
  };
}

/** There is no −0 on a bill. */
const minus = (pence: number) => (pence === 0 ? 0 : -pence);

function amounts(
  unitPence: number | null,
  quantity: number,
  vat: { treatment: VatTreatment; inclusive: boolean },
  vatBasisPoints: number,
): Pick<PricedLine, 'unitPence' | 'netPence' | 'vatPence' | 'grossPence'> {
  if (unitPence === null) return { unitPence, netPence: null, vatPence: null, grossPence: null };
  const given = unitPence * quantity;
  if (vat.treatment !== 'standard') return { unitPence, netPence: given, vatPence: 0, grossPence: given };
  if (!vat.inclusive) {
    const vatPence = portion(given, vatBasisPoints, 10_000);
    return { unitPence, netPence: given, vatPence, grossPence: given + vatPence };
  }
  const netPence = portion(given, 10_000, 10_000 + vatBasisPoints);
  return { unitPence, netPence, vatPence: given - netPence, grossPence: given };
}

function totalsOf(lines: readonly PricedLine[]): Totals {
  const totals: Totals = {
    feesNet: 0,
    feesVat: 0,
    disbursementsNet: 0,
    disbursementsVat: 0,
    subtotal: 0,
    tax: 0,
    total: 0,
    onAccount: 0,
  };
  for (const { counts, tax, section, netPence, vatPence, grossPence, onAccount } of lines) {
    if (!counts || netPence === null || vatPence === null || grossPence === null) continue;
    if (onAccount) totals.onAccount += grossPence;
    totals.total += grossPence;
    if (tax) {
      totals.tax += grossPence;
      continue;
    }
    totals.subtotal += grossPence;
    if (section === 'disbursements') {
      totals.disbursementsNet += netPence;
      totals.disbursementsVat += vatPence;
    } else {
      totals.feesNet += netPence;
      totals.feesVat += vatPence;
    }
  }
  return totals;
}
