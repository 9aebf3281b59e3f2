import { z } from 'zod';
import { actorOf, expectedVersion } from '../../platform/change.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/paging.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRateLimit } from '../../platform/rate-limits.ts';
import { makeConfirmationCode } from '../portal-sign-in/index.ts';
import { inviteByNumber } from './by-number.ts';
import { findOrCreatePortalUser } from './find-or-create.ts';
import { listPortalUsers, viewPortalUser, viewPortalUsers } from './reads.ts';
import { portalUserRoutes as routes } from './schema.ts';
import { endSessionsOf, invite, listSessionsOf, resend, updatePortalUser } from './store.ts';

const cursor = z.tuple([z.uuid()]);

export function createPortalUserRoutes(platform: Platform): BoundRoute[] {
  const { clock, database } = platform;
  const invitations = createRateLimit(database.pool, { name: 'portal-invitation', tries: 5, seconds: 3600 });
  return [
    handle(routes.list, ({ query, principal: { firmId }, scope }) =>
      scope.read(async (tx) => {
        const { limit, contactId, q } = query;
        const after = query.after === undefined ? null : (decodeCursor(query.after, cursor)[0] ?? null);
        const active = query.active === undefined ? undefined : query.active === 'true';
        const rows = await listPortalUsers(tx, firmId, { limit, after, contactId, q, active });
        const page = rows.slice(0, limit);
        const last = page.at(-1);
        return {
          items: await viewPortalUsers(tx, firmId, page),
          next: rows.length > limit && last ? encodeCursor([last.id]) : null,
        };
      }),
    ),
    handle(routes.get, ({ params, principal: { firmId }, scope }) =>
      scope.read((tx) => viewPortalUser(tx, firmId, params.id)),
    ),
    handle(routes.invite, ({ body, principal, scope }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        const { contactId, number } = body;
        const id =
          number !== undefined
            ? await inviteByNumber(tx, platform, actor, { contactId, number })
            : body.invite
              ? await invite(tx, platform, actor, body)
              : (await findOrCreatePortalUser(tx, actor, body.contactId, body.email)).id;
        return await viewPortalUser(tx, principal.firmId, id);
      }),
    ),
    handle(routes.resend, async ({ params, principal, scope }) => {
      await invitations.take(`${principal.firmId} ${params.id}`);
      return await scope.write(async (tx) => {
        await resend(tx, platform, actorOf(principal, clock), params.id);
        return await viewPortalUser(tx, principal.firmId, params.id);
      });
    }),
    handle(routes.update, ({ params, body, principal, scope, request }) =>
      scope.write(async (tx) => {
        const version = expectedVersion(request.headers, body.version);
        const { email, number, active } = body;
        const change = { email, number, active, version };
        await updatePortalUser(tx, platform, actorOf(principal, clock), params.id, change);
        return await viewPortalUser(tx, principal.firmId, params.id);
      }),
    ),
    handle(routes.confirmationCode, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        const { mustConfirm } = await viewPortalUser(tx, principal.firmId, params.id);
        if (!mustConfirm)
          throw problem(
            'wrong_state',
            'This person needs no code: their address was not changed, or they have shown it.',
          );
        const made = await makeConfirmationCode(tx, platform, actorOf(principal, clock), params.id);
        return { code: made.code, expiresAt: made.expiresAt.toISOString() };
      }),
    ),
    ...createSessionAdministration(platform),
  ];
}

function createSessionAdministration({ clock }: Platform): BoundRoute[] {
  return [
    handle(routes.sessions, ({ params, principal, scope }) =>
      scope.read(async (tx) => {
        const sessions = await listSessionsOf(tx, actorOf(principal, clock), params.id);
        return {
          items: sessions.map((one) => ({
            ...one,
            startedAt: one.startedAt.toISOString(),
            lastSeenAt: one.lastSeenAt.toISOString(),
          })),
          next: null,
        };
      }),
    ),
    handle(routes.endSession, ({ params, principal, scope }) =>
      scope.write((tx) => endSessionsOf(tx, actorOf(principal, clock), params.id, params.sessionId)),
    ),
    handle(routes.endSessions, ({ params, principal, scope }) =>
      scope.write((tx) => endSessionsOf(tx, actorOf(principal, clock), params.id, null)),
    ),
  ];
}
