/** For tests: a firm whose clients answer notices by mail. */
import type { LightMyRequestResponse } from 'fastify';
import { z } from 'zod';
import type { Neighbours } from '../features/conversations/index.ts';
import {
  attachUploads,
  countAttachments,
  createFilesFeature,
  listMessageFiles,
} from '../features/files/index.ts';
import { createMailInFeature, type MailConsumer, readIncoming } from '../features/mail-in/index.ts';
import {
  createMailRepliesFeature,
  createMailReplyConsumer,
  mailRepliesRound,
} from '../features/mail-replies/index.ts';
import {
  createBounceConsumer,
  createNoticeListener,
  createNoticesFeature,
  noticeRound,
} from '../features/notices/index.ts';
import type { JobKind } from '../platform/jobs.ts';
import { type ConversationsWorld, startConversationsWorld } from './conversations-world.ts';
import { signDelivery } from './phone-events.ts';
import type { TestPortalUser } from './portal-user.ts';

export const authserv = 'mx.hartley.example.com';

export interface Notice {
  id: string;
  subject: string;
  body: string;
  replyTo: string | null;
  automatic: boolean;
}

export interface MailRepliesWorld extends ConversationsWorld {
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Time passes, and notices that are due leave. */
  wait(seconds: number): Promise<void>;
  /** Mails to this person, the oldest first. */
  mailsTo(who: TestPortalUser): Promise<Notice[]>;
  /** The firm's mail server hands a mail over, and it is read. */
  mailIn(raw: string): Promise<LightMyRequestResponse>;
  /** Files are looked at, and mails that waited for them go on. */
  inspect(): Promise<void>;
}

export async function startMailRepliesWorld(): Promise<MailRepliesWorld> {
  const jobs: JobKind[] = [];
  const files = { attach: attachUploads, list: listMessageFiles, count: countAttachments };
  const neighbours: Neighbours = { listeners: [], files };
  let consumers: readonly MailConsumer[] = [];
  const world = await startConversationsWorld({
    listeners: (platform) => [createNoticeListener(platform)],
    features: [
      createNoticesFeature,
      (platform) => {
        const feature = createFilesFeature(platform);
        jobs.push(...(feature.jobs ?? []));
        return feature;
      },
      (platform) => {
        neighbours.listeners = [createNoticeListener(platform)];
        consumers = [createBounceConsumer(platform), createMailReplyConsumer({ platform, neighbours })];
        return createMailInFeature(platform, consumers);
      },
      (platform) => createMailRepliesFeature({ platform, neighbours }),
    ],
  });
  world.neighbours.files = files;
  const { app, firm, owner } = world;
  const { platform } = app;
  const sql: MailRepliesWorld['sql'] = async <Row extends object>(
    text: string,
    values: readonly unknown[] = [],
  ) => (await platform.database.pool.query<Row>(text, [...values])).rows;
  const made = await owner.call('POST', '/api/v1/mail-in/secret');
  const { settings, secret } = z
    .object({ settings: z.object({ hookUrl: z.string() }), secret: z.string() })
    .parse(made.json());
  return {
    ...{ ...world, sql },
    async wait(seconds) {
      world.pass(seconds);
      await noticeRound(platform);
    },
    mailsTo: ({ email }) =>
      sql<Notice>(
        `select id, subject, body, reply_to as "replyTo", automatic from outbox where firm_id = $1 and recipient = $2 order by id`,
        [firm.id, email],
      ),
    async mailIn(raw) {
      const key = { kind: 'generic', secret, hookUrl: '' } as const;
      const bytes = Buffer.from(raw.replaceAll(/\r?\n/g, '\r\n'));
      const { headers, payload } = signDelivery(key, bytes, { now: platform.clock.now() });
      const url = new URL(settings.hookUrl).pathname;
      const answer = await app.app.inject({ method: 'POST', url, headers, payload });
      const waiting = await sql<{ id: string }>(
        `select id from incoming_mails where firm_id = $1 and state = 'waiting' order by id`,
        [firm.id],
      );
      for (const { id } of waiting) await readIncoming(platform, consumers, firm.id, id);
      return answer;
    },
    async inspect() {
      const waiting = await sql<{ id: string }>(
        `select id from uploads where firm_id = $1 and state = 'scanning' order by id`,
        [firm.id],
      );
      const inspection = jobs.find(({ name }) => name === 'files.inspect');
      for (const { id } of waiting) await inspection?.run({ firmId: firm.id, uploadId: id });
      world.pass(10);
      await mailRepliesRound({ platform, neighbours });
    },
  };
}

let mails = 0;

/** An answer to a notice, as a usual mail program sends it; its sender is proved unless said otherwise. */
export function answerMail(given: {
  from: string;
  to: string;
  text?: string;
  results?: string | null;
  messageId?: string;
  headers?: readonly string[];
  files?: readonly { name: string; content: string }[];
}): string {
  const { from, to, text = 'Yes, Thursday suits me.', headers = [], files = [] } = given;
  const domain = from.slice(from.indexOf('@') + 1);
  const results = given.results === undefined ? `${authserv}; dkim=pass header.d=${domain}` : given.results;
  mails += 1;
  const parts = files.flatMap(({ name, content }) => [
    '--b',
    'Content-Type: application/octet-stream',
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(content).toString('base64'),
  ]);
  return [
    ...(results === null ? [] : [`Authentication-Results: ${results}`]),
    ...headers,
    `From: Somebody <${from}>`,
    `To: ${to}`,
    'Subject: Re: A new message',
    `Message-ID: ${given.messageId ?? `<${mails}@${domain}>`}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
    `On Mon, 2 Mar 2026 at 09:15, Hartley & Reid <${to}> wrote:`,
    '',
    '> A new message is waiting',
    ...parts,
    '--b--',
    '',
  ].join('\n');
}
