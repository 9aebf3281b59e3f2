/** Ends the conversations with clients of matters that were closed: row "matter closed" of the table T2. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { lockConversation } from './access.ts';
import type { Neighbours } from './listeners.ts';
import { carryOut } from './state-acts.ts';
import './tables.ts';

const most = 100;

/** True when there may be more at once. */
export async function endingsRound(
  { database, clock }: Pick<Platform, 'database' | 'clock'>,
  neighbours: Neighbours,
): Promise<boolean> {
  const { rows } = await database.system((tx) =>
    sql<{ firm_id: string; matter_id: string }>`
      select firm_id, matter_id from closed_matters order by at limit ${most}`.execute(tx),
  );
  for (const { firm_id: firmId, matter_id: matterId } of rows)
    await database.firm(firmId).write((tx) => endOf(tx, neighbours, { firmId, matterId, now: clock.now() }));
  return rows.length === most;
}

async function endOf(
  tx: Tx,
  neighbours: Neighbours,
  { firmId, matterId, now }: { firmId: string; matterId: string; now: Date },
): Promise<void> {
  const news = await tx
    .deleteFrom('closed_matters')
    .where('firm_id', '=', firmId)
    .where('matter_id', '=', matterId)
    .returning('staff_id')
    .executeTakeFirst();
  // Another worker had it; or it was opened again before anybody was told.
  if (!news) return;
  const matter = await tx
    .selectFrom('matters')
    .select('status')
    .where('firm_id', '=', firmId)
    .where('id', '=', matterId)
    .executeTakeFirst();
  if (matter?.status !== 'closed') return;
  const open = await tx
    .selectFrom('conversations')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('matter_id', '=', matterId)
    .where('kind', '=', 'external')
    .where('state', '=', 'open')
    .orderBy('id')
    .execute();
  for (const { id } of open) {
    const locked = await lockConversation(tx, firmId, id);
    if (locked.state === 'open')
      await carryOut(tx, neighbours, { firmId, staffId: news.staff_id, now }, locked, 'end');
  }
}
