/** Logins: which mailbox is which portal user. All under the system role. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Place } from '../portal-look/index.ts';
import { type NumberLogin, needsConfirming } from './decide.ts';
import { endSessions } from './sessions.ts';
import './tables.ts';

export interface Seat {
  firmId: string;
  portalUserId: string;
}

/** What one signs in with. */
type Way = { email: string } | { number: string };

type Attached = Seat & Way & { now: Date };

/** Whoever has the mailbox or the number can sign in as this portal user from now on. */
export async function attachLogin(tx: Tx, { firmId, portalUserId, now, ...way }: Attached): Promise<string> {
  const { rows } =
    'email' in way
      ? await sql<{ id: string }>`
          insert into portal_accounts (id, email, created_at) values (${newId()}, ${way.email}, ${now})
          on conflict (lower(email)) do update set email = portal_accounts.email returning id`.execute(tx)
      : await sql<{ id: string }>`
          insert into portal_accounts (id, number, of_firm_id, created_at) values (${newId()}, ${way.number}, ${firmId}, ${now})
          returning id`.execute(tx);
  const accountId = rows[0]?.id ?? '';
  await tx
    .insertInto('portal_logins')
    .values({ account_id: accountId, firm_id: firmId, portal_user_id: portalUserId, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return accountId;
}

/** Longest known first. Of two people who turned out to be one there are several; else one. */
export async function accountsOf(tx: Tx, { firmId, portalUserId }: Seat): Promise<string[]> {
  const rows = await tx
    .selectFrom('portal_logins')
    .select('account_id')
    .where('firm_id', '=', firmId)
    .where('portal_user_id', '=', portalUserId)
    .orderBy('created_at')
    .orderBy('account_id')
    .execute();
  return rows.map(({ account_id }) => account_id);
}

/** A portal user whom several mailboxes led to: the new address is the only one from now on. */
async function leaveOneLogin(tx: Tx, seat: Seat): Promise<string | null> {
  const [accountId, ...others] = await accountsOf(tx, seat);
  for (const other of others)
    await sql`delete from portal_logins where account_id = ${other} and firm_id = ${seat.firmId}
      and portal_user_id = ${seat.portalUserId}`.execute(tx);
  return accountId ?? null;
}

/**
 * The firm wrote another address or number: sessions and links end. An account that is this portal user's alone moves along with
 * its second factors, which then show that it is the same person; else the login goes to the other mailbox's account.
 */
export async function moveLogin(tx: Tx, to: Attached): Promise<void> {
  const { now } = to;
  const accountId = await leaveOneLogin(tx, to);
  if (accountId === null) {
    await attachLogin(tx, to);
    return;
  }
  const { rows } = await sql<{ logins: number; taken: boolean }>`
    select (select count(*)::int from portal_logins where account_id = ${accountId}) as logins,
      exists (select 1 from portal_accounts where ${isWay(to)} and id <> ${accountId}) as taken`.execute(tx);
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
    await tx.updateTable('portal_accounts').set(columnsOf(to)).where('id', '=', accountId).execute();
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

const isWay = (to: Attached) =>
  'email' in to
    ? sql`lower(email) = lower(${to.email})`
    : sql`number = ${to.number} and of_firm_id = ${to.firmId}`;

const columnsOf = (to: Attached) =>
  'email' in to
    ? { email: to.email, number: null, of_firm_id: null }
    : { email: null, number: to.number, of_firm_id: to.firmId };

/** Who comes by a number, at firms that offer it and can text. */
export async function listNumberLogins(tx: Tx, number: string): Promise<NumberLogin[]> {
  const { rows } = await sql<NumberLogin>`
    select a.id as "accountId", a.of_firm_id as "firmId" from portal_accounts a
    join text_settings t on t.firm_id = a.of_firm_id and t.sign_in_by_number and t.status = 'active'
    where a.number = ${number} and exists (select 1 from portal_logins l
      join portal_users u on u.firm_id = l.firm_id and u.id = l.portal_user_id and u.active where l.account_id = a.id)
    order by a.created_at, a.id`.execute(tx);
  return rows;
}

/** Countries of the firms where people may come by number; none: nowhere. */
export async function countriesByNumber(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ country: string }>`
    select distinct f.country from text_settings t join firms f on f.id = t.firm_id
    where t.sign_in_by_number and t.status = 'active' order by f.country`.execute(tx);
  return rows.map(({ country }) => country);
}

export interface Login extends Seat {
  createdAt: Date;
  /** Since when they show to be the same person first: another address, or all factors taken away. */
  emailChangedAt: Date | null;
  confirmedAt: Date | null;
}

/** As whom an account may come in: those whom their firms did not disable, longest known first. */
export async function listLogins(tx: Tx, accountId: string): Promise<Login[]> {
  const { rows } = await sql<Login>`
    select l.firm_id as "firmId", l.portal_user_id as "portalUserId", l.created_at as "createdAt",
      greatest(u.email_changed_at, l.reset_at) as "emailChangedAt", l.confirmed_at as "confirmedAt"
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

/** At a firm's own address one comes in to that firm only. */
export const isThere = (place: Pick<Place, 'firmId'>, { firmId }: Pick<Login, 'firmId'>) =>
  place.firmId === null || place.firmId === firmId;

/** The account of a mailbox that can sign in somewhere. */
export async function findAccount(tx: Tx, email: string): Promise<{ id: string; email: string } | null> {
  const { rows } = await sql<{ id: string; email: string }>`
    select a.id, coalesce(a.email, '') as email from portal_accounts a where lower(a.email) = ${email.trim().toLowerCase()}
      and exists (select 1 from portal_logins l join portal_users u on u.firm_id = l.firm_id and u.id = l.portal_user_id
        and u.active where l.account_id = a.id)`.execute(tx);
  return rows[0] ?? null;
}
