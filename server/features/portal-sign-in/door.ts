/** What the routes of sign-in share: who stands at the door, and what cookies they leave with. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRateLimit } from '../../platform/rate-limits.ts';
import { placeOf } from '../portal-look/index.ts';
import { type CookieKind, readCookie, sessionCookie } from './cookie.ts';
import type { KeyPlace } from './passkeys.ts';
import { insideFirm } from './roles.ts';
import { stageOfSession } from './session-view.ts';
import { findSession, type LiveSession } from './sessions.ts';

/** How often one address of the network, one mailbox, or one from the other may ask or guess; generous to an office. */
export function createPortalLimits({ database: { pool } }: Pick<Platform, 'database'>) {
  return {
    asks: createRateLimit(pool, { name: 'portal-ask-address', tries: 30, seconds: 900 }),
    asksForOne: createRateLimit(pool, { name: 'portal-ask-pair', tries: 5, seconds: 900 }),
    /** Whoever comes from a browser that the account knows is not counted: others cannot keep its owner from a mail. */
    mails: createRateLimit(pool, { name: 'portal-mail-account', tries: 20, seconds: 3600 }),
    /** Codes by text cost money, and some ask for them for that alone. */
    textAsks: createRateLimit(pool, { name: 'portal-text-address', tries: 10, seconds: 3600 }),
    texts: createRateLimit(pool, { name: 'portal-text-number', tries: 5, seconds: 3600 }),
    textsOfFirm: createRateLimit(pool, { name: 'portal-text-firm', tries: 300, seconds: 86_400 }),
    guesses: createRateLimit(pool, { name: 'portal-guess-address', tries: 60, seconds: 300 }),
  };
}
export type PortalLimits = ReturnType<typeof createPortalLimits>;

export type Door = ReturnType<typeof createDoor>;

export function createDoor(platform: Platform) {
  const { database, clock, publicUrl } = platform;
  const cookie = (request: FastifyRequest, kind: CookieKind) =>
    readCookie(request.headers.cookie, kind, publicUrl);

  return {
    cookie,

    /** By what address the request came. */
    place: (request: FastifyRequest) => placeOf(platform, request.host),

    /** The address that passkeys are made and used at. */
    async keyPlace(request: FastifyRequest): Promise<KeyPlace> {
      return { url: (await placeOf(platform, request.host)).url, home: publicUrl };
    },

    /** A page from elsewhere cannot make a browser send this header. */
    mustComeFromPortal({ headers }: FastifyRequest): void {
      if (headers['x-matterline'] !== '1') throw problem('csrf');
    },

    /** The session on whatever step; null for none. */
    async find(request: FastifyRequest): Promise<LiveSession | null> {
      const token = cookie(request, 'session');
      if (token === null) return null;
      return await database.system((tx) => findSession(tx, token, clock.now()));
    },

    /** The same inside a transaction of the system role. @throws signed_out for none */
    async get(tx: Tx, request: FastifyRequest): Promise<LiveSession> {
      const token = cookie(request, 'session');
      const session = token === null ? null : await findSession(tx, token, clock.now());
      if (session === null) throw problem('signed_out');
      return session;
    },

    /** After the token changed. A browser forgets at its end what is not trusted. */
    giveSession(reply: FastifyReply, token: string, { trusted, expiresAt }: LiveSession): void {
      const left = Math.floor((expiresAt.getTime() - clock.now().getTime()) / 1000);
      reply.header('set-cookie', sessionCookie(token, trusted ? left : null, publicUrl));
    },

    /** The session as it is now; with a line in the firm's log when this step was the last one on the way in. */
    async stepped(tx: Tx, token: string, before: LiveSession | null): Promise<LiveSession> {
      const now = clock.now();
      const after = await findSession(tx, token, now);
      if (after === null) throw problem('signed_out');
      const wasIn =
        before !== null && stageOfSession(before) === 'signed_in' && before.firmId === after.firmId;
      if (!wasIn && stageOfSession(after) === 'signed_in') {
        await noteInFirm(tx, after, { action: 'portal_user.signed_in', at: now });
        await tx
          .updateTable('portal_logins')
          .set({ last_signed_in_at: now })
          .where('account_id', '=', after.accountId)
          .where('portal_user_id', '=', after.portalUserId)
          .execute();
      }
      return after;
    },
  };
}

/** A line in the audit log of the firm that the session looks at. */
export async function noteInFirm(
  tx: Tx,
  { firmId, portalUserId }: Pick<LiveSession, 'firmId' | 'portalUserId'>,
  entry: { action: string; at: Date; detail?: Record<string, unknown> },
): Promise<void> {
  if (firmId === null || portalUserId === null) return;
  await insideFirm(tx, firmId, () =>
    audit(tx, {
      ...{ firmId, staffId: null, portalUserId, ...entry },
      subjectType: 'portal_user',
      subjectId: portalUserId,
    }),
  );
}
