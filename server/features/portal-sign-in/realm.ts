/** Whether people of the portal who signed in some time ago still are: for those who listen on. */
import { z } from 'zod';
import type { Realm } from '../../platform/http/realm.ts';
import type { Platform } from '../../platform/platform.ts';
import { hashOfToken, sessionsInForce } from './authenticate.ts';
import { readSessionCookie } from './cookie.ts';

const bySessions = {
  name: 'portal_principals_by_sessions',
  text: `select encode(s.token_hash, 'hex') as secret, l.firm_id, l.portal_user_id
    from ${sessionsInForce('$2')} and s.token_hash = any(array(select decode(h, 'hex') from unnest($1::text[]) h))`,
} as const;

const rows = z.array(z.object({ secret: z.string(), firm_id: z.uuid(), portal_user_id: z.uuid() }));

/** Listening is no use of a session: one that only listens ends when it was idle for too long. */
export function createPortalRealm({ database: { pool }, clock, publicUrl }: Platform): Realm {
  return {
    credentialOf(request) {
      const token = readSessionCookie(request.headers.cookie, publicUrl);
      return token === null ? null : { secret: hashOfToken(token).toString('hex'), tag: null };
    },
    async actingAs(secrets) {
      const found = await pool.query({ ...bySessions, values: [secrets, clock.now()] });
      return new Map(
        rows
          .parse(found.rows)
          .map((row) => [row.secret, { firmId: row.firm_id, personId: row.portal_user_id }]),
      );
    },
  };
}
