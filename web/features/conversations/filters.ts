/** The address of the inbox ↔ what is asked of the server. */
import type { Api } from '../../api/contract.ts';
import { searchOf } from '../../ui/search-state.ts';

export type LinesQuery = NonNullable<Api['GET /api/v1/conversations']['query']>;

/** `at` is the message to show; `new` the dialog of a new conversation, with what it starts from. */
export const conversationsSearch = searchOf(
  'view',
  'kind',
  'state',
  'at',
  'people',
  'new',
  'matter',
  'contact',
  'continues',
);

/** What the list shows, in the order of the bar. */
export const views = ['mine', 'unread', 'mentioned', 'awaiting', 'all'] as const;
export type View = (typeof views)[number];
export const kinds = ['external', 'internal', 'channel', 'direct'] as const;
export type Kind = (typeof kinds)[number];
/** Beside the open ones, which need no word. */
export const otherStates = ['draft', 'archived', 'ended'] as const;

/** The one of these that a text names. */
export function oneOf<T extends string>(all: readonly T[], text: string | undefined): T | undefined {
  return all.find((one) => one === text);
}

export function viewOf(search: Readonly<Record<string, string | undefined>>): View {
  return oneOf(views, search.view) ?? 'mine';
}

/** Only what the server would accept; a mistyped address shows more rows rather than an error. */
export function queryOf(search: Readonly<Record<string, string | undefined>>): LinesQuery {
  const kind = oneOf(kinds, search.kind);
  const state = oneOf(otherStates, search.state);
  const chosen = viewOf(search);
  // Nobody of the firm takes part in what has ended: it is among all that one may see, or nowhere.
  const view = state === 'ended' ? 'all' : chosen;
  return { view, ...(kind && { kind }), ...(state && { state }) };
}

/** Beyond the view itself, which is always one. */
export function isNarrowed(search: Readonly<Record<string, string | undefined>>): boolean {
  return oneOf(kinds, search.kind) !== undefined || oneOf(otherStates, search.state) !== undefined;
}
