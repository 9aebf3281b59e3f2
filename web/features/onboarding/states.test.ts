import { expect, test } from 'vitest';
import { lookOf, progressOf } from './states.ts';

test.each([
  [
    'a refer that nobody decided',
    'needs_decision',
    'complete',
    'refer',
    'needsPerson',
    'standing_needs_decision',
  ],
  [
    'a fail that nobody decided',
    'needs_decision',
    'failed',
    'fail',
    'needsPerson',
    'standing_needs_decision',
  ],
  ['a refer that somebody accepted', 'accepted', 'complete', 'refer', 'logged', 'standing_accepted'],
  ['a refer that somebody rejected', 'rejected', 'complete', 'refer', 'failed', 'standing_rejected'],
  ['a pass', 'done', 'complete', 'pass', 'logged', 'passed'],
  ['a form that is back', 'done', 'complete', null, 'logged', 'status_complete'],
  ['a check without its result', 'open', 'complete', null, 'working', 'awaitingResult'],
  ['a link that ran out', 'open', 'expired', null, 'failed', 'status_expired'],
  ['sent', 'open', 'sent', null, 'waiting', 'status_sent'],
] as const)('%s', (_name, standing, status, result, state, word) => {
  expect(lookOf({ standing, status, result })).toEqual({ state, word });
});

test('accepted counts as done, rejected does not', () => {
  const tasks = (['done', 'accepted', 'rejected', 'open'] as const).map((standing) => ({ standing }));
  expect(progressOf({ tasks })).toEqual({ done: 2, all: 4 });
});
