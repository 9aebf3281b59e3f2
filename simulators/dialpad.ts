/**
 * A stand-in for Dialpad on the loopback: its REST API as far as the product uses it, its webhooks signed as JWT bodies
 * with its retries, and faults on request. Requests are checked against the published description when it is there.
 */
import { createHmac } from 'node:crypto';
import Fastify from 'fastify';
import { createDeliveries, type Deliveries } from './delivery.ts';
import { loadDescription } from './description.ts';
import {
  type CallPayloads,
  type DialpadTargetFact,
  makeCall,
  type Payload,
  type PlacedCall,
} from './dialpad-events.ts';
import { makeFax, makeText } from './dialpad-messages.ts';
import { guard, serveFiles, serveLists, serveSubscriptions } from './dialpad-routes.ts';
import {
  type DialpadSettings,
  type DialpadUserFact,
  type Kind,
  keepFile,
  lacks,
  retries,
  type State,
  type Subscription,
} from './dialpad-state.ts';
import { makePdf, makePng, makeWav } from './tiny-files.ts';

export interface DialpadSimulatorOptions extends DialpadSettings {
  users?: readonly DialpadUserFact[];
  offices?: readonly DialpadTargetFact[];
  now?: () => Date;
  /** 1 waits between attempts as long as Dialpad does. */
  timeScale?: number;
  port?: number;
}

type Placed = Partial<Omit<PlacedCall, 'targets' | 'entry'>> & {
  external: string;
  recorded?: boolean;
  /** Ids of users, in the order in which they had the call. Default: the first user. */
  users?: readonly string[];
  viaOffice?: boolean;
};

export interface DialpadControl {
  placeCall(call: Placed): CallPayloads;
  sendSms(text: {
    direction?: 'inbound' | 'outbound';
    external: string;
    text: string;
    picture?: boolean;
    user?: string;
  }): Payload[];
  sendFax(fax: {
    direction?: 'inbound' | 'outbound';
    external: string;
    pages?: number;
    user?: string;
  }): Payload;
  /** So many of the next API requests fail with this status (429 or 5xx). */
  failNext(count: number, status: number): void;
  deliveries: Deliveries;
  /** Requests as they came: method, path, and whether the key came along. */
  requests: { method: string; path: string; authorised: boolean }[];
  /** How many requests the published description refused. */
  complaints: string[];
  webhooks(): readonly { id: number; hook_url: string }[];
}

export interface DialpadSimulator {
  /** The base for the source: `http://127.0.0.1:…/api/v2`. */
  url: string;
  control: DialpadControl;
  close(): Promise<void>;
}

const defaultUsers: readonly DialpadTargetFact[] = [
  {
    id: '5900000000000001',
    type: 'user',
    name: 'Ada Solicitor',
    email: 'ada@firm.example.com',
    phone: '+61370109001',
  },
  {
    id: '5900000000000002',
    type: 'user',
    name: 'Ben Conveyancer',
    email: 'ben@firm.example.com',
    phone: '+61370109002',
  },
];
const defaultOffices: readonly DialpadTargetFact[] = [
  { id: '5500000000000001', type: 'office', name: 'Example Law', phone: '+61370109000' },
];

export async function createDialpadSimulator(
  options: DialpadSimulatorOptions = {},
): Promise<DialpadSimulator> {
  let lastId = 5_123_456_789_010_000;
  const state: State = {
    options,
    now: options.now ?? (() => new Date()),
    base: '',
    description: loadDescription('dialpad'),
    webhooks: [],
    subscriptions: [],
    calls: [],
    files: new Map(),
    users: options.users ?? defaultUsers,
    offices: options.offices ?? defaultOffices,
    failures: { count: 0, status: 500 },
    deliveries: createDeliveries(options.timeScale ?? 1),
    requests: [],
    complaints: [],
    nextId: () => {
      lastId += 1;
      return lastId;
    },
  };
  const server = Fastify({ forceCloseConnections: true });
  guard(server, state);
  serveSubscriptions(server, state);
  serveLists(server, state);
  serveFiles(server, state);
  const address = await server.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  state.base = address;
  return { url: `${address}/api/v2`, control: controlOf(state), close: () => server.close() };
}

// ---- control -----------------------------------------------------------------------------------------------------

function controlOf(state: State): DialpadControl {
  const userBy = (id: string | undefined) =>
    state.users.find((user) => user.id === id) ?? firstOf(state.users);
  return {
    placeCall(placed) {
      const call = completeCall(state, placed, (placed.users ?? [undefined]).map(userBy));
      const made = makeCall(call, state.nextId);
      state.calls.push(...made.legs);
      for (const event of made.events) publish(state, 'call', event, String(event.state));
      return made;
    },
    sendSms({ direction = 'inbound', external, text, picture = false, user }) {
      const mmsUrl = picture ? { mmsUrl: keepFile(state, 'image/png', makePng()) } : {};
      const message = { direction, external, text, target: userBy(user), sentAt: state.now(), ...mmsUrl };
      const events = makeText(message, state.nextId(), !lacks(state, 'message_content_export'));
      for (const [index, event] of events.entries())
        publish(state, 'sms', event, index === 0 ? direction : 'status');
      return events;
    },
    sendFax({ direction = 'inbound', external, pages = 2, user }) {
      const lines = Array.from({ length: pages }, (_, index) => `Fax from ${external}, page ${index + 1}`);
      const url = keepFile(state, 'application/pdf', makePdf(lines));
      const id = `Fx${state.nextId().toString(36)}`;
      const event = makeFax(
        { direction, external, pages, url, target: userBy(user), sentAt: state.now() },
        id,
      );
      publish(state, 'fax', event, direction);
      return event;
    },
    failNext(count, status) {
      state.failures = { count, status };
    },
    deliveries: state.deliveries,
    requests: state.requests,
    complaints: state.complaints,
    webhooks: () => state.webhooks.map(({ id, hook_url }) => ({ id, hook_url })),
  };
}

function completeCall(state: State, placed: Placed, targets: readonly DialpadTargetFact[]): PlacedCall {
  const { recorded = false, viaOffice = false, users: _users, ...given } = placed;
  const talkSeconds = given.talkSeconds ?? 2;
  const ringSeconds = given.ringSeconds ?? 4;
  const outcome = given.outcome ?? 'answered';
  const length = (ringSeconds + talkSeconds * targets.length) * 1000;
  const office = state.offices[0];
  const sound = () => keepFile(state, 'audio/wav', makeWav(Math.min(talkSeconds, 2)));
  const url = outcome === 'voicemail' ? { voicemailUrl: sound() } : recorded ? { recordingUrl: sound() } : {};
  const hasUrl = lacks(state, 'recordings_export') ? {} : url;
  return {
    direction: 'inbound',
    holdSeconds: 0,
    startedAt: new Date(state.now().getTime() - length),
    ...given,
    outcome,
    talkSeconds,
    ringSeconds,
    targets,
    ...hasUrl,
    ...(viaOffice && office !== undefined ? { entry: office } : {}),
  };
}

function firstOf<Item>(items: readonly Item[]): Item {
  const [first] = items;
  if (first === undefined) throw new Error('The simulator needs at least one user.');
  return first;
}

/** To every enabled subscription of the kind that asked for this state, signed with its webhook's secret. */
function publish(state: State, kind: Kind, payload: Payload, what: string): void {
  for (const subscription of state.subscriptions) {
    if (subscription.kind !== kind || subscription.enabled === false || !wants(subscription, what)) continue;
    const webhook = state.webhooks.find(({ id }) => id === subscription.endpoint_id);
    if (webhook === undefined) continue;
    const json = JSON.stringify(payload);
    const body = webhook.secret === null ? json : signJwt(json, webhook.secret);
    const headers = { 'content-type': webhook.secret === null ? 'application/json' : 'text/plain' };
    state.deliveries.send({ url: webhook.hook_url, headers, body }, retries[kind]);
  }
}

function wants(subscription: Subscription, what: string): boolean {
  if (subscription.kind === 'call') {
    const states = subscription.call_states ?? ['all'];
    return states.includes(what) || states.includes('all');
  }
  if (what === 'status') return subscription.status === true && subscription.direction !== 'inbound';
  return (
    subscription.direction === undefined ||
    subscription.direction === 'all' ||
    subscription.direction === what
  );
}

/** The whole body is the token, and its payload the event. */
export function signJwt(payload: string, secret: string): string {
  const part = (text: string) => Buffer.from(text, 'utf8').toString('base64url');
  const signed = `${part('{"alg":"HS256","typ":"JWT"}')}.${part(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
