/** One's own second factors. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { beginAuthenticator, removeAuthenticator, spendAuthenticatorCode } from './authenticator-app.ts';
import { delayOf, mayRemoveFactor } from './decide.ts';
import type { Door, PortalLimits } from './door.ts';
import {
  afterFactorChange,
  codesForFirstFactor,
  dropCodesWithoutFactor,
  mustProveForChange,
  readFactors,
} from './factors.ts';
import { factorKey, lockFailures, noteFailure, tooManyWrong } from './failures.ts';
import type { FactorChange } from './notices.ts';
import { addPasskey, offerRegistration, removePasskey } from './passkeys.ts';
import { makeRecoveryCodes } from './recovery-codes.ts';
import { portalSignInRoutes as routes } from './schema.ts';
import { stageOfSession } from './session-view.ts';
import type { LiveSession } from './sessions.ts';

/** What an authenticator app and a device show for the entry. */
const issuer = 'Client portal';

interface Asking {
  request: FastifyRequest;
  reply: FastifyReply;
}

export function createFactorRoutes(platform: Platform, door: Door, limits: PortalLimits): BoundRoute[] {
  const { database, clock } = platform;

  /** Somebody who is in, or has come so far that only a second factor is missing. */
  async function getWhoMaySetUp(tx: Tx, request: FastifyRequest): Promise<LiveSession> {
    door.mustComeFromPortal(request);
    const session = await door.get(tx, request);
    const stage = stageOfSession(session);
    if (stage !== 'signed_in' && stage !== 'set_up_factor') throw problem('signed_out');
    return session;
  }

  /** The last one stays where the first is a number. */
  async function mustLeaveOne(tx: Tx, { accountId, number }: LiveSession): Promise<void> {
    const { authenticatorSince, passkeys } = await readFactors(tx, accountId);
    const factors = passkeys.length + (authenticatorSince === null ? 0 : 1);
    if (mayRemoveFactor({ byNumber: number !== null, factors })) return;
    throw problem(
      'wrong_state',
      'You sign in with your mobile number, which alone is not enough. Set up another second step first.',
      {
        reason: 'last_factor',
      },
    );
  }

  /** Does the change, unless it is refused, and all that goes with it. `proves`: it was itself a second factor. */
  async function change<T>(
    { request, reply }: Asking,
    what: { change: FactorChange; proves: boolean },
    work: (tx: Tx, session: LiveSession, now: Date) => Promise<T>,
  ): Promise<T> {
    const now = clock.now();
    const { result, token, session } = await database.system(async (tx) => {
      const before = await getWhoMaySetUp(tx, request);
      mustProveForChange(before, now);
      const done = await work(tx, before, now);
      const newest = await afterFactorChange(tx, platform, before, what, now);
      // Whoever came by number is in with this.
      return { result: done, token: newest, session: await door.stepped(tx, newest, before) };
    });
    door.giveSession(reply, token, session);
    return result;
  }

  /** A wrong first code is counted, which a rolled-back transaction would not. */
  async function countFirstCode(accountId: string, now: Date): Promise<void> {
    await database.system(async (tx) => {
      const key = factorKey(accountId);
      await noteFailure(tx, key, await lockFailures(tx, key, now), now);
    });
  }

  async function mustNotBeDelayed(accountId: string, now: Date): Promise<void> {
    const until = await database.system(async (tx) =>
      delayOf(await lockFailures(tx, factorKey(accountId), now), now),
    );
    if (until) throw tooManyWrong(until, now, '');
  }

  return [
    handle(routes.factors, async ({ principal }) => {
      const factors = await database.system((tx) => readFactors(tx, principal.accountId));
      return {
        ...factors,
        authenticatorSince: factors.authenticatorSince?.toISOString() ?? null,
        passkeys: factors.passkeys.map(({ rpId: _, ...key }) => ({
          ...key,
          createdAt: key.createdAt.toISOString(),
          lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
        })),
      };
    }),

    handle(routes.beginAuthenticator, ({ request }) =>
      database.system(async (tx) => {
        const session = await getWhoMaySetUp(tx, request);
        mustProveForChange(session, clock.now());
        const { authenticatorSince } = await readFactors(tx, session.accountId);
        if (authenticatorSince !== null)
          throw problem('wrong_state', 'There is an authenticator app already: remove it first.');
        const account = { id: session.accountId, email: session.number ?? session.email, issuer };
        return await beginAuthenticator(tx, platform, account, clock.now());
      }),
    ),

    handle(routes.confirmAuthenticator, async ({ body, request, reply }) => {
      await limits.guesses.take(request.ip);
      const { accountId } = await database.system((tx) => getWhoMaySetUp(tx, request));
      await mustNotBeDelayed(accountId, clock.now());
      const what = { change: 'authenticator_added', proves: true } as const;
      const wrong = problem('invalid_input', 'That is not the app’s code just now.', {
        fields: [{ field: 'code', message: 'Not the app’s code just now' }],
      });
      try {
        return await change({ request, reply }, what, async (tx, _session, now) => {
          const given = { accountId, code: body.code, confirming: true };
          if ((await spendAuthenticatorCode(tx, platform, given, now)) === null) throw wrong;
          return { recoveryCodes: await codesForFirstFactor(tx, platform, accountId, now) };
        });
      } catch (error) {
        if (error === wrong) await countFirstCode(accountId, clock.now());
        throw error;
      }
    }),

    handle(routes.removeAuthenticator, ({ request, reply, principal: { accountId } }) =>
      change({ request, reply }, { change: 'authenticator_removed', proves: false }, async (tx, session) => {
        await mustLeaveOne(tx, session);
        if (!(await removeAuthenticator(tx, accountId))) throw problem('not_found');
        await dropCodesWithoutFactor(tx, accountId);
      }),
    ),

    handle(routes.passkeyRegistration, ({ request }) =>
      database.system(async (tx) => {
        const session = await getWhoMaySetUp(tx, request);
        mustProveForChange(session, clock.now());
        const place = await door.keyPlace(request);
        return { ...(await offerRegistration(tx, session, { place, name: issuer }, clock.now())) };
      }),
    ),

    handle(routes.addPasskey, ({ body, request, reply }) =>
      change({ request, reply }, { change: 'passkey_added', proves: true }, async (tx, session, now) => {
        await addPasskey(tx, session, { place: await door.keyPlace(request), ...body }, now);
        return { recoveryCodes: await codesForFirstFactor(tx, platform, session.accountId, now) };
      }),
    ),

    handle(routes.removePasskey, ({ params, request, reply, principal: { accountId } }) =>
      change({ request, reply }, { change: 'passkey_removed', proves: false }, async (tx, session) => {
        await mustLeaveOne(tx, session);
        if (!(await removePasskey(tx, accountId, params.id))) throw problem('not_found');
        await dropCodesWithoutFactor(tx, accountId);
      }),
    ),

    handle(routes.newRecoveryCodes, ({ request, reply, principal: { accountId } }) =>
      change(
        { request, reply },
        { change: 'recovery_codes_made', proves: false },
        async (tx, session, now) => {
          if (!session.hasFactor)
            throw problem('wrong_state', 'Recovery codes stand in for a second factor: set one up first.');
          return { recoveryCodes: await makeRecoveryCodes(tx, platform, accountId, now) };
        },
      ),
    ),
  ];
}
