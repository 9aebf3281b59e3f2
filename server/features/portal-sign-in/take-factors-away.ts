/** Every second factor of somebody ends: they lost them, and two of the staff said so. Inside a firm's transaction. */
import { sql } from 'kysely';
import { recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { accountsOf, listLogins, type Seat } from './accounts.ts';
import { asSystem, insideFirm } from './roles.ts';
import { endSessions } from './sessions.ts';
import './tables.ts';

/** When this person last proved a second factor, as far as sessions are kept. */
export async function lastFactorProof(tx: Tx, firmId: string, portalUserId: string): Promise<Date | null> {
  return await asSystem(tx, async () => {
    const { rows } = await sql<{ at: Date | null }>`
      select max(s.second_factor_at) as at from portal_sessions s
      where s.account_id = any(${await accountsOf(tx, { firmId, portalUserId })}::uuid[])`.execute(tx);
    return rows[0]?.at ?? null;
  });
}

/**
 * Factors, recovery codes, sessions and links end. The mailbox alone is in nowhere afterwards: each firm that knows it asks
 * for figures of its own, so that no firm opens another's portal.
 */
export async function takeFactorsAway(tx: Tx, of: Seat & { staffId: string }, now: Date): Promise<void> {
  await asSystem(tx, async () => {
    for (const accountId of await accountsOf(tx, of)) await emptyAccount(tx, accountId, of.firmId, now);
  });
  // Back in the firm of whoever does it.
  await sql`select set_config('app.firm_id', ${of.firmId}, true), set_config('app.staff_id', ${of.staffId}, true)`.execute(
    tx,
  );
}

async function emptyAccount(tx: Tx, accountId: string, ofFirmId: string, now: Date): Promise<void> {
  for (const table of [
    'portal_passkeys',
    'portal_authenticators',
    'portal_recovery_codes',
    'portal_devices',
  ] as const)
    await tx.deleteFrom(table).where('account_id', '=', accountId).execute();
  await tx
    .updateTable('portal_requests')
    .set({ replaced_at: now })
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .execute();
  await endSessions(tx, { accountId }, now);
  await tx.updateTable('portal_logins').set({ reset_at: now }).where('account_id', '=', accountId).execute();
  const others = (await listLogins(tx, accountId)).filter(({ firmId }) => firmId !== ofFirmId);
  for (const { firmId, portalUserId } of others)
    await insideFirm(tx, firmId, () =>
      recordChange(
        tx,
        { firmId, staffId: null, now },
        { action: 'portal_user.factors_taken_away', id: portalUserId },
      ),
    );
}
