/** How the simulators send webhooks: with the vendor's retries, and with faults on request. */
import { setTimeout as wait } from 'node:timers/promises';

export interface Delivery {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** What became of one delivery; `status` is null when no answer came. */
export interface DeliveryRecord extends Delivery {
  attempts: number;
  status: number | null;
}

/** Vendor's habits, in milliseconds of its own time. */
export interface RetryPolicy {
  timeoutMilliseconds: number;
  /** Waits before each further attempt after a 5xx. */
  afterServerError: readonly number[];
  /** The same after a broken connection or no answer. */
  afterConnectionFailure: readonly number[];
}

export interface Faults {
  /** So many of the next deliveries are lost. */
  drop: number;
  /** So many are sent twice. */
  duplicate: number;
  /** Real milliseconds before each is sent. */
  delayMilliseconds: number;
  /** Deliveries are kept back until `release()`, which sends them last first. */
  reorder: boolean;
}

export interface Deliveries {
  faults: Faults;
  log: DeliveryRecord[];
  send(delivery: Delivery, policy: RetryPolicy): void;
  release(): void;
  /** Resolves when nothing is on its way any more. Held deliveries do not count. */
  settled(): Promise<void>;
}

/** `timeScale` 1 waits as long as the vendor does between attempts; tests use a small fraction. */
export function createDeliveries(timeScale: number): Deliveries {
  const underway = new Set<Promise<void>>();
  const held: (() => void)[] = [];
  const faults: Faults = { drop: 0, duplicate: 0, delayMilliseconds: 0, reorder: false };
  const log: DeliveryRecord[] = [];

  function start(delivery: Delivery, policy: RetryPolicy): void {
    const work = attemptAll(delivery, policy, timeScale, faults.delayMilliseconds)
      .then((record) => {
        log.push(record);
      })
      .finally(() => underway.delete(work));
    underway.add(work);
  }

  return {
    faults,
    log,
    send(delivery, policy) {
      if (faults.drop > 0) {
        faults.drop -= 1;
        return;
      }
      const copies = faults.duplicate > 0 ? 2 : 1;
      if (copies === 2) faults.duplicate -= 1;
      for (let copy = 0; copy < copies; copy += 1) {
        if (faults.reorder) held.push(() => start(delivery, policy));
        else start(delivery, policy);
      }
    },
    release() {
      faults.reorder = false;
      for (const go of held.splice(0).reverse()) go();
    },
    async settled() {
      while (underway.size > 0) await Promise.all(underway);
    },
  };
}

async function attemptAll(
  delivery: Delivery,
  policy: RetryPolicy,
  timeScale: number,
  delayMilliseconds: number,
): Promise<DeliveryRecord> {
  if (delayMilliseconds > 0) await wait(delayMilliseconds);
  let status: number | null = null;
  let failures = 0;
  let attempts = 0;
  for (;;) {
    attempts += 1;
    status = await attempt(delivery, policy.timeoutMilliseconds);
    if (status !== null && status < 500) break;
    const pause = (status === null ? policy.afterConnectionFailure : policy.afterServerError)[failures];
    if (pause === undefined) break;
    failures += 1;
    await wait(pause * timeScale);
  }
  return { ...delivery, attempts, status };
}

async function attempt(
  { url, headers, body }: Delivery,
  timeoutMilliseconds: number,
): Promise<number | null> {
  try {
    const signal = AbortSignal.timeout(timeoutMilliseconds);
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}
