/** Whether a firm takes answers by mail. Off until somebody switches it on. */
import { z } from 'zod';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { findMailInSettings } from '../mail-in/index.ts';
import { takesReplies } from './address-form.ts';
import './tables.ts';

export const mailReplySettings = z.object({
  replyByMail: z.boolean().describe('Clients may answer the notices of messages by mail'),
  days: z.number().int().min(1).max(90).describe('So many days the address of a notice takes answers'),
  version: z.number().int(),
});
export type MailReplySettings = z.infer<typeof mailReplySettings>;
export const mailReplySettingsPatch = mailReplySettings.partial();

export async function readMailReplySettings(tx: Tx, firmId: string): Promise<MailReplySettings> {
  const row = await tx
    .selectFrom('mail_reply_settings')
    .selectAll()
    .where('firm_id', '=', firmId)
    .executeTakeFirst();
  return { replyByMail: row?.reply_by_mail ?? false, days: row?.days ?? 14, version: row?.version ?? 0 };
}

export async function changeMailReplySettings(
  tx: Tx,
  actor: Actor,
  patch: z.output<typeof mailReplySettingsPatch>,
  expected: number | null,
): Promise<MailReplySettings> {
  const { firmId, now } = actor;
  const before = await readMailReplySettings(tx, firmId);
  checkVersion(before.version, expected);
  const next = { replyByMail: patch.replyByMail ?? before.replyByMail, days: patch.days ?? before.days };
  if (next.replyByMail && !before.replyByMail) await mustBeAbleTo(tx, firmId);
  const row = {
    reply_by_mail: next.replyByMail,
    days: next.days,
    version: before.version + 1,
    updated_at: now,
  };
  await tx
    .insertInto('mail_reply_settings')
    .values({ firm_id: firmId, ...row })
    .onConflict((conflict) => conflict.column('firm_id').doUpdateSet(row))
    .execute();
  const detail = { from: before, to: next };
  await recordChange(tx, actor, { action: 'mail_reply_settings.changed', id: firmId, detail });
  return { ...next, version: row.version };
}

/** Without these every answer would be lost, or wait for a person. */
async function mustBeAbleTo(tx: Tx, firmId: string): Promise<void> {
  const mailIn = await findMailInSettings(tx, firmId);
  if (!mailIn?.reply_address || !takesReplies(mailIn.reply_address))
    throw problem(
      'wrong_state',
      'Clients can answer by mail once there is an address for answers (with at most 37 letters before the @), to which your mail server hands mails over.',
      { reason: 'no_reply_address' },
    );
  if (mailIn.authserv_id === '')
    throw problem(
      'wrong_state',
      'Name your mail server first: without it no sender is proved, and every answer would wait for a person.',
      { reason: 'no_authserv' },
    );
}
