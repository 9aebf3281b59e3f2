/** The same account connected anew: what an earlier connection brought goes on under the new one instead of coming twice. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';

const keptTables = [
  'contacts',
  'matters',
  'matter_types',
  'stage_sets',
  'activity_codes',
  'staff_members',
] as const;

/** Before the first load of a connection; nothing when the account was never connected before. */
export async function inheritMirror(tx: Tx, firmId: string, connectionId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select o.id from connections c
    join connections o on o.firm_id = ${firmId} and o.vendor = c.vendor and o.account_id = c.account_id
      and o.id <> c.id and o.status = 'disconnected'
    where c.firm_id = ${firmId} and c.id = ${connectionId} and not exists (
      select 1 from external_links l where l.firm_id = ${firmId} and l.connection_id = ${connectionId})
    order by o.updated_at desc limit 1`.execute(tx);
  const [before] = rows;
  if (!before) return;
  // The passes of the new connection count from one.
  await sql`
    update external_links set connection_id = ${connectionId}, seen_sweep = 0
    where firm_id = ${firmId} and connection_id = ${before.id}`.execute(tx);
  await sql`
    update mirror_gaps set connection_id = ${connectionId}
    where firm_id = ${firmId} and connection_id = ${before.id}`.execute(tx);
  // How sync works with the account, and what both sides agreed on; what was on its way ended with the old connection.
  await sql`
    update sync_settings set connection_id = ${connectionId}
    where firm_id = ${firmId} and connection_id = ${before.id} and not exists (
      select 1 from sync_settings s where s.firm_id = ${firmId} and s.connection_id = ${connectionId})`.execute(
    tx,
  );
  await sql`
    update sync_sheets set connection_id = ${connectionId}, write_id = null, sent = null,
      state = case when state = 'sending' then 'waiting' else state end
    where firm_id = ${firmId} and connection_id = ${before.id}`.execute(tx);
  await sql`
    update sync_differences set connection_id = ${connectionId}, write_id = null,
      state = case when state = 'sending' then 'open' else state end,
      answer = case when state = 'sending' then null else answer end,
      answered_at = case when state = 'sending' then null else answered_at end
    where firm_id = ${firmId} and connection_id = ${before.id}`.execute(tx);
  for (const table of keptTables)
    await sql`
      update ${sql.table(table)} set kept_in = ${connectionId}
      where firm_id = ${firmId} and kept_in = ${before.id}`.execute(tx);
}
