/** What a worker does to endpoints and their deliveries. */
import { type SqlBool, sql } from 'kysely';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import type { Outcome } from './decide.ts';
import { actAsOutsider } from './feed.ts';
import type { Posted } from './post.ts';
import type { EndpointStatus } from './tables.ts';

export interface Which {
  firmId: string;
  id: string;
}

/** Longer than the longest delivery: the worker that holds it lives, or is dead. */
export const leaseSeconds = 60;

export interface LeasedEndpoint {
  url: string;
  includeRestricted: boolean;
  secret: Buffer;
  previousSecret: Buffer | null;
  previousUntil: Date | null;
}

/** Endpoints that something waits for and nobody works on, the one that waits longest first. */
export async function listDueEndpoints(
  tx: Tx,
  now: Date,
  except: readonly string[],
  limit: number,
): Promise<Which[]> {
  return await tx
    .selectFrom('webhook_endpoints')
    .select(['firm_id as firmId', 'id'])
    .where('status', '=', 'active')
    .where('due_at', '<=', now)
    .where(sql<SqlBool>`(leased_until is null or leased_until < now())`)
    .where(sql<SqlBool>`not (id = any(${[...except]}::uuid[]))`)
    .orderBy('due_at')
    .limit(limit)
    .execute();
}

/** Takes the endpoint for this worker; null when another was quicker. */
export async function takeLease(
  tx: Tx,
  { firmId, id }: Which,
  lease: string,
  now: Date,
): Promise<LeasedEndpoint | null> {
  const row = await tx
    .updateTable('webhook_endpoints')
    .set({ lease, leased_until: leaseEnd })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .where('status', '=', 'active')
    .where('due_at', '<=', now)
    .where(sql<SqlBool>`(leased_until is null or leased_until < now())`)
    .returning(['url', 'include_restricted', 'secret', 'previous_secret', 'previous_until'])
    .executeTakeFirst();
  if (!row) return null;
  return {
    url: row.url,
    includeRestricted: row.include_restricted,
    secret: row.secret,
    previousSecret: row.previous_secret,
    previousUntil: row.previous_until,
  };
}

const leaseEnd = sql<Date>`now() + make_interval(secs => ${sql.lit(leaseSeconds)})`;

/** Gives the endpoint back, with when there is something to do next. */
export async function releaseLease(tx: Tx, { firmId, id }: Which, lease: string): Promise<void> {
  // The row is locked before what waits is looked at: a delivery that comes in meanwhile sets its own time after us.
  const held = await tx
    .selectFrom('webhook_endpoints')
    .select('rest_until')
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .where('lease', '=', lease)
    .forUpdate()
    .executeTakeFirst();
  if (!held) return;
  await sql`
    update webhook_endpoints set lease = null, leased_until = null, due_at = (
      select greatest(min(due_at), ${held.rest_until}::timestamptz) from webhook_deliveries
      where firm_id = ${firmId} and endpoint_id = ${id} and state = 'waiting' having count(*) > 0)
    where firm_id = ${firmId} and id = ${id}`.execute(tx);
}

export interface DueDelivery {
  id: string;
  messageId: string;
  attempts: number;
  body: string;
  /** It names a matter that was restricted after it was written. */
  hidden: boolean;
}

/** The next deliveries in their order. */
export async function listDueDeliveries(
  tx: Tx,
  { firmId, id }: Which,
  { includeRestricted, now, limit }: { includeRestricted: boolean; now: Date; limit: number },
): Promise<DueDelivery[]> {
  const rows = await tx
    .selectFrom('webhook_deliveries as d')
    .innerJoin('webhook_messages as m', (on) =>
      on.onRef('m.firm_id', '=', 'd.firm_id').onRef('m.id', '=', 'd.message_id'),
    )
    .select(['d.id', 'd.message_id', 'd.attempts', 'm.body', 'm.matter_ids'])
    .where('d.firm_id', '=', firmId)
    .where('d.endpoint_id', '=', id)
    .where('d.state', '=', 'waiting')
    .where('d.due_at', '<=', now)
    .orderBy('d.position')
    .limit(limit)
    .execute();
  const named = rows.flatMap((row) => row.matter_ids);
  const seen = includeRestricted ? new Set(named) : await seenByOutsiders(tx, firmId, named);
  return rows.map((row) => ({
    id: row.id,
    messageId: row.message_id,
    attempts: row.attempts,
    body: row.body,
    hidden: row.matter_ids.some((matterId) => !seen.has(matterId)),
  }));
}

async function seenByOutsiders(tx: Tx, firmId: string, matterIds: readonly string[]): Promise<Set<string>> {
  await actAsOutsider(tx);
  const seen = await listSeenMatters(tx, firmId, matterIds);
  await actAsProgram(tx);
  return seen;
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
      leased_until: leaseEnd,
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
