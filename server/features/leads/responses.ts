/** What calls and texts tell about leads: that we answered, that the client got back to us. */
import { sql } from 'kysely';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/db/database.ts';
import { appendEvents } from '../../platform/live-events.ts';
import './tables.ts';

/** Words by which a text ends messages: what phone networks treat so everywhere. */
const stopWords = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT'];

export interface Reply {
  at: Date;
  /** A text that says STOP, by whom. */
  stopFrom: string | null;
}

/**
 * The first sign of life from the client since then: a call (also one that we missed) or a message from one of their
 * numbers, or a call of ours that they answered.
 */
export async function findReply(
  tx: Tx,
  firmId: string,
  clients: readonly { contactId: string; numbers: readonly string[] }[],
  since: Date,
): Promise<Reply | null> {
  const numbers = clients.flatMap((client) => client.numbers);
  if (numbers.length === 0) return null;
  const { rows } = await sql<{ started_at: Date; external_e164: string; body: string | null }>`
    select started_at, external_e164, case when kind = 'sms' then assembled->>'body' end as body from interactions
    where firm_id = ${firmId} and external_e164 = any(${numbers}::text[]) and started_at > ${since}
      and (direction = 'inbound' or (direction = 'outbound' and outcome = 'answered' and talk_seconds > 0))
    order by started_at limit 50`.execute(tx);
  const [first] = rows;
  if (!first) return null;
  const stop = rows.find(({ body }) => stopWords.includes((body ?? '').trim().toUpperCase()));
  const from = clients.find((client) => stop && client.numbers.includes(stop.external_e164));
  return { at: first.started_at, stopFrom: from?.contactId ?? null };
}

/** What any chase sent last to any of these contacts. */
export async function lastSentTo(
  tx: Tx,
  firmId: string,
  contactIds: readonly string[],
): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(h.last_sent_at) as at from lead_clients k
    join chases h on h.firm_id = ${firmId} and h.lead_id = k.lead_id
    where k.firm_id = ${firmId} and k.contact_id = any(${[...contactIds]}::uuid[])`.execute(tx);
  return rows[0]?.at ?? null;
}

/** An enquiry that nobody answered in this time is not answered by a call about something else. */
const answeredWithin = '90 days';

/**
 * Marks the leads to whose clients somebody has called or written since they came. Whatever process asks first; a repeat
 * changes nothing.
 */
export async function noteResponses({
  database,
  clock,
}: {
  database: Database;
  clock: Clock;
}): Promise<number> {
  const firms = await database.system((tx) =>
    sql<{ firm_id: string }>`
      select distinct firm_id from leads where first_response_at is null and closed_at is null`.execute(tx),
  );
  let marked = 0;
  for (const { firm_id: firmId } of firms.rows)
    marked += await database.firm(firmId).write((tx) => noteResponsesOf(tx, firmId, clock.now()));
  return marked;
}

async function noteResponsesOf(tx: Tx, firmId: string, now: Date): Promise<number> {
  const { rows } = await sql<{ id: string; matter_id: string | null }>`
    update leads l set first_response_at = r.at
    from (
      select o.id, min(i.started_at) as at from leads o
      join lead_clients k on k.firm_id = ${firmId} and k.lead_id = o.id
      join contact_numbers n on n.firm_id = ${firmId} and n.contact_id = k.contact_id and n.e164 is not null
      join interactions i on i.firm_id = ${firmId} and i.external_e164 = n.e164 and i.started_at >= o.created_at
        and i.direction = 'outbound' and i.kind in ('call', 'sms')
      where o.firm_id = ${firmId} and o.first_response_at is null and o.closed_at is null
        and o.created_at > ${now}::timestamptz - ${answeredWithin}::interval
      group by o.id) r
    where l.firm_id = ${firmId} and l.id = r.id and l.first_response_at is null
    returning l.id, l.matter_id`.execute(tx);
  await appendEvents(
    tx,
    firmId,
    rows.map((row) => ({ type: 'lead.changed', subjectId: row.id, matterId: row.matter_id })),
  );
  return rows.length;
}
