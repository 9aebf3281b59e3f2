/** To-dos as staff and as their person see them. */

import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { type DoneHow, isTickable, type ToDoKind, type ToDoState } from './decide.ts';
import type { OwnToDo, OwnToDosQuery, ToDo, ToDosQuery } from './schema.ts';
import './tables.ts';

const idCursor = z.tuple([z.uuid()]);

interface Row {
  id: string;
  matter_id: string;
  conversation_id: string | null;
  portal_user_id: string;
  kind: ToDoKind;
  source_id: string | null;
  title: string;
  due_on: string | null;
  state: ToDoState;
  done_how: DoneHow | null;
  done_at: Date | null;
  created_at: Date;
}

const columns = [
  't.id',
  't.matter_id',
  't.conversation_id',
  't.portal_user_id',
  't.kind',
  't.source_id',
  't.title',
  't.due_on',
  't.state',
  't.done_how',
  't.done_at',
  't.created_at',
] as const;

function selectToDos(tx: Tx, firmId: string) {
  return tx
    .selectFrom('to_dos as t')
    .select(columns)
    .where('t.firm_id', '=', firmId)
    .where('t.state', '<>', 'withdrawn');
}

function selectWithPerson(tx: Tx, firmId: string) {
  return selectToDos(tx, firmId).select(
    sql<string>`(select c.display_name from portal_users u
      join contacts c on c.firm_id = ${firmId} and c.id = u.contact_id
      where u.firm_id = ${firmId} and u.id = t.portal_user_id)`.as('person_name'),
  );
}

/** Of a matter, for staff who see it. */
export async function listToDos(tx: Tx, firmId: string, matterId: string, query: ToDosQuery) {
  let rows = selectWithPerson(tx, firmId)
    .where('t.matter_id', '=', matterId)
    .orderBy('t.id', 'desc')
    .limit(query.limit + 1);
  if (query.state) rows = rows.where('t.state', '=', query.state);
  if (query.after !== undefined) rows = rows.where('t.id', '<', decodeCursor(query.after, idCursor)[0]);
  return toPage(await rows.execute(), query.limit, (row) => [row.id], toToDo);
}

export async function getToDo(tx: Tx, firmId: string, id: string): Promise<ToDo> {
  return toToDo(found(await selectWithPerson(tx, firmId).where('t.id', '=', id).executeTakeFirst()));
}

const dueCursor = z.tuple([z.iso.date(), z.uuid()]);
/** What is due on no day comes after everything else. */
const noDay = '9999-12-31';

/** One's own, with the eyes of the portal. */
export async function listOwnToDos(tx: Tx, firmId: string, query: OwnToDosQuery) {
  const { after, limit, order, state } = query;
  const dueOn = sql<string>`coalesce(t.due_on, ${noDay}::date)`;
  let rows = selectToDos(tx, firmId).limit(limit + 1);
  if (state) rows = rows.where('t.state', '=', state);
  if (order === 'due') {
    rows = rows.orderBy(dueOn).orderBy('t.id');
    if (after !== undefined) {
      const [day, id] = decodeCursor(after, dueCursor);
      rows = rows.where(sql<boolean>`(${dueOn}, t.id) > (${day}::date, ${id}::uuid)`);
    }
  } else {
    rows = rows.orderBy('t.id', 'desc');
    if (after !== undefined) rows = rows.where('t.id', '<', decodeCursor(after, idCursor)[0]);
  }
  const cursorOf = (row: Row) => (order === 'due' ? [row.due_on ?? noDay, row.id] : [row.id]);
  return toPage(await rows.execute(), limit, cursorOf, toOwnToDo);
}

export async function getOwnToDo(tx: Tx, firmId: string, id: string): Promise<OwnToDo> {
  return toOwnToDo(found(await selectToDos(tx, firmId).where('t.id', '=', id).executeTakeFirst()));
}

function commonOf(row: Row) {
  return {
    id: row.id,
    kind: row.kind,
    sourceId: row.source_id,
    title: row.title,
    dueOn: row.due_on,
    state: row.state === 'done' ? ('done' as const) : ('open' as const),
    doneHow: row.done_how,
    doneAt: row.done_at?.toISOString() ?? null,
    tickable: isTickable(row.kind),
    createdAt: row.created_at.toISOString(),
    matterId: row.matter_id,
  };
}

function toToDo(row: Row & { person_name: string }): ToDo {
  return { ...commonOf(row), portalUserId: row.portal_user_id, personName: row.person_name };
}

function toOwnToDo(row: Row): OwnToDo {
  return { ...commonOf(row), conversationId: row.conversation_id };
}
