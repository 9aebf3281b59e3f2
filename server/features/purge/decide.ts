/** Who may do what of a purge, and whether a matter may go (portal.md T14 "purge", "hold"). Pure, as a table. */

/** Why nothing happens. */
export const refusals = [
  'open',
  'for_ever',
  'not_yet',
  'kept_elsewhere',
  'held',
  'proposed_already',
  'nobody_to_confirm',
  'decider_gone',
  'gone',
  'same_person',
  'not_proposed',
  'too_old',
  'over',
  'too_early',
] as const;
export type Refusal = (typeof refusals)[number];

/** What nobody confirmed for so long is proposed anew: the world has changed since. */
export const longestProposalDays = 30;
const day = 86_400_000;

export interface MatterFacts {
  /** null: it is not there any more. */
  status: 'open' | 'pending' | 'closed' | null;
  /** YYYY-MM-DD; null: no policy says that it ever goes. */
  dueOn: string | null;
  /** Today in the firm's zone, YYYY-MM-DD. */
  today: string;
  held: boolean;
  /** A connected system keeps it and would bring it back. */
  keptElsewhere: boolean;
  /** In another batch that nobody has stopped. */
  proposedAlready: boolean;
  /** Another owner or administrator sees it. */
  somebodyElse: boolean;
  /** Whoever proposed and whoever confirmed still are owners or administrators, and see it. */
  decidersStand: boolean;
}

export type MatterAct = 'propose' | 'confirm' | 'run';

interface MatterRule {
  row: number;
  acts: readonly MatterAct[];
  when(facts: MatterFacts): boolean;
  refusal: Refusal;
}

const always: readonly MatterAct[] = ['propose', 'confirm', 'run'];

/** What keeps a matter; the first that fits. A hold comes before the calendar: its refusal must be on record. */
export const matterRules: readonly MatterRule[] = [
  { row: 1, acts: always, when: ({ status }) => status === null, refusal: 'gone' },
  { row: 2, acts: always, when: ({ held }) => held, refusal: 'held' },
  { row: 3, acts: always, when: ({ status }) => status !== 'closed', refusal: 'open' },
  { row: 4, acts: always, when: ({ dueOn }) => dueOn === null, refusal: 'for_ever' },
  {
    row: 5,
    acts: always,
    when: ({ dueOn, today }) => dueOn !== null && dueOn > today,
    refusal: 'not_yet',
  },
  { row: 6, acts: always, when: ({ keptElsewhere }) => keptElsewhere, refusal: 'kept_elsewhere' },
  { row: 7, acts: ['propose'], when: ({ proposedAlready }) => proposedAlready, refusal: 'proposed_already' },
  { row: 8, acts: ['propose'], when: ({ somebodyElse }) => !somebodyElse, refusal: 'nobody_to_confirm' },
  { row: 9, acts: ['run'], when: ({ decidersStand }) => !decidersStand, refusal: 'decider_gone' },
];

/** Null: nothing keeps it. */
export function refuseMatter(act: MatterAct, facts: MatterFacts): Refusal | null {
  return matterRules.find((rule) => rule.acts.includes(act) && rule.when(facts))?.refusal ?? null;
}

export interface BatchFacts {
  state: 'proposed' | 'confirmed' | 'done' | 'cancelled';
  proposedBy: string;
  proposedAt: Date;
  runsAt: Date | null;
  /** One of its matters is gone already, or found its end. */
  begun: boolean;
  /** Who does it now; null: the program. */
  staffId: string | null;
  now: Date;
}

export type BatchAct = 'confirm' | 'cancel' | 'run';

interface BatchRule {
  row: number;
  act: BatchAct;
  when(facts: BatchFacts): boolean;
  refusal: Refusal;
}

export const batchRules: readonly BatchRule[] = [
  { row: 10, act: 'confirm', when: ({ state }) => state !== 'proposed', refusal: 'not_proposed' },
  {
    row: 11,
    act: 'confirm',
    when: ({ proposedBy, staffId }) => staffId === null || proposedBy === staffId,
    refusal: 'same_person',
  },
  {
    row: 12,
    act: 'confirm',
    when: ({ now, proposedAt }) => now.getTime() - proposedAt.getTime() > longestProposalDays * day,
    refusal: 'too_old',
  },
  {
    row: 13,
    act: 'cancel',
    when: ({ state, begun }) => state === 'done' || state === 'cancelled' || begun,
    refusal: 'over',
  },
  { row: 14, act: 'run', when: ({ state }) => state !== 'confirmed', refusal: 'not_proposed' },
  {
    row: 15,
    act: 'run',
    when: ({ now, runsAt }) => runsAt === null || now < runsAt,
    refusal: 'too_early',
  },
];

/** Null: it may be done. */
export function refuseBatch(act: BatchAct, facts: BatchFacts): Refusal | null {
  return batchRules.find((rule) => rule.act === act && rule.when(facts))?.refusal ?? null;
}

/** Whole days of 24 hours after the second person's word. */
export function runsAt(confirmedAt: Date, coolingOffDays: number): Date {
  return new Date(confirmedAt.getTime() + coolingOffDays * day);
}
