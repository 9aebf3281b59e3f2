import type { Api } from '../../api/contract.ts';
import type { SearchState } from '../../ui/search-state.ts';
import { sources, states, transactions } from './lead.ts';

/** Names of the filters in the address. */
export const leadFilterNames = [
  'q',
  'who',
  'source',
  'kind',
  'state',
  'waits',
  'reason',
  'referrer',
] as const;

type ListQuery = NonNullable<Api['GET /api/v1/leads']['query']>;
type BoardQuery = NonNullable<Api['GET /api/v1/leads/board']['query']>;

/** The address's filters as the API's; what is not one of ours is left out. */
export function boardFiltersOf(search: SearchState): BoardQuery {
  const source = sources.find((one) => one === search.source);
  const transaction = transactions.find((one) => one === search.kind);
  return {
    ...(search.q !== undefined && { q: search.q }),
    ...(search.who !== undefined && { assignee: search.who }),
    ...(search.referrer !== undefined && { referrer: search.referrer }),
    ...(source && { source }),
    ...(transaction && { transaction }),
  };
}

/** The same for the table, which can be narrowed further. */
export function listFiltersOf(search: SearchState): ListQuery {
  const state = states.find((one) => one === search.state);
  return {
    ...boardFiltersOf(search),
    ...(state && { state }),
    ...(search.waits !== undefined && { toChase: 'true' as const }),
    ...(search.reason !== undefined && { lostReason: search.reason }),
  };
}
