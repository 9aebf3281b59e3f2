/** How a set of rates is written on the page. Pure. */
import type { RateSet, RatesPart } from './queries.ts';

/** Whole units: prices and fees have no pence here. */
export function wholeMoney(amount: number, currency: string, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 0 }).format(
    amount,
  );
}

/** 0.075 → 7.5 % as the firm's language writes it. */
export function percent(rate: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(rate);
}

/** A day without a time: `1 April 2025`. */
export function plainDay(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** What of a part applies now, and what does not any more or not yet, newest first. */
export function sortSets({ sets }: RatesPart): { now: RateSet[]; other: RateSet[] } {
  return {
    now: sets.filter(({ inForce }) => inForce),
    other: sets
      .filter(({ inForce }) => !inForce)
      .sort((a, b) => b.effectiveFrom.localeCompare(a.effectiveFrom)),
  };
}

/** The words of the catalogue that name a set; a surcharge has its own name. */
export function titleKeys({ kind, variant, scale }: RateSet) {
  if (kind === 'bands' && variant !== null && variant !== 'leaseRent') return `variant_${variant}` as const;
  if (kind === 'rent') return 'variant_leaseRent';
  if (kind === 'fees') return scale === 2 ? 'scale2' : 'scale1';
  if (kind === 'items') return 'items';
  return 'rate';
}
