/** Making, changing and cancelling events. */
import { sql } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { firmFacts } from '../firms/index.ts';
import { type ChangeEffects, decideEventChange, isMoved } from './decide.ts';
import { applyEffects, type ChangedEvent, type EffectDeps } from './effects.ts';
import { changedBy, eventOf, factsOf, type MatterEventRow, rowOf, timesOf } from './event-forms.ts';
import {
  addAttendees,
  findInvited,
  type Invited,
  loadAttendees,
  refreshAddresses,
  removeAttendees,
} from './people.ts';
import { endReminders, setReminders } from './reminders.ts';
import type { EventInput, EventPatch } from './shapes.ts';

type StaffActor = Actor & { staffId: string };

/** Adds an event to a matter that the actor sees, and invites. Answers its id. */
export async function createEvent(
  tx: Tx,
  deps: EffectDeps,
  actor: StaffActor,
  matterId: string,
  input: EventInput,
): Promise<string> {
  const { firmId, now, staffId } = actor;
  const timeZone = input.timeZone ?? (await firmFacts(tx, firmId)).timeZone;
  const times = timesOf(input, timeZone);
  const people = await findInvited(tx, firmId, matterId, {
    staffIds: input.staffIds ?? [],
    contactIds: input.contactIds ?? [],
  });
  const id = newId();
  const event: ChangedEvent = {
    firmId,
    id,
    matterId,
    uid: `${id}@${deps.publicUrl.hostname}`,
    title: input.title,
    place: input.place ?? '',
    description: input.description ?? '',
    ...times,
    timeZone,
    neutral: input.neutral ?? (await isRestricted(tx, firmId, matterId)),
    organiserStaffId: staffId,
  };
  await tx.insertInto('matter_events').values(rowOf(event, now)).execute();
  await addAttendees(tx, { firmId, eventId: id, matterId, now }, people);
  await answerForOneself(tx, actor, id);
  const effects = decideEventChange(null, factsOf(event, 'planned', people), {
    sequence: 0,
    tell: true,
    by: staffId,
    over: event.endsAt <= now,
  });
  await applyEffects(tx, deps, event, effects, people);
  await setReminders(tx, event, now);
  await recordChange(tx, actor, { action: 'event.created', id, matterId, detail: { title: event.title } });
  return id;
}

/** Changes what is given; `startsAt` alone keeps how long it lasts. */
export async function updateEvent(
  tx: Tx,
  deps: EffectDeps,
  actor: StaffActor,
  id: string,
  { patch, expected }: { patch: EventPatch; expected: number | null },
): Promise<void> {
  const { firmId, now } = actor;
  const row = await lockEvent(tx, firmId, id);
  checkVersion(row.version, expected);
  if (row.state === 'cancelled') throw problem('wrong_state', 'It was cancelled. Add a new event instead.');
  const before = eventOf(row);
  const attending = await loadAttendees(tx, firmId, id);
  const after = changedBy(before, patch);
  const people = await attendingAfter(tx, before, attending, patch);
  const [was, is] = [factsOf(before, 'planned', attending), factsOf(after, 'planned', people)];
  const context = {
    sequence: row.sequence,
    tell: patch.tell ?? false,
    by: actor.staffId,
    over: after.endsAt <= now,
  };
  const effects = decideEventChange(was, is, context);
  const moved = isMoved(was, is);
  await tx
    .updateTable('matter_events')
    .set({
      ...rowOf(after, row.created_at),
      sequence: effects.sequence,
      moved_at: moved ? now : row.moved_at,
      version: row.version + 1,
      updated_at: now,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await changeAttendees(tx, actor, after, { attending, people, effects, moved });
  await applyEffects(tx, deps, after, effects, await everybody(tx, after, attending));
  if (moved) await setReminders(tx, after, now);
  const fields = Object.keys(patch).filter((field) => field !== 'version' && field !== 'tell');
  const detail = { title: after.title, fields, ...(moved ? { sequence: effects.sequence } : {}) };
  await recordChange(tx, actor, { action: 'event.changed', id, matterId: after.matterId, detail });
}

export async function cancelEvent(tx: Tx, deps: EffectDeps, actor: StaffActor, id: string): Promise<void> {
  const { firmId, now } = actor;
  const row = await lockEvent(tx, firmId, id);
  if (row.state === 'cancelled') throw problem('wrong_state', 'It is cancelled already.');
  const event = eventOf(row);
  const attending = await loadAttendees(tx, firmId, id);
  const effects = decideEventChange(
    factsOf(event, 'planned', attending),
    factsOf(event, 'cancelled', attending),
    { sequence: row.sequence, tell: true, by: actor.staffId, over: event.endsAt <= now },
  );
  await tx
    .updateTable('matter_events')
    .set({
      state: 'cancelled',
      sequence: effects.sequence,
      cancelled_at: now,
      version: row.version + 1,
      updated_at: now,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await applyEffects(tx, deps, event, effects, attending);
  await endReminders(tx, firmId, id, now);
  const { matterId, title } = event;
  await recordChange(tx, actor, { action: 'event.cancelled', id, matterId, detail: { title } });
}

/** Held until the transaction ends: answers and changes come one after the other. */
export async function lockEvent(tx: Tx, firmId: string, id: string): Promise<MatterEventRow> {
  return found(
    await tx
      .selectFrom('matter_events')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  );
}

async function attendingAfter(
  tx: Tx,
  { firmId, matterId }: ChangedEvent,
  attending: readonly Invited[],
  patch: EventPatch,
): Promise<Invited[]> {
  const kept = (external: boolean) => attending.filter((one) => one.external === external);
  const idsOf = (external: boolean, given: readonly string[] | undefined) =>
    (given ?? []).filter((id) => !kept(external).some(({ key }) => key === id));
  // Those who attend already stay as they are, though their address may be gone by now.
  const stay = (external: boolean, given: readonly string[] | undefined) =>
    given === undefined ? kept(external) : kept(external).filter(({ key }) => given.includes(key));
  const added = await findInvited(tx, firmId, matterId, {
    staffIds: idsOf(false, patch.staffIds),
    contactIds: idsOf(true, patch.contactIds),
  });
  return [...stay(false, patch.staffIds), ...stay(true, patch.contactIds), ...added];
}

async function changeAttendees(
  tx: Tx,
  actor: StaffActor,
  event: ChangedEvent,
  change: {
    attending: readonly Invited[];
    people: readonly Invited[];
    effects: ChangeEffects;
    moved: boolean;
  },
): Promise<void> {
  const { firmId, now } = actor;
  const at = { firmId, eventId: event.id, matterId: event.matterId, now };
  const isIn = (list: readonly Invited[]) => (one: Invited) => list.some(({ key }) => key === one.key);
  const removed = change.attending.filter((one) => !isIn(change.people)(one));
  await removeAttendees(
    tx,
    at,
    removed.map(({ key }) => key),
  );
  await addAttendees(
    tx,
    at,
    change.people.filter((one) => !isIn(change.attending)(one)),
  );
  if (change.effects.reset.length > 0)
    await sql`
      update event_attendees set state = 'needs-action', answered_at = null, answered_by = null, written_at = null
      where firm_id = ${firmId} and event_id = ${event.id} and removed_at is null
        and coalesce(staff_id, contact_id) = any(${change.effects.reset}::uuid[])`.execute(tx);
  if (change.moved) await refreshAddresses(tx, firmId, event.id);
  await answerForOneself(tx, actor, event.id);
}

/** Who makes or moves an event and attends it has said that it suits. */
async function answerForOneself(
  tx: Tx,
  { firmId, staffId, now }: StaffActor,
  eventId: string,
): Promise<void> {
  await sql`
    update event_attendees set state = 'accepted', answered_at = ${now}, answered_by = 'staff'
    where firm_id = ${firmId} and event_id = ${eventId} and staff_id = ${staffId} and state = 'needs-action'`.execute(
    tx,
  );
}

/** Those who attend now, with their newest addresses, and those who were taken off. */
async function everybody(tx: Tx, event: ChangedEvent, before: readonly Invited[]): Promise<Invited[]> {
  const now = await loadAttendees(tx, event.firmId, event.id);
  return [...now, ...before.filter(({ key }) => !now.some((one) => one.key === key))];
}

async function isRestricted(tx: Tx, firmId: string, matterId: string): Promise<boolean> {
  const { rows } = await sql<{ restricted: boolean }>`
    select restricted from matters where firm_id = ${firmId} and id = ${matterId}`.execute(tx);
  return rows[0]?.restricted ?? false;
}
