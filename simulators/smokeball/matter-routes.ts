import { z } from 'zod';
import type { Route } from '../practice/contract.ts';
import { filterProblem, one, ordered, page, problem, since } from './answers.ts';
import type { Kept, State } from './state.ts';

const linked = z.array(z.object({ id: z.string() })).catch([]);

export function matterRoutes(state: State, habits: { readonly leads: boolean }): Route[] {
  const { matters } = state;
  return [
    {
      method: 'GET',
      template: '/matters',
      handle: (request) => {
        const wrong = filterProblem(request);
        if (wrong !== null) return wrong;
        const { query, path } = request;
        const types = (query.get('Type') ?? 'Matters').split(',');
        if (types.includes('Leads') && !habits.leads)
          return problem(403, 'The plan of this firm has no leads.', path);
        const statuses = query.getAll('Status');
        const contactId = query.get('ContactId');
        const rows = since(request, ordered(request, matters)).filter(
          ({ view }) =>
            types.includes(view.isLead === true ? 'Leads' : 'Matters') &&
            (statuses.length === 0 || statuses.includes(String(view.status))) &&
            (contactId === null || holds(view, contactId)),
        );
        return page(request, rows);
      },
    },
    {
      method: 'GET',
      template: '/matters/{matterId}',
      handle: (request) => one(request, matters.read(request.params.matterId ?? '')),
    },
  ];
}

function holds(view: Kept['view'], contactId: string): boolean {
  const parties = [...linked.parse(view.clients), ...linked.parse(view.otherSides)];
  return parties.some(({ id }) => id.toLowerCase() === contactId.toLowerCase());
}
