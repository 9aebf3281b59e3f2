/** A firm's first key stages. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { sides } from '../fee-scales/index.ts';
import { audiences } from './kinds.ts';
import { matterTypeOf, templatesOf, usualStages } from './usual-stages.ts';
import './tables.ts';

/** With a new firm: its own matter types have the usual stages, so both are mapped to begin with. */
export async function seedKeyStages(tx: Tx, firm: { id: string }): Promise<void> {
  if (await addUsualStages(tx, firm.id)) await mapUsualStages(tx, firm.id);
}

/**
 * For a firm that is older than key stages. Nothing is mapped: its matters move by themselves only once somebody chose to
 * what.
 */
export async function ensureKeyStages(tx: Tx, firmId: string): Promise<void> {
  if (!(await hasKeyStages(tx, firmId))) await addUsualStages(tx, firmId);
}

export async function hasKeyStages(tx: Tx, firmId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from key_stages where firm_id = ${firmId} limit 1`.execute(tx);
  return rows.length > 0;
}

/** Safe when two ask at once. Archived ones count: what a firm put away does not come back. */
async function addUsualStages(tx: Tx, firmId: string): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended('key stages of ' || ${firmId}::text, 0))`.execute(
    tx,
  );
  if (await hasKeyStages(tx, firmId)) return false;
  const rows = sides.flatMap((side) =>
    usualStages[side].map((stage, position) => ({
      firm_id: firmId,
      id: newId(),
      side,
      code: stage.code,
      label: stage.label,
      client_words: stage.client ?? '',
      referrer_words: stage.referrer ?? '',
      applies_if: JSON.stringify(stage.appliesIf ?? []),
      position,
      optional: stage.optional ?? false,
      auto_trigger: stage.trigger ?? null,
      templates: JSON.stringify(templatesOf(stage)),
      visible_to: [...(stage.visibleTo ?? audiences)],
      typical_days: stage.days ?? null,
      archived_at: null,
    })),
  );
  await tx.insertInto('key_stages').values(rows).execute();
  return true;
}

async function mapUsualStages(tx: Tx, firmId: string): Promise<void> {
  const wanted = sides.flatMap((side) =>
    usualStages[side].flatMap(({ code, matterStage }) =>
      matterStage === undefined ? [] : [{ side, code, type: matterTypeOf[side], stage: matterStage }],
    ),
  );
  await sql`
    insert into key_stage_mappings (firm_id, key_stage_id, matter_type_id, stage_id)
    select ${firmId}::uuid, k.id, t.id, s.id
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w (side text, code text, type text, stage text)
    join key_stages k on k.firm_id = ${firmId} and k.side = w.side and k.code = w.code
    join matter_types t on t.firm_id = ${firmId} and t.name = w.type
    join stages s on s.firm_id = ${firmId} and s.stage_set_id = t.stage_set_id and s.name = w.stage
    on conflict do nothing`.execute(tx);
}
