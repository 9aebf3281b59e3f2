/** How soon the firm tells people outside of messages. */
import { z } from 'zod';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { preparedAs } from '../../platform/db/prepared.ts';
import { problem } from '../../platform/http/problems.ts';
import type { NoticeRules } from './decide.ts';
import './tables.ts';

export const noticeSettings = z.object({
  mode: z
    .enum(['back_off', 'strict'])
    .describe(
      '`back_off`: after an hour, then a day, while mails stay unopened; `strict`: the same time always',
    ),
  delayMinutes: z
    .number()
    .int()
    .min(1)
    .max(1440)
    .describe('Minutes from a message to the mail that tells of it'),
  eachMessage: z
    .boolean()
    .describe('Each message has its own time, instead of one mail for all that wait; only with `strict`'),
  version: z.number().int(),
});
export const noticeSettingsPatch = noticeSettings.partial();

const eachNeedsStrict =
  'A mail for each message comes after the same time always: choose “strict” with it, or one mail for all that wait.';

export async function readRules(tx: Tx, firmId: string): Promise<NoticeRules & { version: number }> {
  const row = await tx
    .selectFrom('notice_settings')
    .select(['mode', 'delay_minutes', 'each_message', 'version'])
    .where('firm_id', '=', firmId)
    .modifyEnd(preparedAs('notice_rules'))
    .executeTakeFirst();
  return {
    mode: row?.mode ?? 'back_off',
    delayMinutes: row?.delay_minutes ?? 15,
    eachMessage: row?.each_message ?? false,
    version: row?.version ?? 0,
  };
}

export async function changeRules(
  tx: Tx,
  actor: Actor,
  patch: z.output<typeof noticeSettingsPatch>,
  expected: number | null,
): Promise<NoticeRules & { version: number }> {
  const { firmId, now } = actor;
  const before = await readRules(tx, firmId);
  checkVersion(before.version, expected);
  const { mode = before.mode, delayMinutes = before.delayMinutes, eachMessage = before.eachMessage } = patch;
  // A message that has its own time cannot also wait for longer because an earlier mail lies unopened.
  if (eachMessage && mode === 'back_off')
    throw problem('invalid_input', eachNeedsStrict, {
      fields: [{ field: 'eachMessage', message: eachNeedsStrict }],
    });
  const row = {
    mode,
    delay_minutes: delayMinutes,
    each_message: eachMessage,
    version: before.version + 1,
    updated_at: now,
  };
  await tx
    .insertInto('notice_settings')
    .values({ firm_id: firmId, ...row })
    .onConflict((conflict) => conflict.column('firm_id').doUpdateSet(row))
    .execute();
  const after = await readRules(tx, firmId);
  const detail = { from: before, to: after };
  await recordChange(tx, actor, { action: 'notice_settings.changed', id: firmId, detail });
  return after;
}
