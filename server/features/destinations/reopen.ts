/** What failed is tried again, from where it stands. */
import { type Expression, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { WriteState } from './tables.ts';

/** A failed write that somebody needs again is tried again, from where it stands. */
export async function reopenWrite(tx: Tx, firmId: string, id: string): Promise<void> {
  await tx
    .updateTable('destination_writes')
    .set((eb) => ({ state: reopenedState(eb.ref('sent_at')), attempts: 0, failure: null, detail: null }))
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .where('state', '=', 'failed')
    .execute();
}

/** A create that was sent may be there and is looked for first, unless a plain "no" said that nothing was written. */
function reopenedState(sentAt: Expression<Date | null>) {
  return sql<WriteState>`case when ${sentAt} is not null and action = 'create'
    and failure not in ('rejected', 'not_found', 'impossible', 'forerunner') then 'unknown' else 'waiting' end`;
}

/** Its own writes, and those that call logging planned before it for the people of its matter. */
function ofConversion(firmId: string, conversionId: string) {
  return sql`(conversion_id = ${conversionId} or record_kind = 'contact' and (contact_id, connection_id) in (
    select e.id::uuid, m.connection_id from destination_writes m
    cross join lateral jsonb_array_elements_text(
      (m.record -> 'contactIds') || jsonb_build_array(m.record -> 'referrerContactId')) as e (id)
    where m.firm_id = ${firmId} and m.conversion_id = ${conversionId} and m.record_kind = 'matter' and e.id is not null))`;
}

/**
 * One click or in bulk: what failed is tried again from where it stands, and so is what it waits for. Answers how many.
 */
export async function redriveWrites(
  tx: Tx,
  firmId: string,
  which: { connectionId: string } | { logEntryId: string } | { conversionId: string },
  now: Date,
): Promise<number> {
  const chosen =
    'connectionId' in which
      ? sql`connection_id = ${which.connectionId}`
      : 'logEntryId' in which
        ? sql`log_entry_id = ${which.logEntryId}`
        : ofConversion(firmId, which.conversionId);
  const { numAffectedRows } = await sql`
    with recursive wanted as (
      select id, after_id from destination_writes where firm_id = ${firmId} and state = 'failed' and ${chosen}
      union
      select w.id, w.after_id from destination_writes w join wanted on w.id = wanted.after_id
      where w.firm_id = ${firmId} and w.state = 'failed')
    update destination_writes set state = ${reopenedState(sql.ref('sent_at'))}, attempts = 0, due_at = ${now},
      failure = null, detail = null, priority = 0
    where firm_id = ${firmId} and id in (select id from wanted)`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}
