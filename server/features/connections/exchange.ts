/** A code that came back becomes tokens. */
import type { Selectable } from 'kysely';
import type { Platform } from '../../platform/platform.ts';
import { requestTokens } from '../../vendors/kit/oauth.ts';
import type { PracticeSystem } from '../../vendors/ports.ts';
import { isTrustedApi } from './addresses.ts';
import { type KeptAttempt, type KeptCredentials, openKept, sealAttempt } from './credentials.ts';
import { addressesOf, type ConnectionRow, fetchOf } from './session.ts';
import type { ConnectionAttemptsTable } from './tables.ts';

export type Attempt = Selectable<ConnectionAttemptsTable> & { kept: KeptAttempt };

/** The code for tokens, kept at once. */
export async function exchangeCode(
  platform: Platform,
  vendor: PracticeSystem,
  row: ConnectionRow,
  attempt: Attempt,
): Promise<NonNullable<KeptAttempt['tokens']>> {
  const kept = openKept(platform.secrets, row.id, row.credentials);
  const authUrl = attempt.kept.authUrl;
  const addresses = addressesOf(vendor, row, { ...kept, authUrl, apiUrl: null });
  const answer = await requestTokens(
    { fetch: fetchOf(platform, vendor, row), now: () => platform.clock.now() },
    vendor.signIn,
    { ...addresses, clientId: row.client_id, clientSecret: kept.clientSecret },
    {
      grant: 'authorization_code',
      code: attempt.kept.code ?? '',
      redirectUri: attempt.redirect_uri,
      verifier: attempt.kept.verifier,
    },
  );
  const trusted = answer.apiUrl !== null && isTrustedApi(answer.apiUrl, addresses.authUrl);
  const tokens = {
    accessToken: answer.accessToken,
    refreshToken: answer.refreshToken,
    expiresAt: answer.accessTokenExpiresAt?.toISOString() ?? null,
    apiUrl: trusted ? answer.apiUrl : null,
  };
  // A code works once: a worker that dies after this goes on with the tokens.
  await platform.database.firm(row.firm_id).write((tx) =>
    tx
      .updateTable('connection_attempts')
      .set({ secrets: sealAttempt(platform.secrets, attempt.id, { ...attempt.kept, code: null, tokens }) })
      .where('firm_id', '=', row.firm_id)
      .where('id', '=', attempt.id)
      .execute(),
  );
  return tokens;
}

/** What the connection would keep with these tokens. */
export function withTokens(
  platform: Platform,
  vendor: PracticeSystem,
  row: ConnectionRow,
  attempt: Attempt | null,
  tokens: NonNullable<KeptAttempt['tokens']>,
): KeptCredentials {
  const kept = openKept(platform.secrets, row.id, row.credentials);
  const { hostsFrom } = vendor.signIn;
  return {
    ...kept,
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken,
    apiUrl: hostsFrom ? tokens.apiUrl : kept.apiUrl,
    authUrl: hostsFrom ? (attempt?.kept.authUrl ?? null) : kept.authUrl,
  };
}
