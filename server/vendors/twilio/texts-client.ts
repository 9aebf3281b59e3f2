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

export function twilioTextsClient(connection: MessageSenderConnection): MessageSenderClient {
  const base = new URL(connection.apiUrl);
  const account = `/2010-04-01/Accounts/${encodeURIComponent(connection.accountId)}`;
  const { id, secret } = connection.key ?? { id: connection.accountId, secret: connection.authToken };
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

  /** Only to the API's own host, wherever an answer says that the next page is. */
  function at(path: string): string {
    const url = new URL(path, base);
    if (url.origin !== base.origin)
      throw new VendorError({ failure: 'rejected', detail: 'Twilio named an address on another host.' });
    return url.href;
  }

  /** Media is named with Twilio's own host; with another base (a simulator) the path is asked for there. */
  function mediaAt(url: string): string {
    if (!URL.canParse(url)) throw new VendorError({ failure: 'not_found', detail: 'This is no address.' });
    const { hostname, pathname } = new URL(url);
    return at(hostname === 'api.twilio.com' ? pathname : url);
  }

  async function getPage(path: string): Promise<z.infer<typeof twilioPage>> {
    const page = twilioPage.safeParse(
      await vendorJson(connection, { url: at(path), headers: { authorization } }),
    );
    if (page.success) return page.data;
    throw new VendorError({
      failure: 'unavailable',
      detail: 'Twilio answered with something that is not a list.',
    });
  }

  async function mediaOf(messageSid: string): Promise<ReceivedText['media']> {
    const page = await getPage(`${account}/Messages/${encodeURIComponent(messageSid)}/Media.json`);
    return z
      .array(twilioMedia)
      .parse(page.media_list ?? [])
      .map(({ uri, content_type: contentType }) => ({
        url: at(uri.replace(/\.json$/, '')),
        contentType: contentType ?? '',
      }));
  }

  async function received(row: unknown): Promise<ReceivedText[]> {
    const message = twilioMessage.safeParse(row).data;
    if (message?.direction !== 'inbound' || !message.from || !message.to) return [];
    const media = (message.num_media ?? 0) > 0 ? await mediaOf(message.sid) : [];
    return [
      {
        providerId: message.sid,
        from: message.from,
        to: message.to,
        body: message.body ?? '',
        media,
        answered: false,
        receivedAt: dateOf(message.date_sent ?? message.date_created),
      },
    ];
  }

  return {
    async send(text) {
      const response = await vendorFetch(connection, {
        url: at(`${account}/Messages.json`),
        method: 'POST',
        headers: { authorization },
        body: formOf(text),
        absentStatuses: [400],
      });
      const body = await response.text();
      if (!response.ok) return { refused: readRefusal(body) };
      const row = sentRow.safeParse(tryJson(body));
      // It was taken, and its id is not known: it has to be looked for.
      if (!row.success)
        throw new VendorError({ failure: 'unavailable', detail: 'Twilio’s answer cannot be read.' });
      return { sent: sentText(row.data) };
    },

    async findSent({ to, mark, since }) {
      const from = since.getTime() - clockSlackMs;
      const found: SentText[] = [];
      let path: string | undefined =
        `${account}/Messages.json?${new URLSearchParams({ To: to, PageSize: '50' })}`;
      for (let pages = 0; path !== undefined && pages < mostPages; pages += 1) {
        const page = await getPage(path);
        const rows = z.array(sentRow).parse(page.messages ?? []);
        const recent = rows.filter((row) => (dateOf(row.date_created)?.getTime() ?? 0) >= from);
        found.push(
          ...recent
            .filter(({ direction, body }) => direction !== 'inbound' && (body ?? '').includes(mark))
            .map(sentText),
        );
        path = recent.length < rows.length ? undefined : page.next_page_uri;
      }
      return found;
    },

    async listReceived({ since, until }, page) {
      const seconds = (moment: Date) => moment.toISOString().replace(/\.\d+Z$/, 'Z');
      const query = new URLSearchParams({
        'DateSent>': seconds(since),
        'DateSent<': seconds(until),
        PageSize: '200',
      });
      const listed = await getPage(page ?? `${account}/Messages.json?${query}`);
      const texts: ReceivedText[] = [];
      for (const row of listed.messages ?? []) texts.push(...(await received(row)));
      return { texts, next: listed.next_page_uri ?? null };
    },

    async fetchMedia(url) {
      const response = await vendorFetch(connection, {
        url: mediaAt(url),
        headers: { accept: '*/*', authorization },
      });
      return {
        contentType: response.headers.get('content-type') ?? 'application/octet-stream',
        body: response.body ?? new Blob([]).stream(),
      };
    },

    async deleteMedia(url) {
      const answer = await vendorFetch(connection, {
        url: `${mediaAt(url)}.json`,
        method: 'DELETE',
        headers: { authorization },
        absentStatuses: [404],
      });
      await answer.body?.cancel();
    },

    async test() {
      const row = accountRow.safeParse(
        await vendorJson(connection, { url: at(`${account}.json`), headers: { authorization } }),
      );
      const status = row.data?.status ?? 'unknown';
      if (status !== 'active')
        throw new VendorError({ failure: 'rejected', detail: `Twilio says that the account is ${status}.` });
    },
  };
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
    state: stateOf[row.status ?? ''] ?? 'accepted',
    problem: code === null ? null : problemOf(code),
    code,
  };
}

function dateOf(iso: string | undefined): Date | null {
  return iso === undefined ? null : new Date(iso);
}
