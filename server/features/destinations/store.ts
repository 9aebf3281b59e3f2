/** All SQL of the writes to practice systems. */
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { Priority } from '../connections/index.ts';
import type { Outcome } from './decide.ts';
import type { PlannedChange } from './planned-change.ts';
import type { PlannedRecord } from './planned-record.ts';
import type { DestinationWritesTable } from './tables.ts';

export type WriteRow = Selectable<DestinationWritesTable>;

/** One write as a plan wants it; ids are made by the planner, so that writes of one plan can name each other. */
export interface NewWrite {
  id: string;
  connectionId: string;
  logEntryId: string | null;
  /** The contact that is made there. */
  contactId: string | null;
  matterId: string | null;
  /** The conversion of a lead that it belongs to. */
  conversionId?: string | null;
  action: 'create' | 'update' | 'retire';
  /** Unique for a create; the create's own for what changes it. */
  reference: string;
  record: PlannedRecord | PlannedChange;
  targetId: string | null;
  afterId: string | null;
  priority: Priority;
  /** Update: hash of our part of the text as we wrote it last. Retire: which way. */
  extra: { fenceHash?: string | null; billedMinutes?: number; how?: 'remove' | 'complete' } | null;
}

/** Stores intents, in order, in the transaction that decided them. A create whose reference is known already stays as it is. */
export async function insertWrites(
  tx: Tx,
  firmId: string,
  writes: readonly NewWrite[],
  now: Date,
): Promise<void> {
  if (writes.length === 0) return;
  await tx
    .insertInto('destination_writes')
    .values(
      writes.map((write) => ({
        firm_id: firmId,
        id: write.id,
        connection_id: write.connectionId,
        log_entry_id: write.logEntryId,
        contact_id: write.contactId,
        matter_id: write.matterId,
        conversion_id: write.conversionId ?? null,
        action: write.action,
        record_kind: write.record.record,
        reference: write.reference,
        record: JSON.stringify(write.record),
        target_id: write.targetId,
        after_id: write.afterId,
        priority: write.priority,
        due_at: now,
        extra: write.extra === null ? null : JSON.stringify(write.extra),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['firm_id', 'connection_id', 'reference']).where('action', '=', 'create').doNothing(),
    )
    .execute();
}

/** Connections that have something due, least recently served first. */
export async function listDueConnections(
  tx: Tx,
  now: Date,
  most: number,
): Promise<{ firmId: string; connectionId: string }[]> {
  const { rows } = await sql<{ firm_id: string; id: string }>`
    select c.firm_id, c.id from connections c
    where c.status = 'active' and (c.blocked_until is null or c.blocked_until <= ${now})
      and exists (select 1 from destination_writes w where w.firm_id = c.firm_id and w.connection_id = c.id
        and w.state in ('waiting', 'sending', 'unknown', 'confirming') and w.due_at <= ${now})
    order by c.last_served_at nulls first limit ${most}`.execute(tx);
  return rows.map((row) => ({ firmId: row.firm_id, connectionId: row.id }));
}

/** The next write of a connection: the most urgent that is due and whose forerunner is done, the oldest first. */
export async function findNextWrite(
  tx: Tx,
  firmId: string,
  connectionId: string,
  now: Date,
): Promise<WriteRow | null> {
  const row = await tx
    .selectFrom('destination_writes as w')
    .selectAll('w')
    .where('w.firm_id', '=', firmId)
    .where('w.connection_id', '=', connectionId)
    .where('w.state', 'in', ['waiting', 'sending', 'unknown', 'confirming'])
    .where('w.due_at', '<=', now)
    .where(({ or, eb, not, exists, selectFrom }) =>
      or([
        eb('w.after_id', 'is', null),
        not(
          exists(
            selectFrom('destination_writes as first')
              .select('first.id')
              .where('first.firm_id', '=', firmId)
              .whereRef('first.id', '=', 'w.after_id')
              .where('first.state', 'not in', ['done', 'cancelled'])
              // What failed there need not keep its own removal waiting.
              .where(sql<boolean>`not (w.action = 'retire' and first.state = 'failed')`),
          ),
        ),
      ]),
    )
    .orderBy('w.priority')
    .orderBy('w.id')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Before the first request leaves: a worker that dies after this leaves a trace that it may have written. */
export async function markSending(tx: Tx, firmId: string, id: string, now: Date): Promise<void> {
  await tx
    .updateTable('destination_writes')
    .set((eb) => ({ state: 'sending', attempts: eb('attempts', '+', 1), sent_at: now }))
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
}

export async function countAttempt(tx: Tx, firmId: string, id: string): Promise<void> {
  await tx
    .updateTable('destination_writes')
    .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
}

export async function saveProgress(
  tx: Tx,
  firmId: string,
  id: string,
  state: Readonly<Record<string, string>>,
): Promise<void> {
  await tx
    .updateTable('destination_writes')
    .set({ progress: JSON.stringify(state) })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
}

/** Settles one step of a write. A write that failed takes those that wait for it along; answers these. */
export async function saveOutcome(
  tx: Tx,
  firmId: string,
  id: string,
  outcome: Outcome,
  written: { externalId: string; version: string | null; extra: unknown } | null,
  now: Date,
): Promise<WriteRow[]> {
  await tx
    .updateTable('destination_writes')
    .set({
      state: outcome.state,
      due_at: outcome.dueAt,
      failure: outcome.failure,
      detail: outcome.detail,
      ...(outcome.state === 'done' ? { done_at: now, attempts: 0 } : {}),
      ...(written === null
        ? {}
        : {
            external_id: written.externalId,
            version: written.version,
            ...(written.extra === undefined ? {} : { extra: JSON.stringify(written.extra) }),
          }),
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  return outcome.state === 'failed' ? await failFollowers(tx, firmId, id, outcome.detail) : [];
}

/** They fail for the same reason, in the same words. */
async function failFollowers(tx: Tx, firmId: string, id: string, detail: string | null): Promise<WriteRow[]> {
  const { rows } = await sql<WriteRow>`
    with recursive follower as (
      select id from destination_writes
      where firm_id = ${firmId} and after_id = ${id} and state = 'waiting' and action <> 'retire'
      union
      select w.id from destination_writes w join follower f on w.after_id = f.id
      where w.firm_id = ${firmId} and w.state = 'waiting' and w.action <> 'retire')
    update destination_writes set state = 'failed', failure = 'forerunner', detail = ${detail}
    where firm_id = ${firmId} and id in (select id from follower) returning *`.execute(tx);
  return rows;
}

/**
 * Makes due what was found to want the contact or matter that this write has just made: nobody waits out the minute after
 * which it would be tried again. What failed keeps its own wait.
 */
export async function wakeWaitingFor(tx: Tx, made: WriteRow, now: Date): Promise<void> {
  const wantsIt =
    made.record_kind === 'matter'
      ? sql`record ->> 'matterId' = ${made.matter_id}`
      : sql`record_kind = 'matter'
          and (record -> 'contactIds' ? ${made.contact_id} or record ->> 'referrerContactId' = ${made.contact_id})`;
  await sql`update destination_writes set due_at = ${now}
    where firm_id = ${made.firm_id} and connection_id = ${made.connection_id} and action = 'create'
      and state = 'waiting' and sent_at is null and failure is null and due_at > ${now} and ${wantsIt}`.execute(
    tx,
  );
}

export async function getWrite(tx: Tx, firmId: string, id: string): Promise<WriteRow | null> {
  const row = await tx
    .selectFrom('destination_writes')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** Contacts that are about to be made at a connection: they count as known there. */
export async function listContactsOnTheirWay(
  tx: Tx,
  firmId: string,
  connectionIds: readonly string[],
  contactIds: readonly string[],
): Promise<{ connectionId: string; contactId: string }[]> {
  if (connectionIds.length === 0 || contactIds.length === 0) return [];
  const { rows } = await sql<{ connection_id: string; contact_id: string }>`
    select connection_id, contact_id from destination_writes
    where firm_id = ${firmId} and contact_id = any(${[...contactIds]}::uuid[])
      and connection_id = any(${[...connectionIds]}::uuid[]) and action = 'create' and state <> 'cancelled'`.execute(
    tx,
  );
  return rows.map((row) => ({ connectionId: row.connection_id, contactId: row.contact_id }));
}

/** The writes of log entries, oldest first. */
export async function listEntryWrites(
  tx: Tx,
  firmId: string,
  entryIds: readonly string[],
): Promise<WriteRow[]> {
  if (entryIds.length === 0) return [];
  return await tx
    .selectFrom('destination_writes')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('log_entry_id', 'in', [...entryIds])
    .orderBy('id')
    .execute();
}

/** The writes of a conversion, in their order. */
export async function listConversionWrites(
  tx: Tx,
  firmId: string,
  conversionId: string,
): Promise<WriteRow[]> {
  return await tx
    .selectFrom('destination_writes')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('conversion_id', '=', conversionId)
    .orderBy('id')
    .execute();
}

/** Takes back what was not begun; answers the ids of those that had been begun and so must be retired. */
export async function cancelWaiting(tx: Tx, firmId: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const cancelled = await tx
    .updateTable('destination_writes')
    .set({ state: 'cancelled' })
    .where('firm_id', '=', firmId)
    .where('id', 'in', [...ids])
    .where('state', 'in', ['waiting', 'failed'])
    .where('sent_at', 'is', null)
    .returning('id')
    .execute();
  const gone = new Set(cancelled.map(({ id }) => id));
  return ids.filter((id) => !gone.has(id));
}

/** Puts later words in place of what has not left yet; false when it has, or may have. */
export async function replaceWaiting(
  tx: Tx,
  firmId: string,
  id: string,
  record: PlannedRecord,
): Promise<boolean> {
  const replaced = await tx
    .updateTable('destination_writes')
    .set({ record: JSON.stringify(record) })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('sent_at', 'is', null)
    .where('attempts', '=', 0)
    .returning('id')
    .executeTakeFirst();
  return replaced !== undefined;
}
