import type { Context } from '../server/context.ts';
import { sessionCookie, startPortalSession } from '../server/features/portal-sign-in/index.ts';
import { insertToken } from '../server/features/staff/index.ts';
import { createApi, type DemoApi, type DemoCaller, headersOf } from './api.ts';
import { conversations, type DemoConversation, type DemoLine, toDos } from './conversations.ts';
import { daysAgo, type FirmIds, idIn } from './firm.ts';
import { makePhoto } from './papers.ts';
import { waitUntil } from './phones.ts';

/** Somebody who writes, and how the program knows them. */
interface Voice {
  /** As staff, or as a client in the portal. */
  id: string;
  side: 'staff' | 'client';
  caller: DemoCaller;
  api: DemoApi;
  /** Ends their token or session, with the play. */
  leave(): Promise<unknown>;
}

/** Lets everybody say their lines in turn, through the API of staff and through the portal. */
export async function addConversations(context: Context, api: DemoApi, ids: FirmIds): Promise<void> {
  const settings = await api.call('GET /api/v1/portal-settings');
  // The past is told without the pause in which a message can be taken back.
  await api.call('PATCH /api/v1/portal-settings', { body: { undoSeconds: 0 } });
  const cast = await castOf(context, api, ids);
  for (const one of conversations) await playConversation(context, cast, ids, one);
  for (const [matter, client, title, dueInDays] of toDos)
    await api.call('POST /api/v1/matters/:matterId/to-dos', {
      params: { matterId: idIn(ids.matters, matter) },
      body: { portalUserId: voiceOf(cast, client).id, title, dueOn: daysAgo(-dueInDays) },
    });
  await api.call('PATCH /api/v1/portal-settings', { body: { undoSeconds: settings.undoSeconds } });
  for (const { leave } of cast.values()) await leave();
}

type Cast = ReadonlyMap<string, Voice>;

async function castOf(context: Context, api: DemoApi, ids: FirmIds): Promise<Cast> {
  const cast = new Map<string, Voice>();
  for (const key of new Set(conversations.flatMap(({ staff }) => staff)))
    cast.set(key, await staffVoice(context, ids, idIn(ids.staff, key)));
  for (const key of new Set(conversations.flatMap(({ clients = [] }) => clients)))
    cast.set(key, await clientVoice(context, api, ids, idIn(ids.contacts, key)));
  return cast;
}

async function staffVoice({ app, platform }: Context, { firmId }: FirmIds, staffId: string): Promise<Voice> {
  const { id, token } = await platform.database
    .firm(firmId)
    .write((tx) =>
      insertToken(tx, firmId, { staffId, name: 'Simulated conversations' }, platform.clock.now()),
    );
  const api = createApi(app, { token });
  const leave = () => api.call('DELETE /api/v1/tokens/:id', { params: { id } });
  return { id: staffId, side: 'staff', caller: { token }, api, leave };
}

/** Invited as staff invite; signed in as if they had opened the link in their mail. */
async function clientVoice(
  { app, platform }: Context,
  api: DemoApi,
  { firmId }: FirmIds,
  contactId: string,
): Promise<Voice> {
  const { id } = await api.call('POST /api/v1/portal-users', { body: { contactId } });
  const { token } = await platform.database.system(async (tx) => {
    const { account_id: accountId } = await tx
      .selectFrom('portal_logins')
      .select('account_id')
      .where('firm_id', '=', firmId)
      .where('portal_user_id', '=', id)
      .executeTakeFirstOrThrow();
    const how = { trusted: false, secondFactor: false, userAgent: 'Demo', address: '192.0.2.1' };
    const as = { accountId, firmId, portalUserId: id };
    return await startPortalSession(tx, as, { ...how, now: platform.clock.now() });
  });
  const caller = { cookie: sessionCookie(token, 3600, platform.publicUrl).split(';')[0] ?? '' };
  const portal = createApi(app, caller);
  const leave = () => portal.call('DELETE /api/v1/portal/session');
  return { id, side: 'client', caller, api: portal, leave };
}

async function playConversation(
  context: Context,
  cast: Cast,
  ids: FirmIds,
  demo: DemoConversation,
): Promise<void> {
  const { id } = await begin(cast, ids, demo);
  for (const line of demo.lines) {
    const voice = voiceOf(cast, line.from);
    if (voice.side === 'staff') await sayAsStaff(voice, ids, demo, id, line);
    else await sayAsClient(context, voice, id, line);
  }
  const [first] = demo.staff;
  if (demo.archived)
    await voiceOf(cast, first).api.call('POST /api/v1/conversations/:id/archive', { params: { id } });
}

function begin(
  cast: Cast,
  ids: FirmIds,
  { kind, matter = '', title = '', staff, clients = [] }: DemoConversation,
) {
  const [first, ...others] = staff;
  const staffIds = others.map((key) => voiceOf(cast, key).id);
  const portalUserIds = clients.map((key) => voiceOf(cast, key).id);
  const ofMatter = () => ({ matterId: idIn(ids.matters, matter), title, staffIds });
  const bodies = {
    external: () => ({ kind: 'external' as const, ...ofMatter(), portalUserIds, secondFactor: false }),
    internal: () => ({ kind: 'internal' as const, ...ofMatter() }),
    channel: () => ({ kind: 'channel' as const, title, staffIds }),
    direct: () => ({ kind: 'direct' as const, staffIds }),
  };
  return voiceOf(cast, first).api.call('POST /api/v1/conversations', { body: bodies[kind]() });
}

async function sayAsStaff(
  { api }: Voice,
  ids: FirmIds,
  { matter = '' }: DemoConversation,
  id: string,
  { says, files = [] }: DemoLine,
): Promise<void> {
  const params = { id };
  const uploadIds =
    files.length === 0 ? [] : await attachDocuments(api, idIn(ids.matters, matter), id, files);
  await api.call('POST /api/v1/conversations/:id/messages', {
    params,
    body: { body: says, uploadIds, privileged: false, mentions: [], confirmed: true, texts: [] },
  });
  await waitUntil('a message to leave', async () => {
    const { items } = await api.call('GET /api/v1/conversations/:id/outgoing', { params });
    return items.length === 0;
  });
}

async function attachDocuments(
  api: DemoApi,
  matterId: string,
  conversationId: string,
  names: readonly string[],
): Promise<string[]> {
  const { items } = await api.call('GET /api/v1/matters/:matterId/documents', { params: { matterId } });
  const documentIds = names.map((name) => {
    const found = items.find((document) => document.name === name);
    if (!found) throw new Error(`The demo's matter has no document ${name}`);
    return found.id;
  });
  const made = await api.call('POST /api/v1/uploads/from-documents', {
    body: { conversationId, documentIds },
  });
  const uploadIds = made.items.map((upload) => upload.id);
  await lookedThrough(() => api.call('GET /api/v1/uploads', { query: { conversationId } }));
  return uploadIds;
}

async function sayAsClient(
  context: Context,
  voice: Voice,
  id: string,
  { says, files = [] }: DemoLine,
): Promise<void> {
  const { api } = voice;
  const { items } = await api.call('GET /portal/api/conversations/:id/messages', { params: { id } });
  const newest = items.at(-1);
  if (newest)
    await api.call('PUT /portal/api/conversations/:id/read', { params: { id }, body: { seq: newest.seq } });
  const uploadIds: string[] = [];
  for (const name of files) uploadIds.push(await sendPicture(context, voice, id, name));
  await api.call('POST /portal/api/conversations/:id/messages', {
    params: { id },
    body: { body: says, uploadIds },
  });
}

/** By tus, as the portal sends it. */
async function sendPicture(
  { app }: Context,
  { api, caller }: Voice,
  conversationId: string,
  name: string,
): Promise<string> {
  const bytes = makePhoto();
  const encoded = (text: string) => Buffer.from(text).toString('base64');
  const headers = { ...headersOf(caller), 'tus-resumable': '1.0.0' };
  const announced = await app.inject({
    method: 'POST',
    url: '/portal/api/uploads',
    headers: {
      ...headers,
      'upload-length': String(bytes.length),
      'upload-metadata': `filename ${encoded(name)},conversationId ${encoded(conversationId)}`,
    },
  });
  if (announced.statusCode !== 201) throw new Error(`${name}: ${announced.statusCode} ${announced.body}`);
  const url = String(announced.headers.location);
  const sent = await app.inject({
    method: 'PATCH',
    url,
    headers: { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' },
    payload: bytes,
  });
  if (sent.statusCode >= 300) throw new Error(`${name}: ${sent.statusCode} ${sent.body}`);
  const id = url.split('/').at(-1) ?? '';
  await lookedThrough(() => api.call('GET /portal/api/uploads', { query: { conversationId } }));
  return id;
}

/** A file can be sent once it is known what it is. */
function lookedThrough(list: () => Promise<{ items: { delivery: string | null }[] }>): Promise<void> {
  return waitUntil('files to be looked through', async () => {
    const { items } = await list();
    return items.every(({ delivery }) => delivery !== null);
  });
}

function voiceOf(cast: Cast, key: string): Voice {
  const voice = cast.get(key);
  if (!voice) throw new Error(`The demo's conversations name no ${key}`);
  return voice;
}
