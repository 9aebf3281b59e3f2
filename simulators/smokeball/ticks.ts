/** .NET ticks as the vendor's JSON has them: numbers that JavaScript holds to within 7 µs. */
export function ticksOf(milliseconds: number): number {
  return Number(BigInt(Math.floor(milliseconds)) * 10_000n + 621_355_968_000_000_000n);
}
