/** How somebody of the firm wants to be told. */
import { z } from 'zod';
import { checkVersion } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import './tables.ts';

export const pushPreferences = z.object({
  tell: z
    .enum(['new', 'unanswered', 'none'])
    .describe('`new`: each new message of a client; `unanswered`: only when nobody answered for a while'),
  unansweredMinutes: z.number().int().min(5).max(1440),
  quiet: z.boolean().describe('Only in working hours; what comes meanwhile is told when they begin'),
  workFrom: z.number().int().min(0).max(1439).describe('Minutes after midnight, by the firm’s clock'),
  workUntil: z.number().int().min(1).max(1440),
  workDays: z.array(z.number().int().min(1).max(7)).min(1).max(7).describe('1 Monday to 7 Sunday'),
  version: z.number().int(),
});
export type PushPreferences = z.output<typeof pushPreferences>;
export const pushPreferencesPatch = pushPreferences.partial();

export async function readPreferences(tx: Tx, firmId: string, staffId: string): Promise<PushPreferences> {
  const row = await tx
    .selectFrom('push_preferences')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('staff_id', '=', staffId)
    .executeTakeFirst();
  return {
    ...{ tell: row?.tell ?? 'new', unansweredMinutes: row?.unanswered_minutes ?? 60 },
    ...{ quiet: row?.quiet ?? false, workFrom: row?.work_from ?? 540, workUntil: row?.work_until ?? 1080 },
    ...{ workDays: row?.work_days ?? [1, 2, 3, 4, 5], version: row?.version ?? 0 },
  };
}

export async function changePreferences(
  tx: Tx,
  { firmId, staffId, now }: { firmId: string; staffId: string; now: Date },
  patch: z.output<typeof pushPreferencesPatch>,
  expected: number | null,
): Promise<PushPreferences> {
  const before = await readPreferences(tx, firmId, staffId);
  checkVersion(before.version, expected);
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const next = pushPreferences.parse({ ...before, ...given });
  if (next.workFrom >= next.workUntil) {
    const message = 'Working hours end after they begin.';
    throw problem('invalid_input', message, { fields: [{ field: 'workUntil', message }] });
  }
  const row = {
    ...{ tell: next.tell, unanswered_minutes: next.unansweredMinutes, quiet: next.quiet },
    ...{
      work_from: next.workFrom,
      work_until: next.workUntil,
      work_days: [...new Set(next.workDays)].sort(),
    },
    ...{ version: before.version + 1, updated_at: now },
  };
  await tx
    .insertInto('push_preferences')
    .values({ firm_id: firmId, staff_id: staffId, ...row })
    .onConflict((conflict) => conflict.columns(['firm_id', 'staff_id']).doUpdateSet(row))
    .execute();
  return await readPreferences(tx, firmId, staffId);
}
