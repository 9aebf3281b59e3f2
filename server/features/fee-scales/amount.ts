/** What one unit of a line costs before VAT rules, in pence, and why; or why nobody can tell. Pure, integers only. */
import type { Answers } from './answers.ts';
import type { AmountRule, Band } from './content.ts';
import { countOf, driverWords } from './drivers.ts';
import { portion } from './portion.ts';
import type { Side } from './questions.ts';
import type { QuoteRates } from './quote-rates.ts';

export type UnitAmount =
  | { known: true; pence: number; why: string; slices?: TaxSlice[] }
  /** A person must say the price: it is never 0. */
  | { known: false; why: string };

/** Whole pounds; `rate` as a fraction. */
export interface TaxSlice {
  from: number;
  to: number | null;
  rate: number;
  tax: number;
}

export interface SideFacts {
  side: Side;
  answers: Answers;
  clients: number;
  /** ISO 4217. */
  currency: string;
  rates: QuoteRates;
}

type Limited = { minPence: number | null; maxPence: number | null; roundToPence: number };

export function unitAmount(rule: AmountRule, facts: SideFacts): UnitAmount {
  const { side, answers, currency } = facts;
  const say = (pence: number) => moneyWords(pence, currency);
  switch (rule.rule) {
    case 'fixed':
      return { known: true, pence: rule.pence, why: 'Fixed price' };
    case 'on_application':
      return { known: false, why: 'Price on application' };
    case 'banded':
      return banded(rule, facts);
    case 'percentage': {
      const base = moneyOf(answers, rule.of);
      if (base === null) return unknown(rule.of);
      const pence = limited(share(base, rule.basisPoints), rule);
      return {
        known: true,
        pence,
        why: `${percent(rule.basisPoints)} of ${say(base * 100)}${limitWords(rule, say)}`,
      };
    }
    case 'formula':
      return formula(rule, facts);
    case 'registration_fee':
      return facts.rates.registrationFee(side, answers);
    case 'property_tax':
      return facts.rates.propertyTax(side, answers);
    case 'information_fee':
      return facts.rates.informationFee(rule.fee);
  }
}

function banded(rule: Extract<AmountRule, { rule: 'banded' }>, { answers, currency }: SideFacts): UnitAmount {
  const say = (pence: number) => moneyWords(pence, currency);
  const base = moneyOf(answers, rule.by);
  if (base === null) return unknown(rule.by);
  const band = bandOf(rule.bands, base);
  if (!band) return { known: false, why: `No band for ${say(base * 100)}` };
  const where = `${rule.by === 'loan' ? 'a loan' : 'a price'} ${bandWords(band, say)}`;
  switch (band.charge.kind) {
    case 'amount':
      return { known: true, pence: band.charge.pence, why: `For ${where}` };
    case 'percentage': {
      const pence = limited(share(base, band.charge.basisPoints), rule);
      return {
        known: true,
        pence,
        why: `${percent(band.charge.basisPoints)} of ${say(base * 100)}, for ${where}${limitWords(rule, say)}`,
      };
    }
    case 'on_application':
      return { known: false, why: `Price on application for ${where}` };
  }
}

/** Chosen by price ≤ to. */
export function bandOf(bands: readonly Band[], pounds: number): Band | undefined {
  return bands.find(({ to }) => to === null || pounds <= to);
}

function formula(
  rule: Extract<AmountRule, { rule: 'formula' }>,
  { side, answers, clients, currency }: SideFacts,
): UnitAmount {
  const say = (pence: number) => moneyWords(pence, currency);
  let pence = rule.basePence;
  const words = [say(rule.basePence)];
  for (const term of rule.terms) {
    if (term.kind === 'each') {
      const count = Math.max(0, countOf(term.driver, side, answers, clients) - term.beyond);
      pence += count * term.pence;
      const which = `${driverWords[term.driver].one}${term.beyond > 0 ? ` beyond ${term.beyond}` : ''}`;
      if (count > 0) words.push(`${count} × ${say(term.pence)} for each ${which}`);
      continue;
    }
    const base = moneyOf(answers, term.of);
    if (base === null) return unknown(term.of);
    const above = Math.max(0, base - term.above);
    pence += share(above, term.basisPoints);
    if (above > 0) words.push(`${percent(term.basisPoints)} of ${say(above * 100)}`);
  }
  return { known: true, pence: limited(pence, rule), why: words.join(' + ') + limitWords(rule, say) };
}

function moneyOf(answers: Answers, of: 'price' | 'loan'): number | null {
  const value = answers[of];
  // A price of 0 is one that nobody knows yet.
  return typeof value === 'number' && value > 0 ? value : null;
}

function unknown(of: 'price' | 'loan'): UnitAmount {
  return { known: false, why: of === 'loan' ? 'The loan is not known yet' : 'The price is not known yet' };
}

/** Hundredths of a per cent of whole pounds are pence. */
function share(pounds: number, basisPoints: number): number {
  return portion(pounds, basisPoints, 100);
}

function limited(pence: number, { minPence, maxPence, roundToPence }: Limited): number {
  const rounded = portion(pence, 1, roundToPence) * roundToPence;
  return Math.min(Math.max(rounded, minPence ?? 0), maxPence ?? Number.MAX_SAFE_INTEGER);
}

function limitWords({ minPence, maxPence }: Limited, say: (pence: number) => string): string {
  if (minPence !== null && maxPence !== null)
    return `, at least ${say(minPence)} and at most ${say(maxPence)}`;
  if (minPence !== null) return `, at least ${say(minPence)}`;
  return maxPence === null ? '' : `, at most ${say(maxPence)}`;
}

function bandWords({ from, to }: Band, say: (pence: number) => string): string {
  if (to === null) return `from ${say(from * 100)}`;
  return from <= 1 ? `up to ${say(to * 100)}` : `from ${say(from * 100)} to ${say(to * 100)}`;
}

function percent(basisPoints: number): string {
  return `${basisPoints / 100} %`;
}

const symbols = new Map<string, string>();

/** "£1,250" or "£1,250.50": whole pounds without pence. By hand, because a quote says twenty of them. */
export function moneyWords(pence: number, currency: string): string {
  const whole = String(Math.trunc(Math.abs(pence) / 100)).replace(/\B(?=(?:\d{3})+$)/g, ',');
  const rest = Math.abs(pence) % 100;
  const cents = rest === 0 ? '' : `.${String(rest).padStart(2, '0')}`;
  return `${pence < 0 ? '−' : ''}${symbolOf(currency)}${whole}${cents}`;
}

function symbolOf(currency: string): string {
  const known = symbols.get(currency);
  if (known !== undefined) return known;
  const parts = new Intl.NumberFormat('en-GB', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(0);
  const symbol = parts.find(({ type }) => type === 'currency')?.value ?? currency;
  symbols.set(currency, symbol);
  return symbol;
}
