/** The billing rule told by an example, with the same arithmetic as the server's (call-logging time). */
import type { Options } from './options.ts';

export const exampleSeconds = 432;

const roundUnits: Readonly<Record<Options['billing']['rounding'], (units: number) => number>> = {
  up: Math.ceil,
  nearest: Math.round,
  down: Math.floor,
};

/** Whole minutes billed for seconds of talk. */
export function billedMinutes(talkSeconds: number, rule: Options['billing']): number {
  if (talkSeconds <= 0) return 0;
  const units = roundUnits[rule.rounding](talkSeconds / 60 / rule.unitMinutes);
  return Math.max(rule.minimumMinutes, units * rule.unitMinutes);
}
