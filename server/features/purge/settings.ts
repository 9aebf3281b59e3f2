/** How long a purge cools off, and how long backups are kept. */
import type { z } from 'zod';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { purgeSettings } from './schema.ts';
import './tables.ts';

export type Settings = z.infer<typeof purgeSettings>;
const usual: Settings = { coolingOffDays: 14, backupDays: null, version: 1 };

export async function readSettings(tx: Tx, firmId: string): Promise<Settings> {
  const row = await tx
    .selectFrom('purge_settings')
    .selectAll()
    .where('firm_id', '=', firmId)
    .executeTakeFirst();
  if (!row) return usual;
  return { coolingOffDays: row.cooling_off_days, backupDays: row.backup_days, version: row.version };
}

/** Audited. What cools off already keeps its day. */
export async function changeSettings(
  tx: Tx,
  actor: Actor,
  change: {
    coolingOffDays?: number | undefined;
    backupDays?: number | null | undefined;
    version?: number | undefined;
  },
): Promise<Settings> {
  const { firmId } = actor;
  await tx
    .insertInto('purge_settings')
    .values({ firm_id: firmId, backup_days: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await tx.selectFrom('purge_settings').select('version').where('firm_id', '=', firmId).forUpdate().execute();
  const before = await readSettings(tx, firmId);
  checkVersion(before.version, change.version ?? null);
  const after: Settings = {
    coolingOffDays: change.coolingOffDays ?? before.coolingOffDays,
    backupDays: change.backupDays === undefined ? before.backupDays : change.backupDays,
    version: before.version + 1,
  };
  const { coolingOffDays: cooling_off_days, backupDays: backup_days, version } = after;
  await tx
    .updateTable('purge_settings')
    .set({ cooling_off_days, backup_days, version })
    .where('firm_id', '=', firmId)
    .execute();
  await recordChange(tx, actor, {
    action: 'purge.settings_changed',
    id: firmId,
    detail: { from: before, to: after },
  });
  return after;
}
