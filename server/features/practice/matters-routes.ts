import { actorOf, expectedVersion } from '../../platform/change.ts';
import { type BoundRoute, handle, route } from '../../platform/http/contract.ts';
import { pageQuery } from '../../platform/http/paging.ts';
import type { Platform } from '../../platform/platform.ts';
import { idParams } from './formats.ts';
import { getMatter, getMatterOverview, listMatterHistory, listMatters } from './matters-reads.ts';
import {
  historyPage,
  matter,
  matterInput,
  matterOverview,
  matterPatch,
  mattersPage,
  mattersQuery,
  wallInput,
  wallView,
} from './matters-schema.ts';
import { createMatter, mustSeeMatter, updateMatter } from './matters-store.ts';
import { setWall } from './matters-walls.ts';
import { type PracticeSystems, refuseKept } from './mirror-kept.ts';

const tag = 'Matters';

export const matterRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/matters',
    summary: 'Matters that you may see',
    tag,
    access: 'member',
    query: mattersQuery,
    answer: mattersPage,
    audit: 'none',
  }),
  get: route({
    method: 'GET',
    path: '/api/v1/matters/:id',
    summary: 'One matter',
    tag,
    access: 'member',
    params: idParams,
    answer: matter,
    audit: 'none',
  }),
  create: route({
    method: 'POST',
    path: '/api/v1/matters',
    summary: 'Open a matter',
    tag,
    access: 'member',
    body: matterInput,
    answer: matter,
    status: 201,
    problems: ['already_exists'],
    audit: 'matter.created',
  }),
  update: route({
    method: 'PATCH',
    path: '/api/v1/matters/:id',
    summary: 'Change a matter, its stage, status or parties',
    tag,
    access: 'member',
    params: idParams,
    body: matterPatch,
    answer: matter,
    problems: ['conflict', 'already_exists', 'wrong_state'],
    audit: 'matter.changed',
  }),
  wall: route({
    method: 'PUT',
    path: '/api/v1/matters/:id/wall',
    summary: 'Restrict a matter to named staff, or open it to all',
    tag,
    access: 'member',
    params: idParams,
    body: wallInput,
    answer: wallView,
    audit: 'matter.wall_changed',
  }),
  overview: route({
    method: 'GET',
    path: '/api/v1/matters/:id/overview',
    summary: 'Counts of what hangs on a matter',
    tag,
    access: 'member',
    params: idParams,
    answer: matterOverview,
    audit: 'none',
  }),
  history: route({
    method: 'GET',
    path: '/api/v1/matters/:id/history',
    summary: 'Who did what on a matter, newest first',
    tag,
    access: 'member',
    params: idParams,
    query: pageQuery,
    answer: historyPage,
    audit: 'none',
  }),
};

export function bindMatterRoutes({ clock, database }: Platform, systems: PracticeSystems): BoundRoute[] {
  return [
    handle(matterRoutes.list, ({ query, principal, scope }) =>
      scope.read((tx) => listMatters(tx, principal.firmId, principal.staffId, query, systems)),
    ),
    handle(matterRoutes.get, ({ params, principal, scope }) =>
      scope.read((tx) => getMatter(tx, principal.firmId, params.id, systems)),
    ),
    handle(matterRoutes.create, ({ body, principal, scope }) =>
      scope.write(async (tx) => {
        const id = await createMatter(tx, actorOf(principal, clock), body);
        return await getMatter(tx, principal.firmId, id, systems);
      }),
    ),
    handle(matterRoutes.update, ({ params, body, principal, scope, request }) =>
      scope.write(async (tx) => {
        await refuseKept(tx, systems, principal.firmId, 'matters', [params.id]);
        const expected = expectedVersion(request.headers, body.version);
        await updateMatter(tx, actorOf(principal, clock), params.id, body, expected);
        return await getMatter(tx, principal.firmId, params.id, systems);
      }),
    ),
    handle(matterRoutes.wall, ({ params, body, principal, scope }) =>
      setWall(database, scope, { principal, actor: actorOf(principal, clock) }, params.id, body),
    ),
    handle(matterRoutes.overview, ({ params, principal, scope }) =>
      scope.read(async (tx) => {
        await mustSeeMatter(tx, principal.firmId, params.id);
        return await getMatterOverview(tx, principal.firmId, params.id, clock.now());
      }),
    ),
    handle(matterRoutes.history, ({ params, query, principal, scope }) =>
      scope.read(async (tx) => {
        await mustSeeMatter(tx, principal.firmId, params.id);
        return await listMatterHistory(tx, principal.firmId, params.id, query);
      }),
    ),
  ];
}
