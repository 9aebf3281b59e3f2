/** When a whole firm may be deleted (portal.md T14: holds override tenant off-boarding, too). Pure, as a table. */

export type FirmRefusal =
  | 'held'
  | 'asked_already'
  | 'not_asked'
  | 'wrong_token'
  | 'same_person'
  | 'too_early'
  | 'too_old';

/** What nobody confirmed for so long after it could be is asked for anew. */
const longestMs = 30 * 86_400_000;

export interface FirmDeletionFacts {
  /** Anything of the firm is on hold. */
  held: boolean;
  asked: { by: string; readyAt: Date } | null;
  /** The token that was printed. */
  tokenFits: boolean;
  by: string;
  now: Date;
}

interface Rule {
  row: number;
  act: 'request' | 'confirm';
  when(facts: FirmDeletionFacts): boolean;
  refusal: FirmRefusal;
}

const plain = (name: string) => name.trim().toLowerCase();
const isOld = ({ asked, now }: FirmDeletionFacts) =>
  asked !== null && now.getTime() - asked.readyAt.getTime() > longestMs;

/** The first that fits. */
export const firmRules: readonly Rule[] = [
  { row: 16, act: 'request', when: ({ held }) => held, refusal: 'held' },
  {
    row: 17,
    act: 'request',
    when: (facts) => facts.asked !== null && !isOld(facts),
    refusal: 'asked_already',
  },
  { row: 18, act: 'confirm', when: ({ held }) => held, refusal: 'held' },
  { row: 19, act: 'confirm', when: ({ asked }) => asked === null, refusal: 'not_asked' },
  { row: 20, act: 'confirm', when: ({ tokenFits }) => !tokenFits, refusal: 'wrong_token' },
  {
    row: 21,
    act: 'confirm',
    when: ({ asked, by }) => asked !== null && plain(asked.by) === plain(by),
    refusal: 'same_person',
  },
  {
    row: 22,
    act: 'confirm',
    when: ({ asked, now }) => asked !== null && now < asked.readyAt,
    refusal: 'too_early',
  },
  { row: 23, act: 'confirm', when: isOld, refusal: 'too_old' },
];

/** Null: it may be done. */
export function refuseFirm(act: 'request' | 'confirm', facts: FirmDeletionFacts): FirmRefusal | null {
  return firmRules.find((rule) => rule.act === act && rule.when(facts))?.refusal ?? null;
}
