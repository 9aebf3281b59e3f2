/** Moving a case from stage to stage, and what goes along: its matter, its messages, its history. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { addLeadEvent } from '../leads/index.ts';
import { updateMatter } from '../practice/index.ts';
import { type CaseFacts, type CaseStage, loadCase, lockCase } from './case-facts.ts';
import { settleConflicts } from './conflicts.ts';
import {
  decideMatterBack,
  decideMatterMove,
  decideStage,
  type MappedStage,
  type StageAct,
  type StageMove,
} from './decide.ts';
import type { Origin, StageTrigger } from './kinds.ts';
import { type Sender, tellOfStage } from './messages.ts';
import { ensureKeyStages } from './seeds.ts';
import './tables.ts';

export interface StageWish {
  stageId: string;
  do: StageAct;
  /** YYYY-MM-DD; today unless said. */
  on?: string | undefined;
  note?: string;
  /** false: nobody gets a message. */
  tell?: boolean;
}

/** What a person does with a stage. Audited. */
export async function actOnStage(
  tx: Tx,
  sender: Sender,
  actor: Actor,
  leadId: string,
  wish: StageWish,
): Promise<void> {
  await lockCase(tx, actor.firmId, leadId);
  const facts = await loadCase(tx, actor.firmId, leadId, sender.practiceSystems);
  const stage = found(facts.stages.find(({ id }) => id === wish.stageId));
  const move = await decideFor(tx, actor, stage, { ...wish, by: 'person' });
  if (move.kind === 'refused')
    throw move.field
      ? problem('invalid_input', move.why, { fields: [{ field: move.field, message: move.why }] })
      : problem('wrong_state', move.why);
  if (move.kind === 'nothing') return;
  await applyMove(tx, sender, actor, { facts, stage, move, wish, by: 'person' });
  await settleConflicts(tx, actor, await loadCase(tx, actor.firmId, leadId, sender.practiceSystems));
}

async function decideFor(
  tx: Tx,
  actor: Actor,
  stage: CaseStage,
  wish: StageWish & { by: 'person' | 'program' },
): Promise<StageMove> {
  const today = todayIn(await firmFacts(tx, actor.firmId), actor.now);
  const standing = {
    state: stage.said?.state ?? 'pending',
    eventOn: stage.said?.eventOn ?? null,
    optional: stage.optional,
  };
  return decideStage(standing, {
    do: wish.do,
    by: wish.by,
    on: wish.on ?? (standing.state === 'reached' ? (standing.eventOn ?? today) : today),
    today,
    note: wish.note ?? '',
  });
}

interface Step {
  facts: CaseFacts;
  stage: CaseStage;
  move: Extract<StageMove, { kind: 'set' }>;
  wish: StageWish;
  by: Origin;
  /** The matter moved first. */
  matterMoved?: { from: string | null; to: string };
}

async function applyMove(tx: Tx, sender: Sender, actor: Actor, step: Step): Promise<void> {
  const { facts, stage, move, wish, by } = step;
  const { firmId, staffId, now } = actor;
  const went = step.matterMoved ?? (await moveMatterAlong(tx, actor, step));
  const kept = stage.said?.state === 'reached' && move.state === 'reached';
  const row = {
    state: move.state,
    event_on: move.eventOn,
    entered_at: now,
    entered_by: by,
    staff_id: staffId,
    note: wish.note ?? '',
    // A corrected day keeps what its reaching did to the matter.
    matter_stage_from: kept ? (stage.said?.matterFrom ?? null) : (went?.from ?? null),
    matter_stage_to: kept ? (stage.said?.matterTo ?? null) : (went?.to ?? null),
  };
  await tx
    .insertInto('key_stage_progress')
    .values({ firm_id: firmId, lead_id: facts.leadId, key_stage_id: stage.id, ...row })
    .onConflict((conflict) => conflict.columns(['firm_id', 'lead_id', 'key_stage_id']).doUpdateSet(row))
    .execute();
  const told = move.news && wish.tell !== false ? await tellOfStage(tx, sender, actor, facts, stage) : 0;
  const did =
    wish.do === 'undo' ? 'undone' : move.state === 'reached' && !move.news ? 'corrected' : move.state;
  const detail = {
    stage: stage.label,
    stageId: stage.id,
    side: stage.side,
    by,
    ...(move.eventOn === null ? {} : { on: move.eventOn }),
    ...(told > 0 ? { messages: told } : {}),
  };
  await addLeadEvent(tx, {
    firmId,
    leadId: facts.leadId,
    kind: `stage_${did}`,
    text: [stage.label, wish.note ?? ''].filter((part) => part !== '').join('\n'),
    staffId,
    detail,
    at: now,
  });
  await recordChange(tx, actor, {
    action: 'lead.stage_changed',
    id: facts.leadId,
    matterId: facts.matter?.id ?? null,
    detail: { did, ...detail },
  });
}

/** The matter follows: forward when a stage is reached, back when a person takes that back. Answers where it went. */
async function moveMatterAlong(
  tx: Tx,
  actor: Actor,
  { facts, stage, move, wish }: Step,
): Promise<{ from: string | null; to: string } | null> {
  const { matter } = facts;
  if (!matter) return null;
  if (move.news) {
    const decided = decideMatterMove(matter, stage.mapsTo);
    if (decided.kind !== 'move') return null;
    await moveMatter(tx, actor, matter.id, decided.to);
    return { from: matter.stage?.id ?? null, to: decided.to };
  }
  if (wish.do === 'undo' && stage.said?.state === 'reached') {
    const moved = { from: stage.said.matterFrom, to: stage.said.matterTo };
    const others = mapped(facts.stages.filter(({ id }) => id !== stage.id));
    const back = decideMatterBack(matter, moved, others);
    if (back !== null && (await isStageOf(tx, actor.firmId, matter.id, back)))
      await moveMatter(tx, actor, matter.id, back);
  }
  return null;
}

/** The trigger that tells us of moved matters passes over this one: it is our own echo. */
export async function moveMatter(tx: Tx, actor: Actor, matterId: string, stageId: string): Promise<void> {
  await sql`select set_config('app.stage_origin', 'key_stages', true)`.execute(tx);
  await updateMatter(tx, actor, matterId, { stageId }, null);
  await sql`select set_config('app.stage_origin', '', true)`.execute(tx);
}

/** Stages may have been removed, and the matter's type changed, since the matter stood there. */
async function isStageOf(tx: Tx, firmId: string, matterId: string, stageId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from matters m
    join matter_types t on t.firm_id = ${firmId} and t.id = m.matter_type_id
    join stages s on s.firm_id = ${firmId} and s.stage_set_id = t.stage_set_id
    where m.firm_id = ${firmId} and m.id = ${matterId} and s.id = ${stageId}`.execute(tx);
  return rows.length > 0;
}

export function mapped(stages: readonly CaseStage[]): MappedStage[] {
  return stages.map(({ id, state, mapsTo }) => ({ id, state, mapsTo: mapsTo?.id ?? null }));
}

/** A stage reached by the product itself; what stands reached already stays as it is. Answers whether it moved. */
export async function reachByProgram(
  tx: Tx,
  sender: Sender,
  actor: Actor,
  facts: CaseFacts,
  reached: {
    stage: CaseStage;
    by: Exclude<Origin, 'person'>;
    on?: string;
    matterMoved?: { from: string | null; to: string };
  },
): Promise<boolean> {
  const { stage, by, on, matterMoved } = reached;
  const wish = { stageId: stage.id, do: 'reach' as const, on };
  const move = await decideFor(tx, actor, stage, { ...wish, by: 'program' });
  if (move.kind !== 'set') return false;
  await applyMove(tx, sender, actor, {
    facts,
    stage,
    move,
    wish,
    by,
    ...(matterMoved ? { matterMoved } : {}),
  });
  return true;
}

/**
 * Something happened that reaches stages by itself: those of the case with that trigger, which apply and are not archived.
 * Answers how many were reached; again, none. The actor is whoever did it, staff or (null) the client or program. Call it
 * in the transaction of what happened. `on`: YYYY-MM-DD, today unless said.
 */
export async function reachByTrigger(
  tx: Tx,
  sender: Sender,
  actor: Actor,
  leadId: string,
  trigger: StageTrigger,
  on?: string,
): Promise<number> {
  await lockCase(tx, actor.firmId, leadId);
  await ensureKeyStages(tx, actor.firmId);
  let count = 0;
  const first = await loadCase(tx, actor.firmId, leadId, sender.practiceSystems);
  for (const { id, applies, archived, autoTrigger } of first.stages) {
    if (autoTrigger !== trigger || applies === 'no' || archived) continue;
    // Each may have moved the matter: the next is decided on how it stands then.
    const facts = await loadCase(tx, actor.firmId, leadId, sender.practiceSystems);
    const stage = facts.stages.find((one) => one.id === id);
    if (!stage) continue;
    const reached = { stage, by: trigger, ...(on === undefined ? {} : { on }) };
    if (await reachByProgram(tx, sender, actor, facts, reached)) count += 1;
  }
  return count;
}
