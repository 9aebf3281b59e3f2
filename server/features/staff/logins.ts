import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';

/**
 * Runs a part of a firm's transaction under the system role, which alone may touch logins; the firm's own role is back
 * afterwards. So that a change of staff and of their logins stands or falls as one.
 */
export async function asSystem<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await sql`select set_config('role', 'matterline_system', true)`.execute(tx);
  const result = await work();
  await sql`select set_config('role', 'matterline_app', true)`.execute(tx);
  return result;
}

/** Turns a transaction of the system role into one of a firm. */
export async function actAsFirm(tx: Tx, firmId: string): Promise<void> {
  await sql`select set_config('role', 'matterline_app', true), set_config('app.firm_id', ${firmId}, true),
    set_config('app.staff_id', '', true)`.execute(tx);
}

/** Under the system role. E-mail addresses of logins are lower case. */
export async function findLogin(tx: Tx, email: string): Promise<{ id: string } | null> {
  const row = await tx.selectFrom('auth_user').select('id').where('email', '=', email).executeTakeFirst();
  return row ?? null;
}

/**
 * Under the system role: a login with a password, as better-auth's credential sign-in reads it. The address counts as
 * proven (the invitation reached it, or the operator vouches): for better-auth an unproven one would lose its password
 * and sessions at the first sign-in by e-mailed code.
 */
export async function insertLogin(
  tx: Tx,
  login: { email: string; name: string; passwordHash: string | null },
): Promise<string> {
  const id = randomUUID();
  await sql`insert into auth_user ("id", "name", "email", "emailVerified") values (${id}, ${login.name}, ${login.email}, true)`.execute(
    tx,
  );
  if (login.passwordHash !== null)
    await sql`insert into auth_account ("id", "accountId", "providerId", "userId", "password", "updatedAt")
      values (${randomUUID()}, ${id}, 'credential', ${id}, ${login.passwordHash}, now())`.execute(tx);
  return id;
}

/** Under the system role. */
export async function insertMembership(
  tx: Tx,
  row: { userId: string; firmId: string; staffId: string },
): Promise<void> {
  await tx
    .insertInto('memberships')
    .values({ user_id: row.userId, firm_id: row.firmId, staff_id: row.staffId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Under the system role: gives the login of a staff member another address, if the login is this firm's alone. Codes and
 * links on their way to the old address end with it. `none`: this person has no login.
 */
export async function moveLogin(
  tx: Tx,
  { firmId, staffId, email }: { firmId: string; staffId: string; email: string },
): Promise<{ kind: 'none' } | { kind: 'shared' } | { kind: 'taken' } | { kind: 'moved'; from: string }> {
  const login = await tx
    .selectFrom('memberships as m')
    .innerJoin('auth_user as u', 'u.id', 'm.user_id')
    .select(['u.id', 'u.email'])
    .where('m.firm_id', '=', firmId)
    .where('m.staff_id', '=', staffId)
    .executeTakeFirst();
  if (!login) return { kind: 'none' };
  if (login.email === email) return { kind: 'moved', from: email };
  const elsewhere = await tx
    .selectFrom('memberships')
    .select('firm_id')
    .where('user_id', '=', login.id)
    .where('firm_id', '<>', firmId)
    .limit(1)
    .executeTakeFirst();
  if (elsewhere) return { kind: 'shared' };
  if (await findLogin(tx, email)) return { kind: 'taken' };
  await tx.updateTable('auth_user').set({ email }).where('id', '=', login.id).execute();
  await sql`delete from auth_verification
    where value = ${login.id} or right(identifier, length(${login.email})) = ${login.email}`.execute(tx);
  return { kind: 'moved', from: login.email };
}

/** Under the system role: ends the sessions of a staff member's login, unless it is still at work in another firm. */
export async function endSessionsOf(tx: Tx, firmId: string, staffId: string): Promise<void> {
  await sql`
    delete from auth_session s using memberships m
    where m.firm_id = ${firmId} and m.staff_id = ${staffId} and s."userId" = m.user_id
      and not exists (
        select 1 from memberships o join staff_members w on w.firm_id = o.firm_id and w.id = o.staff_id
        where o.user_id = m.user_id and o.firm_id <> m.firm_id and w.active)`.execute(tx);
}

/** Under the system role: whether this login works anywhere. */
export async function worksSomewhere(tx: Tx, userId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('memberships as m')
    .innerJoin('staff_members as s', (join) =>
      join.onRef('s.firm_id', '=', 'm.firm_id').onRef('s.id', '=', 'm.staff_id'),
    )
    .select('m.firm_id')
    .where('m.user_id', '=', userId)
    .where('s.active', '=', true)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Under the system role: the firms of a login where it is active, by name. */
export async function firmsOfLogin(
  tx: Tx,
  userId: string,
): Promise<{ id: string; name: string; staffId: string }[]> {
  return await tx
    .selectFrom('memberships as m')
    .innerJoin('staff_members as s', (join) =>
      join.onRef('s.firm_id', '=', 'm.firm_id').onRef('s.id', '=', 'm.staff_id'),
    )
    .innerJoin('firms as f', 'f.id', 'm.firm_id')
    .select(['f.id', 'f.name', 's.id as staffId'])
    .where('m.user_id', '=', userId)
    .where('s.active', '=', true)
    .orderBy('f.name')
    .orderBy('f.id')
    .execute();
}
