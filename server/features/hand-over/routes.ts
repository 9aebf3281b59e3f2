import type { z } from 'zod';
import { actorOf, portalActorOf } from '../../platform/change.ts';
import type { PortalPrincipal } from '../../platform/http/contract.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRateLimit } from '../../platform/rate-limits.ts';
import { openConversation } from '../conversations/index.ts';
import { requireProofForFiles, requireSecondFactor } from '../portal-sign-in/index.ts';
import { getContact, mustSeeMatter } from '../practice/index.ts';
import { sendPack } from './give.ts';
import type { HandOver } from './rights.ts';
import { type handOver, portalHandOverRoutes as portal, handOverRoutes as routes } from './schema.ts';
import { createSigner } from './signature.ts';
import { askForPack, getOwnPack, listOwnPacks, stopPack } from './store.ts';

export function createHandOverRoutes(platform: Platform): BoundRoute[] {
  const { clock, database } = platform;
  const { fingerprint } = createSigner(platform.secrets);
  return [
    handle(routes.ask, async ({ scope, principal, body }) => {
      const { firmId, staffId } = principal;
      const matterId = 'matterId' in body ? body.matterId : null;
      const conversationId = 'conversationId' in body ? body.conversationId : null;
      const contactId = 'contactId' in body ? body.contactId : null;
      return await scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        if (matterId !== null) await mustSeeMatter(tx, firmId, matterId);
        if (contactId !== null) await getContact(tx, firmId, contactId);
        if (conversationId !== null)
          await openConversation(tx, firmId, { staffId }, conversationId, actor.now);
        const what = matterId !== null ? 'matter' : conversationId !== null ? 'conversation' : 'person';
        const wanted = { scope: what, matterId, conversationId, contactId, internal: body.internal } as const;
        const id = await askForPack(tx, platform, actor, { staffId }, { ...wanted, secondFactor: true });
        return shown(await getOwnPack(tx, firmId, { staffId }, id));
      });
    }),
    handle(routes.list, ({ scope, principal: { firmId, staffId }, query }) =>
      scope.read(async (tx) => ({
        items: (await listOwnPacks(tx, firmId, { staffId }, query)).map(shown),
        fingerprint,
      })),
    ),
    handle(routes.get, ({ scope, principal: { firmId, staffId }, params }) =>
      scope.read(async (tx) => shown(await getOwnPack(tx, firmId, { staffId }, params.id))),
    ),
    handle(routes.stop, ({ scope, principal, params }) =>
      scope.write(async (tx) => {
        const { firmId, staffId } = principal;
        const row = await getOwnPack(tx, firmId, { staffId }, params.id);
        await stopPack(tx, actorOf(principal, clock), row);
      }),
    ),
    handle(routes.read, async ({ scope, principal: { firmId, staffId }, params, request, reply }) => {
      const row = await scope.read((tx) => getOwnPack(tx, firmId, { staffId }, params.id));
      return await sendPack(platform, row, request, reply);
    }),
    ...portalRoutes(platform, fingerprint),
  ];

  function portalRoutes(deps: Platform, key: string): BoundRoute[] {
    const asked = createRateLimit(database.pool, { name: 'hand_over', tries: 20, seconds: 86_400 });
    /** Packs are the program's to keep; whose one it is is asked for every time. */
    const own = (principal: PortalPrincipal, id: string) =>
      database.firm(principal.firmId).read((tx) => getOwnPack(tx, principal.firmId, principal, id));
    const mayFetch = (principal: PortalPrincipal, row: HandOver) => {
      requireProofForFiles(principal, clock.now());
      if (row.second_factor) requireSecondFactor(principal);
    };
    return [
      handle(portal.ask, async ({ scope, principal, body }) => {
        const { firmId, portalUserId } = principal;
        const conversationId = body.conversationId ?? null;
        requireProofForFiles(principal, clock.now());
        const asks = await scope.read(async (tx) => {
          if (conversationId !== null)
            return (await openConversation(tx, firmId, principal, conversationId, clock.now())).second_factor;
          const rows = await tx
            .selectFrom('conversations')
            .select('id')
            .where('firm_id', '=', firmId)
            .where('second_factor', '=', true)
            .limit(1)
            .execute();
          return rows.length > 0;
        });
        if (asks) requireSecondFactor(principal);
        await asked.take(`${firmId} ${portalUserId}`);
        return await database.firm(firmId).write(async (tx) => {
          const id = await askForPack(tx, deps, portalActorOf(principal, clock), principal, {
            ...{ matterId: null, conversationId, contactId: null, internal: false },
            scope: conversationId === null ? 'own' : 'conversation',
            secondFactor: principal.secondFactor && asks,
          });
          return shown(await getOwnPack(tx, firmId, principal, id));
        });
      }),
      handle(portal.list, ({ principal }) =>
        database.firm(principal.firmId).read(async (tx) => ({
          items: (await listOwnPacks(tx, principal.firmId, principal, {})).map(shown),
          fingerprint: key,
        })),
      ),
      handle(portal.stop, ({ principal, params }) =>
        database.firm(principal.firmId).write(async (tx) => {
          const row = await getOwnPack(tx, principal.firmId, principal, params.id);
          await stopPack(tx, portalActorOf(principal, clock), row);
        }),
      ),
      handle(portal.open, async ({ principal, params }) => {
        const row = await own(principal, params.id);
        mayFetch(principal, row);
        return { url: portal.read.path.replace(':id', found(row).id) };
      }),
      handle(portal.read, async ({ principal, params, request, reply }) => {
        const row = await own(principal, params.id);
        mayFetch(principal, row);
        return await sendPack(deps, row, request, reply);
      }),
    ];
  }
}

function shown(row: HandOver): z.input<typeof handOver> {
  const written = row.done_bytes / Math.max(1, row.total_bytes);
  return {
    id: row.id,
    scope: row.scope,
    internal: row.internal,
    state: row.state,
    // What was planned is a guess: the end is told by the state alone.
    progress: row.state === 'ready' ? 1 : Math.min(0.99, written),
    files: row.entries,
    sizeBytes: row.size_bytes,
    sha256: row.sha256?.toString('hex') ?? null,
    error: row.error,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  };
}
