/** Whether two samples of times come from one distribution: for tests of what a time tells. */

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Mann–Whitney, two-sided, by the normal approximation: fine for twenty and more of each. */
export function differs(one: readonly number[], other: readonly number[], level: number): boolean {
  const all = [
    ...one.map((value) => ({ value, first: true })),
    ...other.map((value) => ({ value, first: false })),
  ].sort((a, b) => a.value - b.value);
  let ranks = 0;
  for (let at = 0; at < all.length; ) {
    let end = at;
    while (all[end + 1]?.value === all[at]?.value) end += 1;
    const rank = (at + end) / 2 + 1;
    ranks += rank * all.slice(at, end + 1).filter(({ first }) => first).length;
    at = end + 1;
  }
  const [n, m] = [one.length, other.length];
  const u = ranks - (n * (n + 1)) / 2;
  const z = Math.abs(u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
  return 2 * upperTail(z) < level;
}

/** P(Z > z): Abramowitz & Stegun 26.2.17, to 7.5e-8. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
