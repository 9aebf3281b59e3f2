/** An event as its rules, its row and its patch have it. */
import type { Selectable } from 'kysely';
import { problem } from '../../platform/http/problems.ts';
import type { EventFacts } from './decide.ts';
import type { ChangedEvent } from './effects.ts';
import type { Invited } from './people.ts';
import type { EventPatch } from './shapes.ts';
import type { MatterEventsTable } from './tables.ts';
import { readTimes, type Times } from './times.ts';

export type MatterEventRow = Selectable<MatterEventsTable>;

/** `startsAt` alone keeps how long it lasts. */
export function changedBy(before: ChangedEvent, patch: EventPatch): ChangedEvent {
  const timeZone = patch.timeZone ?? before.timeZone;
  const lastsMs = before.endsAt.getTime() - before.startsAt.getTime();
  const startsAt = patch.startsAt ?? before.startsAt.toISOString();
  const { startsAt: start } = timesOf({ startsAt, endsAt: startsAt }, timeZone);
  const endsAt =
    patch.endsAt ??
    (patch.startsAt === undefined ? before.endsAt : new Date(start.getTime() + lastsMs)).toISOString();
  return {
    ...before,
    title: patch.title ?? before.title,
    place: patch.place ?? before.place,
    description: patch.description ?? before.description,
    neutral: patch.neutral ?? before.neutral,
    ...timesOf({ startsAt, endsAt }, timeZone),
    timeZone,
  };
}

export function timesOf(given: { startsAt: string; endsAt: string }, timeZone: string): Times {
  const read = readTimes(given, timeZone);
  if (read.ok) return read.times;
  const { field, message } = read.fault;
  throw problem('invalid_input', `${field}: ${message}.`, { fields: [{ field, message }] });
}

export function factsOf(
  event: ChangedEvent,
  state: 'planned' | 'cancelled',
  attendees: readonly Invited[],
): EventFacts {
  return { ...event, state, attendees };
}

export function eventOf(row: MatterEventRow): ChangedEvent {
  return {
    firmId: row.firm_id,
    id: row.id,
    matterId: row.matter_id,
    uid: row.uid,
    title: row.title,
    place: row.place,
    description: row.description,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    timeZone: row.time_zone,
    neutral: row.neutral,
    organiserStaffId: row.organiser_staff_id,
  };
}

export function rowOf(event: ChangedEvent, createdAt: Date) {
  return {
    firm_id: event.firmId,
    id: event.id,
    matter_id: event.matterId,
    uid: event.uid,
    title: event.title,
    place: event.place,
    description: event.description,
    starts_at: event.startsAt,
    ends_at: event.endsAt,
    time_zone: event.timeZone,
    neutral: event.neutral,
    organiser_staff_id: event.organiserStaffId,
    created_at: createdAt,
    updated_at: createdAt,
  };
}
