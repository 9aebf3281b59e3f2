/** Money and days as the firm writes them. Pure. */
import type { Answer } from '../../api/contract.ts';
import { formatMoney } from '../../ui/money-format.ts';

export type QuotePage = Answer<'GET /api/v1/quote-page/:token'>;
export type Letter = QuotePage['letter'];
export type Priced = QuotePage['priced'];
export type PricedSide = Priced['sides'][number];
export type PricedLine = PricedSide['lines'][number];

export interface QuoteFormat {
  money: (pence: number) => string;
  /** Whole units of the currency: prices of property, slices of tax. */
  whole: (units: number) => string;
  /** YYYY-MM-DD. */
  day: (day: string) => string;
  /** An ISO moment, as a day in the firm's zone. */
  dayOf: (moment: string) => string;
}

const countries = ['GB', 'US', 'AU', 'NZ', 'IE', 'CA'];

export function formatFor({ firm }: Pick<Letter, 'firm'>): QuoteFormat {
  const locale = countries.includes(firm.country) ? `en-${firm.country}` : 'en-GB';
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: firm.timeZone });
  const whole = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: firm.currency,
    maximumFractionDigits: 0,
  });
  return {
    money: (pence) => formatMoney(pence, firm.currency, locale),
    whole: (units) => whole.format(units),
    day: (text) => day.format(new Date(`${text}T00:00:00Z`)),
    dayOf: (text) => moment.format(new Date(text)),
  };
}

/** 0.05 → "5"; the rate of a slice in per cent without float noise. */
export function percent(rate: number): string {
  return String(Math.round(rate * 10_000) / 100);
}

export type SectionName = PricedLine['section'] | 'tax';

/** What counts, under its headings: property tax stands apart. A heading without lines is left out. */
export function sectionsOf(lines: readonly PricedLine[]): { section: SectionName; lines: PricedLine[] }[] {
  const counted = lines.filter(({ counts }) => counts);
  return (['legal_fees', 'additional_fees', 'disbursements', 'tax'] as const)
    .map((section) => ({
      section,
      lines: counted.filter((line) => (section === 'tax' ? line.tax : !line.tax && line.section === section)),
    }))
    .filter((one) => one.lines.length > 0);
}

/** Told, not added: what may still come, and what was offered and not chosen. */
export function mayApplyOf({ sides }: Priced): PricedLine[] {
  return sides.flatMap(({ lines }) => lines.filter(({ counts, show }) => !counts && show !== 'charged'));
}

/** "Our fees £895.00 + VAT £179.00", and so on: the parts of the total that are there. */
export function partsOf({ totals }: Pick<Priced, 'totals'>): {
  fees: { net: number; vat: number };
  disbursements: number;
  tax: number;
  onAccount: number;
} {
  return {
    fees: { net: totals.feesNet, vat: totals.feesVat },
    disbursements: totals.disbursementsNet + totals.disbursementsVat,
    tax: totals.tax,
    onAccount: totals.onAccount,
  };
}
