/** The firm, its staff, and what matters are made of: read only. */
import type { Route } from '../practice/contract.ts';
import { filterProblem, notFound, ok, one, page, since } from './answers.ts';
import type { State } from './state.ts';

export function peopleRoutes(state: State): Route[] {
  const { staff, matterTypes, stageSets, matterStages, roles } = state;
  return [
    {
      method: 'GET',
      template: '/firm',
      handle: () =>
        ok({
          ...state.firm,
          status: { status: 'Active', statusMessage: null },
          productId: 'SMK003',
          addOnIds: ['ADD005'],
        }),
    },
    { method: 'GET', template: '/staff', handle: (request) => page(request, staff.listed()) },
    {
      method: 'GET',
      template: '/staff/{id}',
      handle: (request) => one(request, staff.read(request.params.id ?? '')),
    },
    {
      method: 'GET',
      template: '/mattertypes',
      handle: (request) =>
        page(
          request,
          matterTypes.listed().map(({ view: { items: _items, ...view }, ...row }) => ({ ...row, view })),
        ),
    },
    {
      method: 'GET',
      template: '/mattertypes/{id}',
      handle: (request) => one(request, matterTypes.read(request.params.id ?? '')),
    },
    {
      method: 'GET',
      template: '/stagesets',
      handle: (request) => filterProblem(request) ?? page(request, since(request, stageSets.listed())),
    },
    {
      method: 'GET',
      template: '/stagesets/{id}',
      handle: (request) => one(request, stageSets.read(request.params.id ?? '')),
    },
    {
      method: 'GET',
      template: '/stages',
      handle: (request) => filterProblem(request) ?? page(request, since(request, matterStages.listed())),
    },
    {
      method: 'GET',
      template: '/matters/{matterId}/stages',
      handle: (request) => one(request, matterStages.read(request.params.matterId ?? '')),
    },
    {
      method: 'GET',
      template: '/matters/{matterId}/roles',
      handle: (request) => {
        const matterId = request.params.matterId ?? '';
        if (state.matters.read(matterId) === undefined) return notFound(request);
        return ok(roles.read(matterId)?.view ?? { matterId, roles: [] });
      },
    },
  ];
}
