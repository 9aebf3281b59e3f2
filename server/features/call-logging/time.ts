/** From talk to time: worked minutes, billed minutes, money. The one place that rounds (call-logging.md §6). */
import type { BillingRule } from './interaction.ts';

/** Minutes worked: exact, rounded up to the minute. No talk is no minute. */
export function workedMinutes(talkSeconds: number): number {
  return Math.ceil(talkSeconds / 60);
}

/**
 * Minutes billed: the talk in whole units of the firm's rule, and at least its minimum. Counted from the seconds, so
 * that rounding happens once. No talk is never billed, whatever the minimum.
 */
export function billedMinutes(talkSeconds: number, rule: BillingRule): number {
  if (talkSeconds <= 0) return 0;
  const units = talkSeconds / 60 / rule.unitMinutes;
  return Math.max(rule.minimumMinutes, roundUnits[rule.rounding](units) * rule.unitMinutes);
}

/** Half a unit goes up in `nearest`. */
const roundUnits: Readonly<Record<BillingRule['rounding'], (units: number) => number>> = {
  up: Math.ceil,
  nearest: Math.round,
  down: Math.floor,
};

/** Money for billed minutes, in minor units (pence, cents), half up. `ratePerHour` is in minor units as well. */
export function amountOf(billed: number, ratePerHour: number): number {
  return Math.round((billed * ratePerHour) / 60);
}
