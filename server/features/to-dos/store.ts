/** The rows of to-dos: made, completed, opened again and withdrawn by whatever stands behind them. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { prepared } from '../../platform/db/prepared.ts';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { completes, type Happening, type SourceKind } from './decide.ts';
import './tables.ts';

export interface NewToDo {
  firmId: string;
  matterId: string;
  /** Where it came up: it is then seen by those who see that conversation. */
  conversationId?: string | null;
  portalUserId: string;
  kind: SourceKind;
  /** The message, file, event …: a person has one to-do for it, however often it is added. */
  sourceId: string;
  /** One line, in words that the client understands. */
  title: string;
  /** YYYY-MM-DD. */
  dueOn?: string | null;
  /** When it is past: it is then done by itself. */
  passesAt?: Date | null;
  byStaffId?: string | null;
  now: Date;
}

/**
 * Asks a person of the portal to do something. Added again, it stays as it is, but for one that was withdrawn: that is open
 * again. With the program's scope or that of somebody who sees the matter. Answers whether there is something new to do.
 */
export async function addToDo(tx: Tx, toDo: NewToDo): Promise<boolean> {
  const id = newId();
  const { rows } = await prepared<{ id: string }>('add_to_do')`
    insert into to_dos (firm_id, id, matter_id, conversation_id, portal_user_id, kind, source_id, title, due_on, passes_at,
      created_by_staff_id, created_at)
    values (${toDo.firmId}, ${id}, ${toDo.matterId}, ${toDo.conversationId ?? null}, ${toDo.portalUserId}, ${toDo.kind},
      ${toDo.sourceId}, ${toDo.title}, ${toDo.dueOn ?? null}, ${toDo.passesAt ?? null}, ${toDo.byStaffId ?? null}, ${toDo.now})
    on conflict (firm_id, kind, source_id, portal_user_id) where source_id is not null
    do update set state = 'open', title = excluded.title, due_on = excluded.due_on, passes_at = excluded.passes_at
      where to_dos.state = 'withdrawn'
    returning id`.execute(tx);
  const [row] = rows;
  if (!row) return false;
  await tellChanged(tx, toDo.firmId, [
    { id: row.id, matter_id: toDo.matterId, portal_user_id: toDo.portalUserId },
  ]);
  return true;
}

export interface SourceOf {
  firmId: string;
  kind: SourceKind;
  sourceId: string;
  /** Of this person alone; else of everybody. */
  portalUserId?: string;
}

/**
 * Something happened to what stands behind to-dos: they are done when it is what completes their kind, and stay open
 * else. Answers how many are done by it.
 */
export async function completeBySource(
  tx: Tx,
  source: SourceOf,
  happening: Happening,
  now: Date,
): Promise<number> {
  if (!completes(source.kind, happening)) return 0;
  const how = happening === 'past' ? 'passed' : 'happened';
  return await changed(
    tx,
    source,
    sql`state = 'done', done_how = ${how}, done_at = ${now}`,
    sql`state = 'open'`,
  );
}

/** It has to be done once more: an event moved, a file was rejected. */
export async function reopenBySource(
  tx: Tx,
  source: SourceOf,
  more: { title: string; dueOn: string | null; passesAt: Date | null },
): Promise<number> {
  return await changed(
    tx,
    source,
    sql`state = 'open', done_how = null, done_at = null, title = ${more.title}, due_on = ${more.dueOn}, passes_at = ${more.passesAt}`,
    sql`state <> 'withdrawn'`,
  );
}

/** What it is called changed; whether it is done did not. */
export async function retitleBySource(tx: Tx, source: SourceOf, title: string): Promise<number> {
  return await changed(tx, source, sql`title = ${title}`, sql`title <> ${title}`);
}

/** It is not asked for any more: nobody sees it in the portal. */
export async function withdrawBySource(tx: Tx, source: SourceOf): Promise<number> {
  return await changed(
    tx,
    source,
    sql`state = 'withdrawn', done_how = null, done_at = null`,
    sql`state <> 'withdrawn'`,
  );
}

async function changed(
  tx: Tx,
  { firmId, kind, sourceId, portalUserId }: SourceOf,
  change: ReturnType<typeof sql>,
  where: ReturnType<typeof sql>,
): Promise<number> {
  const { rows } = await sql<ChangedRow>`
    update to_dos set ${change}
    where firm_id = ${firmId} and kind = ${kind} and source_id = ${sourceId} and ${where}
      and (${portalUserId ?? null}::uuid is null or portal_user_id = ${portalUserId ?? null}::uuid)
    returning id, matter_id, portal_user_id`.execute(tx);
  await tellChanged(tx, firmId, rows);
  return rows.length;
}

export interface ChangedRow {
  id: string;
  matter_id: string;
  portal_user_id: string;
}

/** To staff who see the matter, and to the person whose it is. Others of the firm wait for the counter: last in a transaction. */
export async function tellChanged(tx: Tx, firmId: string, rows: readonly ChangedRow[]): Promise<void> {
  await appendEvents(
    tx,
    firmId,
    rows.map(({ id, matter_id: matterId, portal_user_id: forPortalUserId }) => ({
      type: 'to_do.changed',
      subjectId: id,
      matterId,
      forPortalUserId,
    })),
  );
}

/** What the firm itself asks for, on top of what events, files and the like ask by themselves. */
export async function addFreeToDo(
  tx: Tx,
  actor: Actor & { staffId: string },
  matterId: string,
  input: { portalUserId: string; title: string; dueOn: string | null },
): Promise<string> {
  const id = newId();
  await tx
    .insertInto('to_dos')
    .values({
      firm_id: actor.firmId,
      id,
      matter_id: matterId,
      conversation_id: null,
      portal_user_id: input.portalUserId,
      kind: 'free',
      source_id: null,
      title: input.title,
      due_on: input.dueOn,
      passes_at: null,
      done_how: null,
      done_at: null,
      created_by_staff_id: actor.staffId,
      created_at: actor.now,
    })
    .execute();
  await recordChange(tx, actor, {
    action: 'to_do.created',
    ...{ id, matterId, forPortalUserId: input.portalUserId },
    detail: { title: input.title },
  });
  return id;
}

/** Ends to-dos of one firm whose time is over; how many. */
export async function passToDos(tx: Tx, firmId: string, now: Date): Promise<number> {
  const { rows } = await sql<ChangedRow>`
    update to_dos set state = 'done', done_how = 'passed', done_at = ${now}
    where firm_id = ${firmId} and state = 'open' and passes_at <= ${now}
    returning id, matter_id, portal_user_id`.execute(tx);
  await tellChanged(tx, firmId, rows);
  return rows.length;
}
