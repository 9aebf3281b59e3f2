import { actorOf, expectedVersion } from '../../platform/change.ts';
import { type BoundRoute, handle, route } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { fee, feeInput, feePatch, feesPage } from './fees-schema.ts';
import { createFee, getFee, listFees, updateFee } from './fees-store.ts';
import { idParams, matterParams } from './formats.ts';
import {
  billingRoutes,
  bindBilling,
  bindLists,
  bindRemovable,
  datedRecordRoutes,
  frozen,
} from './matter-record-routes.ts';

const about = {
  tag: 'Time & fees',
  path: 'fees',
  kind: 'fee',
  one: 'fee',
  many: 'Fees',
  answer: fee,
  page: feesPage,
} as const;
const common = { tag: about.tag, access: 'member' } as const;

export const feeRoutes = {
  ...datedRecordRoutes(about),
  ...billingRoutes(about),
  create: route({
    ...common,
    method: 'POST',
    path: '/api/v1/matters/:matterId/fees',
    summary: 'Add a fee to a matter',
    params: matterParams,
    body: feeInput,
    answer: fee,
    status: 201,
    audit: 'fee.created',
  }),
  update: route({
    ...common,
    method: 'PATCH',
    path: '/api/v1/fees/:id',
    summary: 'Change a fee that is not billed',
    params: idParams,
    body: feePatch,
    answer: fee,
    problems: frozen,
    audit: 'fee.changed',
  }),
  remove: route({
    ...common,
    method: 'DELETE',
    path: '/api/v1/fees/:id',
    summary: 'Remove a fee that is not billed; restore brings it back',
    params: idParams,
    problems: frozen,
    audit: 'fee.removed',
  }),
};

export function bindFeeRoutes(platform: Platform): BoundRoute[] {
  const { clock } = platform;
  return [
    ...bindLists(feeRoutes, listFees),
    ...bindRemovable(platform, feeRoutes, 'fee', getFee),
    ...bindBilling(platform, feeRoutes, 'fee', getFee),
    handle(feeRoutes.create, ({ params, body, principal, scope }) =>
      scope.write((tx) => createFee(tx, actorOf(principal, clock), params.matterId, body)),
    ),
    handle(feeRoutes.update, ({ params, body, principal, scope, request }) =>
      scope.write((tx) => {
        const expected = expectedVersion(request.headers, body.version);
        return updateFee(tx, actorOf(principal, clock), params.id, body, expected);
      }),
    ),
  ];
}
