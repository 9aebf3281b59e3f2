/** Who is on a matter, from all that was told: the matter's own list, and the parties that are listed apart. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { referrerRole } from '../../vendors/ports.ts';
import { type KeptParty, replaceKeptParties } from '../practice/index.ts';
import { adoptReferrers } from '../referrers/index.ts';
import type { MirrorContext } from './links-store.ts';

/** Answers the contacts that are, or were, on these matters of the connection. */
export async function renewParties(
  tx: Tx,
  context: MirrorContext,
  matterIds: readonly string[],
): Promise<string[]> {
  if (matterIds.length === 0) return [];
  const { firmId, connectionId } = context;
  const { rows: kept } = await sql<{ id: string }>`
    select id from matters
    where firm_id = ${firmId} and id = any(${[...matterIds]}::uuid[]) and kept_in = ${connectionId}`.execute(
    tx,
  );
  const ids = kept.map(({ id }) => id);
  const { rows } = await sql<KeptParty>`
    select l.local_id as "matterId", p."contactId", p."role", p."isClient"
    from external_links l
    cross join jsonb_to_recordset(l.parties) as p ("contactId" uuid, "role" text, "isClient" boolean)
    where l.firm_id = ${firmId} and l.connection_id = ${connectionId} and l.kind in ('matter', 'party')
      and l.local_id = any(${ids}::uuid[]) and l.parties is not null and (l.kind = 'matter' or l.removed_at is null)`.execute(
    tx,
  );
  const contactIds = await replaceKeptParties(tx, context, ids, rows);
  const referrers = rows.filter(({ role }) => role.trim().toLowerCase() === referrerRole.toLowerCase());
  await adoptReferrers(
    tx,
    firmId,
    referrers.map(({ contactId }) => contactId),
    context.now,
  );
  return contactIds;
}
