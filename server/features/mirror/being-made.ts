/**
 * Contacts and matters that our own writes make there: a webhook, or a pass, may show them before we heard the answer. They
 * are told by their reference, or by the id that an earlier answer named.
 */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { MirrorContext } from './links-store.ts';

interface Theirs {
  externalId: string;
  reference?: string;
}

/** Our ids of those that are ours, by external id; each of ours once. */
export async function findBeingMade(
  tx: Tx,
  { firmId, connectionId }: Pick<MirrorContext, 'firmId' | 'connectionId'>,
  kind: 'contact' | 'matter',
  items: readonly Theirs[],
): Promise<Map<string, string>> {
  if (items.length === 0) return new Map();
  const told = JSON.stringify(items.map(({ externalId, reference }) => ({ externalId, reference })));
  const localId = kind === 'contact' ? sql`w.contact_id` : sql`(w.record ->> 'matterId')::uuid`;
  const table = sql.table(kind === 'contact' ? 'contacts' : 'matters');
  const ours = sql`w.firm_id = ${firmId} and w.connection_id = ${connectionId} and w.action = 'create'
    and w.record_kind = ${kind} and w.state <> 'cancelled'`;
  const { rows } = await sql<{ externalId: string; localId: string }>`
    with told as (
      select r."externalId", r."reference"
      from jsonb_to_recordset(${told}::jsonb) as r ("externalId" text, "reference" text)),
    made as (
      select t."externalId", ${localId} as "localId" from told t
      join destination_writes w on ${ours} and w.external_id = t."externalId"
      union
      select t."externalId", ${localId} from told t join destination_writes w on ${ours} and w.reference = t."reference")
    select m."externalId", m."localId" from made m
    join ${table} o on o.firm_id = ${firmId} and o.id = m."localId" and (o.kept_in is null or o.kept_in = ${connectionId})
    order by 1, 2`.execute(tx);
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const row of rows) {
    if (found.has(row.externalId) || taken.has(row.localId)) continue;
    found.set(row.externalId, row.localId);
    taken.add(row.localId);
  }
  return found;
}

/** Those of our matters that a write makes there: another matter with the same number is another matter. */
export async function listOnTheirWay(
  tx: Tx,
  { firmId, connectionId }: Pick<MirrorContext, 'firmId' | 'connectionId'>,
  matterIds: readonly string[],
): Promise<Set<string>> {
  if (matterIds.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select record ->> 'matterId' as id from destination_writes
    where firm_id = ${firmId} and connection_id = ${connectionId} and record_kind = 'matter' and action = 'create'
      and record ->> 'matterId' = any(${[...matterIds]}::text[]) and state <> 'cancelled'`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}
