/**
 * The firm wrote another address for a client: whoever comes by it reads nothing before it was shown that it is the same
 * person. A client without a second factor types a code that staff read out to them, by telephone or across the desk.
 */
import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { triesPerRequest } from './decide.ts';
import { hashOfCode, sameHash } from './requests.ts';
import './tables.ts';

const lifeMs = 24 * 3_600_000;

type Deps = Pick<Platform, 'secrets'>;

/** Inside the firm. The code is shown this once; an earlier one of the same person works no more. */
export async function makeConfirmationCode(
  tx: Tx,
  deps: Deps,
  actor: Actor & { staffId: string },
  portalUserId: string,
): Promise<{ code: string; expiresAt: Date }> {
  const { firmId, now } = actor;
  const code = String(randomInt(0, 100_000_000)).padStart(8, '0');
  const expiresAt = new Date(now.getTime() + lifeMs);
  const fields = {
    code_hash: hashOfCode(deps, portalUserId, code),
    tries: 0,
    created_by_staff_id: actor.staffId,
    created_at: now,
    expires_at: expiresAt,
  };
  await tx
    .insertInto('portal_confirmations')
    .values({ firm_id: firmId, portal_user_id: portalUserId, ...fields })
    .onConflict((conflict) => conflict.columns(['firm_id', 'portal_user_id']).doUpdateSet(fields))
    .execute();
  await recordChange(tx, actor, { action: 'portal_user.confirmation_code_made', id: portalUserId });
  return { code, expiresAt };
}

/** Inside the firm. Uses the code up when it is right; a wrong one is counted, so the caller must not roll back. */
export async function spendConfirmationCode(
  tx: Tx,
  deps: Deps,
  given: { firmId: string; portalUserId: string; accountId: string; code: string },
  now: Date,
): Promise<'right' | 'wrong' | 'over'> {
  const { firmId, portalUserId } = given;
  const row = await tx
    .selectFrom('portal_confirmations')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('portal_user_id', '=', portalUserId)
    .forUpdate()
    .executeTakeFirst();
  if (!row || row.expires_at <= now || row.tries >= triesPerRequest) return 'over';
  if (!sameHash(row.code_hash, hashOfCode(deps, portalUserId, given.code))) {
    await sql`update portal_confirmations set tries = tries + 1
      where firm_id = ${firmId} and portal_user_id = ${portalUserId}`.execute(tx);
    return 'wrong';
  }
  await tx
    .deleteFrom('portal_confirmations')
    .where('firm_id', '=', firmId)
    .where('portal_user_id', '=', portalUserId)
    .execute();
  await noteConfirmed(tx, given, now);
  return 'right';
}

export async function noteConfirmed(
  tx: Tx,
  login: { firmId: string; portalUserId: string; accountId: string },
  now: Date,
): Promise<void> {
  await tx
    .updateTable('portal_logins')
    .set({ confirmed_at: now })
    .where('firm_id', '=', login.firmId)
    .where('portal_user_id', '=', login.portalUserId)
    .where('account_id', '=', login.accountId)
    .execute();
}

export const confirmationOver = () =>
  problem(
    'wrong_state',
    'This code works no more, or none was made. Call the firm: they read you a new one.',
    {
      reason: 'code_over',
    },
  );
