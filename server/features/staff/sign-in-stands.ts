/** Whether a session or token that a request came with still stands: for what outlives the request, as a file's address. */
import type { Platform } from '../../platform/platform.ts';

const bySession = {
  name: 'sign_in_stands_by_session',
  text: `select 1 from auth_session s
    join memberships m on m.user_id = s."userId" and m.firm_id = $3 and m.staff_id = $4
    join staff_members w on w.firm_id = $3 and w.id = $4 and w.active
    where s.id = $1 and s."expiresAt" > $2`,
} as const;

const byToken = {
  name: 'sign_in_stands_by_token',
  text: `select 1 from api_tokens t
    join staff_members w on w.firm_id = $3 and w.id = $4 and w.active
    where t.firm_id = $3 and t.id::text = $1 and t.staff_id = $4 and t.revoked_at is null and $2::timestamptz is not null`,
} as const;

export async function signInStands(
  { database: { pool }, clock }: Pick<Platform, 'database' | 'clock'>,
  as: { firmId: string; staffId: string; via: 'session' | 'token'; sessionId: string },
): Promise<boolean> {
  const query = as.via === 'session' ? bySession : byToken;
  const { rows } = await pool.query({ ...query, values: [as.sessionId, clock.now(), as.firmId, as.staffId] });
  return rows.length > 0;
}
