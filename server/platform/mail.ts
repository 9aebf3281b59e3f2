import type { Generated } from 'kysely';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import type { Tx } from './db/database.ts';
import { newId } from './ids.ts';
import { type JobKind, jobKind } from './jobs.ts';
import { htmlOf, type MailLook } from './mail-html.ts';
import type { Platform } from './platform.ts';

interface OutboxTable {
  firm_id: string;
  id: string;
  channel: 'email' | 'sms';
  recipient: string;
  subject: string;
  body: string;
  confidential: boolean;
  /** `[{ name, contentType, sha256 }]` of stored files. */
  attachments: unknown;
  /** Walls the mail with its matter. */
  matter_id: Generated<string | null>;
  reply_to: Generated<string | null>;
  /** `{ method, content }` of an iTIP message. */
  calendar: Generated<unknown>;
  automatic: Generated<boolean>;
  in_firms_name: Generated<boolean>;
  state: 'kept' | 'queued' | 'sent' | 'failed';
  error: string | null;
  created_at: Date;
  sent_at: Date | null;
}
declare module './db/tables.ts' {
  interface Tables {
    outbox: OutboxTable;
  }
}

const automaticHeaders = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };

/** The job that hands a queued mail to the SMTP server. */
export const mailJobName = 'mail.send';

/** A stored file that goes with a mail; `sha256` in hex. */
const attachment = z.object({ name: z.string(), contentType: z.string(), sha256: z.string() });
export type Attachment = z.output<typeof attachment>;

/** An iTIP message (RFC 6047): its method stands in the text and, by this, in the MIME header. */
const calendarPart = z.object({ method: z.enum(['REQUEST', 'CANCEL']), content: z.string() });
export type CalendarPart = z.output<typeof calendarPart>;

export interface Mail {
  firmId: string;
  /** One e-mail address. */
  to: string;
  subject: string;
  /** Plain text. */
  body: string;
  /** It holds a sign-in code or link: only owners see it in the outbox, and nobody once it was sent. */
  confidential?: boolean;
  attachments?: readonly Attachment[];
  /** What it is about: whoever is outside the matter's wall does not see the mail in the outbox either. */
  matterId?: string;
  /** One e-mail address, where answers shall go. */
  replyTo?: string;
  calendar?: CalendarPart;
  /** A program wrote it by itself: it asks for no out-of-office note (RFC 3834). */
  automatic?: boolean;
  /** It goes out under the firm's name and in its colour: whoever gets it may know which firm it is. */
  inFirmsName?: boolean;
}

/**
 * Puts a mail into the firm's outbox within the transaction of the change that it tells about, and queues its sending in
 * the same transaction. Without an SMTP server it is kept there, to be read in the app. Returns its id.
 */
export async function queueMail(
  tx: Tx,
  platform: Pick<Platform, 'jobs' | 'smtpUrl' | 'clock'>,
  mail: Mail,
): Promise<string> {
  const id = newId();
  await tx
    .insertInto('outbox')
    .values({
      firm_id: mail.firmId,
      id,
      channel: 'email',
      recipient: mail.to,
      subject: mail.subject,
      body: mail.body,
      confidential: mail.confidential ?? false,
      attachments: JSON.stringify(mail.attachments ?? []),
      matter_id: mail.matterId ?? null,
      reply_to: mail.replyTo ?? null,
      calendar: mail.calendar ? JSON.stringify(mail.calendar) : null,
      automatic: mail.automatic ?? false,
      in_firms_name: mail.inFirmsName ?? false,
      state: platform.smtpUrl ? 'queued' : 'kept',
      error: null,
      created_at: platform.clock.now(),
      sent_at: null,
    })
    .execute();
  if (platform.smtpUrl) await platform.jobs.enqueue(tx, mailJobName, { firmId: mail.firmId, id });
  return id;
}

/**
 * Sends one queued mail by SMTP. `failed` is the last attempt's result, with the server's words; the queue tries again
 * for about twenty minutes. The Message-ID stays the same, so a mail server can drop one that was accepted twice.
 */
export function mailJob(platform: Platform, lookOf: (tx: Tx, firmId: string) => Promise<MailLook>): JobKind {
  const { smtpUrl } = platform;
  const server = smtpUrl ? new URL(smtpUrl) : null;
  const from = server?.searchParams.get('from') ?? `Matterline <no-reply@${platform.publicUrl.hostname}>`;
  server?.searchParams.delete('from');
  const transport = server ? createTransport(server.href) : null;

  return jobKind({
    name: mailJobName,
    data: z.object({ firmId: z.uuid(), id: z.uuid() }),
    async run({ firmId, id }) {
      const scope = platform.database.firm(firmId);
      const mail = await scope.read((tx) =>
        tx
          .selectFrom('outbox')
          .selectAll()
          .where('firm_id', '=', firmId)
          .where('id', '=', id)
          .executeTakeFirst(),
      );
      if (!transport || !mail || (mail.state !== 'queued' && mail.state !== 'failed')) return;
      const settle = (state: 'sent' | 'failed', error: string | null) =>
        scope.write((tx) =>
          tx
            .updateTable('outbox')
            .set({ state, error, sent_at: state === 'sent' ? platform.clock.now() : null })
            .where('firm_id', '=', firmId)
            .where('id', '=', id)
            .execute(),
        );
      try {
        const attachments = await Promise.all(
          z
            .array(attachment)
            .parse(mail.attachments)
            .map(async ({ name, contentType, sha256 }) => {
              const content = await platform.files.get(firmId, Buffer.from(sha256, 'hex'));
              if (!content) throw new Error(`the file ${name} is missing`);
              return { filename: name, contentType, content };
            }),
        );
        const look = mail.in_firms_name ? await scope.read((tx) => lookOf(tx, firmId)) : null;
        await transport.sendMail({
          from: look ? { name: look.name, address: addressIn(from) } : from,
          to: { name: '', address: mail.recipient },
          subject: mail.subject,
          text: mail.body,
          ...(look ? { html: htmlOf(mail.body, look) } : {}),
          attachments,
          ...(mail.reply_to === null ? {} : { replyTo: { name: '', address: mail.reply_to } }),
          ...(mail.automatic ? { headers: automaticHeaders } : {}),
          ...(mail.calendar === null ? {} : { icalEvent: calendarPart.parse(mail.calendar) }),
          messageId: `<${mail.id}@${platform.publicUrl.hostname}>`,
          disableFileAccess: true,
          disableUrlAccess: true,
        });
      } catch (error) {
        await settle('failed', error instanceof Error ? error.message.slice(0, 500) : 'unknown error');
        throw error;
      }
      await settle('sent', null);
    },
  });
}

/** `Name <address>` or the address alone. */
const addressIn = (from: string) => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from;
