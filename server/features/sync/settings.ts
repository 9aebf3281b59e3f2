/** How sync works with one connection: on, shown only, or paused. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import type { PracticeSystem } from '../../vendors/ports.ts';
import type { SyncMode } from './tables.ts';
import './tables.ts';

export type PracticeSystems = Readonly<Record<string, PracticeSystem>>;

export interface SyncSettings {
  mode: SyncMode;
  newContacts: boolean;
}

const usual: SyncSettings = { mode: 'on', newContacts: true };

export async function readSettings(tx: Tx, firmId: string, connectionId: string): Promise<SyncSettings> {
  const row = await tx
    .selectFrom('sync_settings')
    .select(['mode', 'new_contacts as newContacts'])
    .where('firm_id', '=', firmId)
    .where('connection_id', '=', connectionId)
    .executeTakeFirst();
  return row ?? usual;
}

export async function writeSettings(
  tx: Tx,
  actor: Actor,
  connectionId: string,
  change: Partial<SyncSettings>,
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const next = { ...(await readSettings(tx, firmId, connectionId)), ...change };
  const row = {
    mode: next.mode,
    new_contacts: next.newContacts,
    changed_at: now,
    changed_by_staff_id: staffId,
  };
  await tx
    .insertInto('sync_settings')
    .values({ firm_id: firmId, connection_id: connectionId, ...row })
    .onConflict((conflict) => conflict.columns(['firm_id', 'connection_id']).doUpdateSet(row))
    .execute();
  // What was planned or waited is looked at anew under the new rule.
  if (change.mode === 'on')
    await sql`update sync_news set due_at = ${now} where firm_id = ${firmId} and due_at > ${now}`.execute(tx);
  if (change.mode !== undefined)
    await sql`
      update sync_sheets set due_at = ${now}, planned = null
      where firm_id = ${firmId} and connection_id = ${connectionId} and state <> 'stopped'`.execute(tx);
  await recordChange(tx, actor, {
    action: 'connection.sync_changed',
    id: connectionId,
    detail: { ...change },
  });
}

/** Ends the request while nothing is to be changed there. */
export async function mustBeOn(tx: Tx, firmId: string, connectionId: string): Promise<void> {
  const { mode } = await readSettings(tx, firmId, connectionId);
  if (mode === 'on') return;
  const why = mode === 'paused' ? 'Sync is paused' : 'Sync is only tried';
  throw problem('wrong_state', `${why} for this connection: an administrator can let it go on.`);
}

/**
 * Where what is put on a matter belongs: the system that keeps it, or the one where a conversion is making it just now. Null:
 * the firm's own record.
 */
export async function findDestination(
  tx: Tx,
  firmId: string,
  matterId: string,
  systems: PracticeSystems,
): Promise<{ connectionId: string; vendor: PracticeSystem } | null> {
  const { rows } = await sql<{ connectionId: string; vendor: string }>`
    select c.id as "connectionId", c.vendor from matters m
    join connections c on c.firm_id = ${firmId} and c.status <> 'disconnected'
      and c.id = coalesce(m.kept_in, (select v.connection_id from conversions v
        where v.firm_id = ${firmId} and v.matter_id = m.id and v.connection_id is not null limit 1))
    where m.firm_id = ${firmId} and m.id = ${matterId}`.execute(tx);
  const [row] = rows;
  const vendor = row && systems[row.vendor];
  return row && vendor ? { connectionId: row.connectionId, vendor } : null;
}

/** The connection that keeps a record here, when it is one that lets us in. */
export async function findKeeper(
  tx: Tx,
  firmId: string,
  record: { table: 'contacts' | 'matters'; id: string },
  systems: PracticeSystems,
): Promise<{ connectionId: string; vendor: PracticeSystem; externalId: string | null } | null> {
  const kind = record.table === 'contacts' ? 'contact' : 'matter';
  const { rows } = await sql<{ connectionId: string; vendor: string; externalId: string | null }>`
    select c.id as "connectionId", c.vendor,
      (select l.external_id from external_links l where l.firm_id = ${firmId} and l.connection_id = c.id
        and l.kind = ${kind} and l.local_id = r.id and l.removed_at is null order by l.created_at limit 1) as "externalId"
    from ${sql.table(record.table)} r
    join connections c on c.firm_id = ${firmId} and c.id = r.kept_in and c.status <> 'disconnected'
    where r.firm_id = ${firmId} and r.id = ${record.id}`.execute(tx);
  const [row] = rows;
  const vendor = row && systems[row.vendor];
  return row && vendor ? { connectionId: row.connectionId, vendor, externalId: row.externalId } : null;
}
