/** Who may be added and taken out: the table T2 of the portal's specification. */
import type { ConversationClass, ConversationKind, ConversationState } from './kinds.ts';
import { mayJoin } from './privilege.ts';

/** Why an act is refused; `lower_class` wants a conversation of its own. */
export type Refusal =
  | 'outside_wall'
  | 'not_external'
  | 'staff_only'
  | 'closed'
  | 'lower_class'
  | 'confirm_history'
  | 'last_staff'
  | 'fixed_people';

export interface Becoming {
  messages: number;
  files: number;
}

export function decideAddStaff(facts: {
  kind: ConversationKind;
  state: ConversationState;
  outsideWall: boolean;
}): Refusal | null {
  if (facts.kind === 'direct') return 'fixed_people';
  if (facts.outsideWall) return 'outside_wall';
  return facts.state === 'archived' || facts.state === 'ended' ? 'closed' : null;
}

/** `from_now` unless said; all that was said before only when its count was shown and confirmed. */
export function decideAddExternal(facts: {
  kind: ConversationKind;
  state: ConversationState;
  conversationClass: ConversationClass | null;
  personClass: ConversationClass;
  history: 'from_now' | 'all';
  /** What would become visible. */
  becoming: Becoming;
  confirmed: Becoming | null;
}): Refusal | null {
  const { kind, state, conversationClass, personClass, history, becoming, confirmed } = facts;
  if (kind !== 'external' || conversationClass === null) return 'not_external';
  if (state === 'archived' || state === 'ended') return 'closed';
  if (!mayJoin(conversationClass, personClass)) return 'lower_class';
  const asked = history === 'all' && becoming.messages + becoming.files > 0;
  const known = confirmed?.messages === becoming.messages && confirmed.files === becoming.files;
  return asked && !known ? 'confirm_history' : null;
}

/** The last of the staff stays while a client is in: what the client writes would reach nobody. */
export function decideRemoveStaff(facts: {
  kind: ConversationKind;
  state: ConversationState;
  staff: number;
  externals: number;
}): Refusal | null {
  if (facts.kind === 'direct') return 'fixed_people';
  if (facts.state === 'ended') return 'closed';
  return facts.staff <= 1 && facts.externals > 0 ? 'last_staff' : null;
}
