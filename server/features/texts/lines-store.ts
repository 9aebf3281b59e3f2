/** The firm's own numbers. */
import { type Selectable, sql } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { LineKind, TextLinesTable } from './tables.ts';

export type LineRow = Selectable<TextLinesTable>;

export interface LineInput {
  number: string;
  label: string;
  kind: LineKind;
  usRegistered: boolean;
  serviceId: string | null;
  isDefault: boolean;
}

export async function listLines(tx: Tx, firmId: string): Promise<LineRow[]> {
  return await tx
    .selectFrom('text_lines')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('removed_at', 'is', null)
    .orderBy('is_default', 'desc')
    .orderBy('id')
    .execute();
}

/** The first line is the default one. */
export async function addLine(tx: Tx, actor: Actor, input: LineInput): Promise<string> {
  const { firmId, now } = actor;
  await lockLines(tx, firmId);
  const lines = await listLines(tx, firmId);
  if (lines.some(({ number }) => number === input.number)) throw numberTaken();
  const id = newId();
  const isDefault = input.isDefault || lines.length === 0;
  if (isDefault) await noDefault(tx, firmId);
  await tx
    .insertInto('text_lines')
    .values({
      firm_id: firmId,
      id,
      number: input.number,
      label: input.label,
      kind: input.kind,
      us_registered: input.usRegistered,
      service_id: input.serviceId,
      is_default: isDefault,
      removed_at: null,
      created_at: now,
    })
    .execute();
  await recordChange(tx, actor, { action: 'text_line.created', id, detail: { number: input.number } });
  return id;
}

export type LinePatch = { [K in keyof Omit<LineInput, 'number'>]?: LineInput[K] | undefined };

export async function changeLine(
  tx: Tx,
  actor: Actor,
  id: string,
  patch: LinePatch,
  version: number,
): Promise<void> {
  const { firmId } = actor;
  await lockLines(tx, firmId);
  const row = found((await listLines(tx, firmId)).find((line) => line.id === id));
  checkVersion(row.version, version);
  if (patch.isDefault === false && row.is_default)
    throw problem('wrong_state', 'Make another line the default one instead.');
  if (patch.isDefault) await noDefault(tx, firmId);
  await tx
    .updateTable('text_lines')
    .set({
      label: patch.label ?? row.label,
      kind: patch.kind ?? row.kind,
      us_registered: patch.usRegistered ?? row.us_registered,
      service_id: patch.serviceId === undefined ? row.service_id : patch.serviceId,
      is_default: patch.isDefault ?? row.is_default,
      version: row.version + 1,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await recordChange(tx, actor, { action: 'text_line.updated', id, detail: { fields: Object.keys(patch) } });
}

/** Texts that went over it keep it. The oldest of the others becomes the default. */
export async function removeLine(tx: Tx, actor: Actor, id: string): Promise<void> {
  const { firmId, now } = actor;
  await lockLines(tx, firmId);
  const lines = await listLines(tx, firmId);
  const row = found(lines.find((line) => line.id === id));
  await tx
    .updateTable('text_lines')
    .set({ removed_at: now, is_default: false })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  const next = lines.find((line) => line.id !== id);
  if (row.is_default && next)
    await tx
      .updateTable('text_lines')
      .set({ is_default: true })
      .where('firm_id', '=', firmId)
      .where('id', '=', next.id)
      .execute();
  await recordChange(tx, actor, { action: 'text_line.removed', id, detail: { number: row.number } });
}

/** Two who change lines at once wait for each other. */
async function lockLines(tx: Tx, firmId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('text lines ' || ${firmId}::text, 0))`.execute(tx);
}

async function noDefault(tx: Tx, firmId: string): Promise<void> {
  await tx
    .updateTable('text_lines')
    .set({ is_default: false })
    .where('firm_id', '=', firmId)
    .where('is_default', '=', true)
    .execute();
}

function numberTaken() {
  const message = 'The firm texts from this number already.';
  return problem('already_exists', message, { fields: [{ field: 'number', message }] });
}
