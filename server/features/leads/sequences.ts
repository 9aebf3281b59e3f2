/** Chase sequences in the database. One is the default; it cannot be archived. */
import type { z } from 'zod';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { BusinessHours } from './business-hours.ts';
import { hasSequences, seedLeads } from './seeds.ts';
import {
  businessHours,
  type ChaseSequence,
  type chaseSequenceInput,
  type chaseSequencePatch,
  chaseStep,
} from './shapes.ts';
import './tables.ts';

function selectSequences(tx: Tx, firmId: string) {
  return tx.selectFrom('chase_sequences').selectAll().where('firm_id', '=', firmId);
}

export async function listSequences(tx: Tx, firmId: string, archived: boolean): Promise<ChaseSequence[]> {
  let rows = selectSequences(tx, firmId).orderBy('is_default', 'desc').orderBy('name').orderBy('id');
  if (!archived) rows = rows.where('archived_at', 'is', null);
  return (await rows.execute()).map(toSequence);
}

export async function getSequence(tx: Tx, firmId: string, id: string): Promise<ChaseSequence> {
  return toSequence(found(await selectSequences(tx, firmId).where('id', '=', id).executeTakeFirst()));
}

/** The named one, or the default; null when it is not there or archived. A firm without any gets the usual one now. */
export async function findSequence(
  tx: Tx,
  { firmId }: Pick<Actor, 'firmId'>,
  id: string | null,
): Promise<ChaseSequence | null> {
  if (!(await hasSequences(tx, firmId))) await seedLeads(tx, { id: firmId });
  const rows = selectSequences(tx, firmId).where('archived_at', 'is', null);
  const row = await (id === null
    ? rows.where('is_default', '=', true)
    : rows.where('id', '=', id)
  ).executeTakeFirst();
  return row ? toSequence(row) : null;
}

export async function createSequence(
  tx: Tx,
  actor: Actor,
  input: z.output<typeof chaseSequenceInput>,
): Promise<string> {
  const { firmId, now } = actor;
  mustBeHours(input.hours);
  await mustBeFree(tx, firmId, null, input.name);
  const id = newId();
  await tx
    .insertInto('chase_sequences')
    .values({
      firm_id: firmId,
      id,
      name: input.name,
      steps: JSON.stringify(input.steps),
      hours: JSON.stringify(input.hours),
      archived_at: null,
      updated_at: now,
    })
    .execute();
  await recordChange(tx, actor, { action: 'chase_sequence.created', id, detail: { name: input.name } });
  return id;
}

export async function updateSequence(
  tx: Tx,
  actor: Actor,
  id: string,
  patch: z.output<typeof chaseSequencePatch>,
): Promise<void> {
  const { firmId, now } = actor;
  const row = found(await selectSequences(tx, firmId).where('id', '=', id).forUpdate().executeTakeFirst());
  checkVersion(row.version, patch.version ?? null);
  if (patch.hours) mustBeHours(patch.hours);
  const archived = patch.archived ?? row.archived_at !== null;
  if (archived && (patch.isDefault ?? row.is_default))
    throw problem('wrong_state', 'Quotes are followed up by it: make another one the default first.');
  if (patch.name !== undefined || patch.archived === false)
    await mustBeFree(tx, firmId, id, patch.name ?? row.name);
  if (patch.isDefault)
    await tx
      .updateTable('chase_sequences')
      .set({ is_default: false })
      .where('firm_id', '=', firmId)
      .where('is_default', '=', true)
      .execute();
  await tx
    .updateTable('chase_sequences')
    .set({
      name: patch.name ?? row.name,
      is_default: patch.isDefault ?? row.is_default,
      ...(patch.steps ? { steps: JSON.stringify(patch.steps) } : {}),
      ...(patch.hours ? { hours: JSON.stringify(patch.hours) } : {}),
      archived_at: archived ? (row.archived_at ?? now) : null,
      version: row.version + 1,
      updated_at: now,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  const fields = Object.keys(patch).filter((field) => field !== 'version');
  await recordChange(tx, actor, { action: 'chase_sequence.changed', id, detail: { fields } });
}

function mustBeHours({ from, to }: BusinessHours): void {
  const isTime = (text: string) => /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text);
  const fields = [
    ...(isTime(from) ? [] : [{ field: 'hours.from', message: 'Write a time as in 09:30' }]),
    ...(isTime(to) ? [] : [{ field: 'hours.to', message: 'Write a time as in 17:30' }]),
    ...(isTime(from) && isTime(to) && from >= to
      ? [{ field: 'hours.to', message: 'Must be later than the beginning' }]
      : []),
  ];
  if (fields.length > 0) throw problem('invalid_input', 'The hours cannot be read.', { fields });
}

async function mustBeFree(tx: Tx, firmId: string, id: string | null, name: string): Promise<void> {
  let others = selectSequences(tx, firmId)
    .where(({ fn }) => fn('lower', ['name']), '=', name.toLowerCase())
    .where('archived_at', 'is', null);
  if (id !== null) others = others.where('id', '<>', id);
  if (await others.executeTakeFirst())
    throw problem('already_exists', 'There is a chase sequence of that name.', {
      fields: [{ field: 'name', message: 'Choose another name' }],
    });
}

type Row = Awaited<ReturnType<ReturnType<typeof selectSequences>['execute']>>[number];

function toSequence(row: Row): ChaseSequence {
  return {
    id: row.id,
    name: row.name,
    isDefault: row.is_default,
    steps: chaseStep.array().parse(row.steps),
    hours: businessHours.parse(row.hours),
    archived: row.archived_at !== null,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
  };
}
