/** Texts that are due, taken by one worker at a time; and what is noted of them. */
import type { Selectable } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { SentText } from '../../vendors/ports.ts';
import { reasonOf } from './provider-problems.ts';
import { noteState } from './queue.ts';
import { nextState } from './states.ts';
import type { TextMessagesTable } from './tables.ts';

export type TextRow = Selectable<TextMessagesTable>;

const atOnce = 20;
/** Should the worker die on the way, another comes after this. */
const claimMs = 2 * 60_000;

export async function claimTexts(tx: Tx, firmId: string, now: Date): Promise<TextRow[]> {
  const until = new Date(now.getTime() + claimMs);
  return await tx
    .updateTable('text_messages')
    .set({ claimed_until: until })
    .where('firm_id', '=', firmId)
    .where('id', 'in', (query) =>
      query
        .selectFrom('text_messages')
        .select('id')
        .where('firm_id', '=', firmId)
        .where('state', '=', 'queued')
        .where('due_at', '<=', now)
        .where((or) => or.or([or('claimed_until', 'is', null), or('claimed_until', '<', now)]))
        .orderBy('due_at')
        .orderBy('id')
        .limit(atOnce)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute();
}

/** null: it has left, or is gone. */
export async function lockQueued(tx: Tx, firmId: string, textId: string): Promise<TextRow | null> {
  const row = await lockText(tx, firmId, textId);
  return row?.state === 'queued' ? row : null;
}

export async function lockText(tx: Tx, firmId: string, textId: string): Promise<TextRow | null> {
  const row = await tx
    .selectFrom('text_messages')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('id', '=', textId)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function updateText(
  tx: Tx,
  row: Pick<TextRow, 'firm_id' | 'id'>,
  values: Partial<TextRow>,
): Promise<void> {
  await tx
    .updateTable('text_messages')
    .set(values)
    .where('firm_id', '=', row.firm_id)
    .where('id', '=', row.id)
    .execute();
}

/**
 * What the provider says of a text, in whatever order it comes. The row is locked by the caller, who tells (`tellText`) at the
 * end of the transaction if this changed anything.
 */
export async function noteSent(tx: Tx, row: TextRow, report: SentText, now: Date): Promise<boolean> {
  // Another text of the provider's under our id: nothing of ours.
  if (row.provider_id !== null && row.provider_id !== report.providerId) return false;
  const state = nextState(row.state, report.state);
  const learned = row.provider_id === null;
  if (state === row.state && !learned) return false;
  const ended = state === 'failed' || state === 'undelivered';
  await updateText(tx, row, {
    provider_id: report.providerId,
    claimed_until: null,
    asked_at: row.asked_at ?? now,
    ...(state === row.state
      ? {}
      : {
          state,
          state_at: now,
          error_code: ended ? report.code : null,
          reason: ended ? reasonOf(report.problem) : null,
        }),
  });
  if (state === row.state) return false;
  await noteState(tx, {
    firmId: row.firm_id,
    textId: row.id,
    state,
    code: ended ? report.code : null,
    at: now,
  });
  return true;
}

/** It does not leave, and says why. The caller tells. */
export async function endText(
  tx: Tx,
  row: TextRow,
  end: { state: 'refused' | 'failed'; reason: string; code: string | null; detail: string; rules?: string[] },
  now: Date,
): Promise<void> {
  const { state, reason, code, detail } = end;
  await updateText(tx, row, {
    state,
    reason,
    error_code: code,
    detail: detail.slice(0, 500),
    claimed_until: null,
    sealed: null,
    state_at: now,
    ...(end.rules ? { rules: end.rules } : {}),
  });
  await noteState(tx, { firmId: row.firm_id, textId: row.id, state, code, at: now });
}

/** Open screens look at the conversation's texts again. Last in a transaction: others of the firm wait for its counter. */
export async function tellText(
  tx: Tx,
  row: Pick<TextRow, 'firm_id' | 'id' | 'conversation_id'>,
): Promise<void> {
  if (row.conversation_id === null) return;
  const { conversation_id: id } = row;
  await appendEvents(tx, row.firm_id, [
    { type: 'text.changed', subjectId: id, conversationId: id, staffOnly: true },
  ]);
}
