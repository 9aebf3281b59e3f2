/** Keeps the vendors' webhooks alive. */

import { sql } from 'kysely';
import { eachAtOnce } from '../../platform/at-once.ts';
import { withLock } from '../../platform/lock.ts';
import { type PracticeSubscription, VendorError } from '../../vendors/ports.ts';
import { hookUrlOf } from './addresses.ts';
import type { ConnectionDeps } from './connect.ts';
import { openHookSecret, openSubscription, sealSubscription } from './credentials.ts';
import { nextSubscriptionCheck } from './decide.ts';
import { recordLockedOut } from './health-store.ts';
import { type ConnectionRow, findConnection, lockConnection, openConnection } from './session.ts';
import { changed, listDue } from './store.ts';
import { wordsOf } from './words.ts';

const atOnce = 4;
const againAfterMs = 5 * 60_000;

/** One round over the connections whose webhooks are due to be looked after. */
export async function subscriptionRound(deps: ConnectionDeps): Promise<boolean> {
  const now = deps.platform.clock.now();
  const due = await deps.platform.database.system((tx) =>
    listDue(
      tx,
      sql<boolean>`status = 'active' and subscription_due_at <= ${now} and (blocked_until is null or blocked_until <= ${now})`,
    ),
  );
  await eachAtOnce(due, atOnce, ({ firmId, id }) =>
    withLock(deps.platform, `subscription ${id}`, () => keepSubscription(deps, firmId, id)),
  );
  return false;
}

async function keepSubscription(deps: ConnectionDeps, firmId: string, id: string): Promise<void> {
  const { platform, vendors } = deps;
  const row = await platform.database.firm(firmId).read((tx) => findConnection(tx, firmId, id));
  const vendor = row && vendors[row.vendor];
  const now = platform.clock.now();
  if (!vendor || row.status !== 'active' || !row.subscription_due_at || row.subscription_due_at > now) return;
  try {
    const client = await openConnection(platform, vendor, row, 2);
    const existing = openSubscription(platform.secrets, id, row.subscription);
    // One that was noted by a handshake alone is none yet.
    const known = existing && existing.ids.length > 0 ? existing : null;
    const kept: PracticeSubscription = client.ensureSubscription
      ? await client.ensureSubscription({
          hookUrl: hookUrlOf(platform, row.hook_key),
          secret: openHookSecret(platform.secrets, id, row.hook_secret),
          existing: known,
        })
      : { ids: [], status: 'by_hand', expiresAt: null, detail: vendor.webhookByHand ?? '' };
    const again = client.ensureSubscription ? nextSubscriptionCheck(kept.expiresAt, now) : null;
    await save(deps, row, kept, again);
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    const { problem } = error;
    if (problem.failure === 'unauthorised') {
      await recordLockedOut(platform, { firmId, id }, wordsOf(vendor, error));
      return;
    }
    const later =
      problem.failure === 'rate_limited' ? problem.retryAt : new Date(now.getTime() + againAfterMs);
    await platform.database
      .firm(firmId)
      .write((tx) =>
        tx
          .updateTable('connections')
          .set({ subscription_due_at: later })
          .where('firm_id', '=', firmId)
          .where('id', '=', id)
          .where('status', '=', 'active')
          .execute(),
      );
  }
}

/** A handshake may have brought a secret while the vendor was answering. */
async function save(
  { platform }: ConnectionDeps,
  { firm_id: firmId, id }: ConnectionRow,
  kept: PracticeSubscription,
  again: Date | null,
): Promise<void> {
  await platform.database.firm(firmId).write(async (tx) => {
    const row = await lockConnection(tx, firmId, id);
    if (row?.status !== 'active') return;
    const before = openSubscription(platform.secrets, id, row.subscription);
    const noted = Object.entries(before?.secrets ?? {}).filter(([name]) => kept.ids.includes(name));
    const isNew = before?.status !== 'active' || String(before.ids) !== String(kept.ids);
    const whole = { ...kept, secrets: { ...Object.fromEntries(noted), ...kept.secrets } };
    await tx
      .updateTable('connections')
      .set({
        subscription: sealSubscription(platform.secrets, id, whole),
        subscription_due_at: again,
        ...(isNew || row.subscription_since === null
          ? { subscription_since: kept.status === 'active' ? platform.clock.now() : null, untold_since: null }
          : {}),
      })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .execute();
    if (before?.status !== kept.status || before.detail !== kept.detail) await changed(tx, firmId, id);
  });
}
