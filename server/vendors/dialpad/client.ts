import { createHash } from 'node:crypto';
import { z } from 'zod';
import { vendorFetch } from '../kit/http.ts';
import {
  type Artefact,
  type CatchUpPage,
  type HistoryPage,
  type PhoneSystemClient,
  type ProviderUser,
  type VendorContext,
  VendorError,
} from '../ports.ts';
import { authorisation, type DialpadApi, dialpadApi, isDialpad, listAll, notAList } from './api.ts';
import { readItem } from './map.ts';
import { transcriptText } from './map-message.ts';
import { ensureSubscription } from './subscription.ts';
import {
  type DialpadGroup,
  type DialpadUser,
  dialpadGroup,
  dialpadPage,
  dialpadTranscript,
  dialpadUser,
} from './wire.ts';

/** Dialpad's API for one source. */
export function dialpadClient(context: VendorContext): PhoneSystemClient {
  const api = dialpadApi(context);
  return {
    catchUp: (cursor, since) => catchUp(api, context.now(), cursor, since),
    history: (period, page) => history(api, period, page),
    listUsers: () => listUsers(api),
    fetchArtefact: (file) => fetchArtefact(context, api, file),
    ensureSubscription: (options) => ensureSubscription(api, options),
  };
}

// ---- catch-up ----------------------------------------------------------------------------------------------------

const position = z.object({ from: z.number(), until: z.number().optional(), page: z.string().optional() });
type Position = z.infer<typeof position>;

const hour = 3_600_000;
const sliceMilliseconds = 24 * hour;
/** The list is by start and has only calls that ended: a long call appears late. */
const overlapMilliseconds = 4 * hour;

/**
 * Concluded calls, one vendor page a time. The list is newest first, so that it is read in slices of a day, oldest
 * slice first; within a page the order is turned round. Dialpad lists neither texts nor faxes: those come by webhook
 * only.
 */
async function catchUp(api: DialpadApi, now: Date, cursor: string | null, since: Date): Promise<CatchUpPage> {
  const at = readPosition(cursor) ?? { from: since.getTime() };
  const until = at.until ?? Math.min(at.from + sliceMilliseconds, now.getTime());
  const { items, cursor: page } = await listCalls(api, at, until);
  return {
    items: items.toReversed().map(toItem),
    ...afterPage({ from: at.from, until, ...(page === undefined ? {} : { page }) }, now),
  };
}

function afterPage(
  at: { from: number; until: number; page?: string },
  now: Date,
): { cursor: string; more: boolean } {
  if (at.page !== undefined) return { cursor: JSON.stringify(at), more: true };
  const more = at.until < now.getTime();
  return { cursor: JSON.stringify({ from: more ? at.until : at.until - overlapMilliseconds }), more };
}

/** Concluded calls of a period, newest first, one vendor page a time. */
async function history(
  api: DialpadApi,
  period: { since: Date; until: Date },
  page: string | null,
): Promise<HistoryPage> {
  const query = periodQuery(period.since.getTime(), period.until.getTime());
  const found = readPage(await api('/call', { query: page === null ? query : { ...query, cursor: page } }));
  return { items: found.items.map(toItem), next: found.cursor ?? null };
}

/** Both bounds are exclusive at Dialpad. */
function periodQuery(from: number, until: number): Record<string, string> {
  return { started_after: String(Math.max(0, from - 1)), started_before: String(until) };
}

async function listCalls(api: DialpadApi, at: Position, until: number) {
  const query = periodQuery(at.from, until);
  try {
    return readPage(
      await api('/call', { query: at.page === undefined ? query : { ...query, cursor: at.page } }),
    );
  } catch (error) {
    // A paging token that was kept too long: read the slice from its beginning, known items are recognised.
    const stale = error instanceof VendorError && ['rejected', 'not_found'].includes(error.problem.failure);
    if (!stale || at.page === undefined) throw error;
    return readPage(await api('/call', { query }));
  }
}

function readPage(answer: unknown) {
  const page = dialpadPage(z.unknown()).safeParse(answer);
  if (!page.success) throw notAList();
  return page.data;
}

function readPosition(cursor: string | null): Position | undefined {
  if (cursor === null) return undefined;
  try {
    return position.parse(JSON.parse(cursor));
  } catch {
    return undefined;
  }
}

/** The same call unchanged has the same event id; signed links that change with each listing do not count. */
function toItem(body: unknown): CatchUpPage['items'][number] {
  const reading = readItem({ eventType: 'call', body });
  const content = JSON.stringify(
    reading.outcome === 'observed' ? reading.observations : body,
    (key, value) => (key === 'url' ? undefined : value),
  );
  const hash = createHash('sha256')
    .update(content ?? '')
    .digest('base64url')
    .slice(0, 22);
  return { eventId: `call-log:${hash}`, eventType: 'call', body };
}

// ---- directory ---------------------------------------------------------------------------------------------------

async function listUsers(api: DialpadApi): Promise<ProviderUser[]> {
  const users = await listAll(api, '/users', dialpadUser, { state: 'all' });
  const groups: DialpadGroup[] = [];
  for (const path of ['/offices', '/departments', '/callcenters'])
    groups.push(...(await listGroups(api, path)));
  return [...users.filter((user) => user.state !== 'deleted').map(toUser), ...groups.map(toGroup)];
}

/** Groups only give names to queues: a key that may not list them still lists the people. */
async function listGroups(api: DialpadApi, path: string): Promise<DialpadGroup[]> {
  try {
    return await listAll(api, path, dialpadGroup);
  } catch (error) {
    const refused =
      error instanceof VendorError && ['unauthorised', 'not_found'].includes(error.problem.failure);
    if (refused) return [];
    throw error;
  }
}

function toUser(user: DialpadUser): ProviderUser {
  const name =
    user.display_name ?? [user.first_name, user.last_name].filter((part) => part !== undefined).join(' ');
  const [email] = user.emails;
  return {
    providerUserId: user.id,
    type: 'user',
    name: name === '' ? (email ?? user.id) : name,
    ...(email === undefined ? {} : { email }),
    ...(user.extension === undefined ? {} : { extension: user.extension }),
    numbers: user.phone_numbers,
    active: user.state === undefined || user.state === 'active',
  };
}

function toGroup(group: DialpadGroup): ProviderUser {
  return {
    providerUserId: group.id,
    type: 'group',
    name: group.name ?? group.id,
    numbers: group.phone_numbers,
    active: group.state === undefined || group.state === 'active',
  };
}

// ---- files -------------------------------------------------------------------------------------------------------

/**
 * Streams a recording, voicemail, picture or fax. The key goes only to Dialpad itself; a redirect to a store on another
 * host is followed without it (the fetch standard drops the header there). A call's transcript becomes plain text.
 */
async function fetchArtefact(context: VendorContext, api: DialpadApi, file: Artefact) {
  if (file.url === undefined || !URL.canParse(file.url)) {
    throw new VendorError({ failure: 'not_found', detail: 'Dialpad has not said where this file is.' });
  }
  const url = new URL(file.url);
  const transcript = /^\/api\/v2(\/transcripts\/[^/]+)$/.exec(url.pathname)?.[1];
  if (file.kind === 'transcript' && transcript !== undefined) return fetchTranscript(api, transcript);
  const response = await vendorFetch(context, {
    url: file.url,
    headers: { accept: '*/*', ...(isDialpad(url, context) ? authorisation(context) : {}) },
  });
  const contentType = response.headers.get('content-type') ?? 'application/octet-stream';
  return { contentType, body: response.body ?? new Blob([]).stream() };
}

async function fetchTranscript(api: DialpadApi, path: string) {
  const transcript = dialpadTranscript.safeParse(await api(path));
  const text = transcript.success ? transcriptText(transcript.data) : '';
  if (text === '') throw new VendorError({ failure: 'not_found', detail: 'The call has no transcript.' });
  return { contentType: 'text/plain; charset=utf-8', body: new Blob([text]).stream() };
}
