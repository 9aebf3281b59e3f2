/**
 * What the firm holds about a person, part by part, as the asker may see it: every statement runs behind the asker's walls.
 * Bank accounts are in none of them.
 */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';

/** `matter_id`: the matter that the row tells of, if any; it stands in the file, too. */
const partRow = z.looseObject({ id: z.uuid(), matter_id: z.uuid().nullish() });
export type PartRow = z.output<typeof partRow>;

export const pageSize = 500;

export interface Part {
  name: string;
  /** In the order of their ids, after that one. */
  read(tx: Tx, firmId: string, contactId: string, after: string): Promise<PartRow[]>;
}

function part(
  name: string,
  select: (firmId: string, contactId: string, after: string) => ReturnType<typeof sql>,
): Part {
  return {
    name,
    async read(tx, firmId, contactId, after) {
      const { rows } = await sql<Record<string, unknown>>`${select(firmId, contactId, after)}
        limit ${pageSize}`.execute(tx);
      return partRow.array().parse(rows);
    },
  };
}

/** Leads of the person that the asker sees. */
const ownLeads = (firmId: string, contactId: string) => sql`
  select l.id from leads l join lead_clients k on k.firm_id = ${firmId} and k.lead_id = l.id
  where l.firm_id = ${firmId} and k.contact_id = ${contactId}`;

export const personParts: readonly Part[] = [
  part(
    'enquiries',
    (firmId, contactId, after) => sql`
      select l.id, l.matter_id, l.number, l.title, l.state, l.transaction, l.properties, l.source, l.source_detail,
        l.lost_note, l.created_at, l.quoted_at, l.instructed_at, l.closed_at, l.conflict_checked_at,
        (select r.name from referrers r where r.firm_id = ${firmId} and r.id = l.referrer_id) as referrer
      from leads l where l.firm_id = ${firmId} and l.id in (${ownLeads(firmId, contactId)}) and l.id > ${after}::uuid
      order by l.id`,
  ),
  part(
    'enquiryHistory',
    (firmId, contactId, after) => sql`
      select e.id, e.lead_id, e.kind, e.text, e.detail, e.at from lead_events e
      where e.firm_id = ${firmId} and e.lead_id in (${ownLeads(firmId, contactId)}) and e.id > ${after}::uuid
      order by e.id`,
  ),
  part(
    'quotes',
    (firmId, contactId, after) => sql`
      select v.id, q.lead_id, q.number as quote, v.number as version, v.state, v.inputs, v.priced, v.letter, v.priced_on,
        v.expires_on, v.sent_at, v.first_seen_at, v.answered_at, v.answered_by
      from quote_versions v join quotes q on q.firm_id = ${firmId} and q.id = v.quote_id
      where v.firm_id = ${firmId} and q.lead_id in (${ownLeads(firmId, contactId)}) and v.id > ${after}::uuid
      order by v.id`,
  ),
  part(
    'messages',
    (firmId, contactId, after) => sql`
      select o.id, o.channel, o.recipient, o.subject, o.body, o.state, o.created_at, o.sent_at from outbox o
      where o.firm_id = ${firmId} and not o.confidential and o.id > ${after}::uuid and o.id in (
        select m.outbox_id from quote_mails m
          join quote_versions v on v.firm_id = ${firmId} and v.id = m.quote_version_id
          join quotes q on q.firm_id = ${firmId} and q.id = v.quote_id
          where m.firm_id = ${firmId} and m.contact_id = ${contactId} and q.lead_id in (${ownLeads(firmId, contactId)})
        union select m.outbox_id from key_stage_messages m
          where m.firm_id = ${firmId} and m.contact_id = ${contactId} and m.lead_id in (select id from leads where firm_id = ${firmId})
        union select (e.detail->>'outboxId')::uuid from lead_events e
          where e.firm_id = ${firmId} and e.lead_id in (${ownLeads(firmId, contactId)}) and e.detail ? 'outboxId'
            and e.detail->>'to' = ${contactId}::text)
      order by o.id`,
  ),
  part(
    'calls',
    (firmId, contactId, after) => sql`
      select i.id, i.matter_id, i.kind, i.direction, i.outcome, i.started_at, i.ended_at, i.talk_seconds,
        i.external_e164 as number, i.external_name as name, i.assembled->'body' as text
      from interactions i where i.firm_id = ${firmId} and i.contact_id = ${contactId} and i.id > ${after}::uuid
      order by i.id`,
  ),
  part(
    'callLog',
    (firmId, contactId, after) => sql`
      select e.id, e.matter_id, e.interaction_id, e.state, e.reason, e.record_kind, e.started_at, e.decided_at,
        e.why->>'rule' as why
      from log_entries e where e.firm_id = ${firmId} and e.contact_id = ${contactId} and e.id > ${after}::uuid
      order by e.id`,
  ),
  part(
    'tasks',
    (firmId, contactId, after) => sql`
      select t.id, t.matter_id, t.subject, t.description, t.due_on, t.status, t.completed_at, t.created_at from tasks t
      where t.firm_id = ${firmId} and t.contact_id = ${contactId} and t.removed_at is null and t.id > ${after}::uuid
      order by t.id`,
  ),
  part(
    'memos',
    (firmId, contactId, after) => sql`
      select m.id, m.matter_id, m.date, m.subject, m.body, m.created_at from memos m
      where m.firm_id = ${firmId} and m.contact_id = ${contactId} and m.removed_at is null and m.id > ${after}::uuid
      order by m.id`,
  ),
  part(
    'documents',
    (firmId, contactId, after) => sql`
      select d.id, d.matter_id, d.name, d.description, d.created_at from documents d
      where d.firm_id = ${firmId} and d.removed_at is null and d.id > ${after}::uuid and (d.contact_id = ${contactId}
        or d.matter_id in (select p.matter_id from matter_parties p
          where p.firm_id = ${firmId} and p.contact_id = ${contactId} and p.is_client))
      order by d.id`,
  ),
  part(
    'texts',
    (firmId, contactId, after) => sql`
      select t.id, c.matter_id, t.number, t.body, t.state, t.created_at, t.state_at from text_messages t
      left join conversations c on c.firm_id = ${firmId} and c.id = t.conversation_id
      where t.firm_id = ${firmId} and t.contact_id = ${contactId} and t.id > ${after}::uuid
      order by t.id`,
  ),
  part(
    'textsReceived',
    (firmId, contactId, after) => sql`
      select i.id, c.matter_id, i.number, i.body, i.state, i.received_at from text_inbound i
      left join conversations c on c.firm_id = ${firmId} and c.id = i.conversation_id
      where i.firm_id = ${firmId} and i.contact_id = ${contactId} and i.id > ${after}::uuid
      order by i.id`,
  ),
  part(
    'textConsents',
    (firmId, contactId, after) => sql`
      select w.id, w.number, w.change, w.channel, w.basis, w.at from text_consents w
      where w.firm_id = ${firmId} and w.id > ${after}::uuid and (w.contact_id = ${contactId} or w.number in (
        select n.e164 from contact_numbers n where n.firm_id = ${firmId} and n.contact_id = ${contactId}))
      order by w.id`,
  ),
  part(
    'appointments',
    (firmId, contactId, after) => sql`
      select a.id, a.matter_id, e.title, e.place, e.description, e.starts_at, e.ends_at, e.time_zone, e.state,
        a.email as invited_at, a.state as answer, a.answered_at, a.removed_at
      from event_attendees a join matter_events e on e.firm_id = ${firmId} and e.id = a.event_id
      where a.firm_id = ${firmId} and a.contact_id = ${contactId} and a.id > ${after}::uuid
      order by a.id`,
  ),
  part(
    'toDos',
    (firmId, contactId, after) => sql`
      select t.id, t.matter_id, t.kind, t.title, t.due_on, t.state, t.done_how, t.done_at, t.created_at
      from to_dos t join portal_users u on u.firm_id = ${firmId} and u.id = t.portal_user_id
      where t.firm_id = ${firmId} and u.contact_id = ${contactId} and t.id > ${after}::uuid
      order by t.id`,
  ),
];
