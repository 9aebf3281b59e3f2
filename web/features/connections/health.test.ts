import { describe, expect, test } from 'vitest';
import type { Alarm, Connection } from './connection.ts';
import { aboutOf, developerPageOf, firstReading, stateOf, worryOf } from './health.ts';

const alarm = (name: Alarm['alarm']): Alarm => ({ alarm: name, detail: '', at: null, count: null });

test.each<[string, Connection['status'], Alarm[], string]>([
  ['all is well', 'active', [], 'logged'],
  ['a word of warning does not change it', 'active', [alarm('grant_ends')], 'logged'],
  ['failures want a person', 'active', [alarm('failed')], 'needsPerson'],
  ['no answer twice wants a person', 'active', [alarm('canary')], 'needsPerson'],
  ['down for some seconds does not', 'active', [alarm('vendor_down')], 'logged'],
  ['locked out', 'needs_attention', [alarm('needs_attention')], 'failed'],
  ['paused with failures is paused', 'paused', [alarm('failed')], 'held'],
])('%s', (_name, status, alarms, state) => {
  expect(stateOf({ status, alarms })).toBe(state);
});

test.each<[string, Connection['status'], Alarm[], Alarm['alarm'] | undefined]>([
  ['nothing while all is well', 'active', [], undefined],
  ['nothing while it may wait', 'active', [alarm('grant_ends'), alarm('vendor_down')], undefined],
  ['the worst, past what may wait', 'active', [alarm('behind'), alarm('canary')], 'canary'],
  [
    'that somebody must sign in',
    'needs_attention',
    [alarm('needs_attention'), alarm('failed')],
    'needs_attention',
  ],
  ['nothing once somebody has paused it', 'paused', [alarm('failed')], undefined],
])('on Home stands %s', (_name, status, alarms, worry) => {
  expect(worryOf({ status, alarms })?.alarm).toBe(worry);
});

test('one that only reads says so; one that does not answer promises nothing', () => {
  const since = '2026-03-02T09:00:00Z';
  expect(aboutOf({ status: 'active', logsSince: null, alarms: [] })).toBe('about_mirrorOnly');
  expect(aboutOf({ status: 'active', logsSince: since, alarms: [alarm('failed')] })).toBe('about_active');
  expect(aboutOf({ status: 'active', logsSince: since, alarms: [alarm('canary')] })).toBe('about_out');
  expect(aboutOf({ status: 'active', logsSince: null, alarms: [alarm('canary')] })).toBe(
    'about_outMirrorOnly',
  );
  expect(aboutOf({ status: 'paused', logsSince: null, alarms: [] })).toBe('about_paused');
});

describe('the first reading', () => {
  const kind = (over: boolean, done: number, total: number | null) => ({
    kind: 'contact',
    pass: 'whole' as const,
    done,
    total,
    firstDoneAt: over ? '2026-03-02T09:00:00Z' : null,
    upToDateAt: null,
    linked: done,
    missing: 0,
    error: null,
  });
  test.each<[string, Connection['mirror'], number | undefined | null]>([
    ['nothing is read at all', [], null],
    ['it is over', [kind(true, 5, 5)], null],
    ['half of one, all of the other', [kind(true, 5, 5), kind(false, 50, 100)], 0.75],
    ['nobody knows how much there is', [kind(false, 50, null)], undefined],
    ['more came than was said', [kind(false, 120, 100)], 1],
  ])('%s', (_name, mirror, share) => {
    expect(firstReading(mirror)).toBe(share);
  });
});

test('a vendor without a known page has no link', () => {
  expect(developerPageOf('clio', 'eu')).toBe('https://eu.developers.clio.com');
  expect(developerPageOf('abacus', 'us')).toBeUndefined();
});
