/** The way to the vendor's sign-in page and back, as far as it goes within requests: no vendor is called here. */
import { createHash, randomBytes } from 'node:crypto';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import { authorizeUrl } from '../../vendors/kit/oauth.ts';
import type { PracticeSystem } from '../../vendors/ports.ts';
import { redirectUriOf, trustedAuthUrl } from './addresses.ts';
import { type KeptAttempt, openAttempt, openKept, sealAttempt } from './credentials.ts';
import { addressesOf, type ConnectionRow, lockConnection } from './session.ts';

const minutesToSignIn = 10;

const hashOf = (state: string) => createHash('sha256').update(state).digest();

/** Where to send this person's browser. The state works once, for ten minutes, for this person in this firm. */
export async function beginSignIn(
  tx: Tx,
  platform: Platform,
  vendor: PracticeSystem,
  row: ConnectionRow,
  staffId: string,
): Promise<string> {
  if (row.sign_in_grant !== 'authorization_code')
    throw problem('wrong_state', 'This connection needs nobody to sign in. Check it instead.');
  const now = platform.clock.now();
  const id = newId();
  const state = randomBytes(32).toString('base64url');
  const verifier = randomBytes(32).toString('base64url');
  const redirectUri = redirectUriOf(platform);
  await tx
    .deleteFrom('connection_attempts')
    .where('firm_id', '=', row.firm_id)
    .where('connection_id', '=', row.id)
    .where('expires_at', '<', now)
    .where('answered_at', 'is', null)
    .execute();
  await tx
    .insertInto('connection_attempts')
    .values({
      firm_id: row.firm_id,
      id,
      connection_id: row.id,
      staff_id: staffId,
      state_hash: hashOf(state),
      secrets: sealAttempt(platform.secrets, id, {
        verifier,
        before: 'waiting',
        code: null,
        authUrl: null,
        tokens: null,
      }),
      redirect_uri: redirectUri,
      expires_at: new Date(now.getTime() + minutesToSignIn * 60_000),
      created_at: now,
    })
    .execute();
  await audit(tx, {
    firmId: row.firm_id,
    staffId,
    action: 'connection.sign_in_begun',
    subjectType: 'connection',
    subjectId: row.id,
    detail: { name: row.name },
    at: now,
  });
  const kept = openKept(platform.secrets, row.id, row.credentials);
  const { authUrl } = addressesOf(vendor, row, { ...kept, authUrl: null });
  return authorizeUrl(vendor.signIn, { authUrl, clientId: row.client_id }, { redirectUri, state, verifier });
}

export interface SignInAnswer {
  state: string;
  code?: string | undefined;
  error?: string | undefined;
  errorDescription?: string | undefined;
  /** Whatever else the vendor added to the address. */
  parameters: Readonly<Record<string, string>>;
}

/** Takes what came back; the worker exchanges it. Answers the connection, also when the person said no there. */
export async function answerSignIn(
  tx: Tx,
  platform: Platform,
  vendors: Readonly<Record<string, PracticeSystem>>,
  who: { firmId: string; staffId: string },
  answer: SignInAnswer,
): Promise<string> {
  const now = platform.clock.now();
  const attempt = await tx
    .selectFrom('connection_attempts')
    .selectAll()
    .where('firm_id', '=', who.firmId)
    .where('state_hash', '=', hashOf(answer.state))
    .forUpdate()
    .executeTakeFirst();
  // Somebody else's is told apart from an unknown one by nobody.
  const row =
    attempt?.staff_id === who.staffId ? await lockConnection(tx, who.firmId, attempt.connection_id) : null;
  const vendor = row && vendors[row.vendor];
  if (!attempt || !row || !vendor)
    throw problem('not_found', 'This sign-in was not begun by you. Begin again under Settings, Connections.');
  if (attempt.answered_at !== null || attempt.expires_at <= now)
    throw problem('wrong_state', 'This sign-in is over. Begin again under Settings, Connections.');
  const refusal = refusalIn(vendor, answer);
  const kept = openAttempt(platform.secrets, attempt.id, attempt.secrets);
  const { hostsFrom } = vendor.signIn;
  const claimed = hostsFrom?.authUrlInRedirect && answer.parameters[hostsFrom.authUrlInRedirect];
  const changed: KeptAttempt = {
    ...kept,
    before: beforeOf(row),
    code: refusal === null ? (answer.code ?? null) : null,
    authUrl: trustedAuthUrl(vendor, row.auth_url, claimed),
  };
  await tx
    .updateTable('connection_attempts')
    .set({ answered_at: now, secrets: sealAttempt(platform.secrets, attempt.id, changed) })
    .where('firm_id', '=', who.firmId)
    .where('id', '=', attempt.id)
    .execute();
  await tx
    .updateTable('connections')
    .set({
      ...(refusal === null
        ? { status: 'connecting' as const, blocked_until: null, failures: 0, status_detail: '' }
        : { status_detail: refusal }),
      updated_at: now,
    })
    .where('firm_id', '=', who.firmId)
    .where('id', '=', row.id)
    .execute();
  await audit(tx, {
    ...who,
    action: 'connection.sign_in_answered',
    subjectType: 'connection',
    subjectId: row.id,
    detail: { name: row.name, allowed: refusal === null },
    at: now,
  });
  await appendEvents(tx, who.firmId, [{ type: 'connection.changed', subjectId: row.id }]);
  return row.id;
}

function refusalIn(vendor: PracticeSystem, { code, error, errorDescription }: SignInAnswer): string | null {
  if (error === 'access_denied') return `The sign-in was declined at ${vendor.label}.`;
  if (error !== undefined) return `${vendor.label} says: ${(errorDescription ?? error).slice(0, 300)}`;
  return code === undefined ? `${vendor.label} sent nobody back with a code. Try again.` : null;
}

/** One try after another: the second falls back to what was before the first. */
function beforeOf({ status, account_id }: ConnectionRow): KeptAttempt['before'] {
  if (status !== 'connecting') return status;
  return account_id === null ? 'waiting' : 'needs_attention';
}
