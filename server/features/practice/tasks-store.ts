import { sql } from 'kysely';
import { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { firmFacts } from '../firms/index.ts';
import { checkDay } from './days.ts';
import {
  activityLabelOf,
  contactNameOf,
  interactionOf,
  lockRecord,
  matterNumberOf,
  matterTitleOf,
  recordPatched,
  removedIs,
  staffNameOf,
} from './matter-records.ts';
import { completeTask, reopenTask } from './record-changes.ts';
import { checkReferences } from './references.ts';
import type { Task, TaskInput, TaskPatch, TasksQuery } from './tasks-schema.ts';
import './tables.ts';

function selectTasks(tx: Tx, firmId: string) {
  return tx
    .selectFrom('tasks as t')
    .selectAll('t')
    .select([
      staffNameOf(firmId, 't.assignee_id').as('assignee_name'),
      interactionOf(firmId, 't.log_entry_id').as('interaction_id'),
      contactNameOf(firmId, 't.contact_id').as('contact_name'),
      activityLabelOf(firmId, 't.activity_code_id').as('activity_code'),
      matterNumberOf(firmId, 't.matter_id').as('matter_number'),
      matterTitleOf(firmId, 't.matter_id').as('matter_title'),
    ])
    .where('t.firm_id', '=', firmId);
}

const dueKey = sql<string>`coalesce(t.due_on, 'infinity'::date)`;

/** One page of the firm's tasks, those on walled matters left out for whoever is outside. */
export async function listTasks(
  tx: Tx,
  firmId: string,
  staffId: string,
  query: TasksQuery,
): Promise<{ items: Task[]; next: string | null }> {
  let rows = selectTasks(tx, firmId)
    .select(sql<string>`(${dueKey})::text`.as('due_key'))
    .where(removedIs(query.removed, 't'))
    .limit(query.limit + 1);
  if (query.assignee === 'none') rows = rows.where('t.assignee_id', 'is', null);
  else if (query.assignee)
    rows = rows.where('t.assignee_id', '=', query.assignee === 'me' ? staffId : query.assignee);
  if (query.status) rows = rows.where('t.status', '=', query.status);
  if (query.matterId) rows = rows.where('t.matter_id', '=', query.matterId);
  if (query.contactId) rows = rows.where('t.contact_id', '=', query.contactId);
  if (query.priority) rows = rows.where('t.priority', '=', query.priority);
  if (query.dueBefore) rows = rows.where('t.due_on', '<', query.dueBefore);
  for (const word of (query.q ?? '').split(/\s+/).filter((part) => part !== ''))
    rows = rows.where('t.subject', 'ilike', `%${word.replace(/[\\%_]/g, '\\$&')}%`);
  if (query.sort === 'newest') {
    rows = rows.orderBy('t.id', 'desc');
    if (query.after !== undefined)
      rows = rows.where('t.id', '<', decodeCursor(query.after, z.tuple([z.uuid()]))[0]);
    return toPage(await rows.execute(), query.limit, (row) => [row.id], toTask);
  }
  rows = rows.orderBy(dueKey).orderBy('t.id');
  if (query.after !== undefined) {
    const [due, id] = decodeCursor(query.after, z.tuple([z.iso.date().or(z.literal('infinity')), z.uuid()]));
    rows = rows.where(sql<boolean>`(${dueKey}, t.id) > (${due}::date, ${id}::uuid)`);
  }
  return toPage(await rows.execute(), query.limit, (row) => [row.due_key, row.id], toTask);
}

export async function getTask(tx: Tx, firmId: string, id: string): Promise<Task> {
  return toTask(found(await selectTasks(tx, firmId).where('t.id', '=', id).executeTakeFirst()));
}

export async function createTask(
  tx: Tx,
  actor: Actor & { staffId: string },
  input: TaskInput,
): Promise<Task> {
  const { firmId } = actor;
  await checkReferences(tx, firmId, input);
  checkDay('dueOn', input.dueOn, await firmFacts(tx, firmId), actor.now);
  const id = newId();
  const matterId = input.matterId ?? null;
  await tx
    .insertInto('tasks')
    .values({
      firm_id: firmId,
      id,
      matter_id: matterId,
      contact_id: input.contactId ?? null,
      assignee_id: input.assigneeId === undefined ? actor.staffId : input.assigneeId,
      subject: input.subject,
      description: input.description ?? '',
      due_on: input.dueOn ?? null,
      priority: input.priority ?? 'normal',
      activity_code_id: input.activityCodeId ?? null,
    })
    .execute();
  await recordChange(tx, actor, { action: 'task.created', id, matterId, detail: { subject: input.subject } });
  return await getTask(tx, firmId, id);
}

export async function updateTask(
  tx: Tx,
  actor: Actor,
  id: string,
  patch: TaskPatch,
  expected: number | null,
): Promise<Task> {
  const { firmId } = actor;
  const { version } = await lockRecord(tx, firmId, 'task', id, expected);
  await checkReferences(tx, firmId, patch);
  const before = await getTask(tx, firmId, id);
  if (patch.dueOn !== before.dueOn) checkDay('dueOn', patch.dueOn, await firmFacts(tx, firmId), actor.now);
  const matterId = patch.matterId === undefined ? before.matterId : patch.matterId;
  await tx
    .updateTable('tasks')
    .set({
      matter_id: matterId,
      contact_id: patch.contactId === undefined ? before.contactId : patch.contactId,
      assignee_id: patch.assigneeId === undefined ? before.assigneeId : patch.assigneeId,
      subject: patch.subject ?? before.subject,
      description: patch.description ?? before.description,
      due_on: patch.dueOn === undefined ? before.dueOn : patch.dueOn,
      priority: patch.priority ?? before.priority,
      activity_code_id: patch.activityCodeId === undefined ? before.activityCodeId : patch.activityCodeId,
      version: version + 1,
      updated_at: sql`now()`,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await recordPatched(tx, actor, { kind: 'task', id, matterId, patch });
  return await getTask(tx, firmId, id);
}

/** Completes or reopens; `wrong_state` when it is so already. */
export async function setTaskCompleted(tx: Tx, actor: Actor, id: string, completed: boolean): Promise<Task> {
  const { firmId } = actor;
  const { matterId } = await lockRecord(tx, firmId, 'task', id);
  const done = completed ? await completeTask(tx, firmId, id) : await reopenTask(tx, firmId, id);
  if (!done) throw problem('wrong_state', completed ? 'It is completed already.' : 'It is open already.');
  await recordChange(tx, actor, { action: completed ? 'task.completed' : 'task.reopened', id, matterId });
  return await getTask(tx, firmId, id);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectTasks>['execute']>>[number];

function toTask(row: Row): Task {
  return {
    id: row.id,
    matterId: row.matter_id,
    matterNumber: row.matter_number,
    matterTitle: row.matter_title,
    contactId: row.contact_id,
    contactName: row.contact_name,
    assigneeId: row.assignee_id,
    assigneeName: row.assignee_name,
    activityCodeId: row.activity_code_id,
    activityCode: row.activity_code,
    subject: row.subject,
    description: row.description,
    dueOn: row.due_on,
    priority: row.priority,
    status: row.status,
    completedAt: row.completed_at?.toISOString() ?? null,
    logEntryId: row.log_entry_id,
    interactionId: row.interaction_id,
    removedAt: row.removed_at?.toISOString() ?? null,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
