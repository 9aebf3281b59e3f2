/** What the rent of a new lease is worth today, in exact fractions. Pure. */
import { addDays, daysBetween } from '../in-force.ts';

/** The years that rent is due for: whole ones, and a part of one more. */
export interface Term {
  years: number;
  /** Of the year that is not whole; 0 when there is none. */
  days: number;
  daysInThatYear: number;
}

/** A pound then is worth less than a million-millionth of one now, so later years cannot change a whole pound. */
const yearsThatCount = 1000;
/** Rents after the fifth year count as the highest of these. */
const yearsWithTheirOwnRent = 5;

/**
 * Σ rentᵢ ÷ (1 + rate)ⁱ, rounded down to a whole pound once, at the end. Rents are whole pounds of years 1 to 5; where
 * fewer are given, and after the fifth year, the highest counts. A part of a year within the first five has its own rent;
 * later it has its share of the highest. Source: HMRC SDLTM13075 ff.
 */
export function netPresentValue(rents: readonly number[], term: Term, discountBasisPoints: number): number {
  const highest = BigInt(Math.max(0, ...rents));
  const ownPart = term.days > 0 && term.years < yearsWithTheirOwnRent;
  const wholeYears = Math.min(term.years + (ownPart ? 1 : 0), yearsThatCount);
  const factor = reduce(10_000n, 10_000n + BigInt(discountBasisPoints));
  // From the last year back: (rent + what comes after) × factor, as one fraction.
  let above = 0n;
  let below = 1n;
  if (term.days > 0 && !ownPart) {
    above = highest * BigInt(term.days) * factor.above;
    below = BigInt(term.daysInThatYear) * factor.below;
  }
  for (let year = wholeYears; year >= 1; year -= 1) {
    const own = year <= yearsWithTheirOwnRent ? rents[year - 1] : undefined;
    above = ((own === undefined ? highest : BigInt(own)) * below + above) * factor.above;
    below *= factor.below;
  }
  return Number(above / below);
}

function reduce(above: bigint, below: bigint): { above: bigint; below: bigint } {
  let [a, b] = [above, below];
  while (b > 0n) [a, b] = [b, a % b];
  return { above: above / a, below: below / a };
}

/** From the first to the last day of a lease, both included. */
export function termOf(startDate: string, endDate: string): Term {
  const end = addDays(endDate, 1);
  let years = Math.max(0, Number(end.slice(0, 4)) - Number(startDate.slice(0, 4)));
  while (years > 0 && anniversary(startDate, years) > end) years -= 1;
  const from = anniversary(startDate, years);
  const days = daysBetween(from, end);
  return { years, days, daysInThatYear: days > 0 ? daysBetween(from, anniversary(startDate, years + 1)) : 0 };
}

/** The same day so many years later; 29 February becomes the 28th where there is none. */
function anniversary(day: string, years: number): string {
  const year = Number(day.slice(0, 4)) + years;
  const same = `${String(year).padStart(4, '0')}${day.slice(4)}`;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day.endsWith('-02-29') && !leap ? `${same.slice(0, 4)}-02-28` : same;
}
