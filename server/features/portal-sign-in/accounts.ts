/** Logins: which mailbox is which portal user. All under the system role. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { needsConfirming } from './decide.ts';
import { endSessions } from './sessions.ts';
import './tables.ts';

export interface Seat {
  firmId: string;
  portalUserId: string;
}

interface Attached extends Seat {
  email: string;
  now: Date;
}

/** The mailbox can sign in as this portal user from now on. */
export async function attachLogin(tx: Tx, { firmId, portalUserId, email, now }: Attached): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into portal_accounts (id, email, created_at) values (${newId()}, ${email}, ${now})
    on conflict (lower(email)) do update set email = portal_accounts.email returning id`.execute(tx);
  const accountId = rows[0]?.id ?? '';
  await tx
    .insertInto('portal_logins')
    .values({ account_id: accountId, firm_id: firmId, portal_user_id: portalUserId, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return accountId;
}

async function accountOf(tx: Tx, { firmId, portalUserId }: Seat): Promise<string | null> {
  const row = await tx
    .selectFrom('portal_logins')
    .select('account_id')
    .where('firm_id', '=', firmId)
    .where('portal_user_id', '=', portalUserId)
    .executeTakeFirst();
  return row?.account_id ?? null;
}

/**
 * The firm wrote another address: sessions and links end. An account that is this portal user's alone moves along with
 * its second factors, which then show that it is the same person; else the login goes to the other mailbox's account.
 */
export async function moveLogin(tx: Tx, to: Attached): Promise<void> {
  const { email, now } = to;
  const accountId = await accountOf(tx, to);
  if (accountId === null) {
    await attachLogin(tx, to);
    return;
  }
  const { rows } = await sql<{ logins: number; taken: boolean }>`
    select (select count(*)::int from portal_logins where account_id = ${accountId}) as logins,
      exists (select 1 from portal_accounts where lower(email) = lower(${email}) and id <> ${accountId}) as taken`.execute(
    tx,
  );
  const { logins, taken } = rows[0] ?? { logins: 0, taken: true };
  await endSessions(tx, { seat: to }, now);
  await tx
    .updateTable('portal_requests')
    .set({ replaced_at: now })
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .execute();
  if (logins === 1 && !taken) {
    await endSessions(tx, { accountId }, now);
    await tx.updateTable('portal_accounts').set({ email }).where('id', '=', accountId).execute();
    return;
  }
  await tx
    .deleteFrom('portal_logins')
    .where('account_id', '=', accountId)
    .where('firm_id', '=', to.firmId)
    .where('portal_user_id', '=', to.portalUserId)
    .execute();
  // An account that is nobody any more.
  if (logins === 1) await tx.deleteFrom('portal_accounts').where('id', '=', accountId).execute();
  await attachLogin(tx, to);
}

export interface Login extends Seat {
  createdAt: Date;
  emailChangedAt: Date | null;
  confirmedAt: Date | null;
}

/** As whom an account may come in: those whom their firms did not disable, longest known first. */
export async function listLogins(tx: Tx, accountId: string): Promise<Login[]> {
  const { rows } = await sql<Login>`
    select l.firm_id as "firmId", l.portal_user_id as "portalUserId", l.created_at as "createdAt",
      u.email_changed_at as "emailChangedAt", l.confirmed_at as "confirmedAt"
    from portal_logins l join portal_users u on u.firm_id = l.firm_id and u.id = l.portal_user_id and u.active
    where l.account_id = ${accountId} order by l.created_at, l.portal_user_id`.execute(tx);
  return rows;
}

/** The same without those who must first show that the new address is theirs: as whom they may read at once. */
export async function listReadySeats(tx: Tx, accountId: string): Promise<Seat[]> {
  const logins = await listLogins(tx, accountId);
  return logins
    .filter((login) => !needsConfirming(login))
    .map(({ firmId, portalUserId }) => ({ firmId, portalUserId }));
}

/** The account of a mailbox that can sign in somewhere. */
export async function findAccount(tx: Tx, email: string): Promise<{ id: string; email: string } | null> {
  const { rows } = await sql<{ id: string; email: string }>`
    select a.id, a.email from portal_accounts a where lower(a.email) = ${email.trim().toLowerCase()}
      and exists (select 1 from portal_logins l join portal_users u on u.firm_id = l.firm_id and u.id = l.portal_user_id
        and u.active where l.account_id = a.id)`.execute(tx);
  return rows[0] ?? null;
}
