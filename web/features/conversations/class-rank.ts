/** With whom words may be shared without losing privilege, the closest to the client first: as the server ranks them. */
import type { ConversationClass } from './queries.ts';

export const classes = ['privileged', 'common_interest', 'third_party', 'opposing'] as const;

const rank = (one: ConversationClass): number => classes.indexOf(one);

/** The class in which all of them can speak; undefined of nobody. */
export function widestOf(people: readonly ConversationClass[]): ConversationClass | undefined {
  return people.toSorted((a, b) => rank(b) - rank(a))[0];
}

/** Somebody of `person` may hear what is said in `conversation`. */
export function mayHear(conversation: ConversationClass, person: ConversationClass): boolean {
  return rank(person) <= rank(conversation);
}
