import { actorOf } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type FirmSecret, readFirmSecret } from '../../platform/firm-secret.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRateLimit } from '../../platform/rate-limits.ts';
import { clearedCookie, cookieWith, readCookie } from './cookie.ts';
import { listOwn, sendClient } from './referrals.ts';
import { referrerPortalRoutes as routes } from './schema.ts';
import {
  endSession,
  findPersonByEmail,
  findPersonById,
  type PortalPerson,
  personOfSession,
  readLink,
  sendLink,
  useLink,
} from './sessions.ts';

interface Asking {
  ip: string;
  method: string;
  headers: { cookie?: string | undefined; 'x-matterline'?: string | string[] | undefined };
}

export function createReferrerPortalRoutes(platform: Platform): BoundRoute[] {
  const { clock, database, publicUrl } = platform;
  const { pool } = database;
  const looks = createRateLimit(pool, { name: 'referrer-portal', tries: 120, seconds: 60 });
  const links = createRateLimit(pool, { name: 'referrer-link', tries: 5, seconds: 900 });
  const actorIn = (firmId: string) => ({ firmId, staffId: null, now: clock.now() });

  /** Does the work as the person of this session, in their firm; a foreign page cannot make a browser ask for it. */
  async function asPerson<T>(
    { ip, method, headers }: Asking,
    work: (tx: Tx, firmId: string, person: PortalPerson) => Promise<T>,
  ): Promise<T> {
    await looks.take(ip);
    if (method !== 'GET' && headers['x-matterline'] !== '1') throw problem('csrf');
    const session = readCookie(headers.cookie);
    if (session === null) throw problem('signed_out');
    return await database.firm(session.firmId).write(async (tx) => {
      const person = await personOfSession(tx, session, clock.now());
      if (person === null) throw problem('signed_out');
      return await work(tx, session.firmId, person);
    });
  }

  return [
    handle(routes.invite, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        const ids = { referrerId: params.id, userId: params.userId };
        const person = await findPersonById(tx, principal.firmId, ids);
        await sendLink(tx, platform, actorOf(principal, clock), person);
      }),
    ),
    handle(routes.requestLink, async ({ body: { firmId, email }, request }) => {
      await links.take(`${request.ip}`);
      await links.take(`${firmId} ${email.toLowerCase()}`);
      await database.firm(firmId).write(async (tx) => {
        const person = await findPersonByEmail(tx, firmId, email);
        if (person) await sendLink(tx, platform, actorIn(firmId), person);
      });
    }),
    handle(routes.readLink, async ({ params, request }) => {
      await looks.take(request.ip);
      const link = linkOf(params.token);
      const { firmName, firstName } = await database
        .firm(link.firmId)
        .read((tx) => readLink(tx, link, clock.now()));
      return { firmName, firstName };
    }),
    handle(routes.signIn, async ({ params, request, reply }) => {
      await looks.take(request.ip);
      const link = linkOf(params.token);
      const { person, token } = await database
        .firm(link.firmId)
        .write((tx) => useLink(tx, link, clock.now()));
      reply.header('set-cookie', cookieWith(token, publicUrl));
      return shown(person);
    }),
    handle(routes.me, ({ request }) => asPerson(request, async (_tx, _firmId, person) => shown(person))),
    handle(routes.signOut, async ({ request, reply }) => {
      const session = readCookie(request.headers.cookie);
      await asPerson(request, async (tx) => {
        if (session) await endSession(tx, session);
      });
      reply.header('set-cookie', clearedCookie(publicUrl));
    }),
    handle(routes.referrals, ({ query, request }) =>
      asPerson(request, (tx, firmId, { userId }) => listOwn(tx, firmId, userId, query)),
    ),
    handle(routes.send, ({ body, request }) =>
      asPerson(request, (tx, firmId, person) => sendClient(tx, actorIn(firmId), person, body)),
    ),
  ];
}

/** Not found for whatever is no link of ours. */
function linkOf(token: string): FirmSecret {
  return found(readFirmSecret(token));
}

function shown({ firmName, referrerName, firstName, lastName, email }: PortalPerson) {
  return { firmName, referrerName, firstName, lastName, email };
}
