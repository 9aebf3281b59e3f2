/** The HTTP side of Dialpad's stand-in. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Payload } from './dialpad-events.ts';
import {
  type Kind,
  kindOf,
  lacks,
  type State,
  type Subscription,
  subscriptionBody,
} from './dialpad-state.ts';
import { createLimits } from './limits.ts';

const webhookBody = z.object({ hook_url: z.string(), secret: z.string().nullish() });
const idParams = z.object({ id: z.coerce.number() });

// ---- every request -----------------------------------------------------------------------------------------------

const slowPaths: Readonly<Record<string, number>> = {
  'GET /api/v2/call/:id': 10,
  'POST /api/v2/webhooks': 100,
};

/** Key, faults, rate limits and the published description, in this order. */
export function guard(server: FastifyInstance, state: State): void {
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

export function serveSubscriptions(server: FastifyInstance, state: State): void {
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

export function serveLists(server: FastifyInstance, state: State): void {
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
export function serveFiles(server: FastifyInstance, state: State): void {
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
