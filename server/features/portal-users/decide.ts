/** Whether a client may come by a mobile number instead of an e-mail address. Pure. */

export interface NumberFacts {
  /** The firm's option. */
  on: boolean;
  archived: boolean;
  /** The contact has an e-mail address, or comes by one already. */
  hasEmail: boolean;
  /** It is one of the contact's numbers. */
  theirs: boolean;
  /** Another contact of the firm has it, too, or comes by it. */
  shared: boolean;
  /** Why no text goes there, in words of the rules of texts; null: one could. */
  textRefusal: { reason: string; words: string } | null;
}

export interface NumberRefusal {
  reason: string;
  words: string;
}

interface Rule {
  row: number;
  when(facts: NumberFacts): boolean;
  reason: string;
  words(facts: NumberFacts): string;
}

/** The first that fits refuses. */
export const numberRules: readonly Rule[] = [
  {
    row: 1,
    when: ({ archived }) => archived,
    reason: 'archived',
    words: () => 'The contact is archived: restore it first.',
  },
  {
    row: 2,
    when: ({ on }) => !on,
    reason: 'numbers_off',
    words: () =>
      'Clients come to the portal by e-mail. The firm can let clients without e-mail come by mobile number: see the settings of texts.',
  },
  {
    row: 3,
    when: ({ hasEmail }) => hasEmail,
    reason: 'has_email',
    words: () => 'There is an e-mail address: invite them by that.',
  },
  {
    row: 4,
    when: ({ theirs }) => !theirs,
    reason: 'other_number',
    words: () => 'That is none of the contact’s numbers. Add it to the contact first.',
  },
  {
    row: 5,
    when: ({ shared }) => shared,
    reason: 'number_shared',
    words: () =>
      'Another contact has this number, too. Whoever signs in with a number must be its only owner: two clients are never told apart by guessing.',
  },
  {
    row: 6,
    when: ({ textRefusal }) => textRefusal !== null,
    reason: '',
    words: ({ textRefusal }) => textRefusal?.words ?? '',
  },
];

/** Null: they may. */
export function refuseNumber(facts: NumberFacts): NumberRefusal | null {
  const rule = numberRules.find(({ when }) => when(facts));
  if (rule === undefined) return null;
  return { reason: rule.reason || (facts.textRefusal?.reason ?? ''), words: rule.words(facts) };
}
