import type { VendorFailure } from '../../vendors/ports.ts';

/** Why a file could not be fetched: as a vendor fails, or no credentials, or a file or address that we refuse. */
export type FetchFailure = VendorFailure | { failure: 'no_access' } | { failure: 'refused'; detail: string };

export interface NextFetch {
  state: 'pending' | 'failed' | 'unavailable';
  at: Date;
  /** For the interaction's page. */
  detail: string;
}

const firstDelaySeconds = 15;
const longestDelaySeconds = 3600;
/** About a day of trying: a vendor needs up to some minutes to make a recording, and may be down for hours. */
const maxAttempts = 30;

/** When to try a file again after its `attempts`-th failed attempt, or that it is given up. */
export function nextFetch(failure: FetchFailure, attempts: number, now: Date): NextFetch {
  const later = new Date(
    now.getTime() + Math.min(longestDelaySeconds, firstDelaySeconds * 2 ** Math.min(attempts - 1, 12)) * 1000,
  );
  const given = attempts >= maxAttempts;
  switch (failure.failure) {
    case 'no_access':
      return {
        state: 'unavailable',
        at: now,
        detail: 'There is no access to the phone system’s files; enter its credentials, then fetch again.',
      };
    case 'refused':
      return { state: 'failed', at: now, detail: `Not fetched: ${failure.detail}.` };
    case 'rejected':
      return { state: 'failed', at: now, detail: `The phone system refused it: ${failure.detail}` };
    case 'rate_limited':
      return {
        state: 'pending',
        at: failure.retryAt > now ? failure.retryAt : later,
        detail: 'The phone system asked us to wait.',
      };
    case 'unauthorised':
      return {
        state: given ? 'failed' : 'pending',
        at: new Date(now.getTime() + longestDelaySeconds * 1000),
        detail: 'The phone system refused our credentials; it is tried again.',
      };
    case 'not_found':
      return { state: given ? 'failed' : 'pending', at: later, detail: 'The file is not there yet.' };
    case 'unavailable':
      return {
        state: given ? 'failed' : 'pending',
        at: later,
        detail: 'The phone system cannot be reached; it is tried again.',
      };
  }
}
