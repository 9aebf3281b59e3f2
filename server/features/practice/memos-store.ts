import type { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { checkDay } from './days.ts';
import { changedColumns, datedRecordOf, namesOf, newestFirst } from './matter-record-rows.ts';
import {
  contactNameOf,
  interactionOf,
  lockRecord,
  recordPatched,
  type recordsQuery,
} from './matter-records.ts';
import { mustSeeMatter } from './matters-store.ts';
import type { Memo, MemoInput, MemoPatch } from './memos-schema.ts';
import { checkReferences } from './references.ts';
import './tables.ts';

function selectMemos(tx: Tx, firmId: string) {
  return tx
    .selectFrom('memos as memo')
    .selectAll('memo')
    .select([
      ...namesOf(firmId, 'memo'),
      interactionOf(firmId, 'memo.log_entry_id').as('interaction_id'),
      contactNameOf(firmId, 'memo.contact_id').as('contact_name'),
    ])
    .where('memo.firm_id', '=', firmId);
}

/** Memos by date, newest first. */
export async function listMemos(
  tx: Tx,
  firmId: string,
  query: z.output<typeof recordsQuery>,
): Promise<{ items: Memo[]; next: string | null }> {
  const rows = await selectMemos(tx, firmId).$call(newestFirst(query, 'memo')).execute();
  return toPage(rows, query.limit, (row) => [row.date, row.id], toMemo);
}

export async function getMemo(tx: Tx, firmId: string, id: string): Promise<Memo> {
  return toMemo(found(await selectMemos(tx, firmId).where('memo.id', '=', id).executeTakeFirst()));
}

export async function createMemo(
  tx: Tx,
  actor: Actor & { staffId: string },
  matterId: string,
  input: MemoInput,
): Promise<Memo> {
  const { firmId } = actor;
  await mustSeeMatter(tx, firmId, matterId);
  await checkReferences(tx, firmId, input);
  const firm = await firmFacts(tx, firmId);
  checkDay('date', input.date, firm, actor.now);
  const id = newId();
  await tx
    .insertInto('memos')
    .values({
      firm_id: firmId,
      id,
      matter_id: matterId,
      contact_id: input.contactId ?? null,
      staff_id: input.staffId === undefined ? actor.staffId : input.staffId,
      date: input.date ?? todayIn(firm, actor.now),
      subject: input.subject,
      body: input.body ?? '',
      activity_code_id: input.activityCodeId ?? null,
    })
    .execute();
  await recordChange(tx, actor, { action: 'memo.created', id, matterId, detail: { subject: input.subject } });
  return await getMemo(tx, firmId, id);
}

export async function updateMemo(
  tx: Tx,
  actor: Actor,
  id: string,
  patch: MemoPatch,
  expected: number | null,
): Promise<Memo> {
  const { firmId } = actor;
  const { matterId } = await lockRecord(tx, firmId, 'memo', id, expected);
  await checkReferences(tx, firmId, patch);
  const before = await getMemo(tx, firmId, id);
  if (patch.date !== before.date) checkDay('date', patch.date, await firmFacts(tx, firmId), actor.now);
  await tx
    .updateTable('memos')
    .set({
      ...changedColumns(before, patch),
      contact_id: patch.contactId === undefined ? before.contactId : patch.contactId,
      body: patch.body ?? before.body,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await recordPatched(tx, actor, { kind: 'memo', id, matterId, patch });
  return await getMemo(tx, firmId, id);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectMemos>['execute']>>[number];

function toMemo(row: Row): Memo {
  return {
    ...datedRecordOf(row),
    contactId: row.contact_id,
    contactName: row.contact_name,
    body: row.body,
    logEntryId: row.log_entry_id,
    interactionId: row.interaction_id,
  };
}
