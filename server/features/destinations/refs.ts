/** Their ids of our records. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { ExternalRef } from '../../vendors/ports.ts';

export interface WantedRef {
  kind: 'contact' | 'matter' | 'staff' | 'matter_type' | 'stage';
  localId: string;
}

export const refKey = ({ kind, localId }: WantedRef): string => `${kind} ${localId}`;

/** By `refKey`, where they are linked; a record that is gone there has none. */
export async function findRefs(
  tx: Tx,
  firmId: string,
  connectionId: string,
  wanted: readonly WantedRef[],
): Promise<Map<string, ExternalRef>> {
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<WantedRef & { externalId: string; extra: Record<string, string> }>`
    select kind, local_id as "localId", external_id as "externalId", extra from external_links
    where firm_id = ${firmId} and connection_id = ${connectionId} and removed_at is null
      and local_id = any(${wanted.map(({ localId }) => localId)}::uuid[])
      and kind in ('contact', 'matter', 'staff', 'matter_type', 'stage')
    order by updated_at`.execute(tx);
  return new Map(rows.map((row) => [refKey(row), { id: row.externalId, extra: row.extra }]));
}

/** Those of these contacts and matters that an open write is about to make there. */
export async function listBeingMade(
  tx: Tx,
  firmId: string,
  connectionId: string,
  localIds: readonly string[],
): Promise<Set<string>> {
  if (localIds.length === 0) return new Set();
  const open = sql`firm_id = ${firmId} and connection_id = ${connectionId} and action = 'create'
    and state in ('waiting', 'sending', 'unknown', 'confirming')`;
  const { rows } = await sql<{ id: string }>`
    select contact_id::text as id from destination_writes
    where ${open} and record_kind = 'contact' and contact_id = any(${[...localIds]}::uuid[])
    union
    select record ->> 'matterId' from destination_writes
    where ${open} and record_kind = 'matter' and record ->> 'matterId' = any(${[...localIds]}::text[])`.execute(
    tx,
  );
  return new Set(rows.map(({ id }) => id));
}
