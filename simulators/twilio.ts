/**
 * A stand-in for Twilio on the loopback: call and message lists, sending with the magic numbers, media behind a
 * redirect, and signed webhooks with faults on request. Requests are checked against the published description when it
 * is there.
 */
import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';
import { createDeliveries, type Deliveries } from './delivery.ts';
import { type Description, loadDescription } from './description.ts';
import { createLimits } from './limits.ts';
import { makeMp3, makePng, makeWav } from './tiny-files.ts';
import { makeTwilioCall, type PlacedTwilioCall, type TwilioCallFacts } from './twilio-calls.ts';
import {
  createTwilioIds,
  type Form,
  magicFrom,
  magicTo,
  rfc2822,
  signForm,
  type TwilioIds,
} from './twilio-wire.ts';

export interface TwilioSimulatorOptions {
  accountSid?: string;
  authToken?: string;
  /** Where every webhook goes, as set in the console. */
  hookUrl?: string;
  now?: () => Date;
  requestsPerMinute?: number;
  /** 1 waits as long as Twilio does. */
  timeScale?: number;
  port?: number;
}

type Placed = Partial<Omit<PlacedTwilioCall, 'voicemail' | 'recording' | 'dial'>> & {
  from: string;
  to: string;
  dial?: readonly {
    to: string;
    outcome?: 'completed' | 'no-answer' | 'busy';
    ringSeconds?: number;
    talkSeconds?: number;
  }[];
  /** The caller leaves a message, with this text as its transcription. */
  voicemail?: { text?: string };
  recorded?: boolean;
};

export interface TwilioControl {
  placeCall(call: Placed): TwilioCallFacts;
  /** A text from outside. */
  sendSms(text: { from: string; to: string; body: string; pictures?: number }): Form;
  setHookUrl(url: string): void;
  failNext(count: number, status: number): void;
  deliveries: Deliveries;
  requests: { method: string; path: string; authorised: boolean }[];
  complaints: string[];
}

export interface TwilioSimulator {
  url: string;
  accountSid: string;
  authToken: string;
  control: TwilioControl;
  close(): Promise<void>;
}

interface StoredMessage {
  row: Record<string, unknown> & { sid: string };
  sentAt: number;
  media: { sid: string; uri: string; content_type: string }[];
}

interface State {
  ids: TwilioIds;
  authToken: string;
  hookUrl: string | undefined;
  now: () => Date;
  base: string;
  perMinute: number;
  description: Description | null;
  calls: { row: Record<string, unknown>; at: number }[];
  messages: StoredMessage[];
  /** By the last part of the address. */
  files: Map<string, { contentType: string; body: Buffer }>;
  failures: { count: number; status: number };
  deliveries: Deliveries;
  requests: TwilioControl['requests'];
  complaints: string[];
}

const prefix = '/2010-04-01/Accounts/:AccountSid';

export async function createTwilioSimulator(options: TwilioSimulatorOptions = {}): Promise<TwilioSimulator> {
  const accountSid = options.accountSid ?? 'AC00000000000000000000000000000001';
  const authToken = options.authToken ?? 'twilio-auth-token';
  const state: State = {
    ids: createTwilioIds(accountSid),
    authToken,
    hookUrl: options.hookUrl,
    now: options.now ?? (() => new Date()),
    base: '',
    perMinute: options.requestsPerMinute ?? 3000,
    description: loadDescription('twilio'),
    calls: [],
    messages: [],
    files: new Map(),
    failures: { count: 0, status: 500 },
    deliveries: createDeliveries(options.timeScale ?? 1),
    requests: [],
    complaints: [],
  };
  const server = Fastify({ forceCloseConnections: true });
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, formBody(String(body))),
  );
  guard(server, state);
  serveLists(server, state);
  serveSending(server, state);
  serveFiles(server, state);
  state.base = await server.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  return { url: state.base, accountSid, authToken, control: controlOf(state), close: () => server.close() };
}

/** `MediaUrl` may be repeated. */
function formBody(text: string): Record<string, string | string[]> {
  const form: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const known = form[name];
    form[name] = known === undefined ? value : [known, value].flat();
  }
  return form;
}

function guard(server: FastifyInstance, state: State): void {
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

function refuse(reply: FastifyReply, status: number, code: number, message: string): FastifyReply {
  return reply
    .status(status)
    .send({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}

// ---- lists -------------------------------------------------------------------------------------------------------

const paging = z.object({ PageSize: z.coerce.number().default(50), Page: z.coerce.number().default(0) });
const moments = z.record(z.string(), z.string());

function serveLists(server: FastifyInstance, state: State): void {
  server.get(`${prefix}/Calls.json`, (request) => {
    const rows = between(state.calls, 'StartTime', request.query).map(({ row }) => row);
    return listOf('calls', rows, request.url, request.query);
  });
  server.get(`${prefix}/Messages.json`, (request) => {
    const timed = state.messages.map(({ row, sentAt }) => ({ row, at: sentAt }));
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

// ---- sending -----------------------------------------------------------------------------------------------------

const sending = z.object({
  To: z.string(),
  From: z.string().optional(),
  MessagingServiceSid: z.string().optional(),
  Body: z.string().max(1600).optional(),
  MediaUrl: z.union([z.string(), z.array(z.string()).max(10)]).optional(),
  StatusCallback: z.string().optional(),
});

function serveSending(server: FastifyInstance, state: State): void {
  server.post(`${prefix}/Messages.json`, (request, reply) => {
    const form = sending.safeParse(request.body);
    if (!form.success) return refuse(reply, 400, 21604, 'A To number is required');
    const { To, From, MessagingServiceSid, Body, MediaUrl, StatusCallback } = form.data;
    const magic = magicFrom[From ?? ''] ?? magicTo[To];
    if (magic !== undefined) return refuse(reply, 400, magic, `Error ${magic}`);
    if (From === undefined && MessagingServiceSid === undefined)
      return refuse(reply, 400, 21603, 'A From number is required');
    if (Body === undefined && MediaUrl === undefined)
      return refuse(reply, 400, 21602, 'Message body is required');
    const row = messageRow(state, 'outbound-api', From ?? null, To, Body ?? '', 0);
    state.messages.push({ row, sentAt: state.now().getTime(), media: [] });
    const answer = { ...row };
    // Test numbers deliver nothing and call back nothing.
    const callback = StatusCallback ?? state.hookUrl;
    if (From !== '+15005550006' && callback !== undefined)
      followMessage(state, row, callback, From ?? '', To);
    return reply.status(201).send(answer);
  });
}

function followMessage(
  state: State,
  row: StoredMessage['row'],
  callback: string,
  from: string,
  to: string,
): void {
  for (const status of ['sent', 'delivered']) {
    row.status = status;
    post(state, callback, {
      AccountSid: state.ids.account,
      ApiVersion: '2010-04-01',
      MessageSid: row.sid,
      SmsSid: row.sid,
      MessageStatus: status,
      SmsStatus: status,
      From: from,
      To: to,
    });
  }
}

function messageRow(
  state: State,
  direction: string,
  from: string | null,
  to: string,
  body: string,
  media: number,
): StoredMessage['row'] {
  const sid = state.ids.next(media > 0 ? 'MM' : 'SM');
  const at = rfc2822(state.now().getTime());
  const uri = `/2010-04-01/Accounts/${state.ids.account}/Messages/${sid}`;
  return {
    sid,
    direction,
    from,
    to,
    body,
    account_sid: state.ids.account,
    api_version: '2010-04-01',
    date_created: at,
    date_sent: at,
    date_updated: at,
    error_code: null,
    error_message: null,
    messaging_service_sid: null,
    num_media: String(media),
    num_segments: '1',
    price: null,
    price_unit: 'USD',
    status: direction === 'inbound' ? 'received' : 'queued',
    subresource_uris: { media: `${uri}/Media.json` },
    uri: `${uri}.json`,
  };
}

// ---- files -------------------------------------------------------------------------------------------------------

/** Wants the credential and sends on to another origin, where the credential must not go. */
function serveFiles(server: FastifyInstance, state: State): void {
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

function keepRecording(state: State, seconds: number): { recordingSid: string; recordingUrl: string } {
  const recordingSid = state.ids.next('RE');
  state.files.set(`${recordingSid}.mp3`, { contentType: 'audio/mpeg', body: makeMp3(Math.min(seconds, 2)) });
  state.files.set(`${recordingSid}.wav`, { contentType: 'audio/wav', body: makeWav(Math.min(seconds, 2)) });
  return {
    recordingSid,
    recordingUrl: `${state.base}/2010-04-01/Accounts/${state.ids.account}/Recordings/${recordingSid}`,
  };
}

// ---- control -----------------------------------------------------------------------------------------------------

function controlOf(state: State): TwilioControl {
  return {
    placeCall(placed) {
      const { voicemail, recorded, dial = [], ...given } = placed;
      const talkSeconds = given.talkSeconds ?? 3;
      const length = talkSeconds + (given.ringSeconds ?? 2) + dial.length * 8;
      const made = makeTwilioCall(
        {
          direction: 'inbound',
          outcome: 'completed',
          ringSeconds: 2,
          events: 'all',
          startedAt: new Date(state.now().getTime() - length * 1000),
          ...given,
          talkSeconds,
          dial: dial.map((one) => ({ outcome: 'completed', ringSeconds: 4, talkSeconds: 4, ...one })),
          ...(voicemail === undefined
            ? {}
            : { voicemail: { ...keepRecording(state, talkSeconds), ...voicemail } }),
          ...(recorded === true ? { recording: keepRecording(state, talkSeconds) } : {}),
        },
        state.ids,
      );
      for (const row of made.rows) state.calls.push({ row, at: Date.parse(String(row.start_time)) });
      for (const form of made.callbacks) post(state, state.hookUrl, form);
      return made;
    },
    sendSms: ({ from, to, body, pictures = 0 }) => receiveText(state, from, to, body, pictures),
    setHookUrl(url) {
      state.hookUrl = url;
    },
    failNext(count, status) {
      state.failures = { count, status };
    },
    deliveries: state.deliveries,
    requests: state.requests,
    complaints: state.complaints,
  };
}

function receiveText(state: State, from: string, to: string, body: string, pictures: number): Form {
  const row = messageRow(state, 'inbound', from, to, body, pictures);
  const media = Array.from({ length: pictures }, () => {
    const sid = state.ids.next('ME');
    state.files.set(sid, { contentType: 'image/png', body: makePng() });
    return {
      sid,
      content_type: 'image/png',
      uri: `/2010-04-01/Accounts/${state.ids.account}/Messages/${row.sid}/Media/${sid}.json`,
    };
  });
  state.messages.push({ row, sentAt: state.now().getTime(), media });
  const form: Form = {
    AccountSid: state.ids.account,
    ApiVersion: '2010-04-01',
    MessageSid: row.sid,
    SmsSid: row.sid,
    SmsMessageSid: row.sid,
    SmsStatus: 'received',
    From: from,
    To: to,
    Body: body,
    NumMedia: String(pictures),
    NumSegments: '1',
    FromCity: '',
  };
  for (const [index, { uri, content_type }] of media.entries()) {
    form[`MediaUrl${index}`] = `${state.base}${uri.replace(/\.json$/, '')}`;
    form[`MediaContentType${index}`] = content_type;
  }
  post(state, state.hookUrl, form);
  return form;
}

/** Signed with the auth token over the exact address; one more attempt after a broken connection, none after a 5xx. */
function post(state: State, url: string | undefined, form: Form): void {
  if (url === undefined) return;
  state.deliveries.send(
    {
      url,
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'x-twilio-signature': signForm(state.authToken, url, form),
        'i-twilio-idempotency-token': randomUUID(),
        'user-agent': 'TwilioProxy/1.1',
      },
      body: new URLSearchParams(form).toString(),
    },
    { timeoutMilliseconds: 15_000, afterServerError: [], afterConnectionFailure: [1000] },
  );
}
