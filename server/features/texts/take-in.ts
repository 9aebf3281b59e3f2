/** A text that came in finds its place (T6). One transaction, in the program's scope. */
import { sql } from 'kysely';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { insertTasks } from '../practice/index.ts';
import { type Candidate, loadPeople, type Person } from './candidates.ts';
import { addConsent, readNumberStates } from './consent-store.ts';
import type { InboundRow } from './inbound-store.ts';
import { queueAnswer } from './keyword-answer.ts';
import { decideInbound, type InboundDecision, type Place } from './place.ts';
import { findSettings, type SettingsRow, type TextsDeps } from './settings-store.ts';

export async function takeIn(tx: Tx, deps: TextsDeps, firmId: string, id: string): Promise<void> {
  const row = await tx
    .selectFrom('text_inbound')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .where('state', '=', 'new')
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  const settings = await findSettings(tx, firmId);
  if (!row || !settings) return;
  const actor: Actor = { firmId, staffId: null, now: deps.platform.clock.now() };
  const people = await loadPeople(tx, firmId, row.number, row.line_id);
  const state = (await readNumberStates(tx, firmId, [row.number])).get(row.number);
  const decision = decideInbound({
    now: actor.now,
    reply: row.reply,
    consent: state?.consent ?? null,
    tollFree: await isTollFree(tx, row),
    keywordAnswers: settings.keyword_answers,
    answeredByProvider: row.answered_by_provider,
    people,
    unknownSenders: settings.unknown_senders,
    conversations: deps.inbox !== null,
  });
  // Said once more, it is no news.
  const change = decision.consent?.change === state?.consent ? null : (decision.consent?.change ?? null);
  const told = change === null ? [] : people.flatMap(({ conversations }) => conversations);
  await lockConversations(tx, firmId, [
    ...told.map(({ conversationId }) => conversationId),
    ...(decision.place.to === 'conversation' ? [decision.place.conversationId] : []),
  ]);
  await heedConsent(tx, actor, row, people, decision);
  if (decision.answer !== null) await queueAnswer(tx, actor, row, decision.answer);
  const conversation = await putInPlace(tx, deps, { actor, row, people, settings }, decision.place);
  await tx
    .updateTable('text_inbound')
    .set({ review: decision.review ? 'open' : 'none' })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  for (const { conversationId, portalUserId } of told)
    if (change !== null)
      await deps.inbox?.noteConsent(tx, { firmId, conversationId, portalUserId, change, at: actor.now });
  await appendEvents(tx, firmId, [
    { type: 'text_inbound.changed', subjectId: id, matterId: conversation?.matterId ?? null },
    ...told.map(({ conversationId }) => ({
      type: 'conversation.changed',
      subjectId: conversationId,
      conversationId,
      staffOnly: true,
    })),
  ]);
}

/** Whoever posts holds the conversation and then asks for the number and the firm's counter: here, too. */
async function lockConversations(tx: Tx, firmId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`select 1 from conversations where firm_id = ${firmId} and id = any(${[...ids]}::uuid[])
    order by id for update`.execute(tx);
}

async function isTollFree(tx: Tx, { firm_id: firmId, line_id: lineId }: InboundRow): Promise<boolean> {
  if (lineId === null) return false;
  const line = await tx
    .selectFrom('text_lines')
    .select('kind')
    .where('firm_id', '=', firmId)
    .where('id', '=', lineId)
    .executeTakeFirst();
  return line?.kind === 'toll_free';
}

async function heedConsent(
  tx: Tx,
  actor: Actor,
  row: InboundRow,
  people: readonly Person[],
  { consent }: InboundDecision,
): Promise<void> {
  if (consent === null) return;
  const [person, another] = people;
  await addConsent(tx, actor, {
    number: row.number,
    change: consent.change,
    channel: 'sms',
    basis: `Texted: “${row.body.trim()}”`,
    contactId: person && !another ? person.contactId : null,
  });
}

interface TakenIn {
  actor: Actor;
  row: InboundRow;
  people: readonly Person[];
  settings: SettingsRow;
}

async function putInPlace(
  tx: Tx,
  deps: TextsDeps,
  { actor, row, people, settings }: TakenIn,
  place: Place,
): Promise<{ matterId: string | null } | null> {
  switch (place.to) {
    case 'conversation':
      return await fileInto(tx, deps, actor, row, place);
    case 'drop':
      await dropIt(tx, row);
      return null;
    case 'note':
      await setPlace(tx, row, { state: 'noted', due_at: null });
      return null;
    case 'triage': {
      const candidates = people.flatMap((person) => candidatesOf(person));
      const taskId = people.length === 0 ? await addTask(tx, actor, row, settings) : null;
      await setPlace(tx, row, {
        state: 'triage',
        reason: place.reason,
        candidates: candidates.length,
        task_id: taskId,
        due_at: null,
      });
      for (const candidate of candidates) await addCandidate(tx, row, candidate);
      return null;
    }
  }
}

/** Everything that the text may be about: whoever may not see all of it must not read the text. */
function candidatesOf({ contactId, open, matterIds }: Person): Candidate[] {
  const inConversations = open.map(({ conversationId, matterId }) => ({
    contactId,
    conversationId,
    matterId,
  }));
  const covered = new Set(open.map(({ matterId }) => matterId));
  const onMatters = matterIds
    .filter((matterId) => !covered.has(matterId))
    .map((matterId) => ({ contactId, conversationId: null, matterId }));
  const all = [...inConversations, ...onMatters];
  return all.length > 0 ? all : [{ contactId, conversationId: null, matterId: null }];
}

async function addCandidate(tx: Tx, row: InboundRow, candidate: Candidate): Promise<void> {
  await tx
    .insertInto('text_candidates')
    .values({
      firm_id: row.firm_id,
      id: newId(),
      inbound_id: row.id,
      contact_id: candidate.contactId,
      conversation_id: candidate.conversationId,
      matter_id: candidate.matterId,
    })
    .execute();
}

type Placed = Partial<
  Pick<
    InboundRow,
    | 'state'
    | 'reason'
    | 'candidates'
    | 'task_id'
    | 'due_at'
    | 'conversation_id'
    | 'seq'
    | 'contact_id'
    | 'portal_user_id'
    | 'settled_by_staff_id'
    | 'settled_at'
    | 'body'
  >
>;

export async function setPlace(
  tx: Tx,
  row: Pick<InboundRow, 'firm_id' | 'id'>,
  placed: Placed,
): Promise<void> {
  await tx
    .updateTable('text_inbound')
    .set(placed)
    .where('firm_id', '=', row.firm_id)
    .where('id', '=', row.id)
    .execute();
}

/** Writes it into a conversation; its files follow. */
export async function fileInto(
  tx: Tx,
  deps: TextsDeps,
  actor: Actor,
  row: InboundRow,
  place: { conversationId: string; portalUserId: string; contactId: string },
): Promise<{ matterId: string | null }> {
  if (deps.inbox === null) throw new Error('nobody writes into conversations');
  const { conversationId, portalUserId, contactId } = place;
  const files = await countFiles(tx, row);
  const { seq } = await deps.inbox.append(tx, {
    firmId: row.firm_id,
    conversationId,
    portalUserId,
    body:
      row.body.trim() === '' && files > 0
        ? `Sent ${files === 1 ? 'a file' : `${files} files`} by text.`
        : row.body,
    providerSid: row.provider_id,
    at: row.received_at,
  });
  await setPlace(tx, row, {
    state: 'filed',
    reason: null,
    conversation_id: conversationId,
    seq,
    contact_id: contactId,
    portal_user_id: portalUserId,
    due_at: null,
    ...(actor.staffId === null ? {} : { settled_by_staff_id: actor.staffId, settled_at: actor.now }),
  });
  // They waited for a place.
  await tx
    .updateTable('text_media')
    .set({ due_at: actor.now })
    .where('firm_id', '=', row.firm_id)
    .where('inbound_id', '=', row.id)
    .where('state', '=', 'waiting')
    .execute();
  const { rows } = await sql<{ matter_id: string | null }>`
    select matter_id from conversations where firm_id = ${row.firm_id} and id = ${conversationId}`.execute(
    tx,
  );
  return { matterId: rows[0]?.matter_id ?? null };
}

async function countFiles(tx: Tx, { firm_id: firmId, id }: InboundRow): Promise<number> {
  const { rows } = await sql<{ files: number }>`
    select count(*)::int as files from text_media where firm_id = ${firmId} and inbound_id = ${id}`.execute(
    tx,
  );
  return rows[0]?.files ?? 0;
}

/** The firm wants no texts of numbers that it does not know: that one came is all that is kept. */
async function dropIt(tx: Tx, row: InboundRow): Promise<void> {
  await setPlace(tx, row, { state: 'dropped', body: '', due_at: null });
  await tx
    .deleteFrom('text_media')
    .where('firm_id', '=', row.firm_id)
    .where('inbound_id', '=', row.id)
    .execute();
}

async function addTask(tx: Tx, actor: Actor, row: InboundRow, settings: SettingsRow): Promise<string> {
  const id = newId();
  await insertTasks(tx, actor.firmId, [
    {
      id,
      matterId: null,
      contactId: null,
      assigneeId: settings.triage_assignee_id,
      subject: `Text from ${row.number}: nobody has this number`,
      description: 'Find its place under Texts.',
      dueOn: null,
      activityCodeId: null,
      logEntryId: null,
    },
  ]);
  await appendEvents(tx, actor.firmId, [{ type: 'task.changed', subjectId: id }]);
  return id;
}
