/** The budget of a credential in the database, and a `fetch` that takes every request from it. */
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Platform } from '../../platform/platform.ts';
import { readRetryAfter } from '../../vendors/kit/http.ts';
import { type BudgetFacts, VendorError } from '../../vendors/ports.ts';
import { decideGrant, endRequest, type LaneState, type Priority } from './lane-decide.ts';
import { changeLane, noteInLane } from './lane-store.ts';

export { readLane } from './lane-store.ts';

/** How long a request waits here for its turn before its work is put off; a person waits longer than a mirror. */
const patienceMs: Readonly<Record<Priority, number>> = { 0: 8_000, 1: 3_000, 2: 2_000, 3: 2_000 };
/** How long to stay away after a 429 that names no time. */
const unnamedPauseSeconds = 10;

/** Who shares a budget: connections with the same application at the same address, or one connection alone. */
export function laneKeyOf(
  budget: BudgetFacts,
  connection: { id: string; vendor: string; apiUrl: string; clientId: string },
): string {
  const who = budget.per === 'client' ? `${connection.apiUrl} ${connection.clientId}` : connection.id;
  return createHash('sha256').update(`${connection.vendor} ${who}`).digest('base64url');
}

/**
 * A `fetch` whose every request is counted before it leaves. It waits a little for its turn; when that is too far off, it
 * throws `rate_limited` with the time, and nothing was sent. A 429 keeps everybody of the lane away until the vendor's time.
 * Requests to other hosts (upload stores) are not the vendor's API and are not counted.
 */
export function budgetedFetch(
  platform: Platform,
  lane: { key: string; budget: BudgetFacts; priority: Priority; countedOrigins: readonly string[] },
): typeof globalThis.fetch {
  return async (input, init) => {
    const address = new URL(input instanceof Request ? input.url : input);
    if (!lane.countedOrigins.includes(address.origin)) return await platform.fetch(input, init);
    const id = randomUUID();
    await takeTurn(platform, lane, id);
    let blockedUntil: number | null = null;
    let remaining: number | null = null;
    try {
      const response = await platform.fetch(input, init);
      const now = platform.clock.now();
      const said = lane.budget.readRemaining?.(response.headers) ?? null;
      remaining = said?.remaining ?? null;
      if (response.status === 429)
        blockedUntil = readRetryAfter(
          response.headers.get('retry-after'),
          now,
          unnamedPauseSeconds,
        ).getTime();
      else if (said?.remaining === 0 && said.resetAt) blockedUntil = said.resetAt.getTime();
      return response;
    } finally {
      const over = (state: LaneState) => endRequest(state, { id, blockedUntil, remaining });
      // Others wait for it only where so many at once are allowed, or where they must stay away; else the next turn tells it.
      if (blockedUntil === null && lane.budget.concurrency === undefined)
        noteInLane(platform, lane.key, over);
      else await changeLane(platform, lane.key, (state) => ({ state: over(state), answer: undefined }));
    }
  };
}

async function takeTurn(
  platform: Platform,
  lane: { key: string; budget: BudgetFacts; priority: Priority },
  id: string,
): Promise<void> {
  const patience = platform.clock.now().getTime() + patienceMs[lane.priority];
  let last: number | null = null;
  for (;;) {
    const { now, retryAt } = await changeLane(platform, lane.key, (state) => {
      // Looked at anew each time it is decided, so that turns are counted in the order in which they are given.
      const at = platform.clock.now().getTime();
      const grant = decideGrant(state, lane.budget, { id, priority: lane.priority, now: at });
      return { state: grant.state, answer: { now: at, retryAt: grant.granted ? null : grant.retryAt } };
    });
    if (retryAt === null) return;
    // A clock that stands still (a test's) would wait for ever.
    if (retryAt > patience || (last !== null && now <= last)) {
      throw new VendorError({
        failure: 'rate_limited',
        retryAt: new Date(retryAt),
        detail: 'The requests that the vendor allows are used up for the moment.',
      });
    }
    await wait(Math.max(5, retryAt - now));
    last = now;
  }
}
