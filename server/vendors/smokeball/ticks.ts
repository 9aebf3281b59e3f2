/** Smokeball counts time in .NET ticks: 100 ns since the year 1, beyond what a JavaScript number holds exactly. */
const ticksOfUnixEpoch = 621_355_968_000_000_000n;

export function toTicks(date: Date): string {
  return (BigInt(date.getTime()) * 10_000n + ticksOfUnixEpoch).toString();
}

/** ISO 8601 UTC, to the millisecond; null for what is no tick count of this century. */
export function fromTicks(ticks: string | null | undefined): string | null {
  if (ticks === null || ticks === undefined || !/^6\d{17}$/.test(ticks)) return null;
  return new Date(Number((BigInt(ticks) - ticksOfUnixEpoch) / 10_000n)).toISOString();
}

/** `LastUpdated` takes whole seconds only; the second that the moment lies in. */
export function wholeSeconds(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19)}Z`;
}
