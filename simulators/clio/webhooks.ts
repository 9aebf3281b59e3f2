/** Webhooks: the handshake comes before the answer to their creation; they end, and are suspended without a word. */
import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Deliveries, RetryPolicy } from '../delivery.ts';
import type { Answer, Route, SimulatedRequest } from '../practice/contract.ts';
import { readFields, select } from './fields.ts';
import { isVisible, listPage } from './lists.ts';
import { ClioRefusal, unprocessable } from './refusal.ts';
import { answerWith, dataOf, rowOf, userOf } from './resource-routes.ts';
import { parsed } from './rules.ts';
import { type Resource, resources } from './shapes.ts';
import type { ChangeEvent, ClioState, Row } from './state.ts';

const day = 24 * 3_600_000;
const defaultLife = 3 * day;
const longestLife = 31 * day;
const longestFields = 1000;
/** The vendor's count and spacing are unknown. */
const retries: RetryPolicy = {
  timeoutMilliseconds: 5000,
  afterServerError: [10_000, 60_000, 300_000],
  afterConnectionFailure: [10_000, 60_000, 300_000],
};

/** Models by the plural of their records. */
const models: Readonly<Record<string, Resource>> = {
  contact: 'contacts',
  matter: 'matters',
  activity: 'activities',
  communication: 'communications',
  document: 'documents',
  folder: 'folders',
};

const body = z.object({
  url: z.string().optional(),
  model: z.string().optional(),
  fields: z.string().max(longestFields).optional(),
  events: z.array(z.string()).optional(),
  expires_at: z.iso.datetime({ offset: true }).optional(),
});

export function webhookRoutes(state: ClioState): Route[] {
  const one = '/webhooks/{id}.json';
  return [
    { method: 'GET', template: '/webhooks.json', handle: (request) => listPage(state, 'webhooks', request) },
    { method: 'POST', template: '/webhooks.json', handle: (request) => create(state, request) },
    {
      method: 'GET',
      template: one,
      handle: (request) => answerWith(state, 'webhooks', rowOf(state, 'webhooks', request), request),
    },
    { method: 'PATCH', template: one, handle: (request) => change(state, request) },
    {
      method: 'DELETE',
      template: one,
      handle: (request) => {
        state.remove('webhooks', rowOf(state, 'webhooks', request).id);
        return { status: 204 };
      },
    },
    {
      method: 'PUT',
      template: '/webhooks/{id}/activate',
      undescribed: 'the guide has it, the description does not',
      handle: (request) => activate(state, request),
    },
  ];
}

async function create(state: ClioState, request: SimulatedRequest): Promise<Answer> {
  const given = parsed(body, dataOf(request));
  const { url, model, fields } = given;
  const resource = models[model ?? ''];
  if (url === undefined || fields === undefined || resource === undefined)
    throw unprocessable('url, model and fields are required');
  readFields(resource, fields);
  const row = state.add('webhooks', {
    url: safeUrl(url),
    model,
    fields,
    events: given.events ?? ['created', 'updated', 'deleted'],
    expires_at: endOf(state, given.expires_at),
    shared_secret: randomBytes(24).toString('hex'),
    status: 'pending',
    user_id: userOf(request),
    reported: [],
  });
  return answerWith(state, 'webhooks', await greet(state, row), request, 201);
}

async function change(state: ClioState, request: SimulatedRequest): Promise<Answer> {
  const before = rowOf(state, 'webhooks', request);
  const given = parsed(body, dataOf(request));
  const moved = given.url !== undefined && given.url !== before.url;
  const row = state.change('webhooks', before.id, {
    ...given,
    ...(given.url === undefined ? {} : { url: safeUrl(given.url) }),
    ...(given.expires_at === undefined ? {} : { expires_at: endOf(state, given.expires_at) }),
    ...(moved ? { status: 'pending' } : {}),
  });
  return answerWith(state, 'webhooks', moved ? await greet(state, row) : row, request);
}

function activate(state: ClioState, request: SimulatedRequest): Answer {
  const { params, headers } = request;
  const row = state.get('webhooks', params.id);
  if (row === undefined) throw new ClioRefusal(404, 'NotFoundError', 'Not Found');
  if (headers['x-hook-secret'] !== row.shared_secret) throw unprocessable('The secret does not match');
  return answerWith(state, 'webhooks', state.change('webhooks', row.id, { status: 'enabled' }), request);
}

/** `https` at the vendor; here also this machine. */
function safeUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const here = url?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname);
  if (url === null || (url.protocol !== 'https:' && !here)) throw unprocessable('url must use https');
  return text;
}

function endOf(state: ClioState, wanted: string | undefined): string {
  const now = state.clock.now().getTime();
  const end = wanted === undefined ? now + defaultLife : Date.parse(wanted);
  if (end > now + longestLife) throw unprocessable('expires_at must be within 31 days');
  return new Date(end).toISOString();
}

async function greet(state: ClioState, row: Row): Promise<Row> {
  const secret = String(row.shared_secret);
  const response = await fetch(String(row.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hook-secret': secret },
    body: JSON.stringify({ data: { webhook_id: row.id } }),
    signal: AbortSignal.timeout(5000),
  }).catch(() => null);
  await response?.body?.cancel();
  const answered = response?.status === 200 && response.headers.get('x-hook-secret') === secret;
  return answered ? state.change('webhooks', row.id, { status: 'enabled' }) : row;
}

/** Tells the living hooks of what happens to the records of their kind. */
export function tellHooks(state: ClioState, hooks: Deliveries): void {
  state.onChange((event, resource, row, before) => {
    if (resource === 'webhooks' || !resources.includes(resource)) return;
    for (const hook of state.all('webhooks')) {
      if (models[String(hook.model)] !== resource) continue;
      suspendRefused(state, hook, hooks);
      if (isLiving(state, hook.id) && isVisible(state, resource, row))
        tell(state, hooks, hook, event, row, before);
    }
  });
}

function isLiving(state: ClioState, id: number): boolean {
  const hook = state.get('webhooks', id);
  return hook?.status === 'enabled' && Date.parse(String(hook.expires_at)) > state.clock.now().getTime();
}

/** An answer of 410 ends a hook. */
function suspendRefused(state: ClioState, hook: Row, { log }: Deliveries): void {
  const ofHook = `"webhook_id":${hook.id}}`;
  if (log.some(({ body: text, status }) => status === 410 && text.includes(ofHook)))
    state.change('webhooks', hook.id, { status: 'suspended' });
}

const numbers = z.array(z.number()).catch([]);
const texts = z.array(z.string()).catch([]);

function tell(
  state: ClioState,
  hooks: Deliveries,
  hook: Row,
  event: ChangeEvent,
  row: Row,
  before: Row | null,
): void {
  const resource = models[String(hook.model)];
  if (resource === undefined || !texts.parse(hook.events).includes(event)) return;
  const selection = readFields(resource, String(hook.fields));
  const shown = (of: Row) => {
    const { etag: _etag, ...rest } = Object.fromEntries(
      Object.entries(select(state, resource, of, selection)),
    );
    return JSON.stringify(rest);
  };
  const reported = numbers.parse(hook.reported);
  const known = reported.includes(row.id);
  // The first update of a record that this hook has never told of always goes out.
  if (event === 'updated' && known && before !== null && shown(row) === shown(before)) return;
  if (!known) state.change('webhooks', hook.id, { reported: [...reported, row.id] });
  const data = event === 'deleted' ? { id: row.id, etag: row.etag } : select(state, resource, row, selection);
  const text = JSON.stringify({ data, meta: { event, webhook_id: hook.id } });
  const signature = createHmac('sha256', String(hook.shared_secret)).update(text).digest('hex');
  hooks.send(
    {
      url: String(hook.url),
      headers: { 'content-type': 'application/json', 'x-hook-signature': signature },
      body: text,
    },
    retries,
  );
}
