/**
 * A stand-in for Dialpad on the loopback: its REST API as far as the product uses it, its webhooks signed as JWT bodies
 * with its retries, and faults on request. Requests are checked against the published description when it is there.
 */
import { createHmac, randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { createDeliveries, type Deliveries, type RetryPolicy } from './delivery.ts';
import { type Description, loadDescription } from './description.ts';
import {
  type CallPayloads,
  type DialpadTargetFact,
  makeCall,
  makeFax,
  makeText,
  type Payload,
  type PlacedCall,
} from './dialpad-events.ts';
import { createLimits } from './limits.ts';
import { makePdf, makePng, makeWav } from './tiny-files.ts';

export interface DialpadSimulatorOptions {
  apiKey?: string;
  users?: readonly (DialpadTargetFact & { extension?: string; state?: string })[];
  offices?: readonly DialpadTargetFact[];
  now?: () => Date;
  /** Items on a page; Dialpad chooses its own. */
  pageSize?: number;
  requestsPerMinute?: number;
  /** Scopes that the key has not got: `calls:list`, `message_content_export`, `fax_message`, `recordings_export`. */
  missingScopes?: readonly string[];
  /** 1 waits between attempts as long as Dialpad does. */
  timeScale?: number;
  /** Files are served from this other origin after a redirect, when given. */
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

/** https://developers.dialpad.com/docs/webhooks */
const retries: Record<'call' | 'sms' | 'fax', RetryPolicy> = {
  call: {
    timeoutMilliseconds: 5000,
    afterServerError: [2000, 4000, 8000],
    afterConnectionFailure: [100, 200],
  },
  sms: {
    timeoutMilliseconds: 5000,
    afterServerError: [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600].map((seconds) => seconds * 1000),
    afterConnectionFailure: [100, 200],
  },
  fax: {
    timeoutMilliseconds: 5000,
    afterServerError: [100, 200, 400, 800],
    afterConnectionFailure: [100, 200],
  },
};

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

const webhookBody = z.object({ hook_url: z.string(), secret: z.string().nullish() });
const subscriptionBody = z.looseObject({
  endpoint_id: z.coerce.number(),
  enabled: z.boolean().nullish(),
  call_states: z.array(z.string()).nullish(),
  direction: z.enum(['all', 'inbound', 'outbound']).nullish(),
  status: z.boolean().nullish(),
});
type Subscription = z.infer<typeof subscriptionBody> & { id: number; kind: Kind };
type Kind = keyof typeof retries;
const kindOf = z.enum(['call', 'sms', 'fax']);
const idParams = z.object({ id: z.coerce.number() });

interface State {
  options: DialpadSimulatorOptions;
  now: () => Date;
  base: string;
  description: Description | null;
  webhooks: { id: number; hook_url: string; secret: string | null }[];
  subscriptions: Subscription[];
  calls: Payload[];
  files: Map<string, { contentType: string; body: Buffer }>;
  users: NonNullable<DialpadSimulatorOptions['users']>;
  offices: readonly DialpadTargetFact[];
  failures: { count: number; status: number };
  deliveries: Deliveries;
  requests: DialpadControl['requests'];
  complaints: string[];
  nextId: () => number;
}

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

// ---- every request -----------------------------------------------------------------------------------------------

const slowPaths: Readonly<Record<string, number>> = {
  'GET /api/v2/call/:id': 10,
  'POST /api/v2/webhooks': 100,
};

/** Key, faults, rate limits and the published description, in this order. */
function guard(server: FastifyInstance, state: State): void {
  const limits = createLimits(state.now);
  server.addHook('preHandler', async (request, reply) => {
    const template = request.routeOptions.url ?? '';
    const authorised = request.headers.authorization === `Bearer ${state.options.apiKey ?? 'dialpad-key'}`;
    state.requests.push({ method: request.method, path: request.url, authorised });
    if (template.startsWith('/store/')) return;
    if (!authorised) return refuse(reply, 401, 'The API key is missing or wrong.');
    if (state.failures.count > 0) {
      state.failures.count -= 1;
      return refuse(reply, state.failures.status, 'The simulator was told to fail.');
    }
    const name = `${request.method} ${template}`;
    const perMinute = slowPaths[name] ?? state.options.requestsPerMinute ?? 1200;
    const seconds = limits.take(slowPaths[name] === undefined ? 'all' : name, perMinute);
    if (seconds !== null)
      return refuse(reply.header('retry-after', String(seconds)), 429, 'Rate limit exceeded.');
    const complaint = state.description?.complaint({
      method: request.method,
      template: template
        .replace('/subscriptions/:kind', `/subscriptions/${kindIn(request) ?? ':kind'}`)
        .replaceAll(/:(\w+)/g, '{$1}'),
      query: request.query,
      ...(request.body === undefined || request.body === null ? {} : { body: request.body }),
    });
    if (complaint === undefined || complaint === null) return;
    state.complaints.push(`${name}: ${complaint}`);
    return refuse(reply, 400, complaint);
  });
}

function kindIn(request: FastifyRequest): Kind | undefined {
  return z.object({ kind: kindOf }).safeParse(request.params).data?.kind;
}

function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.status(status).send({ error: { code: status, message, errors: [] } });
}

function lacks(state: State, scope: string): boolean {
  return state.options.missingScopes?.includes(scope) === true;
}

/** One page of a list; the cursor is the place to go on from. */
function pageOf(items: readonly unknown[], query: unknown, pageSize: number): Payload {
  const { cursor } = z.object({ cursor: z.coerce.number().int().nonnegative().default(0) }).parse(query);
  const rest = items.slice(cursor + pageSize).length;
  return {
    items: items.slice(cursor, cursor + pageSize),
    ...(rest > 0 ? { cursor: String(cursor + pageSize) } : {}),
  };
}

// ---- webhooks and subscriptions ----------------------------------------------------------------------------------

function serveSubscriptions(server: FastifyInstance, state: State): void {
  const webhook = ({ id, hook_url, secret }: State['webhooks'][number]) => ({
    id: String(id),
    hook_url,
    ...(secret === null ? {} : { signature: { algo: 'HS256', type: 'jwt', secret } }),
  });
  server.get('/api/v2/webhooks', (request) =>
    pageOf(state.webhooks.map(webhook), request.query, state.options.pageSize ?? 50),
  );
  server.post('/api/v2/webhooks', (request) => {
    const { hook_url, secret } = webhookBody.parse(request.body);
    const made = { id: state.nextId(), hook_url, secret: secret ?? null };
    state.webhooks.push(made);
    return webhook(made);
  });
  server.patch('/api/v2/webhooks/:id', (request, reply) => {
    const known = state.webhooks.find(({ id }) => id === idParams.parse(request.params).id);
    if (known === undefined) return refuse(reply, 404, 'No such webhook.');
    const change = webhookBody.partial().parse(request.body);
    known.hook_url = change.hook_url ?? known.hook_url;
    known.secret = change.secret ?? known.secret;
    return webhook(known);
  });
  serveFilters(server, state, webhook);
}

function serveFilters(
  server: FastifyInstance,
  state: State,
  webhook: (of: State['webhooks'][number]) => unknown,
): void {
  const answer = ({ kind: _kind, endpoint_id, id, ...rest }: Subscription) => {
    const endpoint = state.webhooks.find((candidate) => candidate.id === endpoint_id);
    return { ...rest, id: String(id), webhook: endpoint === undefined ? null : webhook(endpoint) };
  };
  const refused = (kind: Kind) => kind === 'fax' && lacks(state, 'fax_message');
  server.get('/api/v2/subscriptions/:kind', (request, reply) => {
    const kind = kindIn(request);
    if (kind === undefined) return refuse(reply, 404, 'No such subscription.');
    if (refused(kind)) return refuse(reply, 403, 'The key lacks the scope fax_message.');
    const mine = state.subscriptions.filter((subscription) => subscription.kind === kind);
    return pageOf(mine.map(answer), request.query, state.options.pageSize ?? 50);
  });
  server.post('/api/v2/subscriptions/:kind', (request, reply) => {
    const kind = kindIn(request);
    if (kind === undefined) return refuse(reply, 404, 'No such subscription.');
    if (refused(kind)) return refuse(reply, 403, 'The key lacks the scope fax_message.');
    const body = subscriptionBody.parse(request.body);
    if (!state.webhooks.some(({ id }) => id === body.endpoint_id))
      return refuse(reply, 404, 'No such endpoint.');
    const made: Subscription = { ...body, id: state.nextId(), kind };
    state.subscriptions.push(made);
    return answer(made);
  });
  server.patch('/api/v2/subscriptions/:kind/:id', (request, reply) => {
    const { id } = idParams.parse(request.params);
    const known = state.subscriptions.find((subscription) => subscription.id === id);
    if (known === undefined) return refuse(reply, 404, 'No such subscription.');
    Object.assign(known, subscriptionBody.partial().parse(request.body));
    return answer(known);
  });
}

// ---- lists and files ---------------------------------------------------------------------------------------------

function serveLists(server: FastifyInstance, state: State): void {
  const pageSize = state.options.pageSize ?? 50;
  server.get('/api/v2/call', (request, reply) => {
    if (lacks(state, 'calls:list')) return refuse(reply, 403, 'The key lacks the scope calls:list.');
    const bound = z.coerce.number().optional();
    const { started_after = 0, started_before = Number.MAX_SAFE_INTEGER } = z
      .object({ started_after: bound, started_before: bound })
      .parse(request.query);
    const at = (call: Payload) => Number(call.date_started);
    const found = state.calls.filter((call) => at(call) > started_after && at(call) < started_before);
    return pageOf(
      found.toSorted((a, b) => at(b) - at(a)),
      request.query,
      pageSize,
    );
  });
  server.get('/api/v2/call/:id', (request, reply) => {
    const { id } = idParams.parse(request.params);
    return state.calls.find((call) => call.call_id === String(id)) ?? refuse(reply, 404, 'No such call.');
  });
  server.get('/api/v2/users', (request) => {
    const { state: wanted = 'active' } = z.object({ state: z.string().optional() }).parse(request.query);
    const users = state.users.filter((user) => wanted === 'all' || (user.state ?? 'active') === wanted);
    const listed = users.map(({ id, name, email, phone, extension, state: is }) => ({
      id,
      display_name: name,
      emails: email === undefined ? [] : [email],
      phone_numbers: [phone],
      extension,
      state: is ?? 'active',
    }));
    return pageOf(listed, request.query, pageSize);
  });
  server.get('/api/v2/offices', (request) => {
    const listed = state.offices.map(({ id, name, phone }) => ({
      id,
      name,
      phone_numbers: [phone],
      state: 'active',
    }));
    return pageOf(listed, request.query, pageSize);
  });
  server.get('/api/v2/departments', (request) => pageOf([], request.query, pageSize));
  server.get('/api/v2/callcenters', (request) => pageOf([], request.query, pageSize));
  server.get('/api/v2/transcripts/:call_id', (request) => {
    const { call_id } = z.object({ call_id: z.string() }).parse(request.params);
    const line = (name: string, content: string, time: string, type = 'transcript') => ({
      name,
      content,
      time,
      type,
    });
    const lines = [
      line('Ada Solicitor', 'Good morning, how can I help?', '2026-03-02T01:00:08.300000'),
      line('Pat Example', 'Hello.', '2026-03-02T01:00:06.100000'),
      line('Pat Example', 'price_inquiry', '2026-03-02T01:00:09.000000', 'moment'),
    ];
    return { call_id, lines };
  });
}

/** `/blob` wants the key and sends on to `/store` under another host name: another origin, where the key must not go. */
function serveFiles(server: FastifyInstance, state: State): void {
  server.get('/blob/:file', (request, reply) => {
    const { file } = z.object({ file: z.string() }).parse(request.params);
    const store = new URL(`/store/${file}`, state.base);
    store.hostname = 'localhost';
    return reply.redirect(store.href, 302);
  });
  server.get('/store/:file', (request, reply) => {
    const { file } = z.object({ file: z.string() }).parse(request.params);
    const found = state.files.get(file);
    if (found === undefined) return refuse(reply, 404, 'No such file.');
    return reply.header('content-type', found.contentType).send(found.body);
  });
}

function keepFile(state: State, contentType: string, body: Buffer): string {
  const name = randomUUID();
  state.files.set(name, { contentType, body });
  return `${state.base}/blob/${name}`;
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
