/** Carries out what a change of an event causes: mails, to-dos, reminders. */
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import type { Tx } from '../../platform/db/database.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { findReplyAddress } from '../mail-in/index.ts';
import { portalUrlOf } from '../portal-look/index.ts';
import { wordsFor } from '../templates/index.ts';
import { addToDo, reopenBySource, retitleBySource, withdrawBySource } from '../to-dos/index.ts';
import type { ChangeEffects, PortalEffect } from './decide.ts';
import { invitationTo, type Organiser } from './itip.ts';
import type { Invited } from './people.ts';
import { type FirmWords, type Occasion, shownTitle, valuesOf } from './words.ts';

export type Sender = Pick<Platform, 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl'>;

/** What became of an event for somebody of the portal: for those who tell them by other ways than mail. */
export interface PortalNews {
  firmId: string;
  matterId: string;
  eventId: string;
  portalUserId: string;
  effect: PortalEffect;
}
export type PortalListener = (tx: Tx, news: PortalNews) => Promise<void>;

export interface EffectDeps extends Sender {
  /** Told in the transaction of the change. */
  listeners: readonly PortalListener[];
}

/** An event as it is after the change. */
export interface ChangedEvent {
  firmId: string;
  id: string;
  matterId: string;
  uid: string;
  title: string;
  place: string;
  description: string;
  startsAt: Date;
  endsAt: Date;
  timeZone: string;
  neutral: boolean;
  organiserStaffId: string;
}

const occasionOf: Record<PortalEffect, Occasion> = {
  to_do: 'invited',
  update: 'changed',
  highlight: 'moved',
  vanish: 'removed',
  struck_out: 'cancelled',
};

/** `people`: everybody whom the effects name, those who were taken off included. */
export async function applyEffects(
  tx: Tx,
  deps: EffectDeps,
  event: ChangedEvent,
  effects: ChangeEffects,
  people: readonly Invited[],
): Promise<void> {
  const now = deps.clock.now();
  const firm = await firmWords(tx, event.firmId);
  const organiser = await findOrganiser(tx, event, firm);
  for (const { attendee, effect } of effects.portal) {
    const person = people.find(({ key }) => key === attendee);
    if (!person) continue;
    const mail = effects.mails.find((one) => one.attendee === attendee);
    if (mail && person.email !== '')
      await sendInvitation(tx, deps, {
        event,
        person,
        firm,
        organiser,
        effect,
        now,
        method: mail.method,
        sequence: effects.sequence,
      });
    if (person.portalUserId === null) continue;
    await changeToDo(tx, event, person.portalUserId, effect, now);
    const { firmId, matterId, id: eventId } = event;
    for (const listener of deps.listeners)
      await listener(tx, { firmId, matterId, eventId, portalUserId: person.portalUserId, effect });
  }
  await tellInPortal(tx, event, people);
}

/** Their open screens; those who were taken off included. */
async function tellInPortal(tx: Tx, event: ChangedEvent, people: readonly Invited[]): Promise<void> {
  const { firmId, id: subjectId, matterId } = event;
  const told = people.flatMap(({ portalUserId }) => portalUserId ?? []);
  await appendEvents(
    tx,
    firmId,
    told.map((forPortalUserId) => ({ type: 'appointment.changed', subjectId, matterId, forPortalUserId })),
  );
}

interface Invitation {
  event: ChangedEvent;
  person: Invited;
  firm: FirmWords;
  organiser: Organiser;
  effect: PortalEffect;
  method: 'REQUEST' | 'CANCEL';
  sequence: number;
  now: Date;
}

async function sendInvitation(tx: Tx, deps: Sender, invitation: Invitation): Promise<void> {
  const { event, person, firm, organiser, effect, method, sequence, now } = invitation;
  const occasion = occasionOf[effect];
  const link = person.portalUserId === null ? null : await portalLink(tx, deps, event);
  const description = event.neutral ? '' : event.description;
  const content = invitationTo(
    { name: person.name, email: person.email },
    { ...event, title: shownTitle(event, firm.name), description, sequence, cancelled: method === 'CANCEL' },
    { method, organiser, stamp: now },
  );
  await queueMail(tx, deps, {
    firmId: event.firmId,
    to: person.email,
    inFirmsName: true,
    ...(await wordsFor(tx, event.firmId, `event_${occasion}`, valuesOf(occasion, person, event, firm, link))),
    matterId: event.matterId,
    replyTo: organiser.email,
    calendar: { method, content },
  });
}

/** Carries no authority: whoever follows it signs in. */
export async function portalLink(
  tx: Tx,
  platform: Pick<Platform, 'publicUrl'>,
  event: { firmId: string; id: string },
): Promise<string> {
  return new URL(`/portal/appointments/${event.id}`, await portalUrlOf(tx, platform, event.firmId)).href;
}

/** YYYY-MM-DD where it takes place. */
export function dayOf({ startsAt, timeZone }: Pick<ChangedEvent, 'startsAt' | 'timeZone'>): string | null {
  return DateTime.fromJSDate(startsAt, { zone: timeZone }).toISODate();
}

async function changeToDo(
  tx: Tx,
  event: ChangedEvent,
  portalUserId: string,
  effect: PortalEffect,
  now: Date,
): Promise<void> {
  const { firmId, matterId, title } = event;
  const source = { firmId, kind: 'event' as const, sourceId: event.id, portalUserId };
  const dueOn = dayOf(event);
  const over = event.endsAt <= now;
  if (effect === 'vanish' || effect === 'struck_out') await withdrawBySource(tx, source);
  if (effect === 'update') await retitleBySource(tx, source, title);
  if ((effect === 'to_do' || effect === 'highlight') && !over) {
    const more = { title, dueOn, passesAt: event.endsAt };
    // Somebody who came to the portal only after the invitation has none yet.
    if (!(await addToDo(tx, { ...source, ...more, matterId, now })) && effect === 'highlight')
      await reopenBySource(tx, source, more);
  }
}

/**
 * Whoever comes to the portal only after being invited to something has it to do there, too. To be called in the transaction
 * that makes the portal user.
 */
export async function addToDosOfNewcomer(
  tx: Tx,
  firmId: string,
  portalUserId: string,
  now: Date,
): Promise<void> {
  const { rows } = await sql<{ id: string; matter_id: string; title: string; day: string; ends_at: Date }>`
    select e.id, e.matter_id, e.title, (e.starts_at at time zone e.time_zone)::date::text as day, e.ends_at
    from portal_users u
    join event_attendees a on a.firm_id = ${firmId} and a.contact_id = u.contact_id
    join matter_events e on e.firm_id = ${firmId} and e.id = a.event_id
    where u.firm_id = ${firmId} and u.id = ${portalUserId} and a.removed_at is null and a.state = 'needs-action'
      and e.state = 'planned' and e.ends_at > ${now}
    order by e.starts_at, e.id`.execute(tx);
  for (const { id: sourceId, matter_id: matterId, title, day: dueOn, ends_at: passesAt } of rows) {
    const toDo = { firmId, matterId, portalUserId, kind: 'event' as const, sourceId, title, dueOn, passesAt };
    await addToDo(tx, { ...toDo, now });
  }
}

export async function firmWords(tx: Tx, firmId: string): Promise<FirmWords> {
  const { rows } = await sql<FirmWords>`select name, country from firms where id = ${firmId}`.execute(tx);
  if (!rows[0]) throw new Error('the firm of this transaction is missing');
  return rows[0];
}

/** Answers come back here where mail comes in; else they go to the person who organises the event. */
async function findOrganiser(tx: Tx, event: ChangedEvent, firm: FirmWords): Promise<Organiser> {
  const replyAddress = await findReplyAddress(tx, event.firmId);
  if (replyAddress !== null) return { name: firm.name, email: replyAddress };
  const { rows } = await sql<Organiser>`
    select first_name || ' ' || last_name as name, email from staff_members
    where firm_id = ${event.firmId} and id = ${event.organiserStaffId}`.execute(tx);
  if (!rows[0]) throw new Error('the organiser of an event is missing');
  return rows[0];
}
