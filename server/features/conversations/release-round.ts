/** Sends messages whose undo time is over. */
import { sql } from 'kysely';
import { Problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Neighbours } from './listeners.ts';
import { refuseOutgoing, release } from './outgoing.ts';

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
  const failures: unknown[] = [];
  for (const { firm_id: firmId, id } of rows) {
    try {
      await database.firm(firmId).write((tx) => release(tx, neighbours, firmId, id, now));
    } catch (error) {
      // What can never be sent must not hold up what others wrote; anything else is tried again.
      if (error instanceof Problem) {
        const why = error.message;
        await database.firm(firmId).write((tx) => refuseOutgoing(tx, { firmId, id, why, now }));
      } else failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return rows.length === most;
}
