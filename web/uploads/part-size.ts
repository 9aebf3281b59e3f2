/** How much goes in one request. On a fast link each costs as much time as several MiB; what breaks off is kept by the server all the same. */
import { partBytes } from './limits.ts';

/** Some proxies take no more than 100 MB at once. */
export const largestPartBytes = 64 * 1024 ** 2;
const quickMs = 2_000;
const slowMs = 10_000;

/** Pure: after so many bytes in so many milliseconds. */
export function nextPartBytes(bytes: number, tookMs: number): number {
  if (tookMs < quickMs) return Math.min(bytes * 2, largestPartBytes);
  return tookMs > slowMs ? Math.max(bytes / 2, partBytes) : bytes;
}

export interface PartSize {
  /** For the next request. */
  bytes(): number;
  /** A whole one of this size was taken. */
  taken(tookMs: number): void;
  /** Something on the way takes no requests of this size. False: they are the smallest already. */
  refused(): boolean;
}

export function createPartSize(): PartSize {
  let [bytes, mayGrow] = [partBytes, true];
  return {
    bytes: () => bytes,
    taken(tookMs) {
      if (mayGrow) bytes = nextPartBytes(bytes, tookMs);
    },
    refused() {
      if (bytes === partBytes) return false;
      [bytes, mayGrow] = [partBytes, false];
      return true;
    },
  };
}
