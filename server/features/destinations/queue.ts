/** What waits and what failed, for people; and what the vendor says late. */
import { sql } from 'kysely';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import type { Queue, Which, WriteLine } from '../connections/index.ts';
import { redriveWrites, reopenWrite } from './reopen.ts';
import { getWrite } from './store.ts';

const open = sql.raw(`state in ('waiting', 'sending', 'unknown', 'confirming')`);

export async function readQueues(tx: Tx, firmId: string): Promise<Map<string, Queue>> {
  const { rows } = await sql<{ connection_id: string; waiting: number; failed: number; oldest: Date | null }>`
    select connection_id, count(*) filter (where ${open}) as waiting, count(*) filter (where state = 'failed') as failed,
      min(created_at) filter (where ${open}) as oldest
    from destination_writes where firm_id = ${firmId} and state in ('waiting', 'sending', 'unknown', 'confirming', 'failed')
    group by connection_id`.execute(tx);
  return new Map(
    rows.map((row) => [
      row.connection_id,
      { waiting: row.waiting, failed: row.failed, oldestWaitingAt: row.oldest },
    ]),
  );
}

const statesOf = {
  failed: ['failed'],
  open: ['waiting', 'sending', 'unknown', 'confirming'],
  done: ['done'],
} as const;

/** Newest first. */
export async function listWrites(
  tx: Tx,
  { firmId, connectionId }: Which,
  wanted: { state: keyof typeof statesOf; before: string | null; limit: number },
): Promise<WriteLine[]> {
  const rows = await tx
    .selectFrom('destination_writes as w')
    .select(({ selectFrom }) => [
      'w.id',
      'w.action',
      'w.record_kind as recordKind',
      'w.reference',
      'w.state',
      'w.failure',
      'w.detail',
      'w.log_entry_id as logEntryId',
      selectFrom('log_entries as e')
        .select('e.interaction_id')
        .where('e.firm_id', '=', firmId)
        .whereRef('e.id', '=', 'w.log_entry_id')
        .as('interactionId'),
      'w.attempts',
      'w.created_at as createdAt',
      'w.sent_at as sentAt',
      'w.done_at as doneAt',
    ])
    .where('w.firm_id', '=', firmId)
    .where('w.connection_id', '=', connectionId)
    .where('w.state', 'in', [...statesOf[wanted.state]])
    .$if(wanted.before !== null, (some) => some.where('w.id', '<', wanted.before ?? ''))
    .orderBy('w.id', 'desc')
    .limit(wanted.limit)
    .execute();
  return rows;
}

/**
 * Tries again: one failed write with what else failed of its log entry, or all of the connection, whoever may see them. The
 * log entries wait again.
 */
export async function redrive(
  tx: Tx,
  { firmId, connectionId }: Which,
  writeId: string | null,
  now: Date,
): Promise<number> {
  if (writeId === null) {
    await actAsProgram(tx);
    await sql`update log_entries set state = 'pending', reason = 'being_written', review = null
      where firm_id = ${firmId} and state = 'failed' and id in (select log_entry_id from destination_writes
        where firm_id = ${firmId} and connection_id = ${connectionId} and state = 'failed')`.execute(tx);
    return await redriveWrites(tx, firmId, { connectionId }, now);
  }
  const write = await getWrite(tx, firmId, writeId);
  if (write?.connection_id !== connectionId || write.state !== 'failed') return 0;
  if (write.log_entry_id === null) {
    await reopenWrite(tx, firmId, writeId);
    return 1;
  }
  await sql`update log_entries set state = 'pending', reason = 'being_written', review = null
    where firm_id = ${firmId} and id = ${write.log_entry_id} and state = 'failed'`.execute(tx);
  return await redriveWrites(tx, firmId, { logEntryId: write.log_entry_id }, now);
}

/** Stands as the failure of a write that the vendor accepted and then said no to. */
export const lateFailure = 'late';

/**
 * The vendor says no to a record that it had accepted. The worker looks at once whether it is there all the same: such a
 * message need not be signed with its content. Where our id names the matter too ("matter/record"), the vendor's word is
 * only its last part.
 */
export async function recordLateFailure(
  tx: Tx,
  { firmId, connectionId }: Which,
  { externalId, detail }: { externalId: string; detail: string },
  now: Date,
): Promise<void> {
  await tx
    .updateTable('destination_writes')
    .set({ failure: lateFailure, detail: detail.slice(0, 2000), due_at: now })
    .where('firm_id', '=', firmId)
    .where('connection_id', '=', connectionId)
    .where(
      sql<boolean>`(external_id = ${externalId} or right(external_id, length(${externalId}) + 1) = '/' || ${externalId})`,
    )
    .where('state', '=', 'confirming')
    .execute();
}
