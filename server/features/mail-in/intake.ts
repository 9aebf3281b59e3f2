/** A mail is stored as it came before anybody looks into it; then it is offered to its consumers, in their order. */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { type JobKind, jobKind } from '../../platform/jobs.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import { type IncomingMail, readMail } from './read-mail.ts';
import { findMailInSettings, type MailInSettingsRow } from './settings-store.ts';
import './tables.ts';

/** What a consumer makes of a mail: `matterId` walls the mail with what it was filed on. */
export type Taking = { taken: true; matterId: string | null } | { taken: false };

/** Whoever acts on mail that comes in. What it does and that the mail is done with are one transaction. */
export interface MailConsumer {
  name: string;
  take(tx: Tx, mail: IncomingMail): Promise<Taking>;
}

export const maxMailBytes = 40 * 1024 * 1024;
const jobName = 'mail-in.read';

/** Stores the bytes and queues their reading; the same bytes again change nothing. */
export async function keepMail(
  platform: Platform,
  { firm_id: firmId }: MailInSettingsRow,
  raw: Buffer,
): Promise<void> {
  const { database, files, jobs, clock } = platform;
  const { sha256, sizeBytes } = await files.put(firmId, Readable.from([raw]), maxMailBytes);
  await database.firm(firmId).write(async (tx) => {
    await sql`
      insert into files (firm_id, sha256, size_bytes, content_type)
      values (${firmId}, ${sha256}, ${sizeBytes}, 'message/rfc822') on conflict do nothing`.execute(tx);
    const id = newId();
    const kept = await tx
      .insertInto('incoming_mails')
      .values({ firm_id: firmId, id, sha256, size_bytes: sizeBytes, received_at: clock.now() })
      .onConflict((conflict) => conflict.columns(['firm_id', 'sha256']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (kept) await jobs.enqueue(tx, jobName, { firmId, id });
  });
}

export function readMailJob(platform: Platform, consumers: readonly MailConsumer[]): JobKind {
  return jobKind({
    name: jobName,
    data: z.object({ firmId: z.uuid(), id: z.uuid() }),
    run: ({ firmId, id }) => readIncoming(platform, consumers, firmId, id),
  });
}

/** Reads one mail and offers it to the consumers; a mail that was read already is left alone. */
export async function readIncoming(
  { database, files, clock, logger }: Pick<Platform, 'database' | 'files' | 'clock' | 'logger'>,
  consumers: readonly MailConsumer[],
  firmId: string,
  id: string,
): Promise<void> {
  await database.firm(firmId).write(async (tx) => {
    const row = await tx
      .selectFrom('incoming_mails')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (row?.state !== 'waiting') return;
    const authservId = (await findMailInSettings(tx, firmId))?.authserv_id ?? '';
    const content = await files.get(firmId, row.sha256);
    if (!content) throw new Error('the mail is not in the store');
    const mail = await readMail(await buffer(content), {
      id,
      firmId,
      receivedAt: row.received_at,
      authservId,
    }).catch((error: unknown) => {
      logger.warn({ err: error, firmId, id }, 'a mail that came in cannot be read');
      return null;
    });
    const taking = mail ? await offer(tx, consumers, mail) : null;
    const verdict = mail?.verdict;
    await tx
      .updateTable('incoming_mails')
      .set({
        state: taking === null ? 'unreadable' : taking.by === null ? 'unclaimed' : 'taken',
        sender: plain(mail?.sender ?? ''),
        subject: plain(mail?.subject ?? ''),
        sender_verified: verdict?.verified ?? null,
        verdict: verdict === undefined ? '' : verdict.verified ? verdict.by : verdict.reason,
        taken_by: taking?.by ?? null,
        matter_id: taking?.matterId ?? null,
        read_at: clock.now(),
      })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .execute();
    const matterId = taking?.matterId ?? null;
    await appendEvents(tx, firmId, [{ type: 'incoming_mail.changed', subjectId: id, matterId }]);
  });
}

async function offer(
  tx: Tx,
  consumers: readonly MailConsumer[],
  mail: IncomingMail,
): Promise<{ by: string | null; matterId: string | null }> {
  for (const consumer of consumers) {
    const taking = await consumer.take(tx, mail);
    if (taking.taken) return { by: consumer.name, matterId: taking.matterId };
  }
  return { by: null, matterId: null };
}

/** As PostgreSQL can hold it and a list shows it. */
function plain(text: string): string {
  return text.toWellFormed().replaceAll('\0', ' ').slice(0, 500);
}
