import { actorOf, expectedVersion } from '../../platform/change.ts';
import { type BoundRoute, handle, route } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
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
  billingRoutes,
  bindBilling,
  bindLists,
  bindRemovable,
  datedRecordRoutes,
  frozen,
} from './matter-record-routes.ts';

const about = {
  tag: 'Cost recoveries',
  path: 'cost-recoveries',
  kind: 'cost_recovery',
  one: 'cost recovery',
  many: 'Cost recoveries',
  answer: costRecovery,
  page: costRecoveriesPage,
} as const;
const common = { tag: about.tag, access: 'member' } as const;

export const costRecoveryRoutes = {
  ...datedRecordRoutes(about),
  ...billingRoutes(about),
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
};

export function bindCostRecoveryRoutes(platform: Platform): BoundRoute[] {
  const { clock } = platform;
  return [
    ...bindLists(costRecoveryRoutes, listCostRecoveries),
    ...bindRemovable(platform, costRecoveryRoutes, 'cost_recovery', getCostRecovery),
    ...bindBilling(platform, costRecoveryRoutes, 'cost_recovery', getCostRecovery),
    handle(costRecoveryRoutes.create, ({ params, body, principal, scope }) =>
      scope.write((tx) => createCostRecovery(tx, actorOf(principal, clock), params.matterId, body)),
    ),
    handle(costRecoveryRoutes.update, ({ params, body, principal, scope, request }) =>
      scope.write((tx) => {
        const expected = expectedVersion(request.headers, body.version);
        return updateCostRecovery(tx, actorOf(principal, clock), params.id, body, expected);
      }),
    ),
  ];
}
