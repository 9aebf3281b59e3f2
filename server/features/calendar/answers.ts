/** Answers of those who attend, by whatever way they come. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found } from '../../platform/http/problems.ts';
import { completeBySource, reopenBySource } from '../to-dos/index.ts';
import { type ChangedEvent, dayOf } from './effects.ts';
import type { Answer, AnsweredBy } from './kinds.ts';

export interface NewAnswer {
  eventId: string;
  matterId: string;
  /** The row of the one who attends. */
  attendeeId: string;
  answer: Answer;
  by: AnsweredBy;
  /** Of a mail: when it was written. */
  writtenAt?: Date | null;
}

/** Writes down what somebody answered, and completes that person's to-do. Not found for who does not attend. */
export async function takeAnswer(tx: Tx, actor: Actor, given: NewAnswer): Promise<void> {
  const { firmId, now } = actor;
  const { eventId, matterId, attendeeId, answer, by } = given;
  const { rows } = await sql<{ name: string; portal_user_id: string | null }>`
    update event_attendees a set state = ${answer}, answered_at = ${now}, answered_by = ${by},
      written_at = ${given.writtenAt ?? null},
      seen_sequence = case when ${by} = 'portal' then (select e.sequence from matter_events e
        where e.firm_id = ${firmId} and e.id = a.event_id) else a.seen_sequence end
    where a.firm_id = ${firmId} and a.event_id = ${eventId} and a.id = ${attendeeId} and a.removed_at is null
    returning coalesce(
        (select c.display_name from contacts c where c.firm_id = ${firmId} and c.id = a.contact_id),
        (select s.first_name || ' ' || s.last_name from staff_members s where s.firm_id = ${firmId} and s.id = a.staff_id)) as name,
      (select u.id from portal_users u where u.firm_id = ${firmId} and u.contact_id = a.contact_id) as portal_user_id`.execute(
    tx,
  );
  const { name, portal_user_id: portalUserId } = found(rows[0]);
  if (portalUserId !== null)
    await completeBySource(tx, { firmId, kind: 'event', sourceId: eventId, portalUserId }, 'answered', now);
  await recordChange(tx, actor, {
    action: 'event.answered',
    id: eventId,
    matterId,
    forPortalUserId: portalUserId,
    detail: { attendeeId, name, answer, by },
  });
}

/** As if it had not been answered: it is to be done once more. */
export async function takeBackAnswer(
  tx: Tx,
  actor: Actor & { portalUserId: string },
  event: ChangedEvent,
  attendeeId: string,
): Promise<void> {
  const { firmId, portalUserId } = actor;
  const { numUpdatedRows } = await tx
    .updateTable('event_attendees')
    .set({ state: 'needs-action', answered_at: null, answered_by: null, written_at: null })
    .where('firm_id', '=', firmId)
    .where('event_id', '=', event.id)
    .where('id', '=', attendeeId)
    .where('state', '<>', 'needs-action')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  const { id: sourceId, title, endsAt: passesAt } = event;
  const source = { firmId, kind: 'event' as const, sourceId, portalUserId };
  await reopenBySource(tx, source, { title, dueOn: dayOf(event), passesAt });
  await recordChange(tx, actor, {
    action: 'event.answer_taken_back',
    id: event.id,
    matterId: event.matterId,
    detail: { attendeeId },
    forPortalUserId: portalUserId,
  });
}
