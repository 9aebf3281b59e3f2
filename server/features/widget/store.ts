/** Website forms in the database: what administrators set up. */
import { sql } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newFirmSecret } from '../../platform/firm-secret.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { readOrigin } from './origins.ts';
import type { WidgetInput, WidgetPatch } from './shapes.ts';
import './tables.ts';

export async function createWidget(
  tx: Tx,
  actor: Actor,
  input: WidgetInput,
  allowLoopback: boolean,
): Promise<string> {
  const { firmId, now } = actor;
  await mustExist(tx, firmId, input);
  await mustBeFree(tx, firmId, input.name, null);
  const id = newId();
  await tx
    .insertInto('widgets')
    .values({
      firm_id: firmId,
      id,
      public_key: newFirmSecret(firmId).token,
      active: false,
      ...columnsOf({ ...input, origins: originsOf(input.origins, allowLoopback) }),
      created_at: now,
      updated_at: now,
    })
    .execute();
  await recordChange(tx, actor, { action: 'widget.created', id, detail: { name: input.name } });
  return id;
}

/** `before`: as it stands; what the patch leaves out stays so. The caller looks whether it may be active. */
export async function updateWidget(
  tx: Tx,
  actor: Actor,
  id: string,
  patch: WidgetPatch,
  { before, allowLoopback }: { before: WidgetInput & { active: boolean }; allowLoopback: boolean },
): Promise<WidgetInput & { active: boolean }> {
  const { firmId, now } = actor;
  const row = await lockWidget(tx, firmId, id);
  checkVersion(row.version, patch.version ?? null);
  await mustExist(tx, firmId, patch);
  if (patch.name !== undefined) await mustBeFree(tx, firmId, patch.name, id);
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const next: WidgetInput & { active: boolean } = { ...before, ...given };
  if (patch.origins) next.origins = originsOf(patch.origins, allowLoopback);
  await tx
    .updateTable('widgets')
    .set({ ...columnsOf(next), active: next.active, version: row.version + 1, updated_at: now })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  const fields = Object.keys(given).filter((field) => field !== 'version');
  await recordChange(tx, actor, { action: 'widget.changed', id, detail: { fields } });
  return next;
}

export async function removeWidget(tx: Tx, actor: Actor, id: string): Promise<void> {
  const { firmId } = actor;
  const { name } = await lockWidget(tx, firmId, id);
  await tx.deleteFrom('widgets').where('firm_id', '=', firmId).where('id', '=', id).execute();
  await recordChange(tx, actor, { action: 'widget.removed', id, detail: { name } });
}

async function lockWidget(tx: Tx, firmId: string, id: string) {
  return found(
    await tx
      .selectFrom('widgets')
      .select(['version', 'name'])
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  );
}

function columnsOf(input: WidgetInput) {
  return {
    name: input.name,
    origins: input.origins,
    transactions: [...new Set(input.transactions)],
    fee_scale_id: input.feeScaleId,
    show: input.show,
    consent_text: input.consentText,
    privacy_url: input.privacyUrl,
    thanks: input.thanks,
    source_tag: input.sourceTag,
    assignee_id: input.assigneeId,
    look: JSON.stringify(input.look),
    prices: JSON.stringify(input.prices),
  };
}

function originsOf(texts: readonly string[], allowLoopback: boolean): string[] {
  const read = texts.map((text) => readOrigin(text, allowLoopback));
  const at = read.indexOf(null);
  if (at >= 0) {
    const message = 'An address like https://www.example.com, without a path.';
    throw problem('invalid_input', `${texts[at]}: ${message}`, {
      fields: [{ field: `origins.${at}`, message }],
    });
  }
  return [...new Set(read.flatMap((origin) => origin ?? []))];
}

async function mustExist(
  tx: Tx,
  firmId: string,
  {
    feeScaleId,
    assigneeId,
  }: { feeScaleId?: string | null | undefined; assigneeId?: string | null | undefined },
): Promise<void> {
  const refuse = (field: string, message: string) =>
    problem('invalid_input', `${field}: ${message}`, { fields: [{ field, message }] });
  if (feeScaleId) {
    const { rows } = await sql`
      select 1 from fee_scales where firm_id = ${firmId} and id = ${feeScaleId} and archived_at is null`.execute(
      tx,
    );
    if (rows.length === 0) throw refuse('feeScaleId', 'There is no such fee scale');
  }
  if (assigneeId) {
    const { rows } = await sql`
      select 1 from staff_members where firm_id = ${firmId} and id = ${assigneeId} and active`.execute(tx);
    if (rows.length === 0) throw refuse('assigneeId', 'There is no such staff member');
  }
}

async function mustBeFree(tx: Tx, firmId: string, name: string, except: string | null): Promise<void> {
  const { rows } = await sql`
    select 1 from widgets where firm_id = ${firmId} and lower(name) = lower(${name})
      and id is distinct from ${except}::uuid`.execute(tx);
  if (rows.length > 0)
    throw problem('already_exists', 'There is a form of that name.', {
      fields: [{ field: 'name', message: 'Choose another name' }],
    });
}
