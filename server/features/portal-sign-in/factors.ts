/** Second factors: proving one, and what changes of them bring with them. Under the system role. */
import { sql } from 'kysely';
import { recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { listLogins } from './accounts.ts';
import { spendAuthenticatorCode } from './authenticator-app.ts';
import { noteConfirmed } from './confirmations.ts';
import { delayOf, factorConfirms, freshForMs, isFresh } from './decide.ts';
import { factorKey, lockFailures, noteFailure } from './failures.ts';
import { type FactorChange, tellFactorChange } from './notices.ts';
import { type KeyPlace, provePasskey } from './passkeys.ts';
import { makeRecoveryCodes, spendRecoveryCode } from './recovery-codes.ts';
import { insideFirm } from './roles.ts';
import { endSessions, type LiveSession, noteProof } from './sessions.ts';
import './tables.ts';

export interface Factors {
  authenticatorSince: Date | null;
  /** `rpId`: the address where it works; null: the installation's own. */
  passkeys: { id: string; name: string; rpId: string | null; createdAt: Date; lastUsedAt: Date | null }[];
  recoveryCodesLeft: number;
}

export async function readFactors(tx: Tx, accountId: string): Promise<Factors> {
  const app = await tx
    .selectFrom('portal_authenticators')
    .select('confirmed_at')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  const passkeys = await tx
    .selectFrom('portal_passkeys')
    .select(['id', 'name', 'rp_id as rpId', 'created_at as createdAt', 'last_used_at as lastUsedAt'])
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .execute();
  const codes = await tx
    .selectFrom('portal_recovery_codes')
    .select(sql<number>`count(*)::int`.as('left'))
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return { authenticatorSince: app?.confirmed_at ?? null, passkeys, recoveryCodesLeft: codes?.left ?? 0 };
}

export type FactorProof =
  | { kind: 'authenticator'; code: string }
  | { kind: 'recovery'; code: string }
  | { kind: 'passkey'; response: unknown };

export type ProofOutcome =
  | { kind: 'in'; token: string }
  | { kind: 'wrong' }
  | { kind: 'delayed'; until: Date };

/** Wrong codes are counted, so the caller must not roll back. */
export async function proveFactor(
  tx: Tx,
  platform: Platform,
  session: LiveSession,
  { proof, place }: { proof: FactorProof; place: KeyPlace },
  now: Date,
): Promise<ProofOutcome> {
  const { accountId } = session;
  const key = factorKey(accountId);
  const failures = await lockFailures(tx, key, now);
  const until = proof.kind === 'passkey' ? null : delayOf(failures, now);
  if (until) return { kind: 'delayed', until };
  const right = await matches(tx, platform, session, { proof, place }, now);
  if (!right) {
    await noteFailure(tx, key, failures, now);
    return { kind: 'wrong' };
  }
  for (const login of await listLogins(tx, accountId))
    if (factorConfirms({ ...login, factorSince: right.since, loginSince: login.createdAt }))
      await noteConfirmed(tx, { ...login, accountId }, now);
  if (proof.kind === 'recovery') await tellOfChange(tx, platform, session, 'recovery_code_used', now);
  return { kind: 'in', token: await noteProof(tx, session.id, { secondFactor: true, now }) };
}

async function matches(
  tx: Tx,
  platform: Platform,
  session: LiveSession,
  { proof, place }: { proof: FactorProof; place: KeyPlace },
  now: Date,
): Promise<{ since: Date } | null> {
  const { accountId } = session;
  if (proof.kind === 'passkey') {
    const { response } = proof;
    return await provePasskey(tx, session, { place, response }, now);
  }
  const { code } = proof;
  return proof.kind === 'recovery'
    ? await spendRecoveryCode(tx, platform, { accountId, code }, now)
    : await spendAuthenticatorCode(tx, platform, { accountId, code, confirming: false }, now);
}

/** A change of factors wants a proof of the last minutes; with a factor set up already, one by that factor. */
export function mustProveForChange(session: LiveSession, now: Date): void {
  // Straight from the figures that staff read out: these are the proof.
  if (session.number !== null && !session.hasFactor) return;
  const proof = session.hasFactor ? session.secondFactorAt : session.provenAt;
  if (proof !== null && isFresh(proof, now, freshForMs.factors)) return;
  throw problem('step_up_needed', 'Prove once more that it is you, before you change how you sign in.', {
    reason: session.hasFactor ? 'second_factor' : 'proof',
  });
}

/**
 * What every change of factors brings: sessions elsewhere end, this one goes on under a new token, the person is told by
 * mail, and each of their firms finds it in its audit log.
 */
export async function afterFactorChange(
  tx: Tx,
  platform: Platform,
  session: LiveSession,
  { change, proves }: { change: FactorChange; proves: boolean },
  now: Date,
): Promise<string> {
  await endSessions(tx, { accountId: session.accountId, except: session.id }, now);
  await tellOfChange(tx, platform, session, change, now);
  return await noteProof(tx, session.id, { secondFactor: proves, now });
}

async function tellOfChange(
  tx: Tx,
  platform: Platform,
  session: LiveSession,
  change: FactorChange,
  at: Date,
): Promise<void> {
  const { accountId, email, firmId } = session;
  await tellFactorChange(tx, platform, { accountId, email, firmId }, change);
  for (const login of await listLogins(tx, accountId))
    await insideFirm(tx, login.firmId, () =>
      recordChange(
        tx,
        { firmId: login.firmId, staffId: null, portalUserId: login.portalUserId, now: at },
        { action: `portal_user.${change}`, id: login.portalUserId },
      ),
    );
}

/** The first factor brings the printed codes along. */
export async function codesForFirstFactor(
  tx: Tx,
  platform: Platform,
  accountId: string,
  now: Date,
): Promise<string[] | null> {
  const { recoveryCodesLeft } = await readFactors(tx, accountId);
  return recoveryCodesLeft > 0 ? null : await makeRecoveryCodes(tx, platform, accountId, now);
}

/** Without any factor the printed codes stand for nothing, and no session has proved one. */
export async function dropCodesWithoutFactor(tx: Tx, accountId: string): Promise<void> {
  const { authenticatorSince, passkeys } = await readFactors(tx, accountId);
  if (authenticatorSince !== null || passkeys.length > 0) return;
  await tx.deleteFrom('portal_recovery_codes').where('account_id', '=', accountId).execute();
  await tx
    .updateTable('portal_sessions')
    .set({ second_factor_at: null })
    .where('account_id', '=', accountId)
    .execute();
}
