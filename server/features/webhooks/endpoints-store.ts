/** What administrators do to endpoints. Each in the transaction of the request, with its line in the audit log. */
import { sql } from 'kysely';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { refusalOf } from './address.ts';
import { dropUnusedFeed, ensureFeed, lockFeed } from './feed.ts';
import { tellScreens } from './notices.ts';
import { webhookPayloads } from './payloads.ts';
import { testEventType, type WebhookEventType } from './schema.ts';
import { makeSecret } from './signing.ts';

/** More would be a mistake, and every event is written once for each. */
export const mostEndpoints = 20;

interface Actor {
  firmId: string;
  staffId: string;
}

export interface EndpointInput {
  url: string;
  description: string;
  eventTypes: readonly WebhookEventType[];
  includeRestricted: boolean;
}

export async function createEndpoint(
  tx: Tx,
  platform: Platform,
  actor: Actor,
  input: EndpointInput,
): Promise<{ id: string; secret: string }> {
  checkUrl(platform, input.url);
  const { firmId } = actor;
  // One at a time, so that the limit holds.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`webhook endpoints ${firmId}`}, 0))`.execute(tx);
  const { count } = await tx
    .selectFrom('webhook_endpoints')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('firm_id', '=', firmId)
    .executeTakeFirstOrThrow();
  if (count >= mostEndpoints)
    throw problem('wrong_state', `A firm has at most ${mostEndpoints} endpoints; remove one first.`);
  const which = { firmId, id: newId() };
  const { secret, sealed } = makeSecret(platform.secrets, which.id);
  await ensureFeed(tx, { firmId, includeRestricted: input.includeRestricted });
  await tx
    .insertInto('webhook_endpoints')
    .values({
      firm_id: firmId,
      id: which.id,
      url: input.url,
      description: input.description,
      event_types: [...new Set(input.eventTypes)],
      include_restricted: input.includeRestricted,
      secret: sealed,
      created_by_staff_id: actor.staffId,
      created_at: platform.clock.now(),
    })
    .execute();
  await note(tx, platform, actor, which.id, 'created', { ...input });
  return { id: which.id, secret };
}

export async function updateEndpoint(
  tx: Tx,
  platform: Platform,
  actor: Actor,
  id: string,
  change: {
    url?: string | undefined;
    description?: string | undefined;
    eventTypes?: readonly WebhookEventType[] | undefined;
    paused?: boolean | undefined;
  },
): Promise<void> {
  if (change.url !== undefined) checkUrl(platform, change.url);
  const { firmId } = actor;
  const now = platform.clock.now();
  const goesOn = change.paused === false;
  found(
    await tx
      .updateTable('webhook_endpoints')
      .set({
        ...(change.url !== undefined ? { url: change.url } : {}),
        ...(change.description !== undefined ? { description: change.description } : {}),
        ...(change.eventTypes !== undefined ? { event_types: [...new Set(change.eventTypes)] } : {}),
        ...(change.paused !== undefined
          ? { status: goesOn ? ('active' as const) : ('paused' as const), status_detail: '' }
          : {}),
        // It is tried at once, and has five days again.
        ...(goesOn ? { failures: 0, failing_since: null, rest_until: null, due_at: now } : {}),
        updated_at: now,
      })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .returning('id')
      .executeTakeFirst(),
  );
  if (goesOn)
    await tx
      .updateTable('webhook_deliveries')
      .set({ due_at: now })
      .where('firm_id', '=', firmId)
      .where('endpoint_id', '=', id)
      .where('state', '=', 'waiting')
      .where('due_at', '>', now)
      .execute();
  await note(tx, platform, actor, id, 'updated', { ...change });
}

export async function removeEndpoint(tx: Tx, platform: Platform, actor: Actor, id: string): Promise<void> {
  const { firmId } = actor;
  const { includeRestricted } = found(
    await tx
      .selectFrom('webhook_endpoints')
      .select('include_restricted as includeRestricted')
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .executeTakeFirst(),
  );
  await lockFeed(tx, { firmId, includeRestricted });
  const { url } = found(
    await tx
      .deleteFrom('webhook_endpoints')
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .returning('url')
      .executeTakeFirst(),
  );
  await dropUnusedFeed(tx, { firmId, includeRestricted });
  await note(tx, platform, actor, id, 'removed', { url });
}

/** The secret before this one signs, too, for `graceHours`. */
export async function rotateSecret(
  tx: Tx,
  platform: Platform,
  actor: Actor,
  id: string,
  graceHours: number,
): Promise<{ secret: string; until: Date | null }> {
  const now = platform.clock.now();
  const until = graceHours === 0 ? null : new Date(now.getTime() + graceHours * 3_600_000);
  const { secret, sealed } = makeSecret(platform.secrets, id);
  found(
    await tx
      .updateTable('webhook_endpoints')
      .set(({ ref }) => ({
        previous_secret: until === null ? null : ref('secret'),
        previous_until: until,
        secret: sealed,
        updated_at: now,
      }))
      .where('firm_id', '=', actor.firmId)
      .where('id', '=', id)
      .returning('id')
      .executeTakeFirst(),
  );
  await note(tx, platform, actor, id, 'secret_rotated', { graceHours });
  return { secret, until };
}

export async function sendTest(tx: Tx, platform: Platform, actor: Actor, id: string): Promise<string> {
  const { firmId } = actor;
  const now = platform.clock.now();
  const endpoint = found(
    await tx
      .updateTable('webhook_endpoints')
      .set({ due_at: now })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .returning('status')
      .executeTakeFirst(),
  );
  if (endpoint.status !== 'active') throw problem('wrong_state', 'Switch it on first.');
  const payload = {
    type: testEventType,
    timestamp: now.toISOString(),
    data: { message: 'A test from Matterline.' },
  };
  const message = await tx
    .insertInto('webhook_messages')
    .values({
      firm_id: firmId,
      id: newId(),
      type: testEventType,
      interaction_id: null,
      body: JSON.stringify(webhookPayloads[testEventType].parse(payload)),
      created_at: now,
    })
    .returning(['id', 'position'])
    .executeTakeFirstOrThrow();
  const delivery = await tx
    .insertInto('webhook_deliveries')
    .values({
      firm_id: firmId,
      endpoint_id: id,
      message_id: message.id,
      position: message.position,
      type: testEventType,
      due_at: now,
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await note(tx, platform, actor, id, 'tested');
  return delivery.id;
}

/** One delivery, or all that were given up since a moment, as if they had never been tried. Answers how many. */
export async function redeliver(
  tx: Tx,
  platform: Platform,
  actor: Actor,
  id: string,
  what: { deliveryId: string } | { failedSince: Date },
): Promise<number> {
  const { firmId } = actor;
  const now = platform.clock.now();
  found(
    await tx
      .updateTable('webhook_endpoints')
      .set({ due_at: now, rest_until: null })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .returning('id')
      .executeTakeFirst(),
  );
  const again = tx
    .updateTable('webhook_deliveries')
    .set({ state: 'waiting', attempts: 0, due_at: now })
    .where('firm_id', '=', firmId)
    .where('endpoint_id', '=', id);
  const done = await ('deliveryId' in what
    ? again.where('id', '=', what.deliveryId)
    : again.where('state', '=', 'failed').where('created_at', '>=', what.failedSince)
  ).executeTakeFirst();
  const count = Number(done.numUpdatedRows);
  if ('deliveryId' in what && count === 0) throw problem('not_found');
  await note(tx, platform, actor, id, 'redelivered', { count });
  return count;
}

function checkUrl({ allowLoopback }: Platform, url: string): void {
  const refusal = refusalOf(url, allowLoopback);
  if (refusal !== null)
    throw problem('invalid_input', refusal, { fields: [{ field: 'url', message: refusal }] });
}

async function note(
  tx: Tx,
  { clock }: Platform,
  actor: Actor,
  id: string,
  what: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await audit(tx, {
    ...actor,
    action: `webhook_endpoint.${what}`,
    subjectType: 'webhook_endpoint',
    subjectId: id,
    detail,
    at: clock.now(),
  });
  await tellScreens(tx, { firmId: actor.firmId, id });
}
