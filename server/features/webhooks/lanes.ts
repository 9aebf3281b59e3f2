/**
 * Delivers: one lane an endpoint, many side by side, so that a slow one holds up nobody else. A lane is held by a lease
 * that runs out when its worker dies; what that one had sent without noting it is sent once more, with the same webhook-id.
 */

import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { outcomeOf, retryAfterSeconds } from './decide.ts';
import {
  type DueDelivery,
  type LeasedEndpoint,
  listDueDeliveries,
  listDueEndpoints,
  lockStanding,
  releaseLease,
  saveDelivery,
  saveHealth,
  takeLease,
  type Which,
  withhold,
} from './deliveries-store.ts';
import { giveUp, tellScreens } from './notices.ts';
import { webhookIdOf } from './payloads.ts';
import { type Posted, post } from './post.ts';
import { createSigner } from './signing.ts';

export interface LaneDeps {
  platform: Platform;
  random?: () => number;
  /** For one delivery, until the answer's status. */
  timeoutMs?: number;
  /** Endpoints served at the same time. */
  lanes?: number;
  send?: typeof post;
}

const defaultTimeoutMs = 15_000;
const defaultLanes = 50;
const deliveriesAtOnce = 10;
/** Then the lane is given back, so that others have their turn. */
const turnMs = 20_000;

export interface Lanes {
  /** Starts a lane for every endpoint that has something due, and does not wait for them. */
  round(): Promise<boolean>;
  /** Waits for the lanes under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function createLanes(deps: LaneDeps, onFreed: () => void = () => undefined): Lanes {
  const { platform, lanes: most = defaultLanes } = deps;
  const running = new Map<string, Promise<void>>();
  const stopping = new AbortController();

  function start(which: Which): void {
    const lane = workEndpoint(deps, which, stopping.signal)
      .catch((error: unknown) => {
        platform.logger.error(
          { err: error, endpointId: which.id },
          'a webhook lane failed; it is tried again',
        );
        return false;
      })
      .then((more) => {
        running.delete(which.id);
        if (more) onFreed();
      });
    running.set(which.id, lane);
  }

  return {
    async round() {
      const free = most - running.size;
      if (free <= 0 || stopping.signal.aborted) return false;
      const due = await platform.database.system((tx) =>
        listDueEndpoints(tx, platform.clock.now(), [...running.keys()], free),
      );
      for (const which of due) start(which);
      return false;
    },
    idle: async () => void (await Promise.all(running.values())),
    async stop() {
      stopping.abort();
      await Promise.all(running.values());
    },
  };
}

/** Sends what is due at one endpoint, in order. True when its turn ended before its work did. */
export async function workEndpoint(
  deps: LaneDeps,
  which: Which,
  stopping: AbortSignal = new AbortController().signal,
): Promise<boolean> {
  const { platform } = deps;
  const scope = platform.database.firm(which.firmId);
  const lease = newId();
  const endpoint = await scope.write((tx) => takeLease(tx, which, lease, platform.clock.now()));
  if (!endpoint) return false;
  const endsAt = performance.now() + turnMs;
  const turnIsOver = () => stopping.aborted || performance.now() > endsAt;
  try {
    const sign = createSigner(platform.secrets, which.id, endpoint);
    while (!turnIsOver()) {
      const batch = await scope.read((tx) =>
        listDueDeliveries(tx, which, {
          includeRestricted: endpoint.includeRestricted,
          now: platform.clock.now(),
          limit: deliveriesAtOnce,
        }),
      );
      if (batch.length === 0) return false;
      for (const delivery of batch) {
        if (turnIsOver()) return true;
        const then = await deliver(deps, { which, lease, endpoint, sign }, delivery);
        if (then === 'rest') return false;
        if (then === 'look again') break;
      }
    }
    return true;
  } finally {
    await scope.write((tx) => releaseLease(tx, which, lease));
  }
}

interface Lane {
  which: Which;
  lease: string;
  endpoint: LeasedEndpoint;
  sign: ReturnType<typeof createSigner>;
}

/**
 * After an attempt: the next one; a look at what is due now, since what waited for its time no longer does; or a rest,
 * also when the lane is no longer ours.
 */
type Then = 'go on' | 'look again' | 'rest';

async function deliver(deps: LaneDeps, lane: Lane, delivery: DueDelivery): Promise<Then> {
  const { platform, send = post, timeoutMs = defaultTimeoutMs } = deps;
  const { which, endpoint } = lane;
  const scope = platform.database.firm(which.firmId);
  if (delivery.hidden) {
    await scope.write((tx) => withhold(tx, which.firmId, delivery.id, platform.clock.now()));
    return 'go on';
  }
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Matterline',
    ...lane.sign(webhookIdOf(delivery.messageId), delivery.body, platform.clock.now()),
  };
  const posted = await send(endpoint.url, headers, delivery.body, {
    allowLoopback: platform.allowLoopback,
    timeoutMs,
  });
  return await settle(deps, lane, delivery, posted);
}

async function settle(
  { platform, random = Math.random }: LaneDeps,
  { which, lease }: Lane,
  delivery: DueDelivery,
  posted: Posted,
): Promise<Then> {
  return await platform.database.firm(which.firmId).write(async (tx) => {
    const now = platform.clock.now();
    const standing = await lockStanding(tx, which, lease);
    if (!standing) return 'rest';
    const outcome = outcomeOf(
      { attempts: delivery.attempts, failures: standing.failures, failingSince: standing.failing_since },
      {
        status: posted.status,
        error: posted.error,
        retryAfterSeconds: retryAfterSeconds(posted.retryAfter, now),
      },
      now,
      random(),
    );
    await saveDelivery(tx, which.firmId, delivery, outcome, posted, now);
    const status = await saveHealth(tx, which, outcome.endpoint, now);
    const { disabled, failures } = outcome.endpoint;
    if (disabled !== null && status === 'active')
      await giveUp(tx, platform, which, { ...standing, why: disabled, error: outcome.error ?? '' });
    else if ((failures === 0) !== (standing.failures === 0)) await tellScreens(tx, which);
    if (status !== 'active' || failures > 0) return 'rest';
    return outcome.endpoint.recovered ? 'look again' : 'go on';
  });
}
