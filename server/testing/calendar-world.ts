/** For tests: a firm with a matter, its clients in the portal, and mail that comes in. */
import type { LightMyRequestResponse } from 'fastify';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { createCalendarFeature, createReplyConsumer, type PortalNews } from '../features/calendar/index.ts';
import { createMailInFeature, readIncoming } from '../features/mail-in/index.ts';
import { createPracticeFeature } from '../features/practice/index.ts';
import { createToDosFeature } from '../features/to-dos/index.ts';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from './app.ts';
import { signDelivery } from './phone-events.ts';
import { makePortalUser, type TestPortalUser } from './portal-user.ts';

export interface SentMail {
  to: string;
  subject: string;
  body: string;
  matterId: string | null;
  replyTo: string | null;
  method: string | null;
  /** Unfolded. */
  calendar: string;
}

export interface CalendarWorld {
  app: TestApp;
  clock: { now: Date };
  firm: TestFirm;
  owner: TestStaff;
  tessa: TestStaff;
  matterId: string;
  /** Comes to the portal. */
  jane: TestPortalUser;
  john: TestPortalUser;
  /** A contact without the portal. */
  nina: { contactId: string; email: string };
  /** What listeners were told, oldest first. */
  news: PortalNews[];
  query<Row extends Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Mails since the last look, oldest first. */
  mails(): Promise<SentMail[]>;
  /** Hands a raw mail over as the firm's mail server, and lets it be read. */
  mailIn(raw: string, how?: { id?: string; secret?: string }): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

const created = z.object({ id: z.string() });
export const authserv = 'mx.hartley.example.com';

export async function startCalendarWorld(config: Partial<Config> = {}): Promise<CalendarWorld> {
  const clock = { now: new Date('2026-03-02T09:00:00Z') };
  const news: PortalNews[] = [];
  const app = await startTestApp({
    clock: { now: () => clock.now },
    config,
    features: [
      (platform) => createPracticeFeature(platform, {}, async () => false),
      (platform) => createToDosFeature(platform),
      (platform) => createCalendarFeature(platform, { listeners: [async (_tx, one) => void news.push(one)] }),
      (platform) => createMailInFeature(platform, [createReplyConsumer(platform)]),
    ],
  });
  const firm = await app.makeFirm({ name: 'Hartley & Reid' });
  const { owner } = firm;
  const tessa = await app.signedIn(firm, 'member', { firstName: 'Tessa', lastName: 'Reid' });
  const jane = await makePortalUser(app, firm, {
    firstName: 'Jane',
    lastName: 'Okafor',
    email: 'jane@example.com',
    trusted: true,
  });
  const john = await makePortalUser(app, firm, {
    firstName: 'John',
    lastName: 'Okafor',
    email: 'john@example.com',
    trusted: true,
  });
  const contact = {
    kind: 'person',
    firstName: 'Nina',
    lastName: 'Witness',
    emails: [{ email: 'nina@example.com', label: '' }],
  };
  const nina = created.parse((await owner.call('POST', '/api/v1/contacts', contact)).json());
  const parties = [jane, john].map(({ contactId }) => ({ contactId, role: 'Client', isClient: true }));
  const matter = await owner.call('POST', '/api/v1/matters', { title: 'Purchase of 12 Mill Lane', parties });
  const { settings, secret } = (await owner.call('POST', '/api/v1/mail-in/secret')).json();
  await owner.call('PATCH', '/api/v1/mail-in', {
    authservId: authserv,
    replyAddress: 'calendar@hartley.example.com',
  });
  const { pool } = app.platform.database;
  let seen = 0;
  return {
    ...{ app, clock, firm, owner, tessa, jane, john, news },
    matterId: created.parse(matter.json()).id,
    nina: { contactId: nina.id, email: 'nina@example.com' },
    async query<Row extends Record<string, unknown>>(text: string, values: readonly unknown[] = []) {
      const { rows } = await pool.query<Row>(text, [...values]);
      return rows;
    },
    async mails() {
      const { rows } = await pool.query<Omit<SentMail, 'calendar'> & { content: string | null }>(
        `select recipient as to, subject, body, matter_id as "matterId", reply_to as "replyTo",
           calendar->>'method' as method, calendar->>'content' as content
         from outbox where firm_id = $1 and not confidential order by id offset $2`,
        [firm.id, seen],
      );
      seen += rows.length;
      return rows.map(({ content, ...mail }) => ({
        ...mail,
        calendar: (content ?? '').replaceAll('\r\n ', ''),
      }));
    },
    async mailIn(raw, how = {}) {
      const key = { kind: 'generic', secret: how.secret ?? String(secret), hookUrl: '' };
      const bytes = Buffer.from(raw.replaceAll(/\r?\n/g, '\r\n'));
      const { headers, payload } = signDelivery(key, bytes, { now: clock.now, id: how.id });
      const url = new URL(String(settings.hookUrl)).pathname;
      const answer = await app.app.inject({ method: 'POST', url, headers, payload });
      const { rows } = await pool.query<{ id: string }>(
        `select id from incoming_mails where firm_id = $1 and state = 'waiting' order by id`,
        [firm.id],
      );
      for (const { id } of rows)
        await readIncoming(app.platform, [createReplyConsumer(app.platform)], firm.id, id);
      return answer;
    },
    close: () => app.close(),
  };
}

let mails = 0;

/** An answer as a usual mail program sends it. */
export function replyMail(given: {
  from: string;
  uid: string;
  sequence: number;
  answer?: string;
  /** Whom the answer is for; the sender unless said. */
  attendee?: string;
  /** What the firm's mail server found; it passed unless said. */
  results?: string | null;
  mimeMethod?: string;
  writtenAt?: string;
}): string {
  const { from, uid, sequence, answer = 'ACCEPTED', attendee = from, mimeMethod = 'REPLY' } = given;
  const domain = from.slice(from.indexOf('@') + 1);
  const results = given.results === undefined ? `${authserv}; dkim=pass header.d=${domain}` : given.results;
  mails += 1;
  return [
    ...(results === null ? [] : [`Authentication-Results: ${results}`]),
    `From: Somebody <${from}>`,
    'To: calendar@hartley.example.com',
    `Subject: Re: your invitation ${mails}`,
    `Message-ID: <${mails}@${domain}>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'I have answered.',
    '--b',
    `Content-Type: text/calendar; charset=utf-8; method=${mimeMethod}`,
    '',
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Example//Mail//EN',
    'METHOD:REPLY',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${given.writtenAt ?? '20260302T090000Z'}`,
    `ATTENDEE;PARTSTAT=${answer}:mailto:${attendee}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '--b--',
    '',
  ].join('\n');
}
