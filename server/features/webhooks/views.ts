/** Endpoints and deliveries as the API shows them. Runs in the reader's scope: a body that names a hidden matter is not shown. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { listSeenMatters, type Which } from './deliveries-store.ts';
import { webhookIdOf } from './payloads.ts';
import {
  type webhookDelivery,
  type webhookDeliveryDetail,
  type webhookEndpoint,
  webhookEventType,
} from './schema.ts';
import type { WebhookDeliveriesTable, WebhookEndpointsTable } from './tables.ts';

type EndpointView = z.input<typeof webhookEndpoint>;
type DeliveryView = z.input<typeof webhookDelivery>;

/** Oldest first. */
export async function listEndpoints(
  tx: Tx,
  firmId: string,
  now: Date,
  id: string | null = null,
): Promise<EndpointView[]> {
  const rows = await tx
    .selectFrom('webhook_endpoints as e')
    .selectAll('e')
    .select([
      sql<number>`(select count(*) from webhook_deliveries d where d.firm_id = e.firm_id and d.endpoint_id = e.id
        and d.state = 'waiting')`.as('waiting'),
      sql<number>`(select count(*) from webhook_deliveries d where d.firm_id = e.firm_id and d.endpoint_id = e.id
        and d.state = 'failed')`.as('failed'),
    ])
    .where('e.firm_id', '=', firmId)
    .$if(id !== null, (some) => some.where('e.id', '=', id ?? ''))
    .orderBy('e.created_at')
    .orderBy('e.id')
    .execute();
  return rows.map((row) => describeEndpoint(row, now));
}

export async function getEndpoint(tx: Tx, { firmId, id }: Which, now: Date): Promise<EndpointView> {
  const [view] = await listEndpoints(tx, firmId, now, id);
  return found(view);
}

function describeEndpoint(
  row: Pick<
    WebhookEndpointsTable,
    | 'id'
    | 'url'
    | 'event_types'
    | 'failing_since'
    | 'last_success_at'
    | 'last_failure_at'
    | 'due_at'
    | 'previous_until'
  > & {
    description: string;
    include_restricted: boolean;
    status: EndpointView['status'];
    status_detail: string;
    created_at: Date;
    waiting: number;
    failed: number;
  },
  now: Date,
): EndpointView {
  const at = (date: Date | null) => date?.toISOString() ?? null;
  const grace = row.previous_until && row.previous_until > now ? row.previous_until : null;
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    eventTypes: row.event_types.flatMap((type) => webhookEventType.safeParse(type).data ?? []),
    includeRestricted: row.include_restricted,
    status: row.status,
    statusDetail: row.status_detail,
    failingSince: at(row.failing_since),
    lastSuccessAt: at(row.last_success_at),
    lastFailureAt: at(row.last_failure_at),
    nextAttemptAt: row.status === 'active' ? at(row.due_at) : null,
    waiting: row.waiting,
    failed: row.failed,
    previousSecretUntil: at(grace),
    createdAt: row.created_at.toISOString(),
  };
}

/** One page, newest first. */
export async function listDeliveries(
  tx: Tx,
  { firmId, id }: Which,
  query: {
    limit: number;
    after?: string | undefined;
    state?: DeliveryView['state'] | undefined;
    type?: string | undefined;
  },
) {
  const after =
    query.after === undefined ? null : decodeCursor(query.after, z.tuple([z.number().int().safe()]));
  const rows = await tx
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('endpoint_id', '=', id)
    .$if(after !== null, (some) => some.where('position', '<', after?.[0] ?? 0))
    .$if(query.state !== undefined, (some) => some.where('state', '=', query.state ?? 'failed'))
    .$if(query.type !== undefined, (some) => some.where('type', '=', query.type ?? ''))
    .orderBy('position', 'desc')
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, (row) => [row.position], describeDelivery);
}

export function describeDelivery(
  row: Omit<WebhookDeliveriesTable, 'id' | 'state' | 'attempts'> & {
    id: string;
    state: DeliveryView['state'];
    attempts: number;
  },
): DeliveryView {
  return {
    id: row.id,
    webhookId: webhookIdOf(row.message_id),
    type: row.type,
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at.toISOString(),
    attemptedAt: row.attempted_at?.toISOString() ?? null,
    nextAttemptAt: row.state === 'waiting' ? row.due_at.toISOString() : null,
    statusCode: row.status_code,
    error: row.error,
    durationMs: row.duration_ms,
  };
}

export async function getDelivery(
  tx: Tx,
  { firmId, id }: Which,
  deliveryId: string,
): Promise<z.input<typeof webhookDeliveryDetail>> {
  const row = found(
    await tx
      .selectFrom('webhook_deliveries as d')
      .innerJoin('webhook_messages as m', (on) =>
        on.onRef('m.firm_id', '=', 'd.firm_id').onRef('m.id', '=', 'd.message_id'),
      )
      .selectAll('d')
      .select(['m.interaction_id', 'm.matter_ids', 'm.body'])
      .where('d.firm_id', '=', firmId)
      .where('d.endpoint_id', '=', id)
      .where('d.id', '=', deliveryId)
      .executeTakeFirst(),
  );
  const seen = await listSeenMatters(tx, firmId, row.matter_ids);
  const shown = row.matter_ids.every((matterId) => seen.has(matterId));
  return {
    ...describeDelivery(row),
    interactionId: shown ? row.interaction_id : null,
    body: shown ? row.body : null,
    // It may repeat what was sent.
    answer: shown ? row.answer : null,
  };
}
