import { describe, expect, test } from 'vitest';
import { mirrorKinds } from '../../vendors/ports.ts';
import {
  dueKinds,
  judgeSweep,
  nextNight,
  passOf,
  pollMinutes,
  restMs,
  type StreamFacts,
} from './streams-decide.ts';

const now = new Date('2026-03-02T10:00:00.000Z');
const later = new Date('2026-03-02T11:00:00.000Z');
const all = Object.fromEntries(mirrorKinds.map((kind) => [kind, { changesSince: true }]));

function stream(kind: string, more: Partial<StreamFacts> = {}): StreamFacts {
  return {
    kind,
    pass: 'idle',
    pass_started_at: null,
    first_done_at: now,
    whole_due_at: later,
    due_at: now,
    error: null,
    updated_at: now,
    ...more,
  };
}

describe('what is read next', () => {
  test.each([
    ['all that is due, in the order of kinds', [stream('matter'), stream('staff')], ['staff', 'matter']],
    [
      'what was not looked at for longest goes first',
      [stream('staff'), stream('matter', { updated_at: new Date(0) })],
      ['matter', 'staff'],
    ],
    [
      'the first load goes before changes',
      [
        stream('staff'),
        stream('contact', { first_done_at: null }),
        stream('matter', { first_done_at: null }),
      ],
      ['contact', 'staff'],
    ],
    ['not what rests', [stream('staff', { due_at: later }), stream('matter')], ['matter']],
    [
      'in the first load the first kind alone',
      [stream('staff', { first_done_at: null }), stream('contact', { first_done_at: null })],
      ['staff'],
    ],
    [
      'in the first load nothing while the first kind rests',
      [stream('staff', { first_done_at: null, due_at: later }), stream('contact', { first_done_at: null })],
      [],
    ],
    [
      'the next kind when the one before cannot be read',
      [
        stream('staff', { first_done_at: null, due_at: later, error: 'no' }),
        stream('contact', { first_done_at: null }),
      ],
      ['contact'],
    ],
  ])('%s', (_name, streams, expected) => {
    expect(dueKinds(streams, all, now)).toEqual(expected);
  });

  test('not a kind that the vendor does not have', () => {
    expect(dueKinds([stream('staff'), stream('party')], { staff: { changesSince: true } }, now)).toEqual([
      'staff',
    ]);
  });

  test.each([
    ['a pass under way goes on', { pass: 'changes', whole_due_at: now }, true, 'changes'],
    ['everything when that is due', { whole_due_at: now }, true, 'whole'],
    ['else what changed', {}, true, 'changes'],
    ['everything where changes cannot be asked for', {}, false, 'whole'],
  ] as const)('%s', (_name, more, changesSince, expected) => {
    expect(passOf(stream('staff', more), changesSince, now)).toBe(expected);
  });
});

test.each([
  ['Smokeball, five a second', [{ limit: 5, seconds: 1 }], 5],
  ['Clio, fifty a minute', [{ limit: 50, seconds: 60 }], 15],
  ['no window', [], 5],
])('how often to look: %s', (_name, windows, minutes) => {
  expect(pollMinutes({ windows })).toBe(minutes);
});

describe('the nightly pass', () => {
  test('is between two and five in the firm’s zone, at least six hours away', () => {
    for (let index = 0; index < 200; index += 1) {
      const night = nextNight(now, 'Australia/Sydney', `connection ${index}`);
      const hour = Number(
        new Intl.DateTimeFormat('en-GB', {
          hour: 'numeric',
          hourCycle: 'h23',
          timeZone: 'Australia/Sydney',
        }).format(night),
      );
      expect(hour).toBeGreaterThanOrEqual(2);
      expect(hour).toBeLessThan(5);
      expect(night.getTime() - now.getTime()).toBeGreaterThanOrEqual(6 * 3_600_000);
      expect(night.getTime() - now.getTime()).toBeLessThan(30 * 3_600_000);
    }
  });

  test('is at the same time for the same connection, and not for all at once', () => {
    const times = new Set(
      Array.from({ length: 50 }, (_, index) => nextNight(now, 'Europe/London', `c${index}`).getTime()),
    );
    expect(times.size).toBeGreaterThan(20);
    expect(nextNight(now, 'Europe/London', 'c1')).toEqual(nextNight(now, 'Europe/London', 'c1'));
  });
});

describe('what a whole pass did not see', () => {
  test.each([
    [{ live: 21, missing: 11, confirmed: false }, 'ask'],
    [{ live: 22, missing: 11, confirmed: false }, 'remove'],
    [{ live: 21, missing: 11, confirmed: true }, 'remove'],
    [{ live: 20, missing: 20, confirmed: false }, 'remove'],
    [{ live: 5000, missing: 12, confirmed: false }, 'remove'],
  ] as const)('%o: %s', (facts, verdict) => {
    expect(judgeSweep(facts)).toBe(verdict);
  });
});

test('a vendor that is down is asked ever less often, and at least every six minutes or so', () => {
  const waits = [1, 2, 3, 8, 9, 40].map((failures) => restMs(failures, 0.5));
  expect(waits).toEqual([2000, 4000, 8000, 256_000, 300_000, 300_000]);
  expect(restMs(40, 0.999)).toBeLessThan(376_000);
});
