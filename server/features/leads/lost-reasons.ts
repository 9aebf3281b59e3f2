/** Why leads are lost: the firm's own list. A reason that was given stays, archived or not. */
import type { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { lostReason } from './shapes.ts';
import './tables.ts';

type LostReason = z.infer<typeof lostReason>;

function selectReasons(tx: Tx, firmId: string) {
  return tx
    .selectFrom('lost_reasons')
    .select(['id', 'label', 'counts', 'archived_at', 'position'])
    .where('firm_id', '=', firmId);
}

export async function listLostReasons(tx: Tx, firmId: string, archived: boolean): Promise<LostReason[]> {
  let rows = selectReasons(tx, firmId).orderBy('position').orderBy('id');
  if (!archived) rows = rows.where('archived_at', 'is', null);
  return (await rows.execute()).map(toReason);
}

export async function createLostReason(
  tx: Tx,
  actor: Actor,
  input: { label: string; counts: boolean },
): Promise<LostReason> {
  const { firmId } = actor;
  await mustBeFree(tx, firmId, null, input.label);
  const id = newId();
  const last = await selectReasons(tx, firmId).orderBy('position', 'desc').executeTakeFirst();
  await tx
    .insertInto('lost_reasons')
    .values({
      firm_id: firmId,
      id,
      ...input,
      code: null,
      position: (last?.position ?? -1) + 1,
      archived_at: null,
    })
    .execute();
  await recordChange(tx, actor, { action: 'lost_reason.created', id, detail: { label: input.label } });
  return { id, ...input, archived: false };
}

export async function updateLostReason(
  tx: Tx,
  actor: Actor,
  id: string,
  patch: { label?: string | undefined; counts?: boolean | undefined; archived?: boolean | undefined },
): Promise<LostReason> {
  const { firmId, now } = actor;
  const row = found(await selectReasons(tx, firmId).where('id', '=', id).forUpdate().executeTakeFirst());
  const label = patch.label ?? row.label;
  const archived = patch.archived ?? row.archived_at !== null;
  if (!archived) await mustBeFree(tx, firmId, id, label);
  const counts = patch.counts ?? row.counts;
  await tx
    .updateTable('lost_reasons')
    .set({ label, counts, archived_at: archived ? (row.archived_at ?? now) : null })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await recordChange(tx, actor, { action: 'lost_reason.changed', id, detail: { ...patch } });
  return { id, label, counts, archived };
}

/** Those named first, in that order; the others behind them as they were. */
export async function orderLostReasons(tx: Tx, actor: Actor, ids: readonly string[]): Promise<void> {
  const { firmId } = actor;
  const all = await selectReasons(tx, firmId).orderBy('position').orderBy('id').forUpdate().execute();
  const known = new Set(all.map(({ id }) => id));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) throw problem('invalid_input', 'ids: there is no such reason.');
  const order = [...new Set([...ids, ...all.map(({ id }) => id)])];
  for (const [position, id] of order.entries())
    await tx
      .updateTable('lost_reasons')
      .set({ position })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .execute();
  const [first] = order;
  if (first !== undefined) await recordChange(tx, actor, { action: 'lost_reason.ordered', id: first });
}

async function mustBeFree(tx: Tx, firmId: string, id: string | null, label: string): Promise<void> {
  let others = selectReasons(tx, firmId)
    .where(({ fn }) => fn('lower', ['label']), '=', label.toLowerCase())
    .where('archived_at', 'is', null);
  if (id !== null) others = others.where('id', '<>', id);
  if (await others.executeTakeFirst())
    throw problem('already_exists', 'That reason is in the list.', {
      fields: [{ field: 'label', message: 'Choose another name' }],
    });
}

function toReason(row: { id: string; label: string; counts: boolean; archived_at: Date | null }): LostReason {
  return { id: row.id, label: row.label, counts: row.counts, archived: row.archived_at !== null };
}
