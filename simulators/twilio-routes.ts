/** The HTTP side of Twilio's stand-in. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { createLimits } from './limits.ts';
import type { State } from './twilio-state.ts';
import { refuse } from './twilio-wire.ts';

const prefix = '/2010-04-01/Accounts/:AccountSid';

export function guard(server: FastifyInstance, state: State): void {
  const limits = createLimits(state.now);
  const expected = `Basic ${Buffer.from(`${state.ids.account}:${state.authToken}`).toString('base64')}`;
  server.addHook('preHandler', async (request, reply) => {
    const authorised = request.headers.authorization === expected;
    state.requests.push({ method: request.method, path: request.url, authorised });
    const template = request.routeOptions.url ?? '';
    if (template.startsWith('/store/')) return;
    if (!authorised) return refuse(reply, 401, 20003, 'Authenticate');
    if (state.failures.count > 0) {
      state.failures.count -= 1;
      return refuse(
        reply,
        state.failures.status,
        state.failures.status === 429 ? 20429 : 20500,
        'Told to fail',
      );
    }
    if (limits.take('all', state.perMinute) !== null) return refuse(reply, 429, 20429, 'Too Many Requests');
    const complaint = state.description?.complaint({
      method: request.method,
      template: template.replaceAll(/:(\w+)/g, '{$1}'),
      query: request.query,
      ...(request.method === 'POST' ? { body: request.body } : {}),
    });
    if (complaint === undefined || complaint === null) return;
    state.complaints.push(`${request.method} ${template}: ${complaint}`);
    return refuse(reply, 400, 20001, complaint);
  });
}

// ---- lists -------------------------------------------------------------------------------------------------------

const paging = z.object({ PageSize: z.coerce.number().default(50), Page: z.coerce.number().default(0) });
const parties = z.object({ To: z.string().optional(), From: z.string().optional() });
const moments = z.record(z.string(), z.string());

export function serveLists(server: FastifyInstance, state: State): void {
  server.get(`${prefix}/Calls.json`, (request) => {
    const rows = between(state.calls, 'StartTime', request.query).map(({ row }) => row);
    return listOf('calls', rows, request.url, request.query);
  });
  server.get(`${prefix}/Messages.json`, (request) => {
    const { To, From } = parties.parse(request.query);
    const timed = state.messages
      .filter(({ row }) => (To === undefined || row.to === To) && (From === undefined || row.from === From))
      .map(({ row, sentAt }) => ({ row, at: sentAt }));
    return listOf(
      'messages',
      between(timed, 'DateSent', request.query).map(({ row }) => row),
      request.url,
      request.query,
    );
  });
  server.get(`${prefix}/Messages/:MessageSid/Media.json`, (request, reply) => {
    const { MessageSid } = z.object({ MessageSid: z.string() }).parse(request.params);
    const message = state.messages.find(({ row }) => row.sid === MessageSid);
    if (message === undefined) return refuse(reply, 404, 20404, 'The requested resource was not found');
    return listOf('media_list', message.media, request.url, request.query);
  });
}

function between<Item extends { at: number }>(items: readonly Item[], field: string, query: unknown): Item[] {
  const given = moments.parse(query);
  const after = Date.parse(given[`${field}>`] ?? '1970-01-01T00:00:00Z');
  const before = Date.parse(given[`${field}<`] ?? '9999-01-01T00:00:00Z');
  return items.filter(({ at }) => at >= after && at < before).toSorted((a, b) => b.at - a.at);
}

function listOf(
  name: string,
  items: readonly unknown[],
  url: string,
  query: unknown,
): Record<string, unknown> {
  const { PageSize, Page } = paging.parse(query);
  const from = Page * PageSize;
  const next = new URL(url, 'http://localhost');
  next.searchParams.set('Page', String(Page + 1));
  next.searchParams.set('PageToken', `PA${Page + 1}`);
  return {
    [name]: items.slice(from, from + PageSize),
    page: Page,
    page_size: PageSize,
    uri: url,
    next_page_uri: items.length > from + PageSize ? `${next.pathname}${next.search}` : null,
  };
}

// ---- files -------------------------------------------------------------------------------------------------------

/** Wants the credential and sends on to another origin, where the credential must not go. */
export function serveFiles(server: FastifyInstance, state: State): void {
  const send = (name: string, reply: FastifyReply) => {
    if (!state.files.has(name)) return refuse(reply, 404, 20404, 'The requested resource was not found');
    const store = new URL(`/store/${name}`, state.base);
    store.hostname = 'localhost';
    return reply.redirect(store.href, 307);
  };
  const nameOf = (params: unknown) => z.object({ Sid: z.string() }).parse(params).Sid;
  server.get(`${prefix}/Messages/:MessageSid/Media/:Sid`, (request, reply) =>
    send(nameOf(request.params), reply),
  );
  server.get(`${prefix}/Recordings/:Sid`, (request, reply) => send(nameOf(request.params), reply));
  server.get('/store/:Sid', (request, reply) => {
    const found = state.files.get(nameOf(request.params));
    if (found === undefined) return refuse(reply, 404, 20404, 'The requested resource was not found');
    return reply.header('content-type', found.contentType).send(found.body);
  });
}
