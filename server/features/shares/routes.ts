import { actorOf, expectedVersion } from '../../platform/change.ts';
import type { Scope } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { mustSeeMatter } from '../practice/index.ts';
import { decideFiles, setAuto, withdrawShare } from './acts.ts';
import { createShares } from './create.ts';
import {
  describeFiles,
  getOwnShare,
  getShare,
  listFiles,
  listLevels,
  listOwnShares,
  listShareReads,
  listShares,
} from './reads.ts';
import { portalShareRoutes as portal, shareRoutes as routes } from './schema.ts';
import type { FilesQuery } from './shapes.ts';

export function createShareRoutes(platform: Platform): BoundRoute[] {
  return [...bindReads(platform), ...bindActs(platform), ...bindOfPortal(platform)];
}

/** What there is, with the person's eyes; what the scanner said of it and the firm's policy, as the program. */
async function filesOf({ database }: Platform, eyes: Scope, firmId: string, id: string, query: FilesQuery) {
  const page = await eyes.read((tx) => listFiles(tx, firmId, id, query));
  const items = await database.firm(firmId).read((tx) => describeFiles(tx, firmId, page.items));
  return { items, next: page.next };
}

function bindReads(platform: Platform): BoundRoute[] {
  return [
    handle(routes.list, ({ query, principal: { firmId }, scope }) =>
      scope.read(async (tx) => {
        if (query.matterId !== undefined) await mustSeeMatter(tx, firmId, query.matterId);
        return await listShares(tx, firmId, query);
      }),
    ),
    handle(routes.get, ({ params: { id }, principal: { firmId }, scope }) =>
      scope.read(async (tx) => ({
        ...(await getShare(tx, firmId, id)),
        levels: await listLevels(tx, firmId, id),
      })),
    ),
    handle(routes.listFiles, async ({ params: { id }, query, principal: { firmId }, scope }) => {
      await scope.read((tx) => getShare(tx, firmId, id));
      return await filesOf(platform, scope, firmId, id, query);
    }),
    handle(routes.listReads, ({ params: { id }, principal: { firmId }, scope }) =>
      scope.read(async (tx) => {
        await getShare(tx, firmId, id);
        return { items: await listShareReads(tx, firmId, id), next: null };
      }),
    ),
  ];
}

function bindActs({ clock }: Platform): BoundRoute[] {
  return [
    handle(routes.create, ({ params, body, principal, scope }) =>
      scope.write(async (tx) => ({
        items: await createShares(tx, actorOf(principal, clock), params.id, body),
        next: null,
      })),
    ),
    handle(routes.patch, ({ params, body, principal, scope, request }) =>
      scope.write((tx) =>
        setAuto(
          tx,
          actorOf(principal, clock),
          params.id,
          body.auto,
          expectedVersion(request.headers, body.version),
        ),
      ),
    ),
    handle(routes.decideFiles, ({ params, body, principal, scope }) =>
      scope.write((tx) => decideFiles(tx, actorOf(principal, clock), params.id, body)),
    ),
    handle(routes.withdraw, ({ params, principal, scope }) =>
      scope.write((tx) =>
        withdrawShare(
          tx,
          { ...actorOf(principal, clock), administers: principal.role !== 'member' },
          params.id,
        ),
      ),
    ),
  ];
}

function bindOfPortal(platform: Platform): BoundRoute[] {
  return [
    handle(portal.list, ({ query, principal: { firmId }, scope }) =>
      scope.read((tx) => listOwnShares(tx, firmId, query)),
    ),
    handle(portal.get, ({ params: { id }, principal: { firmId }, scope }) =>
      scope.read(async (tx) => ({
        ...(await getOwnShare(tx, firmId, id)),
        levels: await listLevels(tx, firmId, id),
      })),
    ),
    handle(portal.listFiles, async ({ params: { id }, query, principal: { firmId }, scope }) => {
      await scope.read((tx) => getOwnShare(tx, firmId, id));
      const { items, next } = await filesOf(platform, scope, firmId, id, query);
      return { items: items.map(({ shareState, ...file }) => file), next };
    }),
  ];
}
