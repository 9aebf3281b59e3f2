import { describe, expect, test } from 'vitest';
import { type ChangeFacts, coolingUntil, decideApproval, mayApply } from './accounts-decide.ts';

const now = new Date('2026-11-22T10:00:00Z');
const waiting: ChangeFacts = {
  state: 'waiting',
  askedBy: 'noor',
  coolingUntil: new Date('2026-11-23T09:00:00Z'),
};

describe('approving', () => {
  const cases: [string, Partial<ChangeFacts>, string, string][] = [
    ['by a second person: it waits for its time', {}, 'tessa', 'cool'],
    ['by a second person after its time: at once', { coolingUntil: now }, 'tessa', 'apply'],
    ['by who asked: never', {}, 'noor', 'refused'],
    ['by who asked, after its time: never', { coolingUntil: now }, 'noor', 'refused'],
    ['twice', { state: 'approved' }, 'tessa', 'refused'],
    ['what has taken effect', { state: 'applied' }, 'tessa', 'refused'],
    ['what was stopped', { state: 'refused' }, 'tessa', 'refused'],
    ['what another change replaced', { state: 'superseded' }, 'tessa', 'refused'],
  ];
  test.each(cases)('%s', (_name, change, by, kind) => {
    expect(decideApproval({ ...waiting, ...change }, by, now).kind).toBe(kind);
  });
});

test.each([
  ['approved, its time over', { state: 'approved', coolingUntil: now }, true],
  ['approved, a moment too early', { state: 'approved', coolingUntil: new Date(now.getTime() + 1) }, false],
  ['waiting, its time over', { state: 'waiting', coolingUntil: now }, false],
  ['stopped', { state: 'refused', coolingUntil: now }, false],
] as const)('taking effect: %s', (_name, change, may) => {
  expect(mayApply({ ...waiting, ...change }, now)).toBe(may);
});

test.each([
  [24, '2026-11-23T10:00:00.000Z'],
  [0, '2026-11-22T10:00:00.000Z'],
])('%i hours', (hours, until) => {
  expect(coolingUntil(now, hours).toISOString()).toBe(until);
});
