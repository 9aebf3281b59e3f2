/** Kinds of change in words: which sentence, and with what in it. */
import type { Answer } from '../../api/contract.ts';

export type WhatIf = Answer<'GET /api/v1/what-if/:id'>;
export type Count = WhatIf['counts'][number];
export type Change = Answer<'GET /api/v1/what-if/:id/changes'>['items'][number];
export type Redo = Answer<'GET /api/v1/redo-runs/:id'>;

const nouns = ['fee', 'task', 'memo', 'document', 'note'] as const;
export type Noun = (typeof nouns)[number] | 'entry';

/** What a record of that kind is called; a call record of a connected system is an entry. */
export function nounOf(standing: string): Noun {
  return nouns.find((noun) => noun === standing) ?? 'entry';
}

const reasons = [
  'logging_off',
  'internal_call',
  'blocked_number',
  'too_short',
  'no_seat',
  'no_contact',
  'fax_needs_matter',
  'fax_needs_contact',
  'staff_chose_to_skip',
  'no_staff',
] as const;
export type Reason = (typeof reasons)[number] | 'other';

/** The rule in `skipped:<rule>`; null for what is logged. */
export function reasonOf(standing: string): Reason | null {
  if (!standing.startsWith('skipped:')) return null;
  return reasons.find((reason) => `skipped:${reason}` === standing) ?? 'other';
}

/** How an entry stands, in the same words as a change. */
export function standingOf(entry: {
  state: string;
  reason: string | null;
  recordKind: string | null;
}): string {
  if (entry.state === 'skipped') return `skipped:${entry.reason ?? ''}`;
  if (entry.state === 'held') return 'held';
  return entry.recordKind ?? 'waiting';
}

export type Sentence =
  | { say: 'becomes'; was: Noun; becomes: Noun }
  | { say: 'becomesNot'; was: Noun; reason: Reason }
  | { say: 'becomesHeld'; was: Noun }
  | { say: 'wasNot'; becomes: Noun; reason: Reason }
  | { say: 'wasNotNot'; reason: Reason }
  | { say: 'wasHeld'; becomes: Noun }
  | { say: 'otherMatter' | 'otherContact' | 'otherAssignee' | 'otherMinutes' | 'otherBillable'; was: Noun };

const aspects = {
  matter: 'otherMatter',
  contact: 'otherContact',
  assignee: 'otherAssignee',
  minutes: 'otherMinutes',
  billable: 'otherBillable',
} as const;

export function sentenceOf({ was, becomes, aspect }: Pick<Count, 'was' | 'becomes' | 'aspect'>): Sentence {
  if (aspect !== '') return { say: aspects[aspect], was: nounOf(was) };
  const [before, after] = [reasonOf(was), reasonOf(becomes)];
  if (before !== null && after !== null) return { say: 'wasNotNot', reason: after };
  if (before !== null && becomes !== 'held')
    return { say: 'wasNot', becomes: nounOf(becomes), reason: before };
  if (after !== null) return { say: 'becomesNot', was: nounOf(was), reason: after };
  if (becomes === 'held') return { say: 'becomesHeld', was: nounOf(was) };
  if (was === 'held') return { say: 'wasHeld', becomes: nounOf(becomes) };
  return { say: 'becomes', was: nounOf(was), becomes: nounOf(becomes) };
}

/** A kind of change in the address: `embedded~fee~skipped:too_short~~options`. */
export function keyOf(count: Pick<Count, 'destination' | 'was' | 'becomes' | 'aspect' | 'because'>): string {
  return [count.destination, count.was, count.becomes, count.aspect, count.because].join('~');
}

/** How many a redo would change, and how many more when what differs for other reasons is brought up to date, too. */
export function redoable(counts: readonly Count[]): { options: number; facts: number } {
  const of = (because: Count['because']) =>
    counts.filter((one) => one.because === because).reduce((sum, { count, stays }) => sum + count - stays, 0);
  return { options: of('options'), facts: of('facts') };
}
