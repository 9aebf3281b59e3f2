/** The matter went back behind what was reached: kept as a question until a person answers, or until it is over. */
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Side } from '../fee-scales/index.ts';
import type { CaseFacts } from './case-facts.ts';
import { decideFromMatter, type FromMatter } from './decide.ts';
import './tables.ts';

/** What the matter's present stage says of one side. */
export function sideAgainstMatter(facts: CaseFacts, side: Side, matterStageId: string): FromMatter {
  const stages = facts.stages
    .filter((stage) => stage.side === side)
    .map(({ id, state, mapsTo }) => ({ id, state, mapsTo: mapsTo?.id ?? null }));
  return decideFromMatter(stages, matterStageId);
}

/** One open question a side: a later move of the matter is the same question anew. */
export async function raiseConflict(
  tx: Tx,
  actor: Actor,
  conflict: { leadId: string; side: Side; stageId: string; matterStageId: string },
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const about = {
    key_stage_id: conflict.stageId,
    matter_stage_id: conflict.matterStageId,
    moved_by_staff_id: staffId,
    at: now,
  };
  const open = await tx
    .updateTable('key_stage_conflicts')
    .set(about)
    .where('firm_id', '=', firmId)
    .where('lead_id', '=', conflict.leadId)
    .where('side', '=', conflict.side)
    .where('answered_at', 'is', null)
    .returning('id')
    .execute();
  if (open.length > 0) return;
  await tx
    .insertInto('key_stage_conflicts')
    .values({
      firm_id: firmId,
      id: newId(),
      lead_id: conflict.leadId,
      side: conflict.side,
      ...about,
      answer: null,
      answered_at: null,
      answered_by_staff_id: null,
    })
    .execute();
}

export function listOpenConflicts(tx: Tx, firmId: string, leadId: string) {
  return tx
    .selectFrom('key_stage_conflicts as c')
    .innerJoin('stages as s', (join) =>
      join.onRef('s.firm_id', '=', 'c.firm_id').onRef('s.id', '=', 'c.matter_stage_id'),
    )
    .leftJoin('staff_members as w', (join) =>
      join.onRef('w.firm_id', '=', 'c.firm_id').onRef('w.id', '=', 'c.moved_by_staff_id'),
    )
    .select(['c.id', 'c.side', 'c.key_stage_id', 'c.matter_stage_id', 'c.at', 's.name as matter_stage_name'])
    .select(['w.first_name', 'w.last_name'])
    .where('c.firm_id', '=', firmId)
    .where('c.lead_id', '=', leadId)
    .where('c.answered_at', 'is', null)
    .orderBy('c.at')
    .execute();
}

/** Closes what is no question any more: the matter went on, or the stages were undone. */
export async function settleConflicts(tx: Tx, actor: Actor, facts: CaseFacts): Promise<void> {
  for (const open of await listOpenConflicts(tx, actor.firmId, facts.leadId)) {
    const stageId = facts.matter?.stage?.id;
    const stands = stageId !== undefined && sideAgainstMatter(facts, open.side, stageId).kind === 'conflict';
    if (!stands) await closeConflict(tx, { ...actor, staffId: null }, open.id, 'over');
  }
}

export async function closeConflict(
  tx: Tx,
  { firmId, staffId, now }: Actor,
  id: string,
  answer: 'undo' | 'move_matter' | 'leave' | 'over',
): Promise<void> {
  await tx
    .updateTable('key_stage_conflicts')
    .set({ answer, answered_at: now, answered_by_staff_id: staffId })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .where('answered_at', 'is', null)
    .execute();
}
