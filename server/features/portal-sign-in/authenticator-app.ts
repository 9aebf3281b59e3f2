/** Codes of an authenticator app (RFC 6238: SHA-1, six figures, thirty seconds). Under the system role. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createOTP } from '@better-auth/utils/otp';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import './tables.ts';

type Sealing = Pick<Platform, 'secrets'>;

const periodMs = 30_000;
/** Steps before and after: the clocks of two machines differ a little. */
const window = 1;

const purposeOf = (accountId: string) => `portal-authenticator ${accountId}`;

/** The step whose code this is, later than the last that was used; null: none. */
export async function matchingCounter(
  secret: string,
  code: string,
  after: number,
  now: Date,
): Promise<number | null> {
  const current = Math.floor(now.getTime() / periodMs);
  let found: number | null = null;
  for (let counter = current - window; counter <= current + window; counter += 1) {
    const wanted = Buffer.from(await createOTP(secret).hotp(counter));
    const given = Buffer.from(code);
    const same = given.length === wanted.length && timingSafeEqual(given, wanted);
    if (same && counter > after) found ??= counter;
  }
  return found;
}

/** A new secret, not in force before its first code; what the app scans, and the same to type. */
export async function beginAuthenticator(
  tx: Tx,
  { secrets }: Sealing,
  account: { id: string; email: string; issuer: string },
  now: Date,
): Promise<{ uri: string; secret: string }> {
  const secret = randomBytes(15).toString('base64url');
  const sealed = secrets.seal(secret, purposeOf(account.id));
  await tx
    .insertInto('portal_authenticators')
    .values({ account_id: account.id, secret: sealed, created_at: now, confirmed_at: null })
    .onConflict((conflict) =>
      conflict
        .column('account_id')
        .doUpdateSet({ secret: sealed, created_at: now, last_counter: 0 })
        // One that is in force goes only by being removed.
        .where('portal_authenticators.confirmed_at', 'is', null),
    )
    .execute();
  const uri = createOTP(secret).url(account.issuer, account.email);
  return { uri, secret: new URL(uri).searchParams.get('secret') ?? '' };
}

/** Whether the code is right; then it works no second time. `since` tells when the app was set up. */
export async function spendAuthenticatorCode(
  tx: Tx,
  { secrets }: Sealing,
  given: { accountId: string; code: string; confirming: boolean },
  now: Date,
): Promise<{ since: Date } | null> {
  const row = await tx
    .selectFrom('portal_authenticators')
    .selectAll()
    .where('account_id', '=', given.accountId)
    .where('confirmed_at', given.confirming ? 'is' : 'is not', null)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return null;
  const secret = secrets.open(row.secret, purposeOf(given.accountId));
  const counter = await matchingCounter(secret, given.code, row.last_counter, now);
  if (counter === null) return null;
  await tx
    .updateTable('portal_authenticators')
    .set({ last_counter: counter, ...(given.confirming ? { confirmed_at: now } : {}) })
    .where('account_id', '=', given.accountId)
    .execute();
  return { since: row.created_at };
}

/** Whether there was one. */
export async function removeAuthenticator(tx: Tx, accountId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('portal_authenticators')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return Number(numDeletedRows) > 0;
}
