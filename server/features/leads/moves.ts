/** A lead from state to state, with what goes along: its times, its reason, its chase. */
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { moveReferral, type ReferralNews } from '../referrers/index.ts';
import { stopsIn } from './chase-decide.ts';
import { beginChase, lockChase, stopChase } from './chases.ts';
import { decideMove, decideReopen, isOpen, type LeadState, type Move } from './decide.ts';
import { addLeadEvent } from './events.ts';
import { lockLead } from './store.ts';
import './tables.ts';

type LeadRow = Awaited<ReturnType<typeof lockLead>>;

export interface WantedState {
  state: LeadState;
  lostReasonId?: string | undefined;
  note?: string | undefined;
  duplicateOfId?: string | undefined;
}

/** As a person moves it. Audited; `wrong_state` where the table of moves says no. */
export async function moveLead(tx: Tx, actor: Actor, id: string, wanted: WantedState): Promise<void> {
  const row = await lockLead(tx, actor.firmId, id);
  const reason = wanted.state === 'lost' ? (wanted.lostReasonId ?? null) : null;
  const move = decideMove(standingOf(row), {
    to: wanted.state,
    by: 'person',
    hasReason: reason !== null,
  });
  if (move.kind === 'refused') throw refused(move, wanted);
  const label = reason === null ? null : await reasonLabel(tx, actor.firmId, reason);
  const duplicateOfId = wanted.state === 'duplicate' ? (wanted.duplicateOfId ?? null) : null;
  if (duplicateOfId !== null) await mustBeAnother(tx, actor.firmId, id, duplicateOfId);
  await apply(tx, actor, row, move, {
    lostReasonId: reason,
    lostNote: isOpen(move.to) ? '' : (wanted.note ?? ''),
    duplicateOfId,
    detail: { ...(label === null ? {} : { reason: label }) },
    text: wanted.note ?? '',
  });
  // Whoever puts it under "chasing" wants it chased.
  if (move.to === 'chasing' && (await lockChase(tx, actor.firmId, id))?.state !== 'running')
    await beginChase(tx, actor, id);
  // Back among the quoted, or on to a matter: reminders would be wrong.
  if (move.to === 'quoted' && row.state === 'chasing') await stopChase(tx, actor, id, 'person');
  await record(tx, actor, row, move.to);
}

/** Back to where it was before it was closed. */
export async function reopenLead(tx: Tx, actor: Actor, id: string): Promise<void> {
  const row = await lockLead(tx, actor.firmId, id);
  const move = decideReopen(standingOf(row));
  if (move.kind === 'refused') throw problem('wrong_state', move.why);
  await apply(tx, actor, row, move, { detail: { reopened: true } });
  await record(tx, actor, row, move.to);
}

/**
 * As the program moves it, where the table allows: a quote goes out, the client accepts. Answers whether it moved; a lead
 * that is further on already stays. Audited by the caller.
 */
export async function moveByProgram(
  tx: Tx,
  actor: Actor,
  row: LeadRow,
  to: LeadState,
  more: { matterId?: string } = {},
): Promise<boolean> {
  const move = decideMove(standingOf(row), { to, by: 'program' });
  if (move.kind === 'refused') return false;
  await apply(tx, actor, row, move, more);
  return true;
}

function standingOf(row: LeadRow) {
  return { state: row.state, stateBefore: row.state_before };
}

async function apply(
  tx: Tx,
  actor: Actor,
  row: LeadRow,
  move: Extract<Move, { kind: 'moved' }>,
  more: {
    lostReasonId?: string | null;
    lostNote?: string;
    duplicateOfId?: string | null;
    matterId?: string;
    detail?: Record<string, unknown>;
    text?: string;
  },
): Promise<void> {
  const { firmId, now } = actor;
  const { to } = move;
  await tx
    .updateTable('leads')
    .set({
      state: to,
      state_before: move.stateBefore,
      state_since: now,
      lost_reason_id: more.lostReasonId ?? null,
      lost_note: more.lostNote ?? '',
      duplicate_of_id: more.duplicateOfId ?? null,
      ...(more.matterId === undefined ? {} : { matter_id: more.matterId }),
      quoted_at: to === 'quoted' ? (row.quoted_at ?? now) : row.quoted_at,
      instructed_at: to === 'instructed' ? (row.instructed_at ?? now) : row.instructed_at,
      closed_at: isOpen(to) ? null : (row.closed_at ?? now),
      version: row.version + 1,
      updated_at: now,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', row.id)
    .execute();
  await addLeadEvent(tx, {
    firmId,
    leadId: row.id,
    kind: 'state_changed',
    staffId: actor.staffId,
    text: more.text ?? '',
    detail: { from: row.state, to, ...more.detail },
    at: now,
  });
  const news = newsFor(row.state, to);
  if (news) await moveReferral(tx, actor, { leadId: row.id, news });
  const why = stopsIn[to];
  if (why) await stopChase(tx, actor, row.id, why);
}

/** What whoever sent the client hears of a move; null: nothing. */
function newsFor(from: LeadState, to: LeadState): ReferralNews | null {
  if (to === 'instructed') return 'instructed';
  if (isOpen(to)) return isOpen(from) ? null : 'reopened';
  return to === 'converted' || !isOpen(from) ? null : 'lost';
}

async function record(tx: Tx, actor: Actor, row: LeadRow, to: LeadState): Promise<void> {
  await recordChange(tx, actor, {
    action: 'lead.state_changed',
    id: row.id,
    matterId: row.matter_id,
    detail: { from: row.state, to },
  });
}

function refused(move: Extract<Move, { kind: 'refused' }>, wanted: WantedState) {
  if (wanted.state !== 'lost' || wanted.lostReasonId !== undefined) return problem('wrong_state', move.why);
  return problem('invalid_input', move.why, {
    fields: [{ field: 'lostReasonId', message: 'Choose a reason' }],
  });
}

async function reasonLabel(tx: Tx, firmId: string, id: string): Promise<string> {
  const reason = await tx
    .selectFrom('lost_reasons')
    .select('label')
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (reason) return reason.label;
  throw problem('invalid_input', 'There is no such reason.', {
    fields: [{ field: 'lostReasonId', message: 'Choose one of the list' }],
  });
}

async function mustBeAnother(tx: Tx, firmId: string, id: string, otherId: string): Promise<void> {
  const other =
    id === otherId
      ? undefined
      : await tx
          .selectFrom('leads')
          .select('id')
          .where('firm_id', '=', firmId)
          .where('id', '=', otherId)
          .executeTakeFirst();
  if (!other)
    throw problem('invalid_input', 'Choose another lead that this one repeats.', {
      fields: [{ field: 'duplicateOfId', message: 'Choose another lead' }],
    });
}
