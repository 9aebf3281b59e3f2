/** How long a firm keeps what came to nothing. */
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type Policy, usualPolicy } from './decide.ts';
import './tables.ts';

export interface KeptPolicy {
  policy: Policy;
  version: number;
  lastRun: { at: Date; count: number } | null;
}

/** The usual one for a firm that never chose. */
export async function readPolicy(tx: Tx, firmId: string): Promise<KeptPolicy> {
  const row = await tx
    .selectFrom('retention_policies')
    .selectAll()
    .where('firm_id', '=', firmId)
    .executeTakeFirst();
  if (!row) return { policy: usualPolicy, version: 1, lastRun: null };
  const { lost_months: lost, expired_months: expired, duplicate_months: duplicate } = row;
  return {
    policy: { lost, expired, duplicate },
    version: row.version,
    lastRun: row.last_run_at && { at: row.last_run_at, count: row.last_run_count },
  };
}

/** Audited with what it was and what it is. */
export async function changePolicy(
  tx: Tx,
  actor: Actor,
  change: { [K in keyof Policy]?: number | null | undefined },
  expected: number | null,
): Promise<void> {
  const { firmId } = actor;
  await ensureRow(tx, firmId);
  await tx
    .selectFrom('retention_policies')
    .select('version')
    .where('firm_id', '=', firmId)
    .forUpdate()
    .execute();
  const { policy, version } = await readPolicy(tx, firmId);
  checkVersion(version, expected);
  const after: Policy = {
    lost: change.lost === undefined ? policy.lost : change.lost,
    expired: change.expired === undefined ? policy.expired : change.expired,
    duplicate: change.duplicate === undefined ? policy.duplicate : change.duplicate,
  };
  await tx
    .updateTable('retention_policies')
    .set({
      lost_months: after.lost,
      expired_months: after.expired,
      duplicate_months: after.duplicate,
      version: version + 1,
    })
    .where('firm_id', '=', firmId)
    .execute();
  await recordChange(tx, actor, {
    action: 'retention.changed',
    id: firmId,
    detail: { from: policy, to: after },
  });
}

export async function noteRun(tx: Tx, firmId: string, at: Date, count: number): Promise<void> {
  await ensureRow(tx, firmId);
  await tx
    .updateTable('retention_policies')
    .set({ last_run_at: at, last_run_count: count })
    .where('firm_id', '=', firmId)
    .execute();
}

async function ensureRow(tx: Tx, firmId: string): Promise<void> {
  const { lost, expired, duplicate } = usualPolicy;
  await tx
    .insertInto('retention_policies')
    .values({
      firm_id: firmId,
      lost_months: lost,
      expired_months: expired,
      duplicate_months: duplicate,
      last_run_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
