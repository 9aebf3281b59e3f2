import type { SearchState } from '../../ui/search-state.ts';

/** Names of the list's filters in the address, which a saved view keeps. */
export const taskFilterNames = ['q', 'who', 'status', 'priority', 'due', 'sort'] as const;

const priorities = ['low', 'normal', 'high'] as const;

export type TaskQuery = {
  q?: string;
  assignee?: string;
  status?: 'open' | 'completed';
  priority?: (typeof priorities)[number];
  dueBefore?: string;
  sort?: 'newest';
  removed?: 'only';
};

/**
 * The address's filters as the API's. Without a word on it only what is open is asked for: a list of tasks is what is
 * still to be done. `dayAfter(n)` names the day n days from today in the firm's zone.
 */
export function taskQueryOf(search: SearchState, dayAfter: (days: number) => string): TaskQuery {
  const priority = priorities.find((one) => one === search.priority);
  const removed = search.status === 'removed';
  const before = { overdue: 0, today: 1, week: 7 }[search.due ?? ''];
  return {
    ...(search.q !== undefined && { q: search.q }),
    ...(search.who !== undefined && { assignee: search.who }),
    ...(!removed && { status: search.status === 'completed' ? ('completed' as const) : ('open' as const) }),
    ...(priority && { priority }),
    ...(before !== undefined && { dueBefore: dayAfter(before) }),
    ...(search.sort === 'newest' && { sort: 'newest' as const }),
    ...(removed && { removed: 'only' as const }),
  };
}
