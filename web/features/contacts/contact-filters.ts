import type { SearchState } from '../../ui/search-state.ts';

/** Names of the list's filters in the address, which a saved view keeps. */
export const contactFilterNames = ['q', 'kind', 'by', 'archived'] as const;

const kinds = ['person', 'company', 'group'] as const;
const makers = ['staff', 'call_logging', 'import', 'sync'] as const;

type ContactQuery = {
  q?: string;
  kind?: (typeof kinds)[number];
  createdBy?: (typeof makers)[number];
  archived?: 'only';
};

/** The address's filters as the API's; what is not one of ours is left out. */
export function contactQueryOf(search: SearchState): ContactQuery {
  const kind = kinds.find((one) => one === search.kind);
  const createdBy = makers.find((one) => one === search.by);
  return {
    ...(search.q !== undefined && { q: search.q }),
    ...(kind && { kind }),
    ...(createdBy && { createdBy }),
    ...(search.archived === 'only' && { archived: 'only' as const }),
  };
}
