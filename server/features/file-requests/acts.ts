/** What staff do with requests: decided with their eyes, carried out as the program. */
import { sql } from 'kysely';
import { audit } from '../../platform/audit.ts';
import { type Actor, checkVersion } from '../../platform/change.ts';
import { actAgainAs, actAsProgram, type Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { currentExternals, lockConversation, openConversation, postNote } from '../conversations/index.ts';
import { tellOfNote } from '../notices/index.ts';
import { askToDo, cancelRequest, remindAt, type SettledRequest, settle } from './settle.ts';
import type { Decision, NewRequest, RequestPatch } from './shapes.ts';
import { decideSlot, type SlotState } from './states.ts';
import { keepTemplate } from './templates.ts';
import './tables.ts';

type StaffActor = Actor & { staffId: string };

/** Answers its id. */
export async function createRequest(
  tx: Tx,
  actor: StaffActor,
  conversationId: string,
  input: NewRequest,
): Promise<string> {
  const { firmId, staffId, now } = actor;
  const opened = await openConversation(tx, firmId, actor, conversationId, now);
  if (opened.kind !== 'external')
    throw problem('wrong_state', 'Nobody outside the firm takes part in this conversation.');
  if (opened.state === 'draft') throw problem('wrong_state', 'Send the first message; then ask for files.');
  if (!opened.visibility.post)
    throw opened.state === 'open'
      ? problem('forbidden', 'Join this conversation to ask for something in it.')
      : problem('wrong_state', 'This conversation is closed: nothing more is asked for in it.');
  await actAsProgram(tx);
  const locked = await lockConversation(tx, firmId, conversationId);
  const matterId = found(locked.matter_id);
  const { seq } = await postNote(tx, locked, { staffId }, { what: 'requested', text: input.title }, now);
  const id = newId();
  const { title, note, dueOn, remindEvery } = input;
  const facts = { due_on: dueOn, remind_every: remindEvery, reminded: 0 };
  await tx
    .insertInto('file_requests')
    .values({
      ...{ firm_id: firmId, id, conversation_id: conversationId, matter_id: matterId, seq, title, note },
      ...facts,
      remind_at: await remindAt(tx, firmId, facts, now),
      ...{ requested_by_staff_id: staffId, created_at: now },
    })
    .execute();
  await tx
    .insertInto('request_slots')
    .values(
      input.slots.map((slot, index) => ({
        ...{
          firm_id: firmId,
          id: newId(),
          request_id: id,
          conversation_id: conversationId,
          matter_id: matterId,
        },
        ...{ position: index + 1, name: slot.name, help: slot.help, required: slot.required },
        ...{ types: slot.types, max_files: slot.maxFiles, max_bytes: slot.maxBytes },
      })),
    )
    .execute();
  const request = { id, matter_id: matterId, conversation_id: conversationId, title, due_on: dueOn };
  await askToDo(tx, firmId, request, await currentExternals(tx, firmId, conversationId), { staffId, now });
  await tellOfNote(tx, { firmId, conversationId, seq, at: now });
  if (input.templateName !== undefined) await keepTemplate(tx, actor, input.templateName, input.slots);
  await record(tx, actor, request, 'file_request.created', { title, slots: input.slots.length });
  await actAgainAs(tx, staffId);
  return id;
}

/** The request for whoever may act on it: opened with their eyes, locked as the program. */
async function openRequest(tx: Tx, actor: StaffActor, id: string) {
  const { firmId, staffId, now } = actor;
  const seen = await tx
    .selectFrom('file_requests')
    .select('conversation_id')
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirst();
  const { conversation_id } = found(seen);
  const opened = await openConversation(tx, firmId, actor, conversation_id, now);
  if (!opened.staff_ids.includes(staffId))
    throw problem('forbidden', 'Only who takes part in the conversation may do this.');
  await actAsProgram(tx);
  const conversation = await lockConversation(tx, firmId, conversation_id);
  const request = await lockRequest(tx, firmId, id);
  return { conversation, request };
}

export async function lockRequest(tx: Tx, firmId: string, id: string) {
  return found(
    await tx
      .selectFrom('file_requests')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  );
}

export async function patchRequest(
  tx: Tx,
  actor: StaffActor,
  id: string,
  patch: RequestPatch,
  expected: number | null,
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const { request } = await openRequest(tx, actor, id);
  checkVersion(request.version, expected);
  if (request.state !== 'open') throw problem('wrong_state', 'Nobody waits for it any more.');
  const facts = {
    due_on: patch.dueOn === undefined ? request.due_on : patch.dueOn,
    remind_every: patch.remindEvery === undefined ? request.remind_every : patch.remindEvery,
    reminded: request.reminded,
  };
  await tx
    .updateTable('file_requests')
    .set({ ...facts, remind_at: await remindAt(tx, firmId, facts, now), version: request.version + 1 })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await sql`update to_dos set due_on = ${facts.due_on} where firm_id = ${firmId} and kind = 'request' and source_id = ${id}`.execute(
    tx,
  );
  await record(tx, actor, request, 'file_request.changed', {
    dueOn: facts.due_on,
    remindEvery: facts.remind_every,
  });
  await actAgainAs(tx, staffId);
}

export async function cancelByStaff(tx: Tx, actor: StaffActor, id: string): Promise<void> {
  const { request, conversation } = await openRequest(tx, actor, id);
  if (request.state === 'complete') throw problem('wrong_state', 'It is complete already.');
  if (request.state === 'open') {
    await cancelRequest(tx, actor.firmId, request, actor.now);
    const note = { what: 'request_cancelled', text: request.title };
    await postNote(tx, conversation, { staffId: actor.staffId }, note, actor.now);
    await record(tx, actor, request, 'file_request.cancelled', { title: request.title });
  }
  await actAgainAs(tx, actor.staffId);
}

/** Answers the request's id. */
export async function decideOnSlot(
  tx: Tx,
  actor: StaffActor,
  slotId: string,
  { event, reason, fileIds }: Decision,
): Promise<string> {
  const { firmId, staffId, now } = actor;
  const seen = await tx
    .selectFrom('request_slots')
    .select('request_id')
    .where('firm_id', '=', firmId)
    .where('id', '=', slotId)
    .executeTakeFirst();
  const { request, conversation } = await openRequest(tx, actor, found(seen).request_id);
  if (request.state === 'cancelled') throw problem('wrong_state', 'It is not asked for any more.');
  const slot = await lockSlot(tx, firmId, slotId);
  const state = decideSlot(slot.state, event);
  if (state === null) throw problem('wrong_state', stateWords[slot.state]);
  if (event === 'reject' && reason === '')
    throw problem('invalid_input', 'reason: say what is wrong, so that the client can put it right.', {
      fields: [{ field: 'reason', message: 'Say what is wrong' }],
    });
  if (event === 'accept')
    await markFiles(tx, firmId, slotId, { from: ['received'], to: 'accepted', reason: '' });
  if (event === 'reject')
    await markFiles(tx, firmId, slotId, { from: ['received', 'accepted'], to: 'rejected', reason, fileIds });
  await setSlot(tx, firmId, slotId, { state, reason: event === 'reject' ? reason : '', staffId, now });
  await settle(tx, firmId, request, now);
  if (event === 'reject') {
    const note = { what: 'request_rejected', text: slot.name };
    const { seq } = await postNote(tx, conversation, { staffId }, note, now);
    await tellOfNote(tx, { firmId, conversationId: conversation.id, seq, at: now });
  }
  await record(tx, actor, request, 'file_request.decided', {
    slot: slot.name,
    event,
    ...(reason && { reason }),
  });
  await actAgainAs(tx, staffId);
  return request.id;
}

const stateWords: Record<SlotState, string> = {
  open: 'Nothing came for it yet.',
  received: 'Look at what came first.',
  accepted: 'It was accepted already.',
  rejected: 'It was rejected; the client has to send it again.',
  waived: 'It is not needed any more; ask for it once more first.',
};

export async function lockSlot(tx: Tx, firmId: string, id: string) {
  return found(
    await tx
      .selectFrom('request_slots')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  );
}

export async function setSlot(
  tx: Tx,
  firmId: string,
  id: string,
  { state, reason, staffId, now }: { state: SlotState; reason: string; staffId: string | null; now: Date },
): Promise<void> {
  await tx
    .updateTable('request_slots')
    .set({ state, reason, decided_by_staff_id: staffId, decided_at: staffId === null ? null : now })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
}

async function markFiles(
  tx: Tx,
  firmId: string,
  slotId: string,
  mark: {
    from: ('received' | 'accepted')[];
    to: 'accepted' | 'rejected';
    reason: string;
    fileIds?: readonly string[] | undefined;
  },
): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('request_files')
    .set({ state: mark.to, reason: mark.reason })
    .where('firm_id', '=', firmId)
    .where('slot_id', '=', slotId)
    .where('state', 'in', mark.from)
    .$if(mark.fileIds !== undefined, (rows) => rows.where('id', 'in', [...(mark.fileIds ?? [])]))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw problem('invalid_input', 'fileIds: there is no such file to decide on.');
}

export async function record(
  tx: Tx,
  actor: Actor,
  request: Pick<SettledRequest, 'id' | 'matter_id' | 'conversation_id'>,
  action: `file_request.${string}`,
  detail: Record<string, unknown>,
): Promise<void> {
  const { id, matter_id: matterId, conversation_id: conversationId } = request;
  const { firmId, staffId, portalUserId, now: at } = actor;
  await audit(tx, {
    ...{ firmId, staffId, action, subjectType: 'file_request', subjectId: id, matterId, at, detail },
    ...(portalUserId ? { portalUserId } : {}),
  });
  await tellScreens(tx, firmId, { id, matterId, conversationId });
}

/** Those who take part, and staff who look at the matter. */
export async function tellScreens(
  tx: Tx,
  firmId: string,
  { id, matterId, conversationId }: { id: string; matterId: string; conversationId: string },
): Promise<void> {
  const type = 'file_request.changed';
  await appendEvents(tx, firmId, [
    { type, subjectId: id, conversationId },
    { type, subjectId: id, matterId },
    { type: 'conversation.changed', subjectId: conversationId, conversationId },
  ]);
}
