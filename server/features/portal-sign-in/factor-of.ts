import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { asSystem } from './roles.ts';

/** Whether this person set up a second factor, which is then asked for at every sign-in. Inside a firm's transaction. */
export async function hasSecondFactor(tx: Tx, firmId: string, portalUserId: string): Promise<boolean> {
  const { rows } = await asSystem(tx, () =>
    sql`select 1 from portal_logins l where l.firm_id = ${firmId} and l.portal_user_id = ${portalUserId}
      and (exists (select 1 from portal_passkeys k where k.account_id = l.account_id)
        or exists (select 1 from portal_authenticators t where t.account_id = l.account_id and t.confirmed_at is not null))`.execute(
      tx,
    ),
  );
  return rows.length > 0;
}
