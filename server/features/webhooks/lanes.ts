/**
 * Delivers: one lane an endpoint, many side by side, so that a slow one holds up nobody else. A lane is its worker's, and
 * free when that dies; what that one had sent without noting it is sent once more, with the same webhook-id.
 */
import type { Platform } from '../../platform/platform.ts';
import { isReceived, outcomeOf, retryAfterSeconds } from './decide.ts';
import {
  type DueDelivery,
  lockStanding,
  readDue,
  type SendTo,
  saveDelivery,
  saveHealth,
  withhold,
} from './deliveries-store.ts';
import { outsider } from './feed.ts';
import { giveUp, tellScreens } from './notices.ts';
import { webhookIdOf } from './payloads.ts';
import { type Posted, post } from './post.ts';
import { createSigner } from './signing.ts';
import { type Claimed, joinWorkers, type Worker } from './worker.ts';

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
const deliveriesAtOnce = 25;
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
  let worker: Worker | null = null;

  async function present(): Promise<Worker> {
    if (worker?.isGone()) {
      const left = worker;
      worker = null;
      await left.leave();
    }
    worker ??= await joinWorkers(platform.database);
    return worker;
  }

  function start(as: Worker, claimed: Claimed): void {
    const lane = workEndpoint(deps, as, claimed, stopping.signal)
      .catch((error: unknown) => {
        platform.logger.error(
          { err: error, endpointId: claimed.id },
          'a webhook lane failed; it is tried again',
        );
        return false;
      })
      .then((more) => {
        running.delete(claimed.id);
        if (more) onFreed();
      });
    running.set(claimed.id, lane);
  }

  return {
    async round() {
      const free = most - running.size;
      if (free <= 0 || stopping.signal.aborted) return false;
      const as = await present();
      const claimed = await as.claim(platform.clock.now(), [...running.keys()], free);
      for (const one of claimed) start(as, one);
      return false;
    },
    idle: async () => void (await Promise.all(running.values())),
    async stop() {
      stopping.abort();
      await Promise.all(running.values());
      await worker?.leave();
    },
  };
}

/** Sends what is due at one endpoint, in order, and gives it back. True when there is more to do at once. */
export async function workEndpoint(
  deps: LaneDeps,
  worker: Worker,
  claimed: Claimed,
  stopping: AbortSignal = new AbortController().signal,
): Promise<boolean> {
  const { clock } = deps.platform;
  const lane: Lane = { worker, claimed, deliveredAt: null };
  let due: Date | null = null;
  try {
    await sendDue(deps, lane, stopping);
  } finally {
    due = await worker.release(claimed, lane.deliveredAt);
  }
  return due !== null && due <= clock.now();
}

async function sendDue(deps: LaneDeps, lane: Lane, stopping: AbortSignal): Promise<void> {
  const { database, clock, secrets } = deps.platform;
  const { claimed } = lane;
  const { includeRestricted } = claimed;
  const endsAt = performance.now() + turnMs;
  const turnIsOver = () => stopping.aborted || performance.now() > endsAt;
  const scope = database.firm(claimed.firmId, includeRestricted ? null : outsider);
  for (let full = true; full && !turnIsOver(); ) {
    const due = await scope.read((tx) =>
      readDue(tx, claimed, { includeRestricted, now: clock.now(), limit: deliveriesAtOnce }),
    );
    if (due === null) return;
    const sign = createSigner(secrets, claimed.id, due.endpoint);
    full = due.batch.length === deliveriesAtOnce;
    for (const delivery of due.batch) {
      if (turnIsOver()) return;
      const then = await deliver(deps, lane, { to: due.endpoint, sign, delivery });
      if (then === 'rest') return;
      if (then === 'look again') {
        full = true;
        break;
      }
    }
  }
}

interface Lane {
  worker: Worker;
  claimed: Claimed;
  deliveredAt: Date | null;
}

/**
 * After an attempt: the next one; a look at what is due now, since what waited for its time no longer does; or a rest,
 * also when the lane is no longer ours.
 */
type Then = 'go on' | 'look again' | 'rest';

async function deliver(
  deps: LaneDeps,
  lane: Lane,
  { to, sign, delivery }: { to: SendTo; sign: ReturnType<typeof createSigner>; delivery: DueDelivery },
): Promise<Then> {
  const { platform, send = post, timeoutMs = defaultTimeoutMs } = deps;
  const { firmId } = lane.claimed;
  const { database, clock, allowLoopback } = platform;
  if (delivery.hidden) {
    await database.firm(firmId).write((tx) => withhold(tx, firmId, delivery.id, clock.now()));
    return 'go on';
  }
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Matterline',
    ...sign(webhookIdOf(delivery.messageId), delivery.body, clock.now()),
  };
  const posted = await send(to.url, headers, delivery.body, { allowLoopback, timeoutMs });
  return (
    (await noteReceived(platform, lane, delivery, posted)) ?? (await settle(deps, lane, delivery, posted))
  );
}

/** The usual case, in one round trip with those of other lanes; null: it is another, and nothing was noted. */
async function noteReceived(
  { clock }: Platform,
  lane: Lane,
  delivery: DueDelivery,
  { status, answer, durationMs }: Posted,
): Promise<Then | null> {
  if (!isReceived(status)) return null;
  const now = clock.now();
  const attempts = delivery.attempts + 1;
  const received = { ...lane.claimed, deliveryId: delivery.id, attempts, status, answer, durationMs };
  const standing = await lane.worker.noteReceived(received, now);
  if (standing === null) return null;
  lane.deliveredAt = now;
  return standing === 'active' ? 'go on' : 'rest';
}

async function settle(
  { platform, random = Math.random }: LaneDeps,
  { worker, claimed }: Lane,
  delivery: DueDelivery,
  posted: Posted,
): Promise<Then> {
  return await platform.database.firm(claimed.firmId).write(async (tx) => {
    const now = platform.clock.now();
    const standing = await lockStanding(tx, claimed, worker.id);
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
    await saveDelivery(tx, claimed.firmId, delivery, outcome, posted, now);
    const status = await saveHealth(tx, claimed, outcome.endpoint, now);
    const { disabled, failures } = outcome.endpoint;
    if (disabled !== null && status === 'active')
      await giveUp(tx, platform, claimed, { ...standing, why: disabled, error: outcome.error ?? '' });
    else if ((failures === 0) !== (standing.failures === 0)) await tellScreens(tx, claimed);
    if (status !== 'active' || failures > 0) return 'rest';
    return outcome.endpoint.recovered ? 'look again' : 'go on';
  });
}
