/**
 * Three-way merge of one field: what both sides said when they last agreed, what stands here, what stands there (quotes.md §9).
 * Pure; values are canonical texts, null for empty.
 */

export type Authority =
  /** Kept here: what is changed here is sent. */
  | 'ours'
  /** Kept there: what is changed here is a suggestion. */
  | 'theirs'
  /** The last change that a person made counts. */
  | 'both'
  /** Stays where it is: bank accounts. */
  | 'never';

export interface Three {
  base: string | null;
  ours: string | null;
  theirs: string | null;
}

export type Merged =
  | 'nothing'
  /** Both say the same by now: that is what they agree on. */
  | 'agree'
  /** Ours becomes theirs. */
  | 'take'
  /** Theirs becomes ours, if it still says what was seen. */
  | 'send'
  /** A person may send ours. */
  | 'suggest'
  /** A person chooses. */
  | 'conflict';

/** `oursConfirmed`: a person wrote ours, or said that it is right; what the program filled in gives way to a person there. */
export function mergeField(
  { base, ours, theirs }: Three,
  authority: Authority,
  oursConfirmed: boolean,
): Merged {
  if (authority === 'never') return 'nothing';
  if (ours === theirs) return base === ours ? 'nothing' : 'agree';
  if (ours === base) return 'take';
  if (theirs === base) return authority === 'theirs' ? 'suggest' : 'send';
  return oursConfirmed ? 'conflict' : 'take';
}

/** So many changes of one record within a minute are two programs answering each other, not people. */
export const mostSendsAMinute = 10;

/** When the last ones left, newest last; null: it is stopped until a person looks. */
export function countSend(sends: readonly Date[], now: Date): Date[] | null {
  const recent = sends.filter((at) => now.getTime() - at.getTime() < 60_000);
  return recent.length >= mostSendsAMinute ? null : [...recent, now];
}
