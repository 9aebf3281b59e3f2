/** Slices of an amount, in integers. Pure. */
import { type Band, basisPointsOf } from '../book.ts';

/** A slice before the whole pounds are shared out; `exactTax` in ten-thousandths of a pound. */
export interface ExactSlice {
  from: number;
  to: number;
  basisPoints: number;
  exactTax: number;
}

/** Each rate on what lies inside its band; bands that the amount does not reach are left out. */
export function sliceUp(amount: number, bands: readonly Band[], addedBasisPoints = 0): ExactSlice[] {
  return bands
    .filter(({ from }) => from === 0 || from < amount)
    .map(({ from, to, rate }) => {
      const top = to === null ? amount : Math.min(to, amount);
      const basisPoints = basisPointsOf(rate) + addedBasisPoints;
      return { from, to: top, basisPoints, exactTax: (top - from) * basisPoints };
    });
}

export function wholeAmount(amount: number, basisPoints: number): ExactSlice[] {
  return [{ from: 0, to: amount, basisPoints, exactTax: amount * basisPoints }];
}

/**
 * A table of bases, with a rate for every hundred or part of one: the slices below are what the bases say, so that all add
 * up to the table's figure.
 */
export function sliceByHundreds(amount: number, bands: readonly Band[], minimumTax: number): ExactSlice[] {
  const reached = bands.filter(({ from }) => from === 0 || from < amount);
  const slices = reached.map(({ from, to, rate, base = 0 }, index) => {
    const basisPoints = basisPointsOf(rate);
    const next = reached[index + 1];
    const exactTax = next
      ? ((next.base ?? 0) - base) * 10_000
      : Math.ceil((amount - from) / 100) * 100 * basisPoints;
    return { from, to: to === null ? amount : Math.min(to, amount), basisPoints, exactTax };
  });
  const [only] = slices;
  // The minimum is more than the lowest band's tax only at its very bottom.
  if (slices.length === 1 && only && amount > 0 && only.exactTax < minimumTax * 10_000)
    return [{ ...only, exactTax: minimumTax * 10_000 }];
  return slices;
}

/**
 * The total rounded down to whole pounds, and a share of it for each slice: what the running total gains in whole pounds.
 * Shares differ from the exact tax by less than a pound, and add up.
 */
export function inWholePounds(slices: readonly ExactSlice[]): { total: number; shares: number[] } {
  let exact = 0;
  let told = 0;
  const shares = slices.map(({ exactTax }) => {
    exact += exactTax;
    const share = Math.floor(exact / 10_000) - told;
    told += share;
    return share;
  });
  return { total: told, shares };
}
