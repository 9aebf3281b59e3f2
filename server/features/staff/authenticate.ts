import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type FirmSecret, readFirmSecret } from '../../platform/firm-secret.ts';
import type { Principal } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { role } from './schema.ts';
import type { SignIn } from './sign-in.ts';
import { tokenPrefix } from './tokens.ts';

const principalRow = z.object({
  firm_id: z.uuid(),
  staff_id: z.uuid(),
  role,
  proven_at: z.date().optional(),
  session_id: z.string(),
});

// The session's chosen firm if the login still works there, else the first where it does. One query, no cache: a
// revoked session and a deactivated staff member are out with the next request.
export const principalOfSession = (token: string, now: string) => `
    select m.firm_id, m.staff_id, w.role, greatest(s."createdAt", s."provenAt") as proven_at, s.id as session_id
    from auth_session s
    join memberships m on m.user_id = s."userId"
    join staff_members w on w.firm_id = m.firm_id and w.id = m.staff_id and w.active
    where s.token = ${token} and s."expiresAt" > ${now}
    order by (m.firm_id::text = s."activeFirmId") desc nulls last, m.firm_id
    limit 1`;

const bySession = { name: 'principal_by_session', text: principalOfSession('$1', '$2') } as const;

export const tokensInForce = `api_tokens t
    join staff_members w on w.firm_id = t.firm_id and w.id = t.staff_id and w.active and t.revoked_at is null`;

const byToken = {
  name: 'principal_by_token',
  text: `select t.firm_id, t.staff_id, w.role, t.id as token_id, t.id::text as session_id,
      coalesce(t.last_used_at < $3::timestamptz - interval '1 minute', true) as stale
    from ${tokensInForce}
    where t.firm_id = $1 and t.token_hash = $2`,
} as const;

/** Who makes a request: by bearer token, else by session cookie; null when neither holds or the staff member left. */
export function createAuthenticator(
  platform: Platform,
  signIn: SignIn,
): (request: FastifyRequest) => Promise<Principal | null> {
  const { pool } = platform.database;

  async function ofToken(secret: FirmSecret): Promise<Principal | null> {
    const now = platform.clock.now();
    const { rows } = await pool.query({ ...byToken, values: [secret.firmId, secret.hash, now] });
    const [row] = rows;
    if (!row) return null;
    // For the list of tokens; a minute's precision spares a write per request.
    if (row.stale === true)
      await pool.query('update api_tokens set last_used_at = $3 where firm_id = $1 and id = $2', [
        secret.firmId,
        row.token_id,
        now,
      ]);
    return toPrincipal(row, 'token');
  }

  return async (request) => {
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined) {
      const secret = readBearer(authorization);
      return secret ? await ofToken(secret) : null;
    }
    const session = signIn.readCookie(cookie);
    if (session === null) return null;
    const { rows } = await pool.query({ ...bySession, values: [session, platform.clock.now()] });
    return rows[0] ? toPrincipal(rows[0], 'session') : null;
  };
}

export function readBearer(authorization: string): FirmSecret | null {
  return /^bearer /i.test(authorization) ? readFirmSecret(authorization.slice(7).trim(), tokenPrefix) : null;
}

function toPrincipal(row: unknown, via: Principal['via']): Principal {
  const { firm_id, staff_id, role: staffRole, proven_at, session_id } = principalRow.parse(row);
  const proven = via === 'session' && proven_at ? { provenAt: proven_at } : {};
  return { firmId: firm_id, staffId: staff_id, role: staffRole, via, ...proven, sessionId: session_id };
}
