/** Who makes a request to the portal. */
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PortalPrincipal } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { readSessionCookie } from './cookie.ts';
import { idleMinutes } from './decide.ts';

export const hashOfToken = (token: string) => createHash('sha256').update(token).digest();

/** Sessions that are not over at `now` (a parameter's name), on whatever step of coming in. */
export const liveAt = (now: string) => `s.revoked_at is null and s.expires_at > ${now}::timestamptz
      and (s.trusted or s.last_seen_at > ${now}::timestamptz - make_interval(mins => ${idleMinutes}))`;

/** Whether the session's account has a second factor. */
export const hasFactor = `(exists (select 1 from portal_passkeys k where k.account_id = s.account_id)
      or exists (select 1 from portal_authenticators t where t.account_id = s.account_id and t.confirmed_at is not null))`;

/**
 * Sessions that hold at `now` (a parameter's name), as the person that each looks as: those whom `stageOf` calls signed
 * in, and nobody on the way there.
 */
export const sessionsInForce = (now: string) => `portal_sessions s
    join portal_accounts a on a.id = s.account_id
    join portal_logins l on l.account_id = s.account_id and l.firm_id = s.active_firm_id
      and l.portal_user_id = s.active_portal_user_id
    join portal_users u on u.firm_id = l.firm_id and u.id = l.portal_user_id and u.active
    where ${liveAt(now)}
      and (s.second_factor_at is not null or (a.number is null and not ${hasFactor}))
      and (greatest(u.email_changed_at, l.reset_at) is null or l.confirmed_at >= greatest(u.email_changed_at, l.reset_at))`;

const row = z.object({
  id: z.uuid(),
  account_id: z.uuid(),
  firm_id: z.uuid(),
  portal_user_id: z.uuid(),
  second_factor_at: z.date().nullable(),
  proven_at: z.date(),
  stale: z.boolean(),
});

// One query, no cache: whoever is disabled, and whatever session is revoked, is out with the next request.
const bySession = {
  name: 'portal_principal_by_session',
  text: `select s.id, s.account_id, s.active_firm_id as firm_id, s.active_portal_user_id as portal_user_id, s.second_factor_at, s.proven_at,
      s.last_seen_at < $2::timestamptz - interval '1 minute' as stale
    from ${sessionsInForce('$2')} and s.token_hash = $1`,
} as const;

/**
 * What a page asks for by itself (a stream of news, a look every minute) is no sign that somebody is there: the idle
 * time goes on.
 */
function isFromAPerson({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return headers['x-matterline-background'] !== '1' && !(headers.accept ?? '').includes('text/event-stream');
}

export function createPortalAuthenticator({
  database: { pool },
  clock,
  publicUrl,
}: Pick<Platform, 'database' | 'clock' | 'publicUrl'>): (
  request: FastifyRequest,
) => Promise<PortalPrincipal | null> {
  return async (request) => {
    const token = readSessionCookie(request.headers.cookie, publicUrl);
    if (token === null) return null;
    const now = clock.now();
    const { rows } = await pool.query({ ...bySession, values: [hashOfToken(token), now] });
    if (!rows[0]) return null;
    const found = row.parse(rows[0]);
    // A minute's precision spares a write per request.
    if (found.stale && isFromAPerson(request))
      await pool.query('update portal_sessions set last_seen_at = $2 where id = $1', [found.id, now]);
    return {
      firmId: found.firm_id,
      portalUserId: found.portal_user_id,
      accountId: found.account_id,
      sessionId: found.id,
      secondFactor: found.second_factor_at !== null,
      provenAt: found.proven_at,
    };
  };
}
