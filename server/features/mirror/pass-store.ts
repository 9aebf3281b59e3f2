/** Where a pass stands, and its end. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { MirrorKind } from '../../vendors/ports.ts';
import { type Applied, nothing } from './applied.ts';
import { removeMirrored } from './apply.ts';
import type { MirrorContext } from './links-store.ts';
import { judgeSweep } from './streams-decide.ts';
import type { StreamRow } from './streams-store.ts';

/** Connections that have something to read, least recently served first. */
export async function listDueMirrors(
  tx: Tx,
  table: 'mirror_streams' | 'mirror_hints',
  now: Date,
  most: number,
): Promise<{ firmId: string; connectionId: string }[]> {
  const { rows } = await sql<{ firmId: string; connectionId: string }>`
    select c.firm_id as "firmId", c.id as "connectionId" from connections c
    where c.status = 'active' and (c.blocked_until is null or c.blocked_until <= ${now})
      and exists (select 1 from ${sql.table(table)} s
        where s.firm_id = c.firm_id and s.connection_id = c.id and s.due_at <= ${now})
    order by c.last_served_at nulls first limit ${most}`.execute(tx);
  return rows;
}

export async function listStreams(tx: Tx, firmId: string, connectionId: string): Promise<StreamRow[]> {
  return await tx
    .selectFrom('mirror_streams')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('connection_id', '=', connectionId)
    .execute();
}

/** The pass under way, as it was begun. */
export interface Pass {
  kind: MirrorKind;
  pass: 'whole' | 'changes';
  startedAt: Date;
  sweep: number;
  done: number;
}

/** After a page that is not the last one: the cursor, in the transaction that took the page in. */
export async function saveCursor(
  tx: Tx,
  { firmId, connectionId, now }: MirrorContext,
  pass: Pass,
  { cursor, total }: { cursor: string; total: number | null },
): Promise<void> {
  await tx
    .updateTable('mirror_streams')
    .set((eb) => ({
      pass: pass.pass,
      cursor,
      pass_started_at: pass.startedAt,
      sweep: pass.sweep,
      done: pass.done,
      total,
      error: sql<string | null>`case when ${eb.ref('missing')} > 0 then ${eb.ref('error')} end`,
      updated_at: now,
    }))
    .where('firm_id', '=', firmId)
    .where('connection_id', '=', connectionId)
    .where('kind', '=', pass.kind)
    .execute();
}

/** After the last page: what changed from its beginning on is asked for next time. */
export async function savePassEnd(
  tx: Tx,
  { firmId, connectionId, now }: MirrorContext,
  pass: Pass,
  next: {
    dueAt: Date;
    wholeDueAt: Date | null;
    missing: number | null;
    error: string | null;
    removed: number;
  },
): Promise<void> {
  await tx
    .updateTable('mirror_streams')
    .set((eb) => ({
      pass: 'idle',
      cursor: null,
      pass_started_at: null,
      changed_since: pass.startedAt,
      sweep: pass.sweep,
      done: pass.done,
      total: pass.done,
      removed: eb('removed', '+', next.removed),
      first_done_at: eb.fn.coalesce('first_done_at', eb.val(now)),
      due_at: next.dueAt,
      updated_at: now,
      ...(next.wholeDueAt === null ? {} : { whole_due_at: next.wholeDueAt }),
      // What a whole pass has to ask stands until the next one.
      ...(next.missing === null
        ? { error: sql<string | null>`case when ${eb.ref('missing')} > 0 then ${eb.ref('error')} end` }
        : { missing: next.missing, error: next.error, removals_confirmed: false }),
    }))
    .where('firm_id', '=', firmId)
    .where('connection_id', '=', connectionId)
    .where('kind', '=', pass.kind)
    .execute();
}

export interface Swept {
  applied: Applied;
  missing: number;
  error: string | null;
}

/** What a whole pass did not see is gone there, unless that is too much to be true. */
export async function sweepAway(
  tx: Tx,
  context: MirrorContext,
  pass: Pass,
  confirmed: boolean,
): Promise<Swept> {
  const { firmId, connectionId } = context;
  const { rows } = await sql<{ live: number; missing: string[] | null }>`
    select count(*) as live, array_agg(external_id) filter (
      where seen_sweep < ${pass.sweep} and updated_at < ${pass.startedAt}) as missing
    from external_links
    where firm_id = ${firmId} and connection_id = ${connectionId} and kind = ${pass.kind} and removed_at is null`.execute(
    tx,
  );
  const { live = 0, missing: found } = rows[0] ?? {};
  const missing = found ?? [];
  if (missing.length === 0) return { applied: nothing(), missing: 0, error: null };
  if (judgeSweep({ live, missing: missing.length, confirmed }) === 'ask')
    return {
      applied: nothing(),
      missing: missing.length,
      error: `${missing.length} of ${live} are no longer shown by ${context.vendorLabel}. Nothing was removed here: look at what this connection may see there, then read everything once more or confirm that they are gone.`,
    };
  return { applied: await removeMirrored(tx, context, pass.kind, missing), missing: 0, error: null };
}

/** Reads the kind from the beginning again, as its place is no longer known there. */
export async function restartPass(tx: Tx, context: MirrorContext, kind: MirrorKind): Promise<void> {
  await tx
    .updateTable('mirror_streams')
    .set({ cursor: null, pass_started_at: null, done: 0, due_at: context.now, updated_at: context.now })
    .where('firm_id', '=', context.firmId)
    .where('connection_id', '=', context.connectionId)
    .where('kind', '=', kind)
    .execute();
}

/** One kind, or all that are due (`null`), rest until then. */
export async function restUntil(
  tx: Tx,
  { firmId, connectionId, now }: Pick<MirrorContext, 'firmId' | 'connectionId' | 'now'>,
  kind: MirrorKind | null,
  until: Date,
  error: string | null,
): Promise<void> {
  let rest = tx
    .updateTable('mirror_streams')
    .set((eb) => ({
      due_at: sql<Date>`greatest(${eb.ref('due_at')}, ${until})`,
      updated_at: now,
      ...(error === null ? {} : { error }),
    }))
    .where('firm_id', '=', firmId)
    .where('connection_id', '=', connectionId);
  if (kind !== null) rest = rest.where('kind', '=', kind);
  await rest.execute();
}
