/** Packs whose time is over, or whose asker may not read them any more, leave the disk. */
import { sql } from 'kysely';
import { z } from 'zod';
import { type JobKind, jobKind } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { dropFiles } from '../retention/index.ts';
import { type HandOver, mayStillRead } from './rights.ts';

type Deps = Pick<Platform, 'database' | 'clock' | 'jobs'>;

export function sweepJob(deps: Deps): JobKind {
  return jobKind({
    name: 'hand_over.sweep',
    cron: '*/5 * * * *',
    data: z.unknown(),
    async run() {
      const firms = await deps.database.system((tx) => sql<{ id: string }>`select id from firms`.execute(tx));
      for (const { id } of firms.rows) await sweepPacks(deps, id);
    },
  });
}

export async function sweepPacks(deps: Deps, firmId: string): Promise<void> {
  const { database, clock } = deps;
  const rows = await database
    .firm(firmId)
    .read((tx) =>
      tx
        .selectFrom('hand_overs')
        .selectAll()
        .where('firm_id', '=', firmId)
        .where('sha256', 'is not', null)
        .orderBy('id')
        .execute(),
    );
  for (const row of rows)
    if (row.state !== 'ready' || row.expires_at <= clock.now()) await forgetPack(deps, row, 'gone');
    else if (!(await mayStillRead(database, row))) await forgetPack(deps, row, 'stopped');
}

/** The bytes go after this was decided, and only when nothing else has the same: somebody may have sent a pack on as a file. */
export async function forgetPack(
  deps: Pick<Deps, 'database' | 'jobs'>,
  { firm_id: firmId, id, sha256 }: HandOver,
  state: 'gone' | 'stopped',
): Promise<void> {
  await deps.database.firm(firmId).write(async (tx) => {
    await tx
      .updateTable('hand_overs')
      .set({ state, sha256: null })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .execute();
    if (sha256) await dropFiles(tx, deps, firmId, [sha256]);
  });
}
