/** Fee scales in the database: every statement of this feature. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { FirmFacts } from '../firms/index.ts';
import { type FeeScaleContent, feeScaleContent } from './content.ts';
import { versionOn } from './decide.ts';
import './tables.ts';
import { problemsOf } from './validate.ts';

/** Refuses what cannot be saved, naming line and band. */
function checkContent(content: FeeScaleContent, { currency }: Pick<FirmFacts, 'currency'>): void {
  if (content.currency !== currency)
    throw problem('invalid_input', `The firm’s books are in ${currency}.`, {
      fields: [{ field: 'content.currency', message: `Use ${currency}` }],
    });
  const problems = problemsOf(content);
  const [first] = problems;
  if (!first) return;
  const index = new Map(content.lines.map(({ id }, at) => [id, at]));
  throw problem('invalid_input', first.message, {
    fields: problems.map(({ lineId, band, message }) => ({
      field: `content.lines.${index.get(lineId) ?? 0}.amount${band === null ? '' : `.bands.${band}`}`,
      message,
    })),
  });
}

/** The same content has the same hash, whatever the order of its keys in the database. */
export function hashOf(content: FeeScaleContent): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(feeScaleContent.parse(content)))
    .digest();
}

export async function createScale(
  tx: Tx,
  actor: Actor,
  input: { name: string; content: FeeScaleContent },
  firm: FirmFacts,
): Promise<string> {
  checkContent(input.content, firm);
  const { firmId } = actor;
  const id = newId();
  const { rows } = await sql<{ any: boolean }>`
    select exists (select 1 from fee_scales where firm_id = ${firmId} and is_default) as any`.execute(tx);
  const made = await tx
    .insertInto('fee_scales')
    .values({ firm_id: firmId, id, name: input.name, is_default: rows[0]?.any !== true, archived_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) throw nameTaken();
  await insertDraft(tx, firmId, id, input.content, actor.now);
  await recordChange(tx, actor, { action: 'fee_scale.created', id, detail: { name: input.name } });
  return id;
}

async function insertDraft(
  tx: Tx,
  firmId: string,
  scaleId: string,
  content: FeeScaleContent,
  now: Date,
): Promise<string> {
  const id = newId();
  const { last } = await tx
    .selectFrom('fee_scale_versions')
    .select(({ fn }) => fn.coalesce(fn.max('number'), sql<number>`0`).as('last'))
    .where('firm_id', '=', firmId)
    .where('fee_scale_id', '=', scaleId)
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('fee_scale_versions')
    .values({
      firm_id: firmId,
      id,
      fee_scale_id: scaleId,
      number: last + 1,
      starts_on: null,
      content: JSON.stringify(content),
      content_hash: hashOf(content),
      published_at: null,
      published_by_staff_id: null,
      created_at: now,
      updated_at: now,
    })
    .execute();
  return id;
}

/** The scale, locked: one change at a time. */
async function lockScale(tx: Tx, firmId: string, id: string) {
  return found(
    await tx
      .selectFrom('fee_scales')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  );
}

export async function updateScale(
  tx: Tx,
  actor: Actor,
  id: string,
  patch: {
    name?: string | undefined;
    isDefault?: true | undefined;
    archived?: boolean | undefined;
    version?: number | undefined;
  },
): Promise<void> {
  const { firmId, now } = actor;
  const scale = await lockScale(tx, firmId, id);
  checkVersion(scale.version, patch.version ?? null);
  const archived = patch.archived ?? scale.archived_at !== null;
  if (archived && (patch.isDefault ?? scale.is_default))
    throw problem('wrong_state', 'New quotes take this fee scale: make another one the default first.');
  if (patch.name !== undefined || patch.archived === false)
    await mustBeFree(tx, firmId, id, patch.name ?? scale.name);
  if (patch.isDefault)
    await tx
      .updateTable('fee_scales')
      .set({ is_default: false })
      .where('firm_id', '=', firmId)
      .where('is_default', '=', true)
      .execute();
  await tx
    .updateTable('fee_scales')
    .set((eb) => ({
      name: patch.name ?? scale.name,
      is_default: patch.isDefault ?? scale.is_default,
      archived_at: archived ? (scale.archived_at ?? now) : null,
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await recordChange(tx, actor, { action: 'fee_scale.changed', id, detail: { ...patch } });
}

async function mustBeFree(tx: Tx, firmId: string, id: string, name: string): Promise<void> {
  const other = await tx
    .selectFrom('fee_scales')
    .select('id')
    .where('firm_id', '=', firmId)
    .where(({ fn }) => fn('lower', ['name']), '=', name.toLowerCase())
    .where('archived_at', 'is', null)
    .where('id', '<>', id)
    .executeTakeFirst();
  if (other) throw nameTaken();
}

function nameTaken() {
  return problem('already_exists', 'There is a fee scale of that name.', {
    fields: [{ field: 'name', message: 'Choose another name' }],
  });
}

function findDraft(tx: Tx, firmId: string, scaleId: string) {
  return tx
    .selectFrom('fee_scale_versions')
    .select(['id', 'version', 'content'])
    .where('firm_id', '=', firmId)
    .where('fee_scale_id', '=', scaleId)
    .where('starts_on', 'is', null)
    .executeTakeFirst();
}

/** Answers the draft's id. `expected`: the version that was opened; null: there was no draft. */
export async function saveDraft(
  tx: Tx,
  actor: Actor,
  scaleId: string,
  input: { content: FeeScaleContent; expected: number | null },
  firm: FirmFacts,
): Promise<string> {
  const { firmId, now } = actor;
  const scale = await lockScale(tx, firmId, scaleId);
  if (scale.archived_at) throw problem('wrong_state', 'This fee scale is archived: bring it back first.');
  checkContent(input.content, firm);
  const draft = await findDraft(tx, firmId, scaleId);
  checkVersion(draft?.version ?? 0, input.expected ?? 0);
  if (!draft) {
    const id = await insertDraft(tx, firmId, scaleId, input.content, now);
    await recordChange(tx, actor, { action: 'fee_scale.draft_saved', id: scaleId });
    return id;
  }
  await tx
    .updateTable('fee_scale_versions')
    .set((eb) => ({
      content: JSON.stringify(input.content),
      content_hash: hashOf(input.content),
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('firm_id', '=', firmId)
    .where('id', '=', draft.id)
    .execute();
  await recordChange(tx, actor, { action: 'fee_scale.draft_saved', id: scaleId });
  return draft.id;
}

export async function removeDraft(tx: Tx, actor: Actor, scaleId: string): Promise<void> {
  const { firmId } = actor;
  await lockScale(tx, firmId, scaleId);
  const draft = found(await findDraft(tx, firmId, scaleId));
  await tx
    .deleteFrom('fee_scale_versions')
    .where('firm_id', '=', firmId)
    .where('id', '=', draft.id)
    .execute();
  await recordChange(tx, actor, { action: 'fee_scale.draft_removed', id: scaleId });
}

export async function publishDraft(
  tx: Tx,
  actor: Actor,
  scaleId: string,
  { startsOn, expected }: { startsOn: string; expected: number | null },
  firm: FirmFacts,
): Promise<void> {
  const { firmId, now } = actor;
  await lockScale(tx, firmId, scaleId);
  const draft = await findDraft(tx, firmId, scaleId);
  if (!draft) throw problem('wrong_state', 'There is no draft to publish.');
  checkVersion(draft.version, expected);
  const content = feeScaleContent.parse(draft.content);
  if (content.lines.length === 0)
    throw problem('wrong_state', 'A fee scale without lines has no price to quote: add the first line.');
  // Rules may have become stricter since the draft was saved.
  checkContent(content, firm);
  await tx
    .updateTable('fee_scale_versions')
    .set({ starts_on: startsOn, published_at: now, published_by_staff_id: actor.staffId, updated_at: now })
    .where('firm_id', '=', firmId)
    .where('id', '=', draft.id)
    .execute();
  await recordChange(tx, actor, { action: 'fee_scale.published', id: scaleId, detail: { startsOn } });
}

/** A version that has not started goes back to being the draft, or goes away when there is a newer draft. */
export async function withdrawVersion(
  tx: Tx,
  actor: Actor,
  which: { scaleId: string; versionId: string },
  today: string,
): Promise<void> {
  const { firmId, now } = actor;
  await lockScale(tx, firmId, which.scaleId);
  const version = found(
    await tx
      .selectFrom('fee_scale_versions')
      .select(['id', 'starts_on', 'content'])
      .where('firm_id', '=', firmId)
      .where('fee_scale_id', '=', which.scaleId)
      .where('id', '=', which.versionId)
      .executeTakeFirst(),
  );
  if (version.starts_on === null || version.starts_on <= today)
    throw problem('wrong_state', 'It has started: quotes may have been made by it.');
  const draft = await findDraft(tx, firmId, which.scaleId);
  await tx
    .deleteFrom('fee_scale_versions')
    .where('firm_id', '=', firmId)
    .where('id', '=', version.id)
    .execute();
  if (!draft) await insertDraft(tx, firmId, which.scaleId, feeScaleContent.parse(version.content), now);
  await recordChange(tx, actor, { action: 'fee_scale.withdrawn', id: which.scaleId });
}

export interface VersionToPrice {
  scaleId: string;
  scaleName: string;
  versionId: string;
  number: number;
  startsOn: string;
  contentHash: Buffer;
  content: FeeScaleContent;
}

/** The version of a scale (null: the default one) that holds on a day; null when none has started. */
export async function findVersionOn(
  tx: Tx,
  firmId: string,
  scaleId: string | null,
  day: string,
): Promise<VersionToPrice | null> {
  const rows = await tx
    .selectFrom('fee_scales as scale')
    .innerJoin('fee_scale_versions as version', (join) =>
      join.onRef('version.firm_id', '=', 'scale.firm_id').onRef('version.fee_scale_id', '=', 'scale.id'),
    )
    .select([
      'scale.id as scaleId',
      'scale.name as scaleName',
      'version.id',
      'version.number',
      'version.starts_on as startsOn',
    ])
    .where('scale.firm_id', '=', firmId)
    .where('version.starts_on', 'is not', null)
    .$if(scaleId !== null, (one) => one.where('scale.id', '=', scaleId ?? ''))
    .$if(scaleId === null, (one) => one.where('scale.is_default', '=', true))
    .execute();
  const chosen = versionOn(rows, day);
  if (!chosen?.startsOn) return null;
  const row = await tx
    .selectFrom('fee_scale_versions')
    .select(['content', 'content_hash'])
    .where('firm_id', '=', firmId)
    .where('id', '=', chosen.id)
    .executeTakeFirstOrThrow();
  return {
    scaleId: chosen.scaleId,
    scaleName: chosen.scaleName,
    versionId: chosen.id,
    number: chosen.number,
    startsOn: chosen.startsOn,
    contentHash: row.content_hash,
    content: feeScaleContent.parse(row.content),
  };
}
