/** The canary of the way back: whether webhooks tell of what is changed there. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { ConnectionRow } from './session.ts';

/** Clocks differ, and the time of the last webhook is noted once a minute. */
const slackMs = 2 * 60_000;

/**
 * When the oldest change was made there, after the webhooks were set up and after the last one came, that the mirror found
 * by asking. Null: there is none. Of contacts and matters alone, of which every vendor tells.
 */
export async function findUntold(tx: Tx, row: ConnectionRow): Promise<Date | null> {
  const { firm_id: firmId, id, subscription_since: since, last_hook_at: heardAt } = row;
  if (since === null) return null;
  const from = new Date(Math.max(since.getTime(), heardAt?.getTime() ?? 0) + slackMs);
  const { rows } = await sql<{ oldest: Date | null }>`
    select min(updated_there_at) as oldest from external_links
    where firm_id = ${firmId} and connection_id = ${id} and kind in ('contact', 'matter') and removed_at is null
      and updated_there_at > ${from}`.execute(tx);
  return rows[0]?.oldest ?? null;
}
