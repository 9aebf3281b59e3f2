/** Who lost every second factor begins anew: two of the staff, a day to object, and no way round either. Pure. */

const hour = 3_600_000;
/** Between the second person's word and the reset its owner can object. */
export const coolingMs = 24 * hour;
/** What nobody confirmed, or carried out, for so long is asked for anew. */
const longestMs = 7 * 24 * hour;

export interface ResetFacts {
  now: Date;
  /** Null: nobody asked. */
  reset: { askedBy: string; askedAt: Date; confirmedAt: Date | null; readyAt: Date | null } | null;
  /** Who does it now. */
  staffId: string;
  active: boolean;
  hasFactor: boolean;
  /** When the person last proved a factor: it is not lost. */
  factorUsedAt: Date | null;
}

export type ResetAct = 'ask' | 'confirm' | 'carry_out' | 'stop';
export type ResetRefusal =
  | 'disabled'
  | 'no_factor'
  | 'asked_already'
  | 'not_asked'
  | 'too_old'
  | 'same_person'
  | 'confirmed_already'
  | 'not_confirmed'
  | 'factor_used'
  | 'too_early';

interface Rule {
  row: number;
  act: ResetAct;
  when(facts: ResetFacts): boolean;
  refusal: ResetRefusal;
}

const isOld = ({ now, reset }: ResetFacts) =>
  reset !== null && now.getTime() - (reset.readyAt ?? reset.askedAt).getTime() > longestMs;
const notAsked = ({ reset }: ResetFacts) => reset === null;
const usedSince = ({ reset, factorUsedAt }: ResetFacts) =>
  reset !== null && factorUsedAt !== null && factorUsedAt > reset.askedAt;

/** What keeps somebody from an act; the first that fits. */
export const resetRules: readonly Rule[] = [
  { row: 1, act: 'ask', when: ({ active }) => !active, refusal: 'disabled' },
  { row: 2, act: 'ask', when: ({ hasFactor }) => !hasFactor, refusal: 'no_factor' },
  { row: 3, act: 'ask', when: (facts) => facts.reset !== null && !isOld(facts), refusal: 'asked_already' },
  { row: 4, act: 'confirm', when: notAsked, refusal: 'not_asked' },
  { row: 5, act: 'confirm', when: isOld, refusal: 'too_old' },
  {
    row: 6,
    act: 'confirm',
    when: ({ reset, staffId }) => reset?.askedBy === staffId,
    refusal: 'same_person',
  },
  { row: 7, act: 'confirm', when: ({ reset }) => reset?.confirmedAt !== null, refusal: 'confirmed_already' },
  { row: 8, act: 'confirm', when: usedSince, refusal: 'factor_used' },
  { row: 9, act: 'carry_out', when: notAsked, refusal: 'not_asked' },
  { row: 10, act: 'carry_out', when: ({ active }) => !active, refusal: 'disabled' },
  { row: 11, act: 'carry_out', when: ({ reset }) => reset?.readyAt === null, refusal: 'not_confirmed' },
  { row: 12, act: 'carry_out', when: isOld, refusal: 'too_old' },
  { row: 13, act: 'carry_out', when: usedSince, refusal: 'factor_used' },
  {
    row: 14,
    act: 'carry_out',
    when: ({ now, reset }) => reset?.readyAt != null && now < reset.readyAt,
    refusal: 'too_early',
  },
  { row: 15, act: 'stop', when: notAsked, refusal: 'not_asked' },
];

/** Null: it may be done. */
export function refuseReset(act: ResetAct, facts: ResetFacts): ResetRefusal | null {
  return resetRules.find((rule) => rule.act === act && rule.when(facts))?.refusal ?? null;
}

export const refusalWords: Record<ResetRefusal, string> = {
  disabled: 'This person was disabled in the portal: enable them first.',
  no_factor: 'This person has no second step of signing in: there is nothing to reset.',
  asked_already: 'Somebody asked for this already.',
  not_asked: 'Nobody has asked for this, or it is over.',
  too_old: 'This was asked for more than a week ago: check who they are once more, and ask anew.',
  same_person: 'Somebody else than the one who asked has to confirm it.',
  confirmed_already: 'It is confirmed already.',
  not_confirmed: 'A second person has to confirm it first.',
  factor_used: 'They have signed in with their second step since: it is not lost.',
  too_early: 'Its owner still has time to object.',
};
