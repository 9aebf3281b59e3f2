/** Whether a session of the portal still stands: for what outlives the request, as a file's address. */
import type { Platform } from '../../platform/platform.ts';

const bySession = {
  name: 'portal_session_stands',
  text: `select s.second_factor_at is not null as second_factor
    from portal_sessions s
    join portal_logins l on l.account_id = s.account_id and l.firm_id = $3 and l.portal_user_id = $4
    join portal_users u on u.firm_id = $3 and u.id = $4 and u.active
    where s.id = $1 and s.revoked_at is null and s.expires_at > $2`,
} as const;

/** Null: it does not, or not as this person. */
export async function portalSessionStands(
  { database: { pool }, clock }: Pick<Platform, 'database' | 'clock'>,
  as: { firmId: string; portalUserId: string; sessionId: string },
): Promise<{ secondFactor: boolean } | null> {
  const { rows } = await pool.query<{ second_factor: boolean }>({
    ...bySession,
    values: [as.sessionId, clock.now(), as.firmId, as.portalUserId],
  });
  return rows[0] ? { secondFactor: rows[0].second_factor } : null;
}
