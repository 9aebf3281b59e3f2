/** What completes a to-do (portal.md T16), as a table; and what may be done with one. Pure. */

export const toDoKinds = [
  'message',
  'file',
  'form',
  'signature',
  'invoice',
  'request',
  'event',
  'free',
] as const;
export type ToDoKind = (typeof toDoKinds)[number];
/** Kinds that something stands behind; `free` is written by the firm. */
export type SourceKind = Exclude<ToDoKind, 'free'>;

export const toDoStates = ['open', 'done', 'withdrawn'] as const;
export type ToDoState = (typeof toDoStates)[number];
/** By what happened to its source, by hand, or because its time is over. */
export const doneHows = ['happened', 'ticked', 'passed'] as const;
export type DoneHow = (typeof doneHows)[number];

/** What can happen to what stands behind a to-do. */
export type Happening =
  | 'read'
  | 'opened'
  | 'submitted'
  | 'signed'
  | 'paid'
  | 'all_slots_accepted'
  | 'answered'
  | 'past';

export interface ToDoRule {
  row: number;
  kind: ToDoKind;
  completedBy: readonly Happening[];
  /** A signature or a payment has legal effect: it is done by doing it, never by a tick. */
  tickable: boolean;
}

export const toDoRules: readonly ToDoRule[] = [
  { row: 1, kind: 'message', completedBy: ['read'], tickable: true },
  { row: 2, kind: 'file', completedBy: ['opened'], tickable: true },
  { row: 3, kind: 'form', completedBy: ['submitted'], tickable: true },
  { row: 4, kind: 'signature', completedBy: ['signed'], tickable: false },
  { row: 5, kind: 'invoice', completedBy: ['paid'], tickable: false },
  { row: 6, kind: 'request', completedBy: ['all_slots_accepted'], tickable: true },
  { row: 7, kind: 'event', completedBy: ['answered', 'past'], tickable: true },
  { row: 8, kind: 'free', completedBy: [], tickable: true },
];

function ruleOf(kind: ToDoKind): ToDoRule {
  const rule = toDoRules.find((one) => one.kind === kind);
  if (!rule) throw new Error(`no rule for ${kind}`);
  return rule;
}

export function completes(kind: ToDoKind, happening: Happening): boolean {
  return ruleOf(kind).completedBy.includes(happening);
}

export function isTickable(kind: ToDoKind): boolean {
  return ruleOf(kind).tickable;
}

export type TickVerdict = { do: 'set' } | { do: 'nothing' } | { do: 'refuse'; why: string };

/** Whether somebody may tick a to-do (`done`) or take the tick back. */
export function decideTick(
  toDo: { kind: ToDoKind; state: ToDoState; doneHow: DoneHow | null },
  done: boolean,
): TickVerdict {
  if (toDo.state === 'withdrawn') return { do: 'refuse', why: 'It is not asked for any more.' };
  if (done === (toDo.state === 'done')) return { do: 'nothing' };
  if (done && !isTickable(toDo.kind))
    return { do: 'refuse', why: 'It is done by signing or paying; it cannot be ticked.' };
  if (!done && toDo.doneHow !== 'ticked')
    return { do: 'refuse', why: 'It was completed by what happened, not by a tick.' };
  return { do: 'set' };
}
