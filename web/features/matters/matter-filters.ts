import type { SearchState } from '../../ui/search-state.ts';

/** Names of the list's filters in the address, which a saved view keeps. */
export const matterFilterNames = ['q', 'status', 'type', 'stage', 'who', 'sort'] as const;

const statuses = ['open', 'pending', 'closed'] as const;
const sorts = ['number', 'title', 'opened'] as const;

type MatterQuery = {
  q?: string;
  status?: (typeof statuses)[number];
  matterTypeId?: string;
  stageId?: string;
  personResponsibleId?: string;
  sort?: (typeof sorts)[number];
};

/** The address's filters as the API's; what is not one of ours is left out. */
export function matterQueryOf(search: SearchState): MatterQuery {
  const status = statuses.find((one) => one === search.status);
  const sort = sorts.find((one) => one === search.sort);
  return {
    ...(search.q !== undefined && { q: search.q }),
    ...(status && { status }),
    ...(search.type !== undefined && { matterTypeId: search.type }),
    ...(search.stage !== undefined && { stageId: search.stage }),
    ...(search.who !== undefined && { personResponsibleId: search.who }),
    ...(sort && { sort }),
  };
}
