/** What webhooks told and people asked, in the order in which a worker looks at it. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import {
  type OnboardingReading,
  type OnboardingWorkspace,
  onboardingWorkspace,
} from '../../vendors/ports.ts';
import { wakeWorker } from './settings-store.ts';
import './tables.ts';

/** What has been looked at long ago need not be told apart from a repetition: a newer state stands. */
const keepDays = 30;

/** The sender's id where it gave one, else the hash of the body. */
export function eventKeyOf(id: string | null, rawBody: Buffer): string {
  const plain = id !== null && id !== '' && id.length <= 200 && !id.includes('\0') && id.isWellFormed();
  if (plain) return `id:${id}`;
  return `sha256:${createHash('sha256')
    .update(id === null ? '' : `${id} `)
    .update(rawBody)
    .digest('hex')}`;
}

/** True when it is new. Only our own reading of a body is kept: what nobody asked for never reaches the database. */
export async function keepReading(
  tx: Tx,
  firmId: string,
  eventKey: string,
  reading: OnboardingReading,
  now: Date,
): Promise<boolean> {
  const { outcome } = reading;
  const row = await tx
    .insertInto('onboarding_events')
    .values({
      firm_id: firmId,
      id: newId(),
      event_key: eventKey,
      kind: outcome,
      external_id:
        outcome === 'workspace' ? reading.workspace.id : outcome === 'changed' ? reading.workspaceId : null,
      record: outcome === 'workspace' ? JSON.stringify(reading.workspace) : null,
      detail: outcome === 'unreadable' ? `${reading.reason}: ${reading.detail}`.slice(0, 500) : '',
      due_at: now,
      received_at: now,
      done_at: outcome === 'unreadable' ? now : null,
    })
    .onConflict((conflict) => conflict.columns(['firm_id', 'event_key']).doNothing())
    .returning('id')
    .executeTakeFirst();
  await tx
    .updateTable('onboarding_settings')
    .set({
      last_hook_at: now,
      // One that could not be read says at least that something happened.
      ...(outcome === 'unreadable' ? { poll_due_at: now } : {}),
    })
    .where('firm_id', '=', firmId)
    .execute();
  if (row) await wakeWorker(tx, firmId, now);
  return row !== undefined;
}

/** The worker fetches the workspace; asked again before it did, once. */
export async function askFor(tx: Tx, firmId: string, externalId: string, now: Date): Promise<void> {
  const { rows } = await sql`
    select 1 from onboarding_events
    where firm_id = ${firmId} and done_at is null and kind = 'changed' and external_id = ${externalId} and attempts = 0`.execute(
    tx,
  );
  if (rows.length === 0)
    await tx
      .insertInto('onboarding_events')
      .values({
        firm_id: firmId,
        id: newId(),
        event_key: `asked:${newId()}`,
        kind: 'changed',
        external_id: externalId,
        record: null,
        due_at: now,
        received_at: now,
        done_at: null,
      })
      .execute();
  await wakeWorker(tx, firmId, now);
}

export type WaitingEvent =
  | { id: string; kind: 'workspace'; record: OnboardingWorkspace }
  | { id: string; kind: 'changed'; externalId: string; attempts: number };

export async function listWaitingEvents(
  tx: Tx,
  firmId: string,
  kind: 'workspace' | 'changed',
  now: Date,
): Promise<WaitingEvent[]> {
  const rows = await tx
    .selectFrom('onboarding_events')
    .select(['id', 'external_id', 'record', 'attempts'])
    .where('firm_id', '=', firmId)
    .where('kind', '=', kind)
    .where('done_at', 'is', null)
    .where('due_at', '<=', now)
    .orderBy('id')
    .limit(200)
    .execute();
  return rows.map(({ id, external_id: externalId, record, attempts }) =>
    kind === 'workspace'
      ? { id, kind, record: onboardingWorkspace.parse(record) }
      : { id, kind, externalId: externalId ?? '', attempts },
  );
}

/** It was looked at: that it came is kept for repetitions, what it told is not. */
export async function endEvent(
  tx: Tx,
  firmId: string,
  id: string,
  now: Date,
  detail: string | null = null,
): Promise<void> {
  await tx
    .updateTable('onboarding_events')
    .set({ done_at: now, record: null, ...(detail === null ? {} : { kind: 'unreadable', detail }) })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
}

export async function postponeEvent(tx: Tx, firmId: string, id: string, dueAt: Date): Promise<void> {
  await sql`
    update onboarding_events set attempts = attempts + 1, due_at = ${dueAt}
    where firm_id = ${firmId} and id = ${id}`.execute(tx);
}

export async function forgetOldEvents(tx: Tx, firmId: string, now: Date): Promise<void> {
  const before = new Date(now.getTime() - keepDays * 86_400_000);
  await sql`
    delete from onboarding_events where firm_id = ${firmId} and done_at is not null and received_at < ${before}`.execute(
    tx,
  );
}
