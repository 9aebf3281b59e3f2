/** Which earlier interactions belong to a contact's numbers. Runs in the reader's scope: walls hide what they hide. */
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../platform/db/database.ts';
import { isAfterCursor } from '../newest-first.ts';

/** More than a linking takes at once; the rest is offered again. */
export const mostAtOnce = 20_000;

/**
 * Of the interactions `i` of a contact's numbers, those that no contact was found for. What a person settled is none of
 * them, nor what several contacts could claim then: that is for a person in Review.
 */
function isUnmatched(firmId: string): RawBuilder<boolean> {
  return sql<boolean>`i.contact_id is null and i.ended and i.direction <> 'internal' and not exists (
    select 1 from log_entries e where e.firm_id = ${firmId} and e.interaction_id = i.id
      and (e.override is not null or e.state = 'undone' or e.why->>'contactRule' = 'several_contacts'))`;
}

function ofContact(firmId: string, contactId: string): RawBuilder<unknown> {
  return sql`i.firm_id = ${firmId} and i.external_e164 = any(array(
      select n.e164 from contact_numbers n join contacts c on c.firm_id = n.firm_id and c.id = n.contact_id
      where n.firm_id = ${firmId} and n.contact_id = ${contactId} and n.e164 is not null and c.archived_at is null))
    and ${isUnmatched(firmId)}`;
}

export async function countEarlier(tx: Tx, firmId: string, contactId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from interactions i where ${ofContact(firmId, contactId)}`.execute(tx);
  return rows[0]?.count ?? 0;
}

export interface EarlierRow {
  id: string;
  source_id: string;
  assembled: unknown;
  started_exactly: string;
}

/** One more than `limit`, newest first. */
export async function listEarlier(
  tx: Tx,
  firmId: string,
  contactId: string,
  page: { limit: number; after?: string | undefined },
): Promise<EarlierRow[]> {
  const after = page.after === undefined ? sql`` : sql`and ${isAfterCursor('i', page.after)}`;
  const { rows } = await sql<EarlierRow>`
    select i.id, i.source_id, i.assembled,
      to_char(i.started_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as started_exactly
    from interactions i where ${ofContact(firmId, contactId)} ${after}
    order by i.started_at desc, i.id desc limit ${page.limit + 1}`.execute(tx);
  return rows;
}

/** Puts them on a redo's list; answers how many. */
export async function putOnList(
  tx: Tx,
  firmId: string,
  contactId: string,
  runId: string,
  only: readonly string[] | undefined,
): Promise<number> {
  const named = only === undefined ? sql`` : sql`and i.id = any(${[...only]}::uuid[])`;
  const { rows } = await sql<{ count: number }>`
    with listed as (
      insert into redo_results (firm_id, run_id, interaction_id, started_at, matter_id)
      select i.firm_id, ${runId}, i.id, i.started_at, i.matter_id from interactions i
      where ${ofContact(firmId, contactId)} ${named} order by i.started_at desc limit ${mostAtOnce}
      returning 1)
    select count(*)::int as count from listed`.execute(tx);
  return rows[0]?.count ?? 0;
}

export interface Offer {
  contactId: string;
  contactName: string;
  numbers: string[];
  count: number;
}

/** The latest offers of which there is still something to link, as far as the reader sees it. */
export async function listOffers(tx: Tx, firmId: string, most: number): Promise<Offer[]> {
  const { rows } = await sql<{ contact_id: string; name: string; numbers: string[] }>`
    select o.contact_id, c.display_name as name, array_agg(o.e164 order by o.e164) as numbers
    from (select contact_id, e164, created_at from retro_offers
          where firm_id = ${firmId} and settled_at is null order by created_at desc, contact_id limit ${most * 5}) o
    join contacts c on c.firm_id = ${firmId} and c.id = o.contact_id and c.archived_at is null
    group by o.contact_id, c.display_name order by max(o.created_at) desc, o.contact_id limit ${most}`.execute(
    tx,
  );
  const offers: Offer[] = [];
  for (const row of rows) {
    const count = await countEarlier(tx, firmId, row.contact_id);
    if (count > 0)
      offers.push({ contactId: row.contact_id, contactName: row.name, numbers: row.numbers, count });
  }
  return offers;
}

export async function settleOffers(tx: Tx, firmId: string, contactId: string, now: Date): Promise<void> {
  await tx
    .updateTable('retro_offers')
    .set({ settled_at: now })
    .where('firm_id', '=', firmId)
    .where('contact_id', '=', contactId)
    .where('settled_at', 'is', null)
    .execute();
}
