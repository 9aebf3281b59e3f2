/** A firm's key stages: what they say, their order, and what they are mapped to. */
import { sql } from 'kysely';
import { z } from 'zod';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { condition, type Side } from '../fee-scales/index.ts';
import { type KeyStage, type KeyStageInput, type KeyStagePatch, keyStage } from './shapes.ts';
import './tables.ts';

const storedTemplates = keyStage.shape.templates;
const storedMappings = z.array(keyStage.shape.mappings.element);

function selectStages(tx: Tx, firmId: string) {
  return tx
    .selectFrom('key_stages as k')
    .selectAll('k')
    .select([
      sql<boolean>`(exists (select 1 from key_stage_progress p where p.firm_id = ${firmId} and p.key_stage_id = k.id)
        or exists (select 1 from key_stage_conflicts c where c.firm_id = ${firmId} and c.key_stage_id = k.id))`.as(
        'used',
      ),
      sql<unknown>`coalesce((
        select jsonb_agg(jsonb_build_object('matterTypeId', t.id, 'matterTypeName', t.name, 'stageId', s.id, 'stageName', s.name)
          order by lower(t.name), t.id)
        from key_stage_mappings m
        join matter_types t on t.firm_id = ${firmId} and t.id = m.matter_type_id
        join stages s on s.firm_id = ${firmId} and s.id = m.stage_id and s.stage_set_id = t.stage_set_id
        where m.firm_id = ${firmId} and m.key_stage_id = k.id), '[]')`.as('mappings'),
    ])
    .where('k.firm_id', '=', firmId)
    .orderBy('k.side')
    .orderBy('k.position')
    .orderBy('k.id');
}

type Row = Awaited<ReturnType<ReturnType<typeof selectStages>['execute']>>[number];

function toStage(row: Row): KeyStage {
  return {
    id: row.id,
    side: row.side,
    code: row.code,
    label: row.label,
    clientWords: row.client_words,
    referrerWords: row.referrer_words,
    appliesIf: condition.parse(row.applies_if),
    optional: row.optional,
    autoTrigger: row.auto_trigger,
    templates: storedTemplates.parse(row.templates),
    visibleTo: row.visible_to,
    typicalDays: row.typical_days,
    mappings: storedMappings.parse(row.mappings),
    used: row.used,
    archived: row.archived_at !== null,
    version: row.version,
  };
}

/** In their order, archived ones among them where asked for. */
export async function listKeyStages(
  tx: Tx,
  firmId: string,
  wanted: { side?: Side | undefined; archived: boolean },
): Promise<KeyStage[]> {
  let rows = selectStages(tx, firmId);
  if (wanted.side !== undefined) rows = rows.where('k.side', '=', wanted.side);
  if (!wanted.archived) rows = rows.where('k.archived_at', 'is', null);
  return (await rows.execute()).map(toStage);
}

export async function getKeyStage(tx: Tx, firmId: string, id: string): Promise<KeyStage> {
  return toStage(found(await selectStages(tx, firmId).where('k.id', '=', id).executeTakeFirst()));
}

export async function createKeyStage(tx: Tx, actor: Actor, input: KeyStageInput): Promise<string> {
  const { firmId, now } = actor;
  const { side } = input;
  const code = input.code ?? (await freeCode(tx, firmId, side, input.label));
  await mustBeFree(tx, firmId, side, code);
  const { last } = await tx
    .selectFrom('key_stages')
    .select(({ fn }) => fn.max('position').as('last'))
    .where('firm_id', '=', firmId)
    .where('side', '=', side)
    .executeTakeFirstOrThrow();
  const id = newId();
  await tx
    .insertInto('key_stages')
    .values({
      firm_id: firmId,
      id,
      side,
      code,
      ...columnsOf(input),
      label: input.label,
      client_words: input.clientWords,
      referrer_words: input.referrerWords,
      applies_if: JSON.stringify(input.appliesIf),
      templates: JSON.stringify(input.templates),
      visible_to: [...new Set(input.visibleTo)],
      position: (last ?? -1) + 1,
      auto_trigger: input.autoTrigger,
      typical_days: input.typicalDays,
      archived_at: null,
      updated_at: now,
    })
    .execute();
  await replaceMappings(tx, firmId, id, input.mappings);
  await recordChange(tx, actor, { action: 'key_stage.created', id, detail: { label: input.label, side } });
  return id;
}

/** The columns of what is given. */
function columnsOf(patch: KeyStagePatch) {
  return {
    ...(patch.label === undefined ? {} : { label: patch.label }),
    ...(patch.clientWords === undefined ? {} : { client_words: patch.clientWords }),
    ...(patch.referrerWords === undefined ? {} : { referrer_words: patch.referrerWords }),
    ...(patch.appliesIf === undefined ? {} : { applies_if: JSON.stringify(patch.appliesIf) }),
    ...(patch.optional === undefined ? {} : { optional: patch.optional }),
    ...(patch.autoTrigger === undefined ? {} : { auto_trigger: patch.autoTrigger }),
    ...(patch.templates === undefined ? {} : { templates: JSON.stringify(patch.templates) }),
    ...(patch.visibleTo === undefined ? {} : { visible_to: [...new Set(patch.visibleTo)] }),
    ...(patch.typicalDays === undefined ? {} : { typical_days: patch.typicalDays }),
  };
}

export async function updateKeyStage(tx: Tx, actor: Actor, id: string, patch: KeyStagePatch): Promise<void> {
  const { firmId, now } = actor;
  const row = await lockStage(tx, firmId, id);
  checkVersion(row.version, patch.version ?? null);
  const archived = patch.archived ?? row.archived_at !== null;
  if (!archived && row.archived_at !== null) await mustBeFree(tx, firmId, row.side, row.code);
  await tx
    .updateTable('key_stages')
    .set({
      ...columnsOf(patch),
      archived_at: archived ? (row.archived_at ?? now) : null,
      version: row.version + 1,
      updated_at: now,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  if (patch.mappings) await replaceMappings(tx, firmId, id, patch.mappings);
  const fields = Object.keys(patch).filter((field) => field !== 'version');
  await recordChange(tx, actor, { action: 'key_stage.changed', id, detail: { label: row.label, fields } });
}

/** Only one of which no case has said anything. */
export async function removeKeyStage(tx: Tx, actor: Actor, id: string): Promise<void> {
  const { firmId } = actor;
  const { label } = await lockStage(tx, firmId, id);
  if ((await getKeyStage(tx, firmId, id)).used)
    throw problem('wrong_state', 'Cases have used it: archive it instead. What they say stays.');
  await tx.deleteFrom('key_stages').where('firm_id', '=', firmId).where('id', '=', id).execute();
  await recordChange(tx, actor, { action: 'key_stage.removed', id, detail: { label } });
}

/** Those named first, in that order; the others of that side behind them as they were. */
export async function orderKeyStages(
  tx: Tx,
  actor: Actor,
  side: Side,
  ids: readonly string[],
): Promise<void> {
  const { firmId } = actor;
  const all = await tx
    .selectFrom('key_stages')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('side', '=', side)
    .orderBy('position')
    .orderBy('id')
    .forUpdate()
    .execute();
  const known = new Set(all.map(({ id }) => id));
  if (ids.some((id) => !known.has(id)))
    throw problem('invalid_input', 'ids: there is no such stage of this side.');
  const order = [...new Set([...ids, ...all.map(({ id }) => id)])];
  await sql`
    update key_stages k set position = o.position - 1
    from unnest(${order}::uuid[]) with ordinality as o (id, position)
    where k.firm_id = ${firmId} and k.id = o.id`.execute(tx);
  const [first] = order;
  if (first !== undefined)
    await recordChange(tx, actor, { action: 'key_stage.ordered', id: first, detail: { side } });
}

async function lockStage(tx: Tx, firmId: string, id: string) {
  return found(
    await tx
      .selectFrom('key_stages')
      .select(['side', 'code', 'label', 'version', 'archived_at'])
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  );
}

async function replaceMappings(
  tx: Tx,
  firmId: string,
  id: string,
  mappings: readonly { matterTypeId: string; stageId: string }[],
): Promise<void> {
  await tx
    .deleteFrom('key_stage_mappings')
    .where('firm_id', '=', firmId)
    .where('key_stage_id', '=', id)
    .execute();
  if (mappings.length === 0) return;
  const { rows } = await sql`
    insert into key_stage_mappings (firm_id, key_stage_id, matter_type_id, stage_id)
    select ${firmId}::uuid, ${id}::uuid, t.id, s.id
    from jsonb_to_recordset(${JSON.stringify(mappings)}::jsonb) as w ("matterTypeId" uuid, "stageId" uuid)
    join matter_types t on t.firm_id = ${firmId} and t.id = w."matterTypeId"
    join stages s on s.firm_id = ${firmId} and s.id = w."stageId" and s.stage_set_id = t.stage_set_id
    returning 1`.execute(tx);
  if (rows.length < mappings.length)
    throw problem('invalid_input', 'mappings: choose a stage of that matter type.', {
      fields: [{ field: 'mappings', message: 'Choose a stage of that matter type' }],
    });
}

async function isFree(tx: Tx, firmId: string, side: Side, code: string): Promise<boolean> {
  const taken = await tx
    .selectFrom('key_stages')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('side', '=', side)
    .where('code', '=', code)
    .where('archived_at', 'is', null)
    .executeTakeFirst();
  return taken === undefined;
}

async function mustBeFree(tx: Tx, firmId: string, side: Side, code: string): Promise<void> {
  if (!(await isFree(tx, firmId, side, code)))
    throw problem('already_exists', 'There is a stage with that code.', {
      fields: [{ field: 'code', message: 'Choose another code' }],
    });
}

/** "Draft contract pack issued" → draft_contract_pack_issued; with a number where that is taken. */
async function freeCode(tx: Tx, firmId: string, side: Side, label: string): Promise<string> {
  const plain = label
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  const base = plain.slice(0, 50) || 'stage';
  for (let number = 1; ; number += 1) {
    const code = number === 1 ? base : `${base}_${number}`;
    if (await isFree(tx, firmId, side, code)) return code;
  }
}
