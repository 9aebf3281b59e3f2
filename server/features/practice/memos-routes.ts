import { type BoundRoute, handle, route } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { actorOf, expectedVersion } from './change.ts';
import { idParams, matterParams } from './formats.ts';
import { onMatterQuery, recordsQuery, removeFromRecord, restoreToRecord } from './matter-records.ts';
import { mustSeeMatter } from './matters-store.ts';
import { memo, memoInput, memoPatch, memosPage } from './memos-schema.ts';
import { createMemo, getMemo, listMemos, updateMemo } from './memos-store.ts';

const common = { tag: 'Memos', access: 'member' } as const;

export const memoRoutes = {
  list: route({
    ...common,
    method: 'GET',
    path: '/api/v1/memos',
    summary: 'Memos by date, of all matters that you may see or of one',
    query: recordsQuery,
    answer: memosPage,
    audit: 'none',
  }),
  listOfMatter: route({
    ...common,
    method: 'GET',
    path: '/api/v1/matters/:matterId/memos',
    summary: 'Memos of a matter by date',
    params: matterParams,
    query: onMatterQuery,
    answer: memosPage,
    audit: 'none',
  }),
  create: route({
    ...common,
    method: 'POST',
    path: '/api/v1/matters/:matterId/memos',
    summary: 'Add a memo to a matter',
    params: matterParams,
    body: memoInput,
    answer: memo,
    status: 201,
    audit: 'memo.created',
  }),
  get: route({
    ...common,
    method: 'GET',
    path: '/api/v1/memos/:id',
    summary: 'One memo',
    params: idParams,
    answer: memo,
    audit: 'none',
  }),
  update: route({
    ...common,
    method: 'PATCH',
    path: '/api/v1/memos/:id',
    summary: 'Change a memo',
    params: idParams,
    body: memoPatch,
    answer: memo,
    problems: ['conflict'],
    audit: 'memo.changed',
  }),
  remove: route({
    ...common,
    method: 'DELETE',
    path: '/api/v1/memos/:id',
    summary: 'Remove a memo; restore brings it back',
    params: idParams,
    audit: 'memo.removed',
  }),
  restore: route({
    ...common,
    method: 'POST',
    path: '/api/v1/memos/:id/restore',
    summary: 'Bring a removed memo back',
    params: idParams,
    answer: memo,
    audit: 'memo.restored',
  }),
};

export function bindMemoRoutes({ clock }: Platform): BoundRoute[] {
  return [
    handle(memoRoutes.list, ({ query, principal, scope }) =>
      scope.read((tx) => listMemos(tx, principal.firmId, query)),
    ),
    handle(memoRoutes.listOfMatter, ({ params, query, principal, scope }) =>
      scope.read(async (tx) => {
        await mustSeeMatter(tx, principal.firmId, params.matterId);
        return await listMemos(tx, principal.firmId, { ...query, matterId: params.matterId });
      }),
    ),
    handle(memoRoutes.create, ({ params, body, principal, scope }) =>
      scope.write((tx) => createMemo(tx, actorOf(principal, clock), params.matterId, body)),
    ),
    handle(memoRoutes.get, ({ params, principal, scope }) =>
      scope.read((tx) => getMemo(tx, principal.firmId, params.id)),
    ),
    handle(memoRoutes.update, ({ params, body, principal, scope, request }) =>
      scope.write((tx) => {
        const expected = expectedVersion(request.headers, body.version);
        return updateMemo(tx, actorOf(principal, clock), params.id, body, expected);
      }),
    ),
    handle(memoRoutes.remove, ({ params, principal, scope }) =>
      scope.write((tx) => removeFromRecord(tx, actorOf(principal, clock), 'memo', params.id)),
    ),
    handle(memoRoutes.restore, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await restoreToRecord(tx, actorOf(principal, clock), 'memo', params.id);
        return await getMemo(tx, principal.firmId, params.id);
      }),
    ),
  ];
}
