import { actorOf, expectedVersion } from '../../platform/change.ts';
import { type BoundRoute, handle, route } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { idParams, matterParams } from './formats.ts';
import { bindLists, bindRemovable, datedRecordRoutes } from './matter-record-routes.ts';
import { memo, memoInput, memoPatch, memosPage } from './memos-schema.ts';
import { createMemo, getMemo, listMemos, updateMemo } from './memos-store.ts';

const about = {
  tag: 'Memos',
  path: 'memos',
  kind: 'memo',
  one: 'memo',
  many: 'Memos',
  answer: memo,
  page: memosPage,
} as const;
const common = { tag: about.tag, access: 'member' } as const;

export const memoRoutes = {
  ...datedRecordRoutes(about),
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
};

export function bindMemoRoutes(platform: Platform): BoundRoute[] {
  const { clock } = platform;
  return [
    ...bindLists(memoRoutes, listMemos),
    ...bindRemovable(platform, memoRoutes, 'memo', getMemo),
    handle(memoRoutes.create, ({ params, body, principal, scope }) =>
      scope.write((tx) => createMemo(tx, actorOf(principal, clock), params.matterId, body)),
    ),
    handle(memoRoutes.update, ({ params, body, principal, scope, request }) =>
      scope.write((tx) => {
        const expected = expectedVersion(request.headers, body.version);
        return updateMemo(tx, actorOf(principal, clock), params.id, body, expected);
      }),
    ),
  ];
}
