/** What a conversation's state allows, and how it is left: the table T3 of the portal's specification. */
import type { ConversationState } from './kinds.ts';

interface StateRules {
  clientPosts: boolean;
  staffPost: boolean;
  /** In whose lists it stands. */
  lists: 'staff' | 'all' | 'search' | 'past';
  /** Reminders of unread messages run. */
  timers: boolean;
  leavesBy: readonly ConversationAct[];
}

export const conversationActs = ['post', 'archive', 'restore', 'end', 're-engage'] as const;
export type ConversationAct = (typeof conversationActs)[number];

export const stateRules = {
  draft: { clientPosts: false, staffPost: true, lists: 'staff', timers: false, leavesBy: ['post'] },
  open: { clientPosts: true, staffPost: true, lists: 'all', timers: true, leavesBy: ['archive', 'end'] },
  archived: { clientPosts: false, staffPost: false, lists: 'search', timers: false, leavesBy: ['restore'] },
  ended: { clientPosts: false, staffPost: false, lists: 'past', timers: false, leavesBy: ['re-engage'] },
} as const satisfies Record<ConversationState, StateRules>;

const after: Partial<Record<ConversationAct, ConversationState>> = {
  post: 'open',
  archive: 'archived',
  restore: 'open',
  end: 'ended',
};

/**
 * The state after the act; null: the state does not allow it. Taking up an ended conversation leaves it as it is, and
 * makes another that names it.
 */
export function decideState(state: ConversationState, act: ConversationAct): ConversationState | null {
  if (act === 'post') return stateRules[state].staffPost ? 'open' : null;
  const acts: readonly ConversationAct[] = stateRules[state].leavesBy;
  return acts.includes(act) ? (after[act] ?? state) : null;
}

/** Why nothing can be posted, in words for whoever tried. */
export const closedWords: Record<'archived' | 'ended' | 'draft', string> = {
  archived: 'This conversation is archived. Restore it to go on.',
  ended: 'This conversation is closed. Begin a new one to go on.',
  draft: 'This conversation has not begun.',
};
