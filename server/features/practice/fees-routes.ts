import { type BoundRoute, handle, route } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { actorOf, expectedVersion } from './change.ts';
import { fee, feeInput, feePatch, feesPage } from './fees-schema.ts';
import { createFee, getFee, listFees, updateFee } from './fees-store.ts';
import { idParams, matterParams } from './formats.ts';
import {
  onMatterQuery,
  recordsQuery,
  removeFromRecord,
  restoreToRecord,
  setBilled,
} from './matter-records.ts';
import { mustSeeMatter } from './matters-store.ts';

const common = { tag: 'Time & fees', access: 'member' } as const;
const frozen = ['conflict', 'wrong_state'] as const;

export const feeRoutes = {
  list: route({
    ...common,
    method: 'GET',
    path: '/api/v1/fees',
    summary: 'Fees by date, of all matters that you may see or of one',
    query: recordsQuery,
    answer: feesPage,
    audit: 'none',
  }),
  listOfMatter: route({
    ...common,
    method: 'GET',
    path: '/api/v1/matters/:matterId/fees',
    summary: 'Fees of a matter by date',
    params: matterParams,
    query: onMatterQuery,
    answer: feesPage,
    audit: 'none',
  }),
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
  get: route({
    ...common,
    method: 'GET',
    path: '/api/v1/fees/:id',
    summary: 'One fee',
    params: idParams,
    answer: fee,
    audit: 'none',
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
  restore: route({
    ...common,
    method: 'POST',
    path: '/api/v1/fees/:id/restore',
    summary: 'Bring a removed fee back',
    params: idParams,
    answer: fee,
    audit: 'fee.restored',
  }),
  bill: route({
    ...common,
    method: 'POST',
    path: '/api/v1/fees/:id/bill',
    summary: 'Mark a fee as billed: it is frozen from then on',
    params: idParams,
    answer: fee,
    problems: frozen,
    audit: 'fee.billed',
  }),
  unbill: route({
    ...common,
    access: 'administrator',
    method: 'POST',
    path: '/api/v1/fees/:id/unbill',
    summary: 'Take the mark back',
    params: idParams,
    answer: fee,
    problems: frozen,
    audit: 'fee.unbilled',
  }),
};

export function bindFeeRoutes({ clock }: Platform): BoundRoute[] {
  return [
    handle(feeRoutes.list, ({ query, principal, scope }) =>
      scope.read((tx) => listFees(tx, principal.firmId, query)),
    ),
    handle(feeRoutes.listOfMatter, ({ params, query, principal, scope }) =>
      scope.read(async (tx) => {
        await mustSeeMatter(tx, principal.firmId, params.matterId);
        return await listFees(tx, principal.firmId, { ...query, matterId: params.matterId });
      }),
    ),
    handle(feeRoutes.create, ({ params, body, principal, scope }) =>
      scope.write((tx) => createFee(tx, actorOf(principal, clock), params.matterId, body)),
    ),
    handle(feeRoutes.get, ({ params, principal, scope }) =>
      scope.read((tx) => getFee(tx, principal.firmId, params.id)),
    ),
    handle(feeRoutes.update, ({ params, body, principal, scope, request }) =>
      scope.write((tx) => {
        const expected = expectedVersion(request.headers, body.version);
        return updateFee(tx, actorOf(principal, clock), params.id, body, expected);
      }),
    ),
    handle(feeRoutes.remove, ({ params, principal, scope }) =>
      scope.write((tx) => removeFromRecord(tx, actorOf(principal, clock), 'fee', params.id)),
    ),
    handle(feeRoutes.restore, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await restoreToRecord(tx, actorOf(principal, clock), 'fee', params.id);
        return await getFee(tx, principal.firmId, params.id);
      }),
    ),
    handle(feeRoutes.bill, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await setBilled(tx, actorOf(principal, clock), 'fee', params.id, true);
        return await getFee(tx, principal.firmId, params.id);
      }),
    ),
    handle(feeRoutes.unbill, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await setBilled(tx, actorOf(principal, clock), 'fee', params.id, false);
        return await getFee(tx, principal.firmId, params.id);
      }),
    ),
  ];
}
