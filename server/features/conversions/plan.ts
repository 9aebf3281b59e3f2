/** What a lead becomes, in the order in which it is made (quotes.md §1, §9). Pure. */
import { moneyWords, portion, type Side } from '../fee-scales/index.ts';
import type { PricedShape } from '../quotes/index.ts';

export const stepKinds = [
  'contact',
  'referrer',
  'matter',
  'layout',
  'fee',
  'cost_recovery',
  'memo',
  'document',
] as const;
export type StepKind = (typeof stepKinds)[number];

interface Of<Kind extends StepKind> {
  step: Kind;
  /** The same on every try: what was made under it is not made again. */
  key: string;
  label: string;
}

export type ConversionStep =
  | (Of<'contact'> & { contactId: string })
  | (Of<'referrer'> & { contactId: string })
  | Of<'matter'>
  /** Completion Details: money in minor units. */
  | (Of<'layout'> & { values: Readonly<Record<string, string | number>> })
  | (Of<'fee' | 'cost_recovery'> & Charge)
  | (Of<'memo'> & { text: string; day: string })
  | (Of<'document'> & { quoteVersionId: string });

/** Minor units before VAT. */
export interface Charge {
  quantity: number;
  /** Of all of it. */
  pence: number;
  vatPence: number;
  /** What the line says about itself, and its VAT. */
  text: string;
  vat: 'standard' | 'zero' | 'exempt' | 'outside_scope';
  activityCode: string | null;
}

export interface ConversionFacts {
  title: string;
  clients: readonly { contactId: string; name: string }[];
  referrer: { contactId: string; name: string } | null;
  /** What staff wrote for the matter. */
  notes: string;
  /** YYYY-MM-DD of the firm. */
  today: string;
  quote: {
    versionId: string;
    reference: string;
    versionNumber: number;
    currency: string;
    priced: PricedShape;
    /** Whole pounds, by side. */
    prices: Readonly<Partial<Record<Side, number>>>;
    mails: readonly { id: string; to: string; day: string; subject: string }[];
  } | null;
}

export function planConversion(facts: ConversionFacts): ConversionStep[] {
  const { clients, referrer, title, quote, notes, today } = facts;
  return [
    ...clients.map(
      ({ contactId, name }): ConversionStep => ({ step: 'contact', key: contactId, label: name, contactId }),
    ),
    ...(referrer
      ? [
          {
            step: 'referrer' as const,
            key: referrer.contactId,
            label: referrer.name,
            contactId: referrer.contactId,
          },
        ]
      : []),
    { step: 'matter', key: 'matter', label: title },
    ...(quote ? [...completion(quote), ...charges(quote), ...mailMemos(quote)] : []),
    ...(notes === ''
      ? []
      : [{ step: 'memo' as const, key: 'notes', label: 'Notes at conversion', text: notes, day: today }]),
    ...(quote
      ? [
          {
            step: 'document' as const,
            key: quote.versionId,
            label: `Quote ${quote.reference}.pdf`,
            quoteVersionId: quote.versionId,
          },
        ]
      : []),
  ];
}

/** What the quote knows of the completion statement. A sale and purchase in one matter has two of them: people fill it in. */
function completion({ priced, prices }: NonNullable<ConversionFacts['quote']>): ConversionStep[] {
  const [only, another] = priced.sides;
  if (!only || another || (only.side !== 'sale' && only.side !== 'purchase')) return [];
  const { totals, side } = only;
  const price = prices[side];
  return [
    {
      step: 'layout',
      key: 'completion_details',
      label: 'Completion Details',
      values: {
        side,
        ...(price === undefined ? {} : { price: price * 100 }),
        ...(side === 'purchase' ? { taxAmount: totals.tax } : {}),
        fees: totals.feesNet,
        vat: totals.feesVat + totals.disbursementsVat,
        disbursements: totals.disbursementsNet,
      },
    },
  ];
}

type Line = PricedShape['sides'][number]['lines'][number];

/** Mapped lines that were charged: fees to Time & Fees, disbursements to Cost Recoveries. */
function charges(quote: NonNullable<ConversionFacts['quote']>): ConversionStep[] {
  return quote.priced.sides.flatMap(({ lines }) => {
    const counted = lines.filter(({ counts, mapped, netPence }) => counts && mapped && netPence !== null);
    const discounts = counted.filter(({ kind }) => kind === 'discount');
    const off = { left: discounts.reduce((sum, { netPence }) => sum - (netPence ?? 0), 0) };
    return counted
      .filter(({ kind }) => kind !== 'discount')
      .map((line) => charge(line, quote, line.section === 'disbursements' ? { left: 0 } : off, discounts));
  });
}

/**
 * `off`: what is still to be taken off. Time & Fees has no negative entries, so a discount lowers the fees, first to last,
 * and each says so.
 */
function charge(
  line: Line,
  { reference, versionNumber, currency }: NonNullable<ConversionFacts['quote']>,
  off: { left: number },
  discounts: readonly Line[],
): ConversionStep {
  const full = line.netPence ?? 0;
  const less = Math.min(off.left, full);
  off.left -= less;
  const words = [
    line.why,
    ...(less > 0
      ? [
          `${moneyWords(full, currency)} less ${moneyWords(less, currency)} (${discounts.map(({ label }) => label).join(', ')})`,
        ]
      : []),
    ...(line.vat === 'standard' ? ['plus VAT'] : []),
    `Quote ${reference}${versionNumber > 1 ? `, version ${versionNumber}` : ''}`,
  ];
  return {
    step: line.section === 'disbursements' ? 'cost_recovery' : 'fee',
    key: `${line.key}:${versionNumber}`,
    label: line.label,
    quantity: line.quantity,
    pence: full - less,
    vatPence: vatOf(line, full - less),
    text: words.join('. '),
    vat: line.vat,
    activityCode: line.activityCode,
  };
}

/** The line's own VAT; of a fee that a discount lowered, its share of it, to the penny. */
function vatOf({ netPence, vatPence }: Line, pence: number): number {
  if (!netPence || !vatPence) return 0;
  return portion(vatPence, pence, netPence);
}

/** E-mails are not copied; each makes one memo. */
function mailMemos({ mails, reference }: NonNullable<ConversionFacts['quote']>): ConversionStep[] {
  return mails.map(({ id, to, day, subject }) => ({
    step: 'memo',
    key: `mail:${id}`,
    label: `E-mail: ${subject}`,
    text: `Quote ${reference} was sent to ${to}.`,
    day,
  }));
}
