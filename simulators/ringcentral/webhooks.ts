/** Subscriptions and deliveries: handshake, verification token, expiry, blacklisting, and faults on request. */

export interface StoredSubscription {
  id: string;
  eventFilters: string[];
  disabledFilters: { filter: string; reason: string; message: string }[];
  address: string;
  verificationToken: string | undefined;
  status: 'Active' | 'Blacklisted';
  createdAt: Date;
  expiresAt: Date;
  lifeSeconds: number;
  failures: number;
  blacklistedAt?: Date;
}

export interface Occurrence {
  /** Path with ids filled in, no query: "/restapi/v1.0/account/1/extension/2/voicemail". */
  path: string;
  /** What a filter hears of it, or undefined when it does not. */
  bodyFor(filter: string): unknown;
  ownerId: string;
  timestamp: Date;
}

export interface Delivery {
  subscriptionId: string;
  uuid: string;
  event: string;
  status: number | 'dropped' | 'failed';
}

interface Parcel {
  subscription: StoredSubscription;
  uuid: string;
  event: string;
  text: string;
}

export interface Postman {
  subscriptions: Map<string, StoredSubscription>;
  deliveries: Delivery[];
  /** True when the address answers the handshake rightly. */
  shakeHands(address: string): Promise<boolean>;
  announce(occurrence: Occurrence): Promise<void>;
  /** Faults for the deliveries to come; each counts down. */
  drop(count: number): void;
  duplicate(count: number): void;
  /** Holds the next deliveries back until `release`. */
  delay(count: number): void;
  /** Holds the next deliveries back and sends them in reverse when the last of them is due. */
  reorder(count: number): void;
  release(): Promise<void>;
  blacklist(id: string): void;
}

/** The vendor's time limit for a handshake and a delivery. */
const limitMilliseconds = 3000;
const largestHandshakeAnswer = 1024;

export function createPostman(options: {
  now(): Date;
  blacklistAfter: number;
  fetch: typeof globalThis.fetch;
}): Postman {
  const subscriptions = new Map<string, StoredSubscription>();
  const deliveries: Delivery[] = [];
  const faults = { drop: 0, duplicate: 0, delay: 0, reorder: 0 };
  let held: Parcel[] = [];
  let shuffled: Parcel[] = [];

  function blacklist(id: string): void {
    const subscription = subscriptions.get(id);
    if (subscription === undefined) return;
    subscription.status = 'Blacklisted';
    subscription.blacklistedAt = options.now();
  }

  async function post({ subscription, uuid, event, text }: Parcel): Promise<void> {
    if (subscription.status !== 'Active' || !subscriptions.has(subscription.id)) return;
    const token = subscription.verificationToken;
    const status = await postTo(
      options.fetch,
      subscription.address,
      text,
      token === undefined ? {} : { 'verification-token': token },
    );
    deliveries.push({ subscriptionId: subscription.id, uuid, event, status });
    const good = typeof status === 'number' && status >= 200 && status < 300;
    subscription.failures = good ? 0 : subscription.failures + 1;
    if (subscription.failures >= options.blacklistAfter) blacklist(subscription.id);
  }

  async function dispatch(parcel: Parcel): Promise<void> {
    if (faults.drop > 0) {
      faults.drop -= 1;
      deliveries.push({ ...labelOf(parcel), status: 'dropped' });
    } else if (faults.delay > 0) {
      faults.delay -= 1;
      held.push(parcel);
    } else if (faults.reorder > 0) {
      faults.reorder -= 1;
      shuffled.unshift(parcel);
      if (faults.reorder > 0) return;
      const due = shuffled;
      shuffled = [];
      for (const each of due) await post(each);
    } else {
      await post(parcel);
      if (faults.duplicate === 0) return;
      faults.duplicate -= 1;
      await post(parcel);
    }
  }

  return {
    subscriptions,
    deliveries,
    shakeHands: (address) => shakeHands(options.fetch, address),
    blacklist,
    async announce(occurrence) {
      for (const subscription of subscriptions.values()) {
        if (subscription.status !== 'Active' || subscription.expiresAt <= options.now()) continue;
        for (const filter of subscription.eventFilters) {
          const body = occurrence.bodyFor(filter);
          if (body !== undefined) await dispatch(pack(subscription, filter, occurrence, body));
        }
      }
    },
    drop(count) {
      faults.drop += count;
    },
    duplicate(count) {
      faults.duplicate += count;
    },
    delay(count) {
      faults.delay += count;
    },
    reorder(count) {
      faults.reorder += count;
    },
    async release() {
      const due = [...held, ...shuffled];
      held = [];
      shuffled = [];
      faults.delay = 0;
      faults.reorder = 0;
      for (const parcel of due) await post(parcel);
    },
  };
}

function labelOf({ subscription, uuid, event }: Parcel) {
  return { subscriptionId: subscription.id, uuid, event };
}

/** Each filter that matches makes a delivery with its own uuid, as the vendor's overlapping filters do. */
function pack(
  subscription: StoredSubscription,
  filter: string,
  occurrence: Occurrence,
  body: unknown,
): Parcel {
  const uuid = crypto.randomUUID();
  const query = filter.includes('/telephony/sessions') ? undefined : filter.split('?')[1];
  const event = query === undefined ? occurrence.path : `${occurrence.path}?${query}`;
  const text = JSON.stringify({
    uuid,
    event,
    timestamp: occurrence.timestamp.toISOString(),
    subscriptionId: subscription.id,
    ownerId: occurrence.ownerId,
    body,
  });
  return { subscription, uuid, event, text };
}

async function postTo(
  fetch: typeof globalThis.fetch,
  address: string,
  body: string,
  headers: Record<string, string>,
): Promise<number | 'failed'> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'user-agent': 'RingCentral-Webhook/8.3', ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(limitMilliseconds),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 'failed';
  }
}

async function shakeHands(fetch: typeof globalThis.fetch, address: string): Promise<boolean> {
  const token = crypto.randomUUID();
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'validation-token': token, 'user-agent': 'RingCentral-Webhook/8.3' },
      redirect: 'manual',
      signal: AbortSignal.timeout(limitMilliseconds),
    });
    const body = await response.arrayBuffer();
    const headers = [...response.headers].reduce(
      (size, [name, value]) => size + name.length + value.length + 4,
      0,
    );
    const small = body.byteLength + headers <= largestHandshakeAnswer;
    return response.status === 200 && response.headers.get('validation-token') === token && small;
  } catch {
    return false;
  }
}
