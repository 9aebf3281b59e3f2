/** A person says what holds when the matter went back behind what was reached. */
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { loadCase, lockCase } from './case-facts.ts';
import { closeConflict, listOpenConflicts, sideAgainstMatter } from './conflicts.ts';
import type { Sender } from './messages.ts';
import { actOnStage, moveMatter } from './progress.ts';

export type ConflictAnswer = 'undo' | 'move_matter' | 'leave';

export async function answerConflict(
  tx: Tx,
  sender: Sender,
  actor: Actor,
  which: { leadId: string; conflictId: string },
  answer: ConflictAnswer,
): Promise<void> {
  const { leadId, conflictId } = which;
  await lockCase(tx, actor.firmId, leadId);
  const facts = await loadCase(tx, actor.firmId, leadId, sender.practiceSystems);
  const open = await listOpenConflicts(tx, actor.firmId, leadId);
  const conflict = found(open.find(({ id }) => id === conflictId));
  const { matter } = facts;
  const stands = matter?.stage ? sideAgainstMatter(facts, conflict.side, matter.stage.id) : null;
  if (!matter || stands?.kind !== 'conflict')
    throw problem('wrong_state', 'The matter and the stages agree again.');
  if (answer === 'move_matter') {
    const furthest = found(facts.stages.find(({ id }) => id === stands.furthest));
    if (matter.keptElsewhere)
      throw problem(
        'wrong_state',
        `The matter is kept in ${matter.keeper?.name ?? 'another system'}: move it there.`,
      );
    await moveMatter(tx, actor, matter.id, found(furthest.mapsTo).id);
  }
  // Closed first: undoing what it is about would end it as over.
  await closeConflict(tx, actor, conflictId, answer);
  if (answer === 'undo')
    for (const stageId of stands.beyond.toReversed())
      await actOnStage(tx, sender, actor, leadId, { stageId, do: 'undo' });
  await recordChange(tx, actor, {
    action: 'lead.stage_changed',
    id: leadId,
    matterId: matter.id,
    detail: { did: 'conflict_answered', answer, side: conflict.side },
  });
}
