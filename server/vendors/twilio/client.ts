import { createHash } from 'node:crypto';
import { z } from 'zod';
import { vendorFetch, vendorJson } from '../kit/http.ts';
import {
  type Artefact,
  type CatchUpPage,
  type HistoryPage,
  type PhoneSystemClient,
  type VendorContext,
  VendorError,
} from '../ports.ts';
import { twilioCall, twilioMessage, twilioPage } from './wire.ts';

/** Twilio's API for one source: `accountId` is the Account SID; see the README for the two kinds of keys. */
export function twilioClient(context: VendorContext): PhoneSystemClient {
  return {
    catchUp: (cursor, since) => catchUp(context, cursor, since),
    history: (period, page) => history(context, period, page),
    fetchArtefact: (file) => fetchArtefact(context, file),
  };
}

function account(context: VendorContext): string {
  const { accountId } = context.credentials;
  if (accountId !== undefined && accountId !== '') return accountId;
  throw new VendorError({ failure: 'unauthorised', detail: 'Twilio needs the Account SID.' });
}

/** An API key (its SID and secret), or the Account SID with the auth token. */
function authorisation(context: VendorContext): Record<string, string> {
  const { clientId, clientSecret, apiKey } = context.credentials;
  const [user, password] =
    clientId !== undefined ? [clientId, clientSecret] : [account(context), apiKey ?? clientSecret];
  if (password === undefined || password === '') {
    throw new VendorError({ failure: 'unauthorised', detail: 'Twilio needs the auth token or an API key.' });
  }
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

async function getPage(context: VendorContext, path: string): Promise<z.infer<typeof twilioPage>> {
  const base = new URL(context.credentials.apiUrl);
  const url = new URL(path, base);
  if (url.origin !== base.origin) {
    throw new VendorError({
      failure: 'rejected',
      detail: 'The next page is on another host; it was not asked for.',
    });
  }
  const page = twilioPage.safeParse(
    await vendorJson(context, { url: url.href, headers: authorisation(context) }),
  );
  if (page.success) return page.data;
  throw new VendorError({
    failure: 'unavailable',
    detail: 'Twilio answered with something that is not a list.',
  });
}

// ---- catch-up ----------------------------------------------------------------------------------------------------

const position = z.object({
  list: z.enum(['calls', 'messages']),
  from: z.number(),
  until: z.number(),
  page: z.string().optional(),
});
type Position = z.infer<typeof position>;
const resting = z.object({ from: z.number() });

const hour = 3_600_000;
const sliceMilliseconds = 24 * hour;
/** A call is listed by its start and a message's delivery comes later: both are looked at again. */
const overlapMilliseconds = 4 * hour;
const finalCallStatus = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);

/**
 * Calls, then messages, in slices of a day, oldest slice first; one vendor page a time. The lists are newest first, so
 * that each page is turned round.
 */
async function catchUp(context: VendorContext, cursor: string | null, since: Date): Promise<CatchUpPage> {
  const now = context.now().getTime();
  const at = readPosition(cursor, since, now);
  // The vendor takes whole seconds: the end is moved past the last one, or what was just sent would wait.
  const page = await getPage(context, at.page ?? listPath(context, { ...at, until: at.until + 1000 }));
  const items =
    at.list === 'calls' ? callItems(page.calls ?? []) : await messageItems(context, page.messages ?? []);
  return { items: items.toReversed(), ...afterPage(at, page.next_page_uri, now) };
}

function readPosition(cursor: string | null, since: Date, now: number): Position {
  const stored = parseCursor(cursor);
  const going = position.safeParse(stored);
  if (going.success) return going.data;
  const rested = resting.safeParse(stored);
  const from = rested.success ? rested.data.from : since.getTime();
  return { list: 'calls', from, until: Math.min(from + sliceMilliseconds, now) };
}

function parseCursor(cursor: string | null): unknown {
  if (cursor === null) return undefined;
  try {
    return JSON.parse(cursor);
  } catch {
    return undefined;
  }
}

function afterPage(at: Position, page: string | undefined, now: number): { cursor: string; more: boolean } {
  const go = (next: Position) => ({ cursor: JSON.stringify(next), more: true });
  const { list, from, until } = at;
  if (page !== undefined) return go({ list, from, until, page });
  if (list === 'calls') return go({ list: 'messages', from, until });
  if (until < now) {
    return go({ list: 'calls', from: until, until: Math.min(until + sliceMilliseconds, now) });
  }
  return { cursor: JSON.stringify({ from: until - overlapMilliseconds }), more: false };
}

function listPath(context: VendorContext, at: Pick<Position, 'list' | 'from' | 'until'>): string {
  const field = at.list === 'calls' ? 'StartTime' : 'DateSent';
  const seconds = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
  const query = new URLSearchParams({
    [`${field}>`]: seconds(at.from),
    [`${field}<`]: seconds(at.until),
    PageSize: '200',
  });
  const file = at.list === 'calls' ? 'Calls' : 'Messages';
  return `/2010-04-01/Accounts/${encodeURIComponent(account(context))}/${file}.json?${query}`;
}

const historyPlace = z.object({ list: z.enum(['calls', 'messages']), page: z.string().optional() });

/** Calls of a period, then its messages, newest first, one vendor page a time. */
async function history(
  context: VendorContext,
  period: { since: Date; until: Date },
  page: string | null,
): Promise<HistoryPage> {
  const place = historyPlace.safeParse(parseCursor(page)).data ?? { list: 'calls' };
  const bounds = { list: place.list, from: period.since.getTime(), until: period.until.getTime() };
  const found = await getPage(context, place.page ?? listPath(context, bounds));
  const items =
    place.list === 'calls' ? callItems(found.calls ?? []) : await messageItems(context, found.messages ?? []);
  const next =
    found.next_page_uri !== undefined
      ? { list: place.list, page: found.next_page_uri }
      : place.list === 'calls'
        ? { list: 'messages' }
        : null;
  return { items, next: next && JSON.stringify(next) };
}

/** Calls that still run are left for a later look: their callbacks, or the overlap, bring them. */
function callItems(listed: unknown[]): CatchUpPage['items'] {
  const bodies = new Map<string, unknown>();
  const readable = listed.map((body) => ({ body, call: twilioCall.safeParse(body).data }));
  for (const { body, call } of readable) if (call !== undefined) bodies.set(call.sid, body);
  return readable.flatMap(({ body, call }) => {
    if (call !== undefined && !finalCallStatus.has(call.status ?? '')) return [];
    const parent = call?.parent_call_sid === undefined ? undefined : bodies.get(call.parent_call_sid);
    const identity = call === undefined ? body : { ...call, caller_name: undefined };
    const stored = parent === undefined ? { call: body } : { call: body, parent };
    return [
      {
        eventId: `call-log:${hashOf({ identity, parent: parent !== undefined })}`,
        eventType: 'call',
        body: stored,
      },
    ];
  });
}

async function messageItems(context: VendorContext, listed: unknown[]): Promise<CatchUpPage['items']> {
  const items: CatchUpPage['items'] = [];
  for (const body of listed) {
    const message = twilioMessage.safeParse(body).data;
    const media =
      message !== undefined && (message.num_media ?? 0) > 0
        ? await listMedia(context, message.sid)
        : undefined;
    const stored = media === undefined ? { message: body } : { message: body, media };
    items.push({ eventId: `message-log:${hashOf(message ?? body)}`, eventType: 'message', body: stored });
  }
  return items;
}

/** Media that the firm deleted at Twilio is gone: the message stays. */
async function listMedia(context: VendorContext, messageSid: string): Promise<unknown[]> {
  const base = `/2010-04-01/Accounts/${encodeURIComponent(account(context))}/Messages/${encodeURIComponent(messageSid)}`;
  try {
    return (await getPage(context, `${base}/Media.json`)).media_list ?? [];
  } catch (error) {
    if (error instanceof VendorError && error.problem.failure === 'not_found') return [];
    throw error;
  }
}

/** By the fields that are read, so that a price that comes later makes no new event. */
function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('base64url')
    .slice(0, 22);
}

// ---- files -------------------------------------------------------------------------------------------------------

/**
 * Streams a recording or a picture. The credential goes to the API's own host only; Twilio redirects to a store on
 * another host, where the fetch standard drops it.
 */
async function fetchArtefact(context: VendorContext, file: Artefact) {
  if (file.url === undefined || !URL.canParse(file.url)) {
    throw new VendorError({ failure: 'not_found', detail: 'Twilio has not said where this file is.' });
  }
  const url = new URL(file.url);
  const base = new URL(context.credentials.apiUrl);
  // Listed media is named by path; with another base (a simulator) the path is asked for there.
  const target = url.hostname === 'api.twilio.com' ? new URL(`${url.pathname}${url.search}`, base) : url;
  const response = await vendorFetch(context, {
    url: target.href,
    headers: { accept: '*/*', ...(target.origin === base.origin ? authorisation(context) : {}) },
  });
  const contentType = response.headers.get('content-type') ?? 'application/octet-stream';
  return { contentType, body: response.body ?? new Blob([]).stream() };
}
