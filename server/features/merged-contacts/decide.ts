/**
 * Two contacts were merged, and both had a way into the portal: what may be done about it, and by whom (portal.md T1, T2 "merge
 * contacts", T12). Pure.
 */

/** One of two people in one conversation. */
export interface StayFacts {
  left: 'left' | 'removed' | 'ended' | 'for_cause' | null;
  /** Reading after the end stops here; null: never. */
  accessUntil: Date | null;
}

export interface ConversationFacts {
  kept: readonly StayFacts[];
  other: readonly StayFacts[];
  /** The person, with everything that both contacts are on the matter, may hear words of its class (T12). */
  mayHear: boolean;
  now: Date;
}

export type ConversationProblem = 'for_cause' | 'lower_class';

const reads = (stays: readonly StayFacts[], now: Date) =>
  stays.some(({ left, accessUntil }) => left !== 'for_cause' && (accessUntil === null || accessUntil > now));
const isShutOut = (stays: readonly StayFacts[], now: Date) =>
  !reads(stays, now) && stays.some(({ left }) => left === 'for_cause');

/** Why a conversation keeps two from becoming one; the first that fits. */
export const conversationRules: readonly {
  row: number;
  when(facts: ConversationFacts): boolean;
  problem: ConversationProblem;
}[] = [
  {
    row: 1,
    when: ({ kept, other, now }) =>
      (isShutOut(kept, now) && reads(other, now)) || (isShutOut(other, now) && reads(kept, now)),
    problem: 'for_cause',
  },
  {
    // Whoever reads there already is nobody new; else one of the two, or the mailbox of one, is.
    row: 2,
    when: ({ kept, other, mayHear, now }) => !mayHear && reads(kept, now) !== reads(other, now),
    problem: 'lower_class',
  },
];

export function problemOf(facts: ConversationFacts): ConversationProblem | null {
  return conversationRules.find((rule) => rule.when(facts))?.problem ?? null;
}

export interface Becoming {
  messages: number;
  files: number;
}

/** What would become visible: to the access that goes on, and to whoever comes by the other's mailbox. */
export interface Gains {
  kept: Becoming;
  other: Becoming;
}

export type Act = 'unite' | 'only_one' | 'apart';
export type Refusal =
  | 'changed'
  | 'alone'
  | 'unknown'
  | 'disabled'
  | 'reset_open'
  | 'two_ways'
  | ConversationProblem
  | 'confirm';

export interface ActFacts {
  /** What the person saw is what there is. */
  unchanged: boolean;
  /** The contact that goes on has no access of its own. */
  alone: boolean;
  /** Of the access that is to go on; null: it is none of the two. */
  goesOnActive: boolean | null;
  /** Of the access that stands with the contact that goes on; null: there is none. */
  keptActive: boolean | null;
  /** Somebody asked to take the second factors of one of the two away. */
  resetOpen: boolean;
  /** Both come by e-mail, or both by mobile number. */
  sameWay: boolean;
  problems: readonly ConversationProblem[];
  gains: Gains;
  confirmed: Gains | null;
}

const isSame = (one: Becoming, another: Becoming) =>
  one.messages === another.messages && one.files === another.files;
const everyAct: readonly Act[] = ['unite', 'only_one', 'apart'];

/** What keeps somebody who sees everything from an act; the first that fits. */
export const actRules: readonly {
  row: number;
  acts: readonly Act[];
  when(facts: ActFacts): boolean;
  refusal: Refusal;
}[] = [
  { row: 1, acts: everyAct, when: ({ unchanged }) => !unchanged, refusal: 'changed' },
  { row: 2, acts: ['only_one'], when: ({ alone }) => alone, refusal: 'alone' },
  { row: 3, acts: ['only_one'], when: ({ goesOnActive }) => goesOnActive === null, refusal: 'unknown' },
  { row: 4, acts: ['only_one'], when: ({ goesOnActive }) => goesOnActive === false, refusal: 'disabled' },
  { row: 5, acts: ['unite'], when: ({ keptActive }) => keptActive === false, refusal: 'disabled' },
  { row: 6, acts: ['unite', 'only_one'], when: ({ resetOpen }) => resetOpen, refusal: 'reset_open' },
  { row: 7, acts: ['unite'], when: ({ sameWay }) => !sameWay, refusal: 'two_ways' },
  { row: 8, acts: ['unite'], when: ({ problems }) => problems.includes('for_cause'), refusal: 'for_cause' },
  {
    row: 9,
    acts: ['unite'],
    when: ({ problems }) => problems.includes('lower_class'),
    refusal: 'lower_class',
  },
  {
    row: 10,
    acts: ['unite'],
    when: ({ gains, confirmed }) =>
      confirmed === null || !isSame(gains.kept, confirmed.kept) || !isSame(gains.other, confirmed.other),
    refusal: 'confirm',
  },
];

/** Null: it may be done. */
export function refuseAct(act: Act, facts: ActFacts): Refusal | null {
  return actRules.find((rule) => rule.acts.includes(act) && rule.when(facts))?.refusal ?? null;
}

/**
 * T1, row 3, for something that concerns several conversations and matters: for whoever does not see each of them it does not
 * exist, and nothing says that there is more. Nobody is let round it, owners neither.
 */
export function seesEverything(concerned: ReadonlySet<string>, seen: ReadonlySet<string>): boolean {
  return [...concerned].every((id) => seen.has(id));
}
