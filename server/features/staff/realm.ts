/** Whether staff who signed in some time ago still are: for those who listen on. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Realm } from '../../platform/http/realm.ts';
import type { Platform } from '../../platform/platform.ts';
import { principalOfSession, readBearer, tokensInForce } from './authenticate.ts';
import type { SignIn } from './sign-in.ts';

// The array of several is one argument, so that each text is planned once.
const bySessions = {
  name: 'principals_by_sessions',
  text: `select asked.secret, p.firm_id, p.staff_id from unnest($1::text[]) as asked (secret)
    join lateral (${principalOfSession('asked.secret', '$2')}) p on true`,
} as const;

const byTokens = {
  name: 'principals_by_tokens',
  text: `select asked.secret, t.firm_id, t.staff_id
    from unnest($1::text[], $2::uuid[], $3::text[]) as asked (secret, firm_id, hash)
    join (${tokensInForce}) on t.firm_id = asked.firm_id and t.token_hash = decode(asked.hash, 'hex')`,
} as const;

const rows = z.array(z.object({ secret: z.string(), firm_id: z.uuid(), staff_id: z.uuid() }));

/** An API token by its firm and hash, which cannot be taken for a session. */
const ofToken = (firmId: string, hash: string) => `${firmId} ${hash}`;

export function createStaffRealm({ database: { pool }, clock }: Platform, signIn: SignIn): Realm {
  return {
    credentialOf({ headers: { authorization, cookie } }) {
      if (authorization !== undefined) {
        const secret = readBearer(authorization);
        return secret && { secret: ofToken(secret.firmId, secret.hash.toString('hex')), tag: null };
      }
      const session = signIn.readCookie(cookie);
      return session === null
        ? null
        : { secret: session, tag: createHash('sha256').update(session).digest('hex') };
    },
    async actingAs(secrets) {
      const tokens = secrets.flatMap((secret) => {
        const [firmId = '', hash] = secret.split(' ');
        return hash === undefined ? [] : { secret, firmId, hash };
      });
      const sessions = secrets.filter((secret) => !secret.includes(' '));
      const found = [
        ...(sessions.length > 0
          ? (await pool.query({ ...bySessions, values: [sessions, clock.now()] })).rows
          : []),
        ...(tokens.length > 0
          ? (
              await pool.query({
                ...byTokens,
                values: [
                  tokens.map(({ secret }) => secret),
                  tokens.map(({ firmId }) => firmId),
                  tokens.map(({ hash }) => hash),
                ],
              })
            ).rows
          : []),
      ];
      return new Map(
        rows.parse(found).map((row) => [row.secret, { firmId: row.firm_id, personId: row.staff_id }]),
      );
    },
  };
}
