/** Working with one connection's vendor: its client, its token, its budget. */
import type { Selectable } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { withLockAwaited } from '../../platform/lock.ts';
import type { Platform } from '../../platform/platform.ts';
import { requestTokens } from '../../vendors/kit/oauth.ts';
import {
  type PracticeContext,
  type PracticeSystem,
  type PracticeSystemClient,
  VendorError,
} from '../../vendors/ports.ts';
import { guarded, isTrustedApi } from './addresses.ts';
import { type KeptCredentials, openKept, sealKept } from './credentials.ts';
import { budgetedFetch, laneKeyOf } from './lane.ts';
import type { Priority } from './lane-decide.ts';
import type { ConnectionsTable } from './tables.ts';

export type ConnectionRow = Selectable<ConnectionsTable>;

/** A token that ends within this is renewed before it is used. */
const slackMs = 60_000;

export async function findConnection(tx: Tx, firmId: string, id: string): Promise<ConnectionRow | null> {
  const row = await tx
    .selectFrom('connections')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** The same, held until the transaction ends. */
export async function lockConnection(tx: Tx, firmId: string, id: string): Promise<ConnectionRow | null> {
  const row = await tx
    .selectFrom('connections')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

/** The addresses that count: the connection's own, else those that came with the tokens, else the region's. */
export function addressesOf(vendor: PracticeSystem, row: ConnectionRow, kept: KeptCredentials) {
  const region = vendor.regions.find(({ id }) => id === row.region) ?? vendor.regions[0];
  return {
    apiUrl: row.api_url ?? kept.apiUrl ?? region.apiUrl,
    authUrl: row.auth_url ?? kept.authUrl ?? region.authUrl,
    uploadUrl: row.upload_url ?? region.uploadUrl ?? null,
  };
}

/**
 * The vendor's client for one connection. Tokens are read when they are needed and renewed by one worker at a time across
 * all processes; requests are counted at the given priority. `credentials` stand in for the stored ones before they are
 * stored, and are not renewed.
 */
export async function openConnection(
  platform: Platform,
  vendor: PracticeSystem,
  row: ConnectionRow,
  priority: Priority,
  options: { credentials?: KeptCredentials } = {},
): Promise<PracticeSystemClient> {
  const firm = await platform.database
    .firm(row.firm_id)
    .read((tx) =>
      tx
        .selectFrom('firms')
        .select(['country', 'currency'])
        .where('id', '=', row.firm_id)
        .executeTakeFirstOrThrow(),
    );
  const kept = options.credentials ?? openKept(platform.secrets, row.id, row.credentials);
  const addresses = addressesOf(vendor, row, kept);
  let known = { accessToken: kept.accessToken, expiresAt: row.token_expires_at, version: row.token_version };

  async function renew(refused: string | null): Promise<string> {
    if (options.credentials)
      throw new VendorError({ failure: 'unauthorised', detail: 'The new token was refused.' });
    const fresh = await renewToken(platform, vendor, row, refused);
    known = fresh;
    return fresh.accessToken;
  }
  const context: PracticeContext = {
    credentials: { ...addresses, clientId: row.client_id, apiKey: kept.apiKey },
    async token() {
      const over =
        options.credentials === undefined &&
        known.expiresAt !== null &&
        known.expiresAt.getTime() - slackMs <= platform.clock.now().getTime();
      return known.accessToken === null || over ? await renew(known.accessToken) : known.accessToken;
    },
    renewToken: renew,
    fetch: budgetedFetch(
      { ...platform, fetch: fetchOf(platform, vendor, row) },
      {
        key: laneKeyOf(vendor.budget, {
          id: row.id,
          vendor: row.vendor,
          apiUrl: addresses.apiUrl,
          clientId: row.client_id,
        }),
        budget: vendor.budget,
        priority,
        countedOrigins: [new URL(addresses.apiUrl).origin],
      },
    ),
    now: () => platform.clock.now(),
    country: firm.country,
    currency: firm.currency,
  };
  return vendor.client(context);
}

/** The same platform with a watch on its requests; `ms` is how long the last one was under way, without any waiting before. */
export function withWatch(platform: Platform): { platform: Platform; ms(): number } {
  let last = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const from = platform.clock.now().getTime();
    try {
      return await platform.fetch(input, init);
    } finally {
      last = Math.max(0, platform.clock.now().getTime() - from);
    }
  };
  return { platform: { ...platform, fetch }, ms: () => last };
}

/** Requests of this connection, wherever its addresses lead. */
export function fetchOf(
  platform: Platform,
  vendor: PracticeSystem,
  row: Pick<ConnectionRow, 'api_url' | 'auth_url' | 'upload_url'>,
): typeof globalThis.fetch {
  return guarded(platform, vendor, [row.api_url, row.auth_url, row.upload_url]);
}

/** A new token now, though the old one is still good; who comes second takes what the first one got. */
export async function renewNow(
  platform: Platform,
  vendor: PracticeSystem,
  row: ConnectionRow,
): Promise<void> {
  const { accessToken } = openKept(platform.secrets, row.id, row.credentials);
  await renewToken(platform, vendor, row, accessToken);
}

/** One renewal at a time: who comes second finds the token that the first one stored. */
async function renewToken(
  platform: Platform,
  vendor: PracticeSystem,
  row: Pick<ConnectionRow, 'firm_id' | 'id'>,
  refused: string | null,
): Promise<{ accessToken: string; expiresAt: Date | null; version: number }> {
  return await withLockAwaited(platform, `token ${row.id}`, async () => {
    const fresh = await platform.database
      .firm(row.firm_id)
      .read((tx) => findConnection(tx, row.firm_id, row.id));
    if (!fresh || fresh.status === 'disconnected')
      throw new VendorError({ failure: 'unauthorised', detail: 'The connection was taken away.' });
    const kept = openKept(platform.secrets, fresh.id, fresh.credentials);
    const stillGood =
      fresh.token_expires_at === null ||
      fresh.token_expires_at.getTime() - slackMs > platform.clock.now().getTime();
    if (kept.accessToken !== null && kept.accessToken !== refused && stillGood)
      return {
        accessToken: kept.accessToken,
        expiresAt: fresh.token_expires_at,
        version: fresh.token_version,
      };
    return await requestAndStore(platform, vendor, fresh, kept);
  });
}

async function requestAndStore(
  platform: Platform,
  vendor: PracticeSystem,
  row: ConnectionRow,
  kept: KeptCredentials,
) {
  const transport = { fetch: fetchOf(platform, vendor, row), now: () => platform.clock.now() };
  const addresses = addressesOf(vendor, row, kept);
  const application = { ...addresses, clientId: row.client_id, clientSecret: kept.clientSecret };
  if (row.sign_in_grant === 'authorization_code' && kept.refreshToken === null)
    throw new VendorError({ failure: 'unauthorised', detail: `${vendor.label} no longer lets us in.` });
  const tokens = await requestTokens(
    transport,
    vendor.signIn,
    application,
    row.sign_in_grant === 'client_credentials'
      ? { grant: 'client_credentials' }
      : { grant: 'refresh_token', refreshToken: kept.refreshToken ?? '' },
  );
  const named =
    tokens.apiUrl !== null && isTrustedApi(tokens.apiUrl, addresses.authUrl) ? tokens.apiUrl : null;
  return await platform.database.firm(row.firm_id).write(async (tx) => {
    // Read again: somebody may have given a new secret meanwhile.
    const now = await lockConnection(tx, row.firm_id, row.id);
    if (!now || now.status === 'disconnected')
      throw new VendorError({ failure: 'unauthorised', detail: 'The connection was taken away.' });
    const current = openKept(platform.secrets, row.id, now.credentials);
    const version = now.token_version + 1;
    await tx
      .updateTable('connections')
      .set({
        credentials: sealKept(platform.secrets, row.id, {
          ...current,
          accessToken: tokens.accessToken,
          refreshToken: tokens.refreshToken ?? current.refreshToken,
          apiUrl: named ?? current.apiUrl,
        }),
        token_version: version,
        token_expires_at: tokens.accessTokenExpiresAt,
        // A new refresh token begins a new life.
        ...(tokens.refreshToken === null ? {} : { grant_expires_at: grantEnd(vendor, platform.clock.now()) }),
        updated_at: platform.clock.now(),
      })
      .where('firm_id', '=', row.firm_id)
      .where('id', '=', row.id)
      .execute();
    return { accessToken: tokens.accessToken, expiresAt: tokens.accessTokenExpiresAt, version };
  });
}

/** When the permission given now ends; null: when it is taken back. */
export function grantEnd(vendor: PracticeSystem, now: Date): Date | null {
  const { refreshTokenDays } = vendor.signIn;
  return refreshTokenDays === null ? null : new Date(now.getTime() + refreshTokenDays * 86_400_000);
}
