import { sql } from 'kysely';
import type { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type * as schema from './matter-types-schema.ts';
import { checkReferences } from './references.ts';
import './tables.ts';

type MatterType = z.input<typeof schema.matterType>;
type StageSet = z.input<typeof schema.stageSet>;
type Stage = z.input<typeof schema.stage>;

export async function listMatterTypes(tx: Tx, firmId: string, id?: string): Promise<MatterType[]> {
  const { rows } = await sql<MatterType>`
    select t.id, t.name, t.stage_set_id as "stageSetId",
      (select count(*) from matters m where m.firm_id = ${firmId} and m.matter_type_id = t.id) as matters
    from matter_types t where t.firm_id = ${firmId} ${id === undefined ? sql`` : sql`and t.id = ${id}`}
    order by lower(t.name), t.id`.execute(tx);
  return rows;
}

export async function createMatterType(
  tx: Tx,
  actor: Actor,
  input: { name: string; stageSetId: string | null },
): Promise<MatterType> {
  const { firmId } = actor;
  await checkReferences(tx, firmId, input);
  const id = newId();
  const made = await tx
    .insertInto('matter_types')
    .values({ firm_id: firmId, id, name: input.name, stage_set_id: input.stageSetId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) throw problem('already_exists', 'There is a matter type of that name.');
  await recordChange(tx, actor, { action: 'matter_type.created', id, detail: { name: input.name } });
  return found((await listMatterTypes(tx, firmId, id))[0]);
}

export async function updateMatterType(
  tx: Tx,
  actor: Actor,
  id: string,
  patch: z.output<typeof schema.matterTypePatch>,
): Promise<MatterType> {
  const { firmId } = actor;
  await checkReferences(tx, firmId, patch);
  const before = found((await listMatterTypes(tx, firmId, id))[0]);
  const name = patch.name ?? before.name;
  const { rows } = await sql`
    select 1 from matter_types where firm_id = ${firmId} and lower(name) = lower(${name}) and id <> ${id}`.execute(
    tx,
  );
  if (rows.length > 0) throw problem('already_exists', 'There is a matter type of that name.');
  await tx
    .updateTable('matter_types')
    .set({ name, stage_set_id: patch.stageSetId === undefined ? before.stageSetId : patch.stageSetId })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await recordChange(tx, actor, { action: 'matter_type.changed', id, detail: patch });
  return found((await listMatterTypes(tx, firmId, id))[0]);
}

/** Removes a type that no matter has, walled matters counted. */
export async function removeMatterType(tx: Tx, actor: Actor, id: string): Promise<void> {
  await removeUnused(tx, actor, { table: 'matter_types', noun: 'matter_type', id });
}

export async function listStages(tx: Tx, firmId: string, stageSetId?: string): Promise<Stage[]> {
  let rows = tx
    .selectFrom('stages')
    .select(['id', 'stage_set_id as stageSetId', 'name', 'position'])
    .where('firm_id', '=', firmId);
  if (stageSetId !== undefined) rows = rows.where('stage_set_id', '=', stageSetId);
  return await rows.orderBy('stage_set_id').orderBy('position').orderBy('id').execute();
}

export async function listStageSets(tx: Tx, firmId: string, id?: string): Promise<StageSet[]> {
  let rows = tx.selectFrom('stage_sets').select(['id', 'name']).where('firm_id', '=', firmId);
  if (id !== undefined) rows = rows.where('id', '=', id);
  const sets = await rows.orderBy(sql`lower(name)`).orderBy('id').execute();
  const stages = await listStages(tx, firmId, id);
  return sets.map((set) => ({ ...set, stages: stages.filter((stage) => stage.stageSetId === set.id) }));
}

export async function createStageSet(
  tx: Tx,
  actor: Actor,
  input: { name: string; stages: readonly string[] },
): Promise<StageSet> {
  const id = newId();
  await insertStageSet(tx, actor.firmId, id, input);
  await recordChange(tx, actor, { action: 'stage_set.created', id, detail: { name: input.name } });
  return found((await listStageSets(tx, actor.firmId, id))[0]);
}

export async function insertStageSet(
  tx: Tx,
  firmId: string,
  id: string,
  input: { name: string; stages: readonly string[] },
): Promise<void> {
  await tx.insertInto('stage_sets').values({ firm_id: firmId, id, name: input.name }).execute();
  if (input.stages.length === 0) return;
  await tx
    .insertInto('stages')
    .values(
      input.stages.map((name, position) => ({
        firm_id: firmId,
        id: newId(),
        stage_set_id: id,
        name,
        position,
      })),
    )
    .execute();
}

export async function updateStageSet(
  tx: Tx,
  actor: Actor,
  id: string,
  patch: z.output<typeof schema.stageSetPatch>,
): Promise<StageSet> {
  const { firmId } = actor;
  const before = found((await listStageSets(tx, firmId, id))[0]);
  if (patch.name !== undefined) {
    await tx
      .updateTable('stage_sets')
      .set({ name: patch.name })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .execute();
  }
  if (patch.stageIds) {
    const known = new Set(before.stages.map((stage) => stage.id));
    const given = new Set(patch.stageIds);
    if (given.size !== known.size || patch.stageIds.some((stageId) => !known.has(stageId)))
      throw problem('invalid_input', 'stageIds: name every stage of the set once.');
    await reorder(tx, firmId, [...given]);
  }
  await recordChange(tx, actor, { action: 'stage_set.changed', id, detail: patch });
  return found((await listStageSets(tx, firmId, id))[0]);
}

export async function removeStageSet(tx: Tx, actor: Actor, id: string): Promise<void> {
  await removeUnused(tx, actor, { table: 'stage_sets', noun: 'stage_set', id });
}

export async function createStage(
  tx: Tx,
  actor: Actor,
  input: z.output<typeof schema.stageInput>,
): Promise<Stage> {
  const { firmId } = actor;
  await checkReferences(tx, firmId, { stageSetId: input.stageSetId });
  const id = newId();
  const order = (await listStages(tx, firmId, input.stageSetId)).map((stage) => stage.id);
  await tx
    .insertInto('stages')
    .values({
      firm_id: firmId,
      id,
      stage_set_id: input.stageSetId,
      name: input.name,
      position: order.length,
    })
    .execute();
  order.splice(input.position ?? order.length, 0, id);
  await reorder(tx, firmId, order);
  await recordChange(tx, actor, { action: 'stage.created', id, detail: { name: input.name } });
  return found((await listStages(tx, firmId, input.stageSetId)).find((stage) => stage.id === id));
}

export async function renameStage(tx: Tx, actor: Actor, id: string, name: string): Promise<Stage> {
  const row = await tx
    .updateTable('stages')
    .set({ name })
    .where('firm_id', '=', actor.firmId)
    .where('id', '=', id)
    .returning(['id', 'stage_set_id as stageSetId', 'name', 'position'])
    .executeTakeFirst();
  const stage = found(row);
  await recordChange(tx, actor, { action: 'stage.changed', id, detail: { name } });
  return stage;
}

export async function removeStage(tx: Tx, actor: Actor, id: string): Promise<void> {
  await removeUnused(tx, actor, { table: 'stages', noun: 'stage', id });
}

async function reorder(tx: Tx, firmId: string, ids: readonly string[]): Promise<void> {
  await sql`
    update stages s set position = o.position - 1
    from unnest(${ids}::uuid[]) with ordinality as o (id, position)
    where s.firm_id = ${firmId} and s.id = o.id`.execute(tx);
}

/** Deletes a row of the configuration; a foreign key says when something still uses it, also behind a wall. */
async function removeUnused(
  tx: Tx,
  actor: Actor,
  row: {
    table: 'matter_types' | 'stage_sets' | 'stages';
    noun: 'matter_type' | 'stage_set' | 'stage';
    id: string;
  },
): Promise<void> {
  const done = await tx
    .deleteFrom(row.table)
    .where('firm_id', '=', actor.firmId)
    .where('id', '=', row.id)
    .returning('id')
    .executeTakeFirst()
    .catch((error: unknown) => {
      if (typeof error === 'object' && error && 'code' in error && error.code === '23503')
        throw problem('wrong_state', 'It is still in use.');
      throw error;
    });
  found(done);
  await recordChange(tx, actor, { action: `${row.noun}.removed`, id: row.id });
}
