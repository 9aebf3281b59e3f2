/** Where a matter stands among the stages of its type, beside the key stages of the case that it was. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { found } from '../../platform/http/problems.ts';
import { type CaseStage, loadCase } from './case-facts.ts';
import type { MatterStages } from './shapes.ts';
import { findLeadOfMatter } from './views.ts';

/** `not_found` for a matter that the reader does not see. */
export async function listMatterStages(tx: Tx, firmId: string, matterId: string): Promise<MatterStages> {
  const matter = await tx
    .selectFrom('matters as m')
    .leftJoin('matter_types as t', (join) =>
      join.onRef('t.firm_id', '=', 'm.firm_id').onRef('t.id', '=', 'm.matter_type_id'),
    )
    .select(['m.stage_id', 't.stage_set_id'])
    .where('m.firm_id', '=', firmId)
    .where('m.id', '=', matterId)
    .executeTakeFirst();
  const { stage_id: current, stage_set_id: stageSetId } = found(matter);
  // A mirrored matter may stand at a stage of another set than its type's: then that set is the matter's.
  const { rows } = await sql<{ id: string; set: string; name: string; position: number }>`
    select id, stage_set_id as set, name, position from stages
    where firm_id = ${firmId} and stage_set_id = coalesce(
      (select stage_set_id from stages where firm_id = ${firmId} and id = ${current}::uuid), ${stageSetId}::uuid)
    order by position, id`.execute(tx);
  const leadId = await findLeadOfMatter(tx, firmId, matterId);
  const stages = leadId === null ? [] : (await loadCase(tx, firmId, leadId)).stages;
  return {
    items: rows.map(({ id, name, position }) => ({
      ...{ id, name, position, current: id === current },
      keyStages: stages.filter(({ mapsTo }) => mapsTo?.id === id).map(shown),
    })),
    next: null,
    stageSetId: rows[0]?.set ?? stageSetId,
    leadId,
  };
}

function shown({ id, code, side, label, state, said }: CaseStage) {
  return { stageId: id, code, side, label, state, eventOn: said?.eventOn ?? null };
}
