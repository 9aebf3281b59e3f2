import { describe, expect, test } from 'vitest';
import {
  completes,
  decideTick,
  type Happening,
  isTickable,
  type ToDoKind,
  toDoKinds,
  toDoRules,
} from './decide.ts';

const happenings = [
  'read',
  'opened',
  'submitted',
  'signed',
  'paid',
  'all_slots_accepted',
  'answered',
  'past',
] as const satisfies readonly Happening[];

/** T16, as the spec has it. */
const spec: [ToDoKind, Happening[]][] = [
  ['message', ['read']],
  ['file', ['opened']],
  ['form', ['submitted']],
  ['signature', ['signed']],
  ['invoice', ['paid']],
  ['request', ['all_slots_accepted']],
  ['event', ['answered', 'past']],
  ['free', []],
];

describe('T16', () => {
  test('has one row for each kind', () => {
    expect(toDoRules.map(({ kind }) => kind)).toEqual([...toDoKinds]);
    expect(spec.map(([kind]) => kind)).toEqual([...toDoKinds]);
  });

  test.each(spec)('%s is completed by %j and by nothing else', (kind, by) => {
    expect(happenings.filter((happening) => completes(kind, happening))).toEqual(by);
  });

  test('everything may be ticked by hand but what has legal effect', () => {
    expect(toDoKinds.filter((kind) => !isTickable(kind))).toEqual(['signature', 'invoice']);
  });
});

describe('a tick', () => {
  test.each([
    ['an open message', { kind: 'message', state: 'open', doneHow: null }, true, 'set'],
    ['an open signature', { kind: 'signature', state: 'open', doneHow: null }, true, 'refuse'],
    ['an open invoice', { kind: 'invoice', state: 'open', doneHow: null }, true, 'refuse'],
    ['what is done already', { kind: 'form', state: 'done', doneHow: 'happened' }, true, 'nothing'],
    [
      'a signature that is signed',
      { kind: 'signature', state: 'done', doneHow: 'happened' },
      true,
      'nothing',
    ],
    ['back of a tick', { kind: 'free', state: 'done', doneHow: 'ticked' }, false, 'set'],
    ['back of what happened', { kind: 'file', state: 'done', doneHow: 'happened' }, false, 'refuse'],
    ['back of what is past', { kind: 'event', state: 'done', doneHow: 'passed' }, false, 'refuse'],
    ['back of what is open', { kind: 'free', state: 'open', doneHow: null }, false, 'nothing'],
    ['what was withdrawn', { kind: 'free', state: 'withdrawn', doneHow: null }, true, 'refuse'],
  ] as const)('%s', (_name, toDo, done, verdict) => {
    expect(decideTick(toDo, done).do).toBe(verdict);
  });
});
