import { type BoundRoute, handle, route } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { actorOf, expectedVersion } from './change.ts';
import {
  costRecoveriesPage,
  costRecovery,
  costRecoveryInput,
  costRecoveryPatch,
} from './cost-recoveries-schema.ts';
import {
  createCostRecovery,
  getCostRecovery,
  listCostRecoveries,
  updateCostRecovery,
} from './cost-recoveries-store.ts';
import { idParams, matterParams } from './formats.ts';
import {
  onMatterQuery,
  recordsQuery,
  removeFromRecord,
  restoreToRecord,
  setBilled,
} from './matter-records.ts';
import { mustSeeMatter } from './matters-store.ts';

const common = { tag: 'Cost recoveries', access: 'member' } as const;
const frozen = ['conflict', 'wrong_state'] as const;

export const costRecoveryRoutes = {
  list: route({
    ...common,
    method: 'GET',
    path: '/api/v1/cost-recoveries',
    summary: 'Cost recoveries by date, of all matters that you may see or of one',
    query: recordsQuery,
    answer: costRecoveriesPage,
    audit: 'none',
  }),
  listOfMatter: route({
    ...common,
    method: 'GET',
    path: '/api/v1/matters/:matterId/cost-recoveries',
    summary: 'Cost recoveries of a matter by date',
    params: matterParams,
    query: onMatterQuery,
    answer: costRecoveriesPage,
    audit: 'none',
  }),
  create: route({
    ...common,
    method: 'POST',
    path: '/api/v1/matters/:matterId/cost-recoveries',
    summary: 'Add a cost recovery to a matter',
    params: matterParams,
    body: costRecoveryInput,
    answer: costRecovery,
    status: 201,
    audit: 'cost_recovery.created',
  }),
  get: route({
    ...common,
    method: 'GET',
    path: '/api/v1/cost-recoveries/:id',
    summary: 'One cost recovery',
    params: idParams,
    answer: costRecovery,
    audit: 'none',
  }),
  update: route({
    ...common,
    method: 'PATCH',
    path: '/api/v1/cost-recoveries/:id',
    summary: 'Change a cost recovery that is not billed',
    params: idParams,
    body: costRecoveryPatch,
    answer: costRecovery,
    problems: frozen,
    audit: 'cost_recovery.changed',
  }),
  remove: route({
    ...common,
    method: 'DELETE',
    path: '/api/v1/cost-recoveries/:id',
    summary: 'Remove a cost recovery that is not billed; restore brings it back',
    params: idParams,
    problems: frozen,
    audit: 'cost_recovery.removed',
  }),
  restore: route({
    ...common,
    method: 'POST',
    path: '/api/v1/cost-recoveries/:id/restore',
    summary: 'Bring a removed cost recovery back',
    params: idParams,
    answer: costRecovery,
    audit: 'cost_recovery.restored',
  }),
  bill: route({
    ...common,
    method: 'POST',
    path: '/api/v1/cost-recoveries/:id/bill',
    summary: 'Mark a cost recovery as billed: it is frozen from then on',
    params: idParams,
    answer: costRecovery,
    problems: frozen,
    audit: 'cost_recovery.billed',
  }),
  unbill: route({
    ...common,
    access: 'administrator',
    method: 'POST',
    path: '/api/v1/cost-recoveries/:id/unbill',
    summary: 'Take the mark back',
    params: idParams,
    answer: costRecovery,
    problems: frozen,
    audit: 'cost_recovery.unbilled',
  }),
};

export function bindCostRecoveryRoutes({ clock }: Platform): BoundRoute[] {
  return [
    handle(costRecoveryRoutes.list, ({ query, principal, scope }) =>
      scope.read((tx) => listCostRecoveries(tx, principal.firmId, query)),
    ),
    handle(costRecoveryRoutes.listOfMatter, ({ params, query, principal, scope }) =>
      scope.read(async (tx) => {
        await mustSeeMatter(tx, principal.firmId, params.matterId);
        return await listCostRecoveries(tx, principal.firmId, { ...query, matterId: params.matterId });
      }),
    ),
    handle(costRecoveryRoutes.create, ({ params, body, principal, scope }) =>
      scope.write((tx) => createCostRecovery(tx, actorOf(principal, clock), params.matterId, body)),
    ),
    handle(costRecoveryRoutes.get, ({ params, principal, scope }) =>
      scope.read((tx) => getCostRecovery(tx, principal.firmId, params.id)),
    ),
    handle(costRecoveryRoutes.update, ({ params, body, principal, scope, request }) =>
      scope.write((tx) => {
        const expected = expectedVersion(request.headers, body.version);
        return updateCostRecovery(tx, actorOf(principal, clock), params.id, body, expected);
      }),
    ),
    handle(costRecoveryRoutes.remove, ({ params, principal, scope }) =>
      scope.write((tx) => removeFromRecord(tx, actorOf(principal, clock), 'cost_recovery', params.id)),
    ),
    handle(costRecoveryRoutes.restore, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await restoreToRecord(tx, actorOf(principal, clock), 'cost_recovery', params.id);
        return await getCostRecovery(tx, principal.firmId, params.id);
      }),
    ),
    handle(costRecoveryRoutes.bill, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await setBilled(tx, actorOf(principal, clock), 'cost_recovery', params.id, true);
        return await getCostRecovery(tx, principal.firmId, params.id);
      }),
    ),
    handle(costRecoveryRoutes.unbill, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await setBilled(tx, actorOf(principal, clock), 'cost_recovery', params.id, false);
        return await getCostRecovery(tx, principal.firmId, params.id);
      }),
    ),
  ];
}
