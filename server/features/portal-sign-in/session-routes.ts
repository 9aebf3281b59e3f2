/** One's own session: the steps of coming in, proving once more, and ending it. */
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { isThere, listLogins } from './accounts.ts';
import { confirmationOver, spendConfirmationCode } from './confirmations.ts';
import { clearedSessionCookie, lastingCookie, newToken } from './cookie.ts';
import { type Door, noteInFirm, type PortalLimits } from './door.ts';
import { proveFactor } from './factors.ts';
import { tooManyWrong } from './failures.ts';
import { offerAuthentication } from './passkeys.ts';
import { attempt, mailProof } from './requests.ts';
import { insideFirm } from './roles.ts';
import { portalSignInRoutes as routes } from './schema.ts';
import { stageOfSession, viewSession } from './session-view.ts';
import { endSessions, findSession, listSessions, noteProof, seatSession } from './sessions.ts';
import { refusal } from './sign-in-routes.ts';

const otherWay = 'A passkey or the passing of time helps; the firm cannot switch it off.';

export function createSessionRoutes(platform: Platform, door: Door, limits: PortalLimits): BoundRoute[] {
  return [
    ...createSteps(platform, door, limits),
    ...createProofs(platform, door, limits),
    ...createOwnSessions(platform, door),
  ];
}

/** What leads from a link to being in. */
function createSteps(platform: Platform, door: Door, limits: PortalLimits): BoundRoute[] {
  const { database, clock, publicUrl } = platform;
  return [
    handle(routes.session, async ({ request }) =>
      viewSession(platform, await door.find(request), await door.place(request)),
    ),

    handle(routes.secondFactor, async ({ body, request, reply }) => {
      door.mustComeFromPortal(request);
      await limits.guesses.take(request.ip);
      const now = clock.now();
      const place = await door.keyPlace(request);
      const result = await database.system(async (tx) => {
        const before = await door.get(tx, request);
        const outcome = await proveFactor(tx, platform, before, { proof: body, place }, now);
        if (outcome.kind !== 'in') return outcome;
        const { token } = outcome;
        return { kind: 'in' as const, token, session: await door.stepped(tx, token, before) };
      });
      if (result.kind === 'delayed') throw tooManyWrong(result.until, now, otherWay);
      if (result.kind === 'wrong')
        throw problem('invalid_input', 'That is not right, or it was used before.', {
          fields: [{ field: 'code', message: 'Not right, or used before' }],
        });
      door.giveSession(reply, result.token, result.session);
      return await viewSession(platform, result.session, await door.place(request));
    }),

    handle(routes.passkeyOptions, async ({ request }) => {
      door.mustComeFromPortal(request);
      return await database.system(async (tx) => {
        const session = await door.get(tx, request);
        return { ...(await offerAuthentication(tx, session, await door.keyPlace(request), clock.now())) };
      });
    }),

    handle(routes.confirm, async ({ body, request }) => {
      door.mustComeFromPortal(request);
      await limits.guesses.take(request.ip);
      const now = clock.now();
      const result = await database.system(async (tx) => {
        const before = await door.get(tx, request);
        const { firmId, portalUserId, accountId } = before;
        if (stageOfSession(before) !== 'confirm' || firmId === null || portalUserId === null) return 'over';
        const given = { firmId, portalUserId, accountId, code: body.code };
        const outcome = await insideFirm(tx, firmId, () => spendConfirmationCode(tx, platform, given, now));
        if (outcome === 'right') await noteInFirm(tx, before, { action: 'portal_user.confirmed', at: now });
        return outcome;
      });
      if (result === 'over') throw confirmationOver();
      if (result === 'wrong')
        throw problem('invalid_input', 'That is not the code.', {
          fields: [{ field: 'code', message: 'That is not the code' }],
        });
      return await viewSession(platform, await door.find(request), await door.place(request));
    }),

    handle(routes.chooseSeat, async ({ body, request }) => {
      door.mustComeFromPortal(request);
      await database.system(async (tx) => {
        const before = await door.get(tx, request);
        if (stageOfSession(before) === 'second_factor')
          throw problem('wrong_state', 'Prove your second factor first.', { reason: 'second_factor' });
        const logins = await listLogins(tx, before.accountId);
        const place = await door.place(request);
        const seat = found(
          logins.find(
            (login) =>
              isThere(place, login) &&
              login.firmId === body.firmId &&
              login.portalUserId === body.portalUserId,
          ),
        );
        await seatSession(tx, before.id, seat);
        const token = door.cookie(request, 'session') ?? '';
        await door.stepped(tx, token, before);
      });
      return await viewSession(platform, await door.find(request), await door.place(request));
    }),

    handle(routes.signOut, async ({ request, reply }) => {
      door.mustComeFromPortal(request);
      const token = door.cookie(request, 'session');
      reply.header('set-cookie', clearedSessionCookie(publicUrl));
      if (token === null) return;
      await database.system(async (tx) => {
        const session = await findSession(tx, token, clock.now());
        if (session) await endSessions(tx, { accountId: session.accountId, id: session.id }, clock.now());
      });
    }),
  ];
}

/** Being in already, and proving once more that it is the same person. */
function createProofs(platform: Platform, door: Door, limits: PortalLimits): BoundRoute[] {
  const { database, clock, publicUrl } = platform;
  return [
    handle(routes.touch, async ({ request, principal }) => {
      await database.system((tx) =>
        tx
          .updateTable('portal_sessions')
          .set({ last_seen_at: clock.now() })
          .where('id', '=', principal.sessionId)
          .execute(),
      );
      return await viewSession(platform, await door.find(request), await door.place(request));
    }),

    handle(routes.mailProof, async ({ request, reply, principal }) => {
      await limits.asksForOne.take(`proof ${principal.accountId}`);
      const binding = door.cookie(request, 'asked') ?? newToken();
      const id = await database.system(async (tx) => {
        const session = await door.get(tx, request);
        // The mailbox was the first factor: it stands for no second one.
        if (session.hasFactor)
          throw problem('wrong_state', 'Use your second factor.', { reason: 'second_factor' });
        return await mailProof(tx, platform, { ...session, binding }, clock.now());
      });
      reply.header('set-cookie', lastingCookie('asked', binding, publicUrl));
      return { id };
    }),

    handle(routes.prove, async ({ body, request, reply, principal }) => {
      await limits.guesses.take(request.ip);
      const now = clock.now();
      const binding = door.cookie(request, 'asked');
      const key = { by: 'request', id: body.id, binding, sessionId: principal.sessionId } as const;
      const result = await database.system(async (tx) => {
        const before = await door.get(tx, request);
        const { decision, entered } = await attempt(tx, platform, key, body.code, now);
        if (!entered) return { refused: decision.kind === 'in' ? ({ kind: 'over' } as const) : decision };
        const token = await noteProof(tx, before.id, { secondFactor: false, now });
        await noteInFirm(tx, before, { action: 'portal_user.proved', at: now });
        return { token, session: await door.stepped(tx, token, before) };
      });
      if ('refused' in result) throw refusal(result.refused, now);
      door.giveSession(reply, result.token, result.session);
      return await viewSession(platform, result.session, await door.place(request));
    }),
  ];
}

function createOwnSessions({ database, clock }: Platform, door: Door): BoundRoute[] {
  return [
    handle(routes.sessions, async ({ principal }) => {
      const { accountId, sessionId } = principal;
      const items = await database.system((tx) => listSessions(tx, { accountId }, clock.now()));
      return {
        items: items.map((one) => ({
          ...one,
          startedAt: one.startedAt.toISOString(),
          lastSeenAt: one.lastSeenAt.toISOString(),
          current: one.id === sessionId,
        })),
        next: null,
      };
    }),

    handle(routes.endSession, async ({ params, principal }) => {
      const now = clock.now();
      await database.system(async (tx) => {
        const ended = await endSessions(tx, { accountId: principal.accountId, id: params.id }, now);
        if (ended === 0) throw problem('not_found');
        await noteInFirm(tx, principal, { action: 'portal_user.session_ended', at: now });
      });
    }),

    handle(routes.endOthers, async ({ principal, request }) => {
      const now = clock.now();
      await database.system(async (tx) => {
        const session = await door.get(tx, request);
        await endSessions(tx, { accountId: session.accountId, except: session.id }, now);
        await noteInFirm(tx, principal, {
          action: 'portal_user.session_ended',
          at: now,
          detail: { all: true },
        });
      });
    }),
  ];
}
