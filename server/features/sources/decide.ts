import type { VendorFailure } from '../../vendors/ports.ts';

export interface Retry {
  at: Date;
  /** For the source's page: what happened and what it means. */
  detail: string;
  /** A person must act; the source is asked again all the same, so that it resumes by itself. */
  needsAttention: boolean;
}

const firstDelayMs = 30_000;
const longestDelayMs = 30 * 60_000;

/** When to ask a source again after its `failures + 1`-th failure in a row. `null`: not the vendor's failure but ours. */
export function retryAfterFailure(failure: VendorFailure | null, failures: number, now: Date): Retry {
  const backoff = new Date(
    now.getTime() + Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failures, 10)),
  );
  switch (failure?.failure) {
    case 'rate_limited':
      return {
        at: failure.retryAt > now ? failure.retryAt : backoff,
        detail: 'The phone system asked us to wait.',
        needsAttention: false,
      };
    case 'unauthorised':
      return {
        at: new Date(now.getTime() + longestDelayMs),
        detail: `The phone system refused our credentials: ${failure.detail}. Enter them again; nothing is lost meanwhile.`,
        needsAttention: true,
      };
    case 'rejected':
    case 'not_found':
      return {
        at: backoff,
        detail: `The phone system refused the request: ${failure.detail}`,
        needsAttention: true,
      };
    case 'unavailable':
      return {
        at: backoff,
        detail: 'The phone system cannot be reached; trying again by itself.',
        needsAttention: failures >= 5,
      };
    case undefined:
      return {
        at: backoff,
        detail: 'Something went wrong here; trying again by itself.',
        needsAttention: failures >= 5,
      };
  }
}
