/** The address of a search ↔ what is asked of the server. */
import type { Api } from '../../api/contract.ts';
import type { SearchState } from '../../ui/search-state.ts';
import { type Filters, fileTypes, isDay } from './typed.ts';

export type SearchQuery = NonNullable<Api['GET /api/v1/search']['query']>;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const filterNames = [
  'from',
  'since',
  'until',
  'has',
  'type',
  'unread',
] as const satisfies readonly (keyof Filters)[];

/** Only what the server would accept: a mistyped address finds more rather than failing. Null: nothing is asked. */
export function queryOf(state: SearchState): SearchQuery | null {
  const { q = '', conversation, matter, from, since, until } = state;
  const type = fileTypes.find((one) => one === state.type);
  const narrowed = filterNames.some((name) => state[name] !== undefined);
  if (q.trim() === '' && !narrowed) return null;
  return {
    q: q.trim(),
    ...(conversation && uuid.test(conversation) && { conversationId: conversation }),
    ...(matter && uuid.test(matter) && { matterId: matter }),
    ...(state.in === 'mine' && { mine: 'true' }),
    ...(from && { fromName: from.slice(0, 200) }),
    ...(since && isDay(since) && { since }),
    ...(until && isDay(until) && { until }),
    ...(state.has === 'file' && { has: 'file' as const }),
    ...(type && { type }),
    ...(state.unread === 'true' && { unread: 'true' }),
  };
}
