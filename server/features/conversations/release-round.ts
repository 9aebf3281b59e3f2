/** Sends messages whose undo time is over. */
import { sql } from 'kysely';
import type { Platform } from '../../platform/platform.ts';
import type { Neighbours } from './listeners.ts';
import { release } from './outgoing.ts';

const most = 200;

/** True when there may be more at once. */
export async function releaseRound(
  { database, clock }: Pick<Platform, 'database' | 'clock'>,
  neighbours: Neighbours,
): Promise<boolean> {
  const now = clock.now();
  const { rows } = await database.system((tx) =>
    sql<{ firm_id: string; id: string }>`
      select firm_id, id from outgoing_messages where release_at <= ${now} and refused is null
      order by release_at limit ${most}`.execute(tx),
  );
  for (const { firm_id, id } of rows)
    await database.firm(firm_id).write((tx) => release(tx, neighbours, firm_id, id, now));
  return rows.length === most;
}
