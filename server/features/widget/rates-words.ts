/** The published rates that figures follow, in words. Pure. */
import type { PricedNow } from '../quotes/index.ts';

const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** "1 April 2025". */
export function dayWords(day: string): string {
  return days.format(new Date(`${day}T00:00:00Z`));
}

export function ratesInWords({ sets }: PricedNow['rates']): string[] {
  return sets.map(({ name, effectiveFrom }) => `${name}: rates since ${dayWords(effectiveFrom)}.`);
}
