/**
 * `amount × times ÷ by`, to the nearest whole number, halves up: every VAT, percentage and rounding of money. Whole numbers
 * ≥ 0; exact however large, since what does not fit a number's 53 bits is worked out without them.
 */
export function portion(amount: number, times: number, by: number): number {
  const dividend = 2 * amount * times + by;
  if (dividend <= Number.MAX_SAFE_INTEGER) return Math.floor(dividend / (2 * by));
  return Number((2n * BigInt(amount) * BigInt(times) + BigInt(by)) / (2n * BigInt(by)));
}
