/** What a worker reads of an endpoint and its deliveries, and how it notes what needs a closer look than `worker.ts` takes. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { Outcome } from './decide.ts';
import type { Posted } from './post.ts';
import type { EndpointStatus } from './tables.ts';

export interface Which {
  firmId: string;
  id: string;
}

/** As it stands now: its address and secrets may change between two batches. */
export interface SendTo {
  url: string;
  secret: Buffer;
  previousSecret: Buffer | null;
  previousUntil: Date | null;
}

export interface DueDelivery {
  id: string;
  messageId: string;
  attempts: number;
  body: string;
  /** It names a matter that was restricted after it was written. */
  hidden: boolean;
}

/**
 * Where to send and what is next, in its order; null when the endpoint is gone. Read in the scope of whoever the endpoint
 * speaks to: an outsider's, unless it is told about restricted matters.
 */
export async function readDue(
  tx: Tx,
  { firmId, id }: Which,
  { includeRestricted, now, limit }: { includeRestricted: boolean; now: Date; limit: number },
): Promise<{ endpoint: SendTo; batch: DueDelivery[] } | null> {
  const endpoint = await tx
    .selectFrom('webhook_endpoints')
    .select(['url', 'secret', 'previous_secret as previousSecret', 'previous_until as previousUntil'])
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!endpoint) return null;
  const { rows } = await sql<DueDelivery>`
    select d.id, d.message_id as "messageId", d.attempts, m.body,
      not ${includeRestricted} and exists (select 1 from unnest(m.matter_ids) as named
        where not exists (select 1 from matters x where x.firm_id = ${firmId} and x.id = named)) as hidden
    from webhook_deliveries d join webhook_messages m on m.firm_id = d.firm_id and m.id = d.message_id
    where d.firm_id = ${firmId} and d.endpoint_id = ${id} and d.state = 'waiting' and d.due_at <= ${now}
    order by d.position limit ${limit}`.execute(tx);
  return { endpoint, batch: rows };
}

/** Of these matters, those that are open to whoever the transaction acts for. */
export async function listSeenMatters(
  tx: Tx,
  firmId: string,
  matterIds: readonly string[],
): Promise<Set<string>> {
  if (matterIds.length === 0) return new Set();
  const rows = await tx
    .selectFrom('matters')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('id', 'in', [...new Set(matterIds)])
    .execute();
  return new Set(rows.map((row) => row.id));
}

export async function withhold(tx: Tx, firmId: string, deliveryId: string, now: Date): Promise<void> {
  await tx
    .updateTable('webhook_deliveries')
    .set({
      state: 'withheld',
      attempted_at: now,
      error: 'Its matter was restricted before it could be sent.',
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', deliveryId)
    .where('state', '=', 'waiting')
    .execute();
}

/** Of the endpoint as it stands, locked; null when the lease is another's or the endpoint is gone. */
export async function lockStanding(tx: Tx, { firmId, id }: Which, lease: string) {
  const row = await tx
    .selectFrom('webhook_endpoints')
    .select(['failures', 'failing_since', 'status', 'url', 'description'])
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .where('lease', '=', lease)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function saveDelivery(
  tx: Tx,
  firmId: string,
  delivery: DueDelivery,
  outcome: Outcome,
  posted: Posted,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('webhook_deliveries')
    .set({
      state: outcome.state,
      attempts: delivery.attempts + 1,
      due_at: outcome.dueAt,
      attempted_at: now,
      status_code: posted.status,
      error: outcome.error,
      answer: posted.answer,
      duration_ms: posted.durationMs,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', delivery.id)
    .execute();
}

export async function saveHealth(
  tx: Tx,
  { firmId, id }: Which,
  { failures, failingSince, restUntil, recovered }: Outcome['endpoint'],
  now: Date,
): Promise<EndpointStatus | null> {
  const row = await tx
    .updateTable('webhook_endpoints')
    .set({
      failures,
      failing_since: failingSince,
      rest_until: restUntil,
      ...(failures === 0 ? { last_success_at: now } : { last_failure_at: now }),
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .returning('status')
    .executeTakeFirst();
  if (recovered)
    await tx
      .updateTable('webhook_deliveries')
      .set({ due_at: now })
      .where('firm_id', '=', firmId)
      .where('endpoint_id', '=', id)
      .where('state', '=', 'waiting')
      .where('due_at', '>', now)
      .execute();
  return row?.status ?? null;
}

export async function disable(tx: Tx, { firmId, id }: Which, detail: string, now: Date): Promise<void> {
  await tx
    .updateTable('webhook_endpoints')
    .set({ status: 'disabled', status_detail: detail, updated_at: now })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
}
