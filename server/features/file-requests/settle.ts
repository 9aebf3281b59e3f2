/** What follows from a change of slots: whether the request is complete, when it reminds again, and what is left to do. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { firmFacts } from '../firms/index.ts';
import { addToDo, completeBySource, reopenBySource, withdrawBySource } from '../to-dos/index.ts';
import { nextReminder } from './remind.ts';
import { type RequestState, type SlotFacts, stateOf } from './states.ts';
import './tables.ts';

export interface SettledRequest {
  id: string;
  conversation_id: string;
  matter_id: string;
  seq: number;
  title: string;
  due_on: string | null;
  remind_every: number | null;
  reminded: number;
  state: RequestState;
}

const sourceOf = (firmId: string, id: string) => ({ firmId, kind: 'request', sourceId: id }) as const;

/** When it reminds next, by the firm's clock. */
export async function remindAt(
  tx: Tx,
  firmId: string,
  request: Pick<SettledRequest, 'due_on' | 'remind_every' | 'reminded'>,
  now: Date,
): Promise<Date | null> {
  const { timeZone } = await firmFacts(tx, firmId);
  const { due_on: dueOn, remind_every: every, reminded } = request;
  return nextReminder({ now, timeZone, dueOn, every, reminded });
}

/** After each change of a slot. */
export async function settle(tx: Tx, firmId: string, request: SettledRequest, now: Date): Promise<void> {
  if (request.state === 'cancelled') return;
  const { rows } = await sql<SlotFacts>`
    select state, required from request_slots where firm_id = ${firmId} and request_id = ${request.id}`.execute(
    tx,
  );
  const state = stateOf(rows);
  if (state === request.state) return;
  const open = state === 'open';
  await tx
    .updateTable('file_requests')
    .set({
      state,
      settled_at: open ? null : now,
      remind_at: open ? await remindAt(tx, firmId, request, now) : null,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', request.id)
    .execute();
  if (open)
    await reopenBySource(tx, sourceOf(firmId, request.id), {
      title: request.title,
      dueOn: request.due_on,
      passesAt: null,
    });
  else await completeBySource(tx, sourceOf(firmId, request.id), 'all_slots_accepted', now);
}

/** Nobody waits for it any more. */
export async function cancelRequest(
  tx: Tx,
  firmId: string,
  request: Pick<SettledRequest, 'id'>,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('file_requests')
    .set({ state: 'cancelled', settled_at: now, remind_at: null })
    .where('firm_id', '=', firmId)
    .where('id', '=', request.id)
    .where('state', '<>', 'cancelled')
    .execute();
  await withdrawBySource(tx, sourceOf(firmId, request.id));
}

export async function askToDo(
  tx: Tx,
  firmId: string,
  request: Pick<SettledRequest, 'id' | 'matter_id' | 'conversation_id' | 'title' | 'due_on'>,
  people: readonly string[],
  { staffId = null, now }: { staffId?: string | null; now: Date },
): Promise<void> {
  for (const portalUserId of people)
    await addToDo(tx, {
      ...{ firmId, matterId: request.matter_id, conversationId: request.conversation_id, portalUserId },
      ...{ kind: 'request', sourceId: request.id, title: request.title, dueOn: request.due_on },
      ...{ byStaffId: staffId, now },
    });
}
