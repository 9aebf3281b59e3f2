/** How the firm keeps its portal. */
import { z } from 'zod';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { preparedAs } from '../../platform/db/prepared.ts';
import './tables.ts';

export const portalSettings = z.object({
  membersOnly: z.boolean().describe('Staff see only the matter conversations that they take part in'),
  undoSeconds: z
    .number()
    .int()
    .min(0)
    .max(60)
    .describe('So long a message to people outside can be taken back'),
  typingShown: z.boolean().describe('People outside see that somebody of the firm is writing'),
  version: z.number().int(),
});
export type PortalSettings = z.infer<typeof portalSettings>;
export const portalSettingsPatch = portalSettings.partial();

export async function readPortalSettings(tx: Tx, firmId: string): Promise<PortalSettings> {
  const row = await tx
    .selectFrom('portal_settings')
    .select(['members_only', 'undo_seconds', 'typing_shown', 'version'])
    .where('firm_id', '=', firmId)
    .modifyEnd(preparedAs('portal_settings'))
    .executeTakeFirst();
  return {
    membersOnly: row?.members_only ?? false,
    undoSeconds: row?.undo_seconds ?? 10,
    typingShown: row?.typing_shown ?? false,
    version: row?.version ?? 0,
  };
}

export async function changePortalSettings(
  tx: Tx,
  actor: Actor,
  patch: z.output<typeof portalSettingsPatch>,
  expected: number | null,
): Promise<PortalSettings> {
  const { firmId, now } = actor;
  const before = await readPortalSettings(tx, firmId);
  checkVersion(before.version, expected);
  const next = {
    membersOnly: patch.membersOnly ?? before.membersOnly,
    undoSeconds: patch.undoSeconds ?? before.undoSeconds,
    typingShown: patch.typingShown ?? before.typingShown,
  };
  const row = {
    ...{ members_only: next.membersOnly, undo_seconds: next.undoSeconds, typing_shown: next.typingShown },
    updated_at: now,
  };
  await tx
    .insertInto('portal_settings')
    .values({ firm_id: firmId, ...row, version: before.version + 1 })
    .onConflict((conflict) => conflict.column('firm_id').doUpdateSet({ ...row, version: before.version + 1 }))
    .execute();
  const detail = { from: before, to: { ...next, version: before.version + 1 } };
  await recordChange(tx, actor, { action: 'portal_settings.changed', id: firmId, detail });
  return await readPortalSettings(tx, firmId);
}
