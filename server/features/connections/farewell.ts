/** Disconnecting: at once for us; then, best effort, at the vendor. */

import { sql } from 'kysely';
import { eachAtOnce } from '../../platform/at-once.ts';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { withLock } from '../../platform/lock.ts';
import type { Platform } from '../../platform/platform.ts';
import { requestTokens, revokeTokens } from '../../vendors/kit/oauth.ts';
import { type PracticeSystem, VendorError } from '../../vendors/ports.ts';
import type { ConnectionDeps } from './connect.ts';
import { type KeptCredentials, openKept, openSubscription, sealKept } from './credentials.ts';
import {
  addressesOf,
  type ConnectionRow,
  fetchOf,
  findConnection,
  lockConnection,
  openConnection,
} from './session.ts';
import { changed, listDue } from './store.ts';

const atOnce = 4;
/** A vendor that is down is asked so often to forget us; then we forget the tokens alone. */
const mostTries = 5;
const betweenMs = 60_000;

/** Nothing is asked or accepted from now on. What waits and what is linked stays, for signing in again. */
export async function disconnect(
  tx: Tx,
  platform: Platform,
  row: ConnectionRow,
  staffId: string | null,
): Promise<void> {
  const now = platform.clock.now();
  if (row.status === 'disconnected') throw problem('wrong_state', 'It is disconnected already.');
  await tx
    .updateTable('connections')
    .set({
      status: 'disconnected',
      status_detail: '',
      blocked_until: null,
      failures: 0,
      // From here on: when the vendor is told.
      subscription_due_at: now,
      updated_at: now,
    })
    .where('firm_id', '=', row.firm_id)
    .where('id', '=', row.id)
    .execute();
  for (const table of ['connection_keys', 'connection_attempts'] as const)
    await tx
      .deleteFrom(table)
      .where('firm_id', '=', row.firm_id)
      .where('connection_id', '=', row.id)
      .execute();
  await audit(tx, {
    firmId: row.firm_id,
    staffId,
    action: 'connection.disconnected',
    subjectType: 'connection',
    subjectId: row.id,
    detail: { name: row.name },
    at: now,
  });
  await changed(tx, row.firm_id, row.id);
}

/** Takes webhooks and permission back at the vendor, and forgets the tokens. */
export async function farewellRound(deps: ConnectionDeps): Promise<boolean> {
  const now = deps.platform.clock.now();
  const due = await deps.platform.database.system((tx) =>
    listDue(tx, sql<boolean>`status = 'disconnected' and subscription_due_at <= ${now}`),
  );
  await eachAtOnce(due, atOnce, ({ firmId, id }) =>
    withLock(deps.platform, `subscription ${id}`, () => sayFarewell(deps, firmId, id)),
  );
  return false;
}

async function sayFarewell({ platform, vendors }: ConnectionDeps, firmId: string, id: string): Promise<void> {
  const row = await platform.database.firm(firmId).read((tx) => findConnection(tx, firmId, id));
  if (row?.status !== 'disconnected' || row.subscription_due_at === null) return;
  const vendor = vendors[row.vendor];
  const told = vendor === undefined || (await tellVendor(platform, vendor, row));
  const now = platform.clock.now();
  await platform.database.firm(firmId).write(async (tx) => {
    const current = await lockConnection(tx, firmId, id);
    if (current?.status !== 'disconnected') return;
    const kept = openKept(platform.secrets, id, current.credentials);
    const over = told || current.failures + 1 >= mostTries;
    await tx
      .updateTable('connections')
      .set(
        over
          ? {
              credentials: sealKept(platform.secrets, id, {
                ...kept,
                accessToken: null,
                refreshToken: null,
                apiUrl: null,
                authUrl: null,
              }),
              token_expires_at: null,
              grant_expires_at: null,
              subscription: null,
              subscription_due_at: null,
              failures: 0,
            }
          : {
              failures: current.failures + 1,
              subscription_due_at: new Date(now.getTime() + betweenMs),
            },
      )
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .execute();
    if (over) await changed(tx, firmId, id);
  });
}

/** False: it is down, and worth another try. A permission that is gone already is as good as given back. */
async function tellVendor(platform: Platform, vendor: PracticeSystem, row: ConnectionRow): Promise<boolean> {
  try {
    const kept = await stillGood(platform, vendor, row);
    const existing = openSubscription(platform.secrets, row.id, row.subscription);
    const client = await openConnection(platform, vendor, row, 2, { credentials: kept });
    if (existing && existing.ids.length > 0) await client.removeSubscription?.(existing);
    const transport = { fetch: fetchOf(platform, vendor, row), now: () => platform.clock.now() };
    await revokeTokens(transport, vendor.signIn, applicationOf(vendor, row, kept), kept);
    return true;
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    platform.logger.warn(
      { connectionId: row.id, why: error.message },
      'the vendor was not told of a farewell',
    );
    return error.problem.failure !== 'unavailable' && error.problem.failure !== 'rate_limited';
  }
}

function applicationOf(vendor: PracticeSystem, row: ConnectionRow, kept: KeptCredentials) {
  const addresses = addressesOf(vendor, row, kept);
  return { ...addresses, clientId: row.client_id, clientSecret: kept.clientSecret };
}

/** Webhooks can only be taken back with a token that still opens. */
async function stillGood(
  platform: Platform,
  vendor: PracticeSystem,
  row: ConnectionRow,
): Promise<KeptCredentials> {
  const kept = openKept(platform.secrets, row.id, row.credentials);
  const { token_expires_at: endsAt } = row;
  if (endsAt === null || endsAt > platform.clock.now() || kept.refreshToken === null) return kept;
  const tokens = await requestTokens(
    { fetch: fetchOf(platform, vendor, row), now: () => platform.clock.now() },
    vendor.signIn,
    applicationOf(vendor, row, kept),
    { grant: 'refresh_token', refreshToken: kept.refreshToken },
  );
  return { ...kept, accessToken: tokens.accessToken, refreshToken: tokens.refreshToken ?? kept.refreshToken };
}
