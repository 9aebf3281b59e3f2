/** Browsers that want to be told: each for one person, in one session. */
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { isInsideAddress } from '../../platform/public-fetch.ts';
import './tables.ts';

export type Person = { staffId: string } | { portalUserId: string };

const subscription = z.object({ endpoint: z.string(), p256dh: z.string(), auth: z.string() });
export type Subscription = z.output<typeof subscription>;

export interface Device {
  id: string;
  sessionId: string;
  failures: number;
  subscription: Subscription;
}

const purposeOf = (firmId: string) => `push subscription ${firmId}`;
const hashOf = (endpoint: string) => createHash('sha256').update(endpoint).digest();

/** More than anybody has. */
const mostDevices = 20;

/**
 * A browser names the address itself, so it may be any: only https, no address inside our network, no name without a dot.
 * What a name leads to is looked at again when something is sent there.
 * @throws invalid_input
 */
function checkEndpoint(endpoint: string, { allowLoopback }: Pick<Platform, 'allowLoopback'>): void {
  const url = URL.parse(endpoint);
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  const loopback = allowLoopback && /^(?:127\.|::1$|localhost$)/.test(host);
  const outside =
    isIP(host) === 0
      ? host.includes('.') && !/\.(?:local|internal|localhost)$/.test(host)
      : !isInsideAddress(host);
  const fine = url !== null && url.username === '' && url.password === '';
  if (fine && (loopback ? /^https?:$/.test(url.protocol) : url.protocol === 'https:' && outside)) return;
  const message = 'This is no address of a push service.';
  throw problem('invalid_input', message, { fields: [{ field: 'endpoint', message }] });
}

/** The keys are what RFC 8291 says: a point of P-256, and 16 bytes. @throws invalid_input */
export function checkSubscription(given: Subscription, platform: Pick<Platform, 'allowLoopback'>): void {
  checkEndpoint(given.endpoint, platform);
  for (const [field, bytes] of [
    ['p256dh', 65],
    ['auth', 16],
  ] as const) {
    if (Buffer.from(given[field], 'base64url').length === bytes) continue;
    const message = 'This is no key of a browser’s subscription.';
    throw problem('invalid_input', message, { fields: [{ field, message }] });
  }
}

/** One browser is one device: it goes with whoever subscribed last. */
export async function addDevice(
  tx: Tx,
  { secrets }: Pick<Platform, 'secrets'>,
  of: { firmId: string; person: Person; sessionId: string; userAgent: string; now: Date },
  given: Subscription,
): Promise<void> {
  const { firmId, person, now } = of;
  const row = {
    staff_id: 'staffId' in person ? person.staffId : null,
    portal_user_id: 'portalUserId' in person ? person.portalUserId : null,
    ...{ session_id: of.sessionId, user_agent: of.userAgent.slice(0, 300), created_at: now },
    sealed: secrets.seal(JSON.stringify(subscription.parse(given)), purposeOf(firmId)),
    ...{ failures: 0, rest_until: null },
  };
  await tx
    .insertInto('push_subscriptions')
    .values({ firm_id: firmId, id: newId(), endpoint_hash: hashOf(given.endpoint), ...row })
    .onConflict((conflict) => conflict.columns(['firm_id', 'endpoint_hash']).doUpdateSet(row))
    .execute();
  const [column, id] =
    'staffId' in person
      ? (['staff_id', person.staffId] as const)
      : (['portal_user_id', person.portalUserId] as const);
  await sql`delete from push_subscriptions where firm_id = ${firmId} and id in (
      select id from push_subscriptions where firm_id = ${firmId} and ${sql.ref(column)} = ${id}
      order by created_at desc, id desc offset ${mostDevices})`.execute(tx);
}

export async function removeDevice(
  tx: Tx,
  firmId: string,
  which: { id: string } | { sessionId: string; person: Person },
): Promise<void> {
  let query = tx.deleteFrom('push_subscriptions').where('firm_id', '=', firmId);
  if ('id' in which) query = query.where('id', '=', which.id);
  else {
    const { person } = which;
    query = query.where('session_id', '=', which.sessionId);
    query =
      'staffId' in person
        ? query.where('staff_id', '=', person.staffId)
        : query.where('portal_user_id', '=', person.portalUserId);
  }
  await query.execute();
}

/** Whether this session's browser is told. */
export async function isSubscribed(tx: Tx, firmId: string, sessionId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('push_subscriptions')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('session_id', '=', sessionId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Those that are not to be left alone for a while. */
export async function listDevices(
  tx: Tx,
  { secrets }: Pick<Platform, 'secrets'>,
  firmId: string,
  person: Person,
  now: Date,
): Promise<Device[]> {
  const [column, id] =
    'staffId' in person
      ? (['staff_id', person.staffId] as const)
      : (['portal_user_id', person.portalUserId] as const);
  const rows = await tx
    .selectFrom('push_subscriptions')
    .select(['id', 'session_id', 'failures', 'sealed'])
    .where('firm_id', '=', firmId)
    .where(column, '=', id)
    .where((either) => either.or([either('rest_until', 'is', null), either('rest_until', '<=', now)]))
    .orderBy('id')
    .execute();
  return rows.map(({ session_id: sessionId, sealed, ...row }) => ({
    ...row,
    sessionId,
    subscription: subscription.parse(JSON.parse(secrets.open(sealed, purposeOf(firmId)))),
  }));
}
