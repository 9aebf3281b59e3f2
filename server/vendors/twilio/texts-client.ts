/** Twilio's API for sending texts: https://www.twilio.com/docs/messaging/api/message-resource */
import { z } from 'zod';
import { readWords, vendorFetch, vendorJson } from '../kit/http.ts';
import { parseVendorJson } from '../kit/json.ts';
import {
  type MessageSenderClient,
  type MessageSenderConnection,
  type ReceivedText,
  type SentText,
  type TextToSend,
  VendorError,
} from '../ports.ts';
import { problemOf, stateOf } from './text-problems.ts';
import { twilioMedia, twilioMessage, twilioPage } from './wire.ts';

const refusal = z.object({
  code: z.union([z.number(), z.string()]).transform(String),
  message: z.string().default(''),
});
const sentRow = twilioMessage.extend({
  error_code: z.union([z.number(), z.string()]).nullish(),
});
const accountRow = z.object({ status: z.string().optional() });

/** The list is newest first: nobody looks further back than this. */
const mostPages = 4;
/** Twilio's times are whole seconds, and its clock is not ours. */
const clockSlackMs = 60_000;

/** One account, and how its API is asked. */
interface Api {
  connection: MessageSenderConnection;
  account: string;
  headers: { authorization: string };
  base: URL;
}

export function twilioTextsClient(connection: MessageSenderConnection): MessageSenderClient {
  const { id, secret } = connection.key ?? { id: connection.accountId, secret: connection.authToken };
  const api: Api = {
    connection,
    account: `/2010-04-01/Accounts/${encodeURIComponent(connection.accountId)}`,
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    base: new URL(connection.apiUrl),
  };
  return {
    send: (text) => send(api, text),
    findSent: (text) => findSent(api, text),
    listReceived: (period, page) => listReceived(api, period, page),
    fetchMedia: (url) => fetchMedia(api, url),
    deleteMedia: (url) => deleteMedia(api, url),
    test: () => testAccount(api),
  };
}

/** Only to the API's own host, wherever an answer says that the next page is. */
function at({ base }: Api, path: string): string {
  const url = new URL(path, base);
  if (url.origin !== base.origin)
    throw new VendorError({ failure: 'rejected', detail: 'Twilio named an address on another host.' });
  return url.href;
}

/** Media is named with Twilio's own host; with another base (a simulator) the path is asked for there. */
function mediaAt(api: Api, url: string): string {
  if (!URL.canParse(url)) throw new VendorError({ failure: 'not_found', detail: 'This is no address.' });
  const { hostname, pathname } = new URL(url);
  return at(api, hostname === 'api.twilio.com' ? pathname : url);
}

async function getPage(api: Api, path: string): Promise<z.infer<typeof twilioPage>> {
  const page = twilioPage.safeParse(
    await vendorJson(api.connection, { url: at(api, path), headers: api.headers }),
  );
  if (page.success) return page.data;
  throw new VendorError({
    failure: 'unavailable',
    detail: 'Twilio answered with something that is not a list.',
  });
}

async function send(api: Api, text: TextToSend): ReturnType<MessageSenderClient['send']> {
  const response = await vendorFetch(api.connection, {
    url: at(api, `${api.account}/Messages.json`),
    method: 'POST',
    headers: api.headers,
    body: formOf(text),
    absentStatuses: [400],
  });
  const body = await response.text();
  if (!response.ok) return { refused: readRefusal(body) };
  const row = sentRow.safeParse(tryJson(body));
  if (row.success) return { sent: sentText(row.data) };
  // It was taken, and its id is not known: it has to be looked for.
  throw new VendorError({ failure: 'unavailable', detail: 'Twilio’s answer cannot be read.' });
}

async function findSent(
  api: Api,
  { to, mark, since }: Parameters<MessageSenderClient['findSent']>[0],
): Promise<SentText[]> {
  const from = since.getTime() - clockSlackMs;
  const found: SentText[] = [];
  let path: string | undefined =
    `${api.account}/Messages.json?${new URLSearchParams({ To: to, PageSize: '50' })}`;
  for (let pages = 0; path !== undefined && pages < mostPages; pages += 1) {
    const page = await getPage(api, path);
    const rows = z.array(sentRow).parse(page.messages ?? []);
    const recent = rows.filter((row) => (dateOf(row.date_created)?.getTime() ?? 0) >= from);
    const ours = recent.filter(
      ({ direction, body }) => direction !== 'inbound' && (body ?? '').includes(mark),
    );
    found.push(...ours.map(sentText));
    path = recent.length < rows.length ? undefined : page.next_page_uri;
  }
  return found;
}

async function listReceived(
  api: Api,
  { since, until }: { since: Date; until: Date },
  page: string | null,
): ReturnType<MessageSenderClient['listReceived']> {
  const seconds = (moment: Date) => moment.toISOString().replace(/\.\d+Z$/, 'Z');
  const query = new URLSearchParams({
    'DateSent>': seconds(since),
    'DateSent<': seconds(until),
    PageSize: '200',
  });
  const listed = await getPage(api, page ?? `${api.account}/Messages.json?${query}`);
  const texts: ReceivedText[] = [];
  for (const row of listed.messages ?? []) texts.push(...(await readListed(api, row)));
  return { texts, next: listed.next_page_uri ?? null };
}

async function readListed(api: Api, row: unknown): Promise<ReceivedText[]> {
  const message = twilioMessage.safeParse(row).data;
  if (message?.direction !== 'inbound' || !message.from || !message.to) return [];
  return [
    {
      providerId: message.sid,
      from: message.from,
      to: message.to,
      body: message.body ?? '',
      media: (message.num_media ?? 0) > 0 ? await mediaOf(api, message.sid) : [],
      answered: false,
      receivedAt: dateOf(message.date_sent ?? message.date_created),
    },
  ];
}

async function mediaOf(api: Api, messageSid: string): Promise<ReceivedText['media']> {
  const page = await getPage(api, `${api.account}/Messages/${encodeURIComponent(messageSid)}/Media.json`);
  const files = z.array(twilioMedia).parse(page.media_list ?? []);
  return files.map(({ uri, content_type: contentType }) => ({
    url: at(api, uri.replace(/\.json$/, '')),
    contentType: contentType ?? '',
  }));
}

async function fetchMedia(api: Api, url: string): ReturnType<MessageSenderClient['fetchMedia']> {
  const response = await vendorFetch(api.connection, {
    url: mediaAt(api, url),
    headers: { accept: '*/*', ...api.headers },
  });
  return {
    contentType: response.headers.get('content-type') ?? 'application/octet-stream',
    body: response.body ?? new Blob([]).stream(),
  };
}

async function deleteMedia(api: Api, url: string): Promise<void> {
  const answer = await vendorFetch(api.connection, {
    url: `${mediaAt(api, url)}.json`,
    method: 'DELETE',
    headers: api.headers,
    absentStatuses: [404],
  });
  await answer.body?.cancel();
}

async function testAccount(api: Api): Promise<void> {
  const answer = await vendorJson(api.connection, {
    url: at(api, `${api.account}.json`),
    headers: api.headers,
  });
  const status = accountRow.safeParse(answer).data?.status ?? 'unknown';
  if (status !== 'active')
    throw new VendorError({ failure: 'rejected', detail: `Twilio says that the account is ${status}.` });
}

function formOf({ to, from, body, statusUrl }: TextToSend): URLSearchParams {
  const form = new URLSearchParams({ To: to, Body: body, StatusCallback: statusUrl });
  if (from.kind === 'word') form.set('From', from.word);
  else if (from.serviceId !== null) form.set('MessagingServiceSid', from.serviceId);
  else form.set('From', from.number);
  return form;
}

function readRefusal(body: string) {
  const read = refusal.safeParse(tryJson(body));
  const code = read.data?.code ?? '';
  return { problem: problemOf(code), code, detail: readWords(body).text };
}

function tryJson(text: string): unknown {
  try {
    return parseVendorJson(text);
  } catch {
    return undefined;
  }
}

function sentText(row: z.infer<typeof sentRow>): SentText {
  const code = row.error_code === null || row.error_code === undefined ? null : String(row.error_code);
  return {
    providerId: row.sid,
    state: stateOf.get(row.status ?? '') ?? 'accepted',
    problem: code === null ? null : problemOf(code),
    code,
  };
}

function dateOf(iso: string | undefined): Date | null {
  return iso === undefined ? null : new Date(iso);
}
