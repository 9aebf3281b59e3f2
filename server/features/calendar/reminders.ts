/** Reminders of events: rows with the moment when they are due by the program's clock, worked off by a loop. */
import { sql } from 'kysely';
import { eachAtOnce } from '../../platform/at-once.ts';
import type { Tx } from '../../platform/db/database.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { wordsFor } from '../templates/index.ts';
import { decideReminder, planReminders } from './decide-reminder.ts';
import { firmWords, portalLink, type Sender } from './effects.ts';
import { type FirmWords, soonOf, valuesOf } from './words.ts';
import './tables.ts';

/** To one person who attends and did not decline. */
export interface Reminder {
  firmId: string;
  matterId: string;
  eventId: string;
  contactId: string;
  portalUserId: string | null;
  name: string;
  /** '' for who has none. */
  email: string;
  minutesBefore: number;
  event: {
    title: string;
    place: string;
    description: string;
    startsAt: Date;
    endsAt: Date;
    timeZone: string;
    neutral: boolean;
  };
  firm: FirmWords;
}

/** A way by which reminders go out, in the transaction that settles them. */
export type ReminderChannel = (tx: Tx, reminder: Reminder) => Promise<void>;

/** The reminders of a new or moved event; those of the time before are gone. */
export async function setReminders(
  tx: Tx,
  event: { firmId: string; id: string; matterId: string; startsAt: Date },
  now: Date,
): Promise<void> {
  const { firmId, id, matterId } = event;
  await tx.deleteFrom('event_reminders').where('firm_id', '=', firmId).where('event_id', '=', id).execute();
  const rows = planReminders(event.startsAt, now).map(({ minutesBefore, dueAt }) => ({
    firm_id: firmId,
    event_id: id,
    matter_id: matterId,
    minutes_before: minutesBefore,
    due_at: dueAt,
  }));
  if (rows.length > 0) await tx.insertInto('event_reminders').values(rows).execute();
}

export async function endReminders(tx: Tx, firmId: string, eventId: string, now: Date): Promise<void> {
  await tx
    .updateTable('event_reminders')
    .set({ outcome: 'cancelled', settled_at: now })
    .where('firm_id', '=', firmId)
    .where('event_id', '=', eventId)
    .where('outcome', 'is', null)
    .execute();
}

export function mailReminders(sender: Sender): ReminderChannel {
  return async (tx, reminder) => {
    if (reminder.email === '') return;
    const { firmId, matterId, email: to, event, firm } = reminder;
    const link =
      reminder.portalUserId === null ? null : await portalLink(tx, sender, { firmId, id: reminder.eventId });
    const values = valuesOf('reminder', reminder, event, firm, link);
    const soon = soonOf(reminder.minutesBefore);
    const words = await wordsFor(tx, firmId, 'event_reminder', { ...values, soon });
    await queueMail(tx, sender, { firmId, matterId, to, inFirmsName: true, ...words });
  };
}

export type ReminderDeps = Pick<Platform, 'database' | 'clock' | 'logger'> & {
  channels: readonly ReminderChannel[];
};

const atOnce = 50;

/** Works off what is due; true when there may be more. */
export async function remindRound(deps: ReminderDeps): Promise<boolean> {
  const { database, clock, logger } = deps;
  const { rows } = await database.system((tx) =>
    sql<{ firm_id: string; event_id: string }>`
      select firm_id, event_id from event_reminders where outcome is null and due_at <= ${clock.now()}
      order by due_at limit ${atOnce}`.execute(tx),
  );
  let failed = false;
  await eachAtOnce(rows, 4, async ({ firm_id: firmId, event_id: eventId }) => {
    try {
      await database.firm(firmId).write((tx) => remind(tx, deps, firmId, eventId));
    } catch (error) {
      failed = true;
      logger.error({ err: error, eventId }, 'a reminder could not go out and will be tried again');
    }
  });
  return rows.length === atOnce && !failed;
}

interface Due {
  minutes_before: number;
  matter_id: string;
  title: string;
  place: string;
  description: string;
  starts_at: Date;
  ends_at: Date;
  time_zone: string;
  neutral: boolean;
  state: 'planned' | 'cancelled';
}

/** All that is due of one event, as the event is now. */
async function remind(tx: Tx, deps: ReminderDeps, firmId: string, eventId: string): Promise<void> {
  const now = deps.clock.now();
  const { rows } = await sql<Due>`
    select r.minutes_before, e.matter_id, e.title, e.place, e.description, e.starts_at, e.ends_at, e.time_zone, e.neutral, e.state
    from event_reminders r
    join matter_events e on e.firm_id = ${firmId} and e.id = r.event_id
    where r.firm_id = ${firmId} and r.event_id = ${eventId} and r.outcome is null and r.due_at <= ${now}
    order by r.minutes_before desc for update of r skip locked`.execute(tx);
  for (const due of rows) {
    const people = await findRecipients(tx, firmId, eventId);
    const outcome = decideReminder(
      {
        state: due.state,
        startsAt: due.starts_at,
        minutesBefore: due.minutes_before,
        recipients: people.length,
      },
      now,
    );
    if (outcome === 'sent') await send(tx, deps, { firmId, eventId, due, people });
    await tx
      .updateTable('event_reminders')
      .set({ outcome, settled_at: now })
      .where('firm_id', '=', firmId)
      .where('event_id', '=', eventId)
      .where('minutes_before', '=', due.minutes_before)
      .execute();
  }
}

type Recipient = Pick<Reminder, 'contactId' | 'portalUserId' | 'name' | 'email'>;

async function send(
  tx: Tx,
  { channels }: ReminderDeps,
  to: { firmId: string; eventId: string; due: Due; people: readonly Recipient[] },
): Promise<void> {
  const { firmId, eventId, due, people } = to;
  const firm = await firmWords(tx, firmId);
  const { title, place, description, neutral } = due;
  const times = { startsAt: due.starts_at, endsAt: due.ends_at, timeZone: due.time_zone };
  const event = { title, place, description, neutral, ...times };
  for (const person of people)
    for (const channel of channels)
      await channel(tx, {
        ...person,
        firmId,
        eventId,
        matterId: due.matter_id,
        minutesBefore: due.minutes_before,
        event,
        firm,
      });
}

async function findRecipients(tx: Tx, firmId: string, eventId: string): Promise<Recipient[]> {
  const { rows } = await sql<Recipient>`
    select a.contact_id as "contactId", a.email, c.display_name as name, u.id as "portalUserId"
    from event_attendees a
    join contacts c on c.firm_id = ${firmId} and c.id = a.contact_id
    left join portal_users u on u.firm_id = ${firmId} and u.contact_id = a.contact_id and u.active
    where a.firm_id = ${firmId} and a.event_id = ${eventId} and a.removed_at is null and a.state <> 'declined'
    order by a.id`.execute(tx);
  return rows;
}
