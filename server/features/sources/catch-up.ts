import { eachAtOnce } from '../../platform/at-once.ts';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import type { CatchUpPage, PhoneSystem, PhoneSystemClient } from '../../vendors/ports.ts';
import { VendorError } from '../../vendors/ports.ts';
import { retryAfterFailure } from './decide.ts';
import { itemKeyOf } from './event-key.ts';
import { hookUrlOf, openSecret } from './hook-address.ts';
import type { Intake } from './intake.ts';
import { saveDirectory } from './store.ts';
import { type SourceRow, withVendorClient } from './vendor-session.ts';

/** Webhooks get lost: every source with a call log is asked again this often. */
const pollEveryMs = 15 * 60_000;
/** The subscription and the directory are looked after once a day, and before the subscription ends. */
const lookAfterEveryMs = 24 * 3_600_000;
/** How far back the first poll of a new source goes. */
const firstPollMs = 24 * 3_600_000;
/** While a worker is at it; a crashed worker's source is taken up again after this. */
const leaseMs = 5 * 60_000;
const eachRound = 20;
/** A phone system that hangs must not stop the others. Each takes up to two connections to the database. */
const atOnce = 3;

export interface CatchUpDeps {
  platform: Platform;
  intake: Intake;
  vendors: Readonly<Record<string, PhoneSystem>>;
}

/** One round: polls and looks after every source that is due. True when there may be more. */
export async function catchUpRound(deps: CatchUpDeps): Promise<boolean> {
  const due = await deps.platform.database.system((tx) =>
    tx
      .selectFrom('sources')
      .select(['firm_id', 'id', 'kind'])
      .where('removed_at', 'is', null)
      .where('status', '<>', 'paused')
      .where((or) =>
        or.or([
          or('poll_due_at', '<=', deps.platform.clock.now()),
          or('subscription_due_at', '<=', deps.platform.clock.now()),
        ]),
      )
      .limit(eachRound)
      .execute(),
  );
  await eachAtOnce(due, atOnce, async ({ firm_id, id, kind }) => {
    const vendor = deps.vendors[kind];
    if (vendor) await catchUpSource(deps, vendor, firm_id, id);
  });
  return due.length === eachRound;
}

async function catchUpSource(
  deps: CatchUpDeps,
  vendor: PhoneSystem,
  firmId: string,
  sourceId: string,
): Promise<void> {
  const now = deps.platform.clock.now();
  const due = await lease(deps, firmId, sourceId, now);
  if (!due) return;
  try {
    const worked = await withVendorClient(
      deps.platform,
      vendor,
      { firm_id: firmId, id: sourceId },
      async (client, source) => {
        if (due.lookAfter) await lookAfter(deps, vendor, client, source);
        if (due.poll) await poll(deps, vendor, client, source);
        return true;
      },
    );
    if (worked === null)
      return await settle(deps, firmId, sourceId, { poll_due_at: null, subscription_due_at: null });
    const pollAgainAt = vendor.abilities.catchUp ? new Date(now.getTime() + pollEveryMs) : null;
    await settle(deps, firmId, sourceId, {
      ...(due.poll ? { poll_due_at: pollAgainAt } : {}),
      poll_failures: 0,
      status_detail: '',
    });
    await setStatus(deps, firmId, sourceId, 'active');
  } catch (error) {
    await recordFailure(deps, firmId, sourceId, due, error);
  }
}

interface Due {
  poll: boolean;
  lookAfter: boolean;
}

/** Takes a source for this worker, and tells what is due; null when another worker has it. */
async function lease(deps: CatchUpDeps, firmId: string, sourceId: string, now: Date): Promise<Due | null> {
  return await deps.platform.database.firm(firmId).write(async (tx) => {
    const row = await tx
      .selectFrom('sources')
      .select(['poll_due_at', 'subscription_due_at'])
      .where('firm_id', '=', firmId)
      .where('id', '=', sourceId)
      .forUpdate()
      .executeTakeFirst();
    const isDue = (at: Date | null | undefined) => at !== null && at !== undefined && at <= now;
    const due = { poll: isDue(row?.poll_due_at), lookAfter: isDue(row?.subscription_due_at) };
    if (!due.poll && !due.lookAfter) return null;
    const until = new Date(now.getTime() + leaseMs);
    await tx
      .updateTable('sources')
      .set({
        ...(due.poll ? { poll_due_at: until } : {}),
        ...(due.lookAfter ? { subscription_due_at: until } : {}),
      })
      .where('firm_id', '=', firmId)
      .where('id', '=', sourceId)
      .execute();
    return due;
  });
}

/** Directory and webhook subscription. */
async function lookAfter(
  deps: CatchUpDeps,
  vendor: PhoneSystem,
  client: PhoneSystemClient,
  source: SourceRow,
): Promise<void> {
  const { platform } = deps;
  const now = platform.clock.now();
  const users = (await client.listUsers?.()) ?? [];
  if (users.length > 0)
    await platform.database
      .firm(source.firm_id)
      .write((tx) => saveDirectory(tx, source.firm_id, source.id, users, now));
  if (!vendor.abilities.subscribe || !client.ensureSubscription) {
    return await settle(deps, source.firm_id, source.id, {
      subscription_due_at: new Date(now.getTime() + lookAfterEveryMs),
    });
  }
  const state = await client.ensureSubscription({
    hookUrl: hookUrlOf(platform, source.hook_key),
    secret: openSecret(platform, source) ?? '',
    existing: subscriptionIdOf(source),
    users,
  });
  const expires = state.expiresAt ? new Date(state.expiresAt).getTime() : Number.POSITIVE_INFINITY;
  // Renewed when three quarters of its life are over, at the latest in a day.
  const dueInMs = Math.min(lookAfterEveryMs, Math.max(60_000, (expires - now.getTime()) * 0.75));
  await settle(deps, source.firm_id, source.id, {
    subscription: JSON.stringify(state),
    subscription_due_at: new Date(now.getTime() + dueInMs),
  });
}

/** Pages through what happened since the last poll. The cursor is kept only after the items are. */
async function poll(
  deps: CatchUpDeps,
  vendor: PhoneSystem,
  client: PhoneSystemClient,
  source: SourceRow,
): Promise<void> {
  if (!vendor.abilities.catchUp || !client.catchUp) return;
  const now = deps.platform.clock.now();
  let cursor = source.poll_cursor;
  let page: CatchUpPage;
  do {
    page = await client.catchUp(cursor, new Date(now.getTime() - firstPollMs));
    await Promise.all(
      page.items.map((item) =>
        deps.intake.store({
          firmId: source.firm_id,
          id: newId(),
          sourceId: source.id,
          eventKey: itemKeyOf(item.eventId),
          origin: 'catch_up',
          eventType: item.eventType,
          contentType: 'application/json',
          rawBody: Buffer.from(JSON.stringify(item.body)),
        }),
      ),
    );
    cursor = page.cursor;
    await settle(deps, source.firm_id, source.id, { poll_cursor: cursor, polled_at: now });
  } while (page.more);
}

async function recordFailure(
  deps: CatchUpDeps,
  firmId: string,
  sourceId: string,
  due: Due,
  error: unknown,
): Promise<void> {
  const now = deps.platform.clock.now();
  if (!(error instanceof VendorError))
    deps.platform.logger.error({ err: error, sourceId }, 'catching up with a source failed');
  const failures = await deps.platform.database
    .firm(firmId)
    .read((tx) =>
      tx
        .selectFrom('sources')
        .select('poll_failures')
        .where('firm_id', '=', firmId)
        .where('id', '=', sourceId)
        .executeTakeFirst(),
    );
  const next = retryAfterFailure(
    error instanceof VendorError ? error.problem : null,
    failures?.poll_failures ?? 0,
    now,
  );
  await settle(deps, firmId, sourceId, {
    ...(due.poll ? { poll_due_at: next.at } : {}),
    ...(due.lookAfter ? { subscription_due_at: next.at } : {}),
    poll_failures: (failures?.poll_failures ?? 0) + 1,
    status_detail: next.detail,
  });
  if (next.needsAttention) await setStatus(deps, firmId, sourceId, 'needs_attention');
}

/** Tells the firm's screens when it is news. A source that was paused while it was asked stays paused. */
async function setStatus(
  deps: CatchUpDeps,
  firmId: string,
  sourceId: string,
  status: 'active' | 'needs_attention',
): Promise<void> {
  await deps.platform.database.firm(firmId).write(async (tx) => {
    const changed = await tx
      .updateTable('sources')
      .set({ status })
      .where('firm_id', '=', firmId)
      .where('id', '=', sourceId)
      .where('status', 'not in', ['paused', status])
      .returning('id')
      .executeTakeFirst();
    if (changed) await appendEvents(tx, firmId, [{ type: 'source.changed', subjectId: sourceId }]);
  });
}

async function settle(
  deps: CatchUpDeps,
  firmId: string,
  sourceId: string,
  set: Partial<SourceRow>,
): Promise<void> {
  const changes = { ...set, updated_at: deps.platform.clock.now() };
  await deps.platform.database
    .firm(firmId)
    .write((tx) =>
      tx
        .updateTable('sources')
        .set(changes)
        .where('firm_id', '=', firmId)
        .where('id', '=', sourceId)
        .execute(),
    );
}

function subscriptionIdOf(source: SourceRow): string | null {
  const { subscription } = source;
  const known = typeof subscription === 'object' && subscription !== null && 'subscriptionId' in subscription;
  return known && typeof subscription.subscriptionId === 'string' ? subscription.subscriptionId : null;
}
