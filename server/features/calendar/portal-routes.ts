/** What the people who attend do in the portal: decided with their eyes, carried out by the program. */
import { sql } from 'kysely';
import { portalActorOf } from '../../platform/change.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle, type PortalPrincipal } from '../../platform/http/contract.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { takeAnswer, takeBackAnswer } from './answers.ts';
import { firmWords } from './effects.ts';
import { eventOf, type MatterEventRow } from './event-forms.ts';
import { copyOf } from './itip.ts';
import type { Answer } from './kinds.ts';
import { getOwnEvent, getOwnRow, listOwnEvents } from './own-reads.ts';
import { sendCalendar } from './routes.ts';
import { appointmentRoutes as routes } from './schema.ts';
import type { OwnEvent } from './shapes.ts';
import { lockEvent } from './store.ts';
import { shownTitle } from './words.ts';

export function createAppointmentRoutes({ clock, database }: Platform): BoundRoute[] {
  /** As that person sees it after the program has written. */
  const shown = (principal: PortalPrincipal, id: string): Promise<OwnEvent> =>
    database.portal(principal).read((tx) => getOwnEvent(tx, principal.firmId, id));
  return [
    handle(routes.list, ({ query, principal, scope }) =>
      scope.read((tx) => listOwnEvents(tx, principal.firmId, query, clock.now())),
    ),
    handle(routes.get, ({ params, principal, scope }) =>
      scope.read((tx) => getOwnEvent(tx, principal.firmId, params.id)),
    ),
    handle(routes.seen, async ({ params: { id }, body: { sequence }, principal, scope }) => {
      await scope.write(async (tx) => {
        const own = await getOwnRow(tx, principal.firmId, id);
        await actAsProgram(tx);
        await markSeen(tx, principal, id, Math.min(sequence, own.sequence));
      });
      return await shown(principal, id);
    }),
    handle(routes.answer, async ({ params: { id }, body: { answer, sequence }, principal, scope }) => {
      await scope.write((tx) => answerOwn(tx, { clock }, principal, { id, answer, sequence }));
      return await shown(principal, id);
    }),
    handle(routes.takeBack, ({ params: { id }, principal, scope }) =>
      scope.write(async (tx) => {
        const actor = portalActorOf(principal, clock);
        const { event, attendeeId } = await holdOwn(tx, principal, id, actor.now);
        await takeBackAnswer(tx, actor, eventOf(event), attendeeId);
      }),
    ),
    handle(routes.file, async ({ params, principal, scope, reply }) => {
      const { row, firm } = await scope.read(async (tx) => ({
        row: await getOwnRow(tx, principal.firmId, params.id),
        firm: await firmWords(tx, principal.firmId),
      }));
      const event = {
        uid: row.uid,
        sequence: row.sequence,
        title: shownTitle(row, firm.name),
        place: row.place,
        description: row.neutral ? '' : row.description,
        startsAt: row.starts_at,
        endsAt: row.ends_at,
        cancelled: row.state === 'cancelled',
      };
      return sendCalendar(reply, copyOf(event, clock.now()));
    }),
  ];
}

async function answerOwn(
  tx: Tx,
  { clock }: Pick<Platform, 'clock'>,
  principal: PortalPrincipal,
  given: { id: string; answer: Answer; sequence: number },
): Promise<void> {
  const actor = portalActorOf(principal, clock);
  const { event, attendeeId } = await holdOwn(tx, principal, given.id, actor.now);
  if (event.sequence !== given.sequence)
    throw problem('conflict', 'Its time or place has changed. Look at it again, then answer.');
  await takeAnswer(tx, actor, {
    eventId: event.id,
    matterId: event.matter_id,
    attendeeId,
    answer: given.answer,
    by: 'portal',
  });
}

/** Held from here on: whoever moves it meanwhile waits, and resets the answer then. */
async function holdOwn(
  tx: Tx,
  { firmId, portalUserId }: PortalPrincipal,
  id: string,
  now: Date,
): Promise<{ event: MatterEventRow; attendeeId: string }> {
  await getOwnRow(tx, firmId, id);
  await actAsProgram(tx);
  const event = await lockEvent(tx, firmId, id);
  if (event.state === 'cancelled') throw problem('wrong_state', 'This appointment was cancelled.');
  if (event.ends_at <= now) throw problem('wrong_state', 'This appointment is over.');
  const { rows } = await sql<{ id: string }>`
    select a.id from event_attendees a join portal_users u on u.firm_id = ${firmId} and u.contact_id = a.contact_id
    where a.firm_id = ${firmId} and a.event_id = ${id} and a.removed_at is null and u.id = ${portalUserId}`.execute(
    tx,
  );
  return { event, attendeeId: found(rows[0]).id };
}

async function markSeen(
  tx: Tx,
  { firmId, portalUserId }: PortalPrincipal,
  eventId: string,
  sequence: number,
) {
  await sql`
    update event_attendees a set seen_sequence = greatest(a.seen_sequence, ${sequence})
    from portal_users u
    where a.firm_id = ${firmId} and a.event_id = ${eventId} and u.firm_id = ${firmId} and u.contact_id = a.contact_id
      and u.id = ${portalUserId}`.execute(tx);
}
