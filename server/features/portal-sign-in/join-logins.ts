/** Two portal users who are one person: both mailboxes lead to one of them. Under the system role. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { Seat } from './accounts.ts';
import { endSessions } from './sessions.ts';
import './tables.ts';

/** Sessions as this portal user end at once, and so do the links of every mailbox that leads to it. */
export async function endWaysIn(tx: Tx, seat: Seat, now: Date): Promise<void> {
  await endSessions(tx, { seat }, now);
  await sql`update portal_requests set replaced_at = ${now}
    where used_at is null and replaced_at is null and account_id in (
      select l.account_id from portal_logins l where l.firm_id = ${seat.firmId} and l.portal_user_id = ${seat.portalUserId})`.execute(
    tx,
  );
}

/**
 * The logins of one portal user become another's. Since when each mailbox was known stays, so that a second factor from
 * before shows that it is the same person; that they showed it for the old access does not count for the new one.
 */
export async function joinLogins(
  tx: Tx,
  { firmId, keptId, otherId, now }: { firmId: string; keptId: string; otherId: string; now: Date },
): Promise<void> {
  await endWaysIn(tx, { firmId, portalUserId: keptId }, now);
  await endWaysIn(tx, { firmId, portalUserId: otherId }, now);
  await sql`
    insert into portal_logins as l (account_id, firm_id, portal_user_id, last_signed_in_at, created_at)
    select account_id, firm_id, ${keptId}, last_signed_in_at, created_at from portal_logins
    where firm_id = ${firmId} and portal_user_id = ${otherId}
    on conflict (account_id, firm_id, portal_user_id) do update
      set last_signed_in_at = greatest(l.last_signed_in_at, excluded.last_signed_in_at)`.execute(tx);
  await sql`delete from portal_logins where firm_id = ${firmId} and portal_user_id = ${otherId}`.execute(tx);
}
