import { describe, expect, test } from 'vitest';
import { afterAnswer, decidePush, dueAt, type PushFacts } from './decide.ts';
import { worksAgainAt } from './working-hours.ts';

const now = new Date('2026-03-02T10:00:00Z');
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);
const staff = { who: 'staff', tell: 'new', unansweredMinutes: 60, hours: null } as const;

const facts: PushFacts = {
  ...{ now, visible: true, current: true, timers: 'on', unread: 2, newestSeq: 7, pushedSeq: 5 },
  ...{
    focusedAt: null,
    postponed: 0,
    devices: 1,
    rules: { who: 'client' },
    awaitingSince: null,
    worksAgainAt: null,
  },
};

describe('at fire time', () => {
  test.each<[string, Partial<PushFacts>, object]>([
    ['not visible by T1', { visible: false }, { do: 'cancel', reason: 'not_visible' }],
    ['takes part no more', { current: false }, { do: 'cancel', reason: 'not_current' }],
    ['archived or ended', { timers: 'off' }, { do: 'cancel', reason: 'archived' }],
    ['read, or all withdrawn', { unread: 0 }, { do: 'cancel', reason: 'read' }],
    ['told of already', { pushedSeq: 7 }, { do: 'cancel', reason: 'told' }],
    ['staff who want none', { rules: { ...staff, tell: 'none' } }, { do: 'cancel', reason: 'off' }],
    ['staff, answered meanwhile', { rules: staff }, { do: 'cancel', reason: 'answered' }],
    [
      'staff, not unanswered for long enough',
      { rules: { ...staff, tell: 'unanswered' }, awaitingSince: minutes(-30) },
      { do: 'postpone', until: minutes(30), reason: 'not_yet' },
    ],
    ['no device', { devices: 0 }, { do: 'cancel', reason: 'no_device' }],
    [
      'staff, after hours',
      { rules: staff, awaitingSince: now, worksAgainAt: minutes(600) },
      { do: 'postpone', until: minutes(600), reason: 'quiet' },
    ],
    [
      'open and looked at',
      { focusedAt: minutes(-0.5) },
      { do: 'postpone', until: minutes(1), reason: 'focused' },
    ],
    ['idle in front of it', { focusedAt: minutes(-0.5), postponed: 5 }, { do: 'push', upTo: 7, count: 2 }],
    ['otherwise', {}, { do: 'push', upTo: 7, count: 2 }],
  ])('%s', (_name, more, expected) => {
    expect(decidePush({ ...facts, ...more })).toEqual(expected);
  });
});

describe('back-off while pushes stay unopened', () => {
  test.each([
    [null, 0, 0],
    [now, 0, 0],
    [now, 1, 15],
    [now, 2, 60],
    [now, 3, 1440],
    [now, 9, 1440],
  ])('last at %s, %i unopened: after %i minutes', (pushedAt, unopened, after) => {
    expect(dueAt(now, { pushedAt, unopened })).toEqual(minutes(after));
  });
});

describe('what an answer makes of the device', () => {
  test.each<[string, number | null, string | null, number, object]>([
    ['taken', 201, null, 3, { outcome: 'delivered' }],
    ['gone', 410, null, 0, { outcome: 'forget' }],
    ['unknown', 404, null, 0, { outcome: 'forget' }],
    ['another key', 403, null, 0, { outcome: 'forget' }],
    ['too much, seconds', 429, '120', 0, { outcome: 'rest', until: minutes(2) }],
    ['too much, a date', 429, 'Mon, 02 Mar 2026 10:05:00 GMT', 0, { outcome: 'rest', until: minutes(5) }],
    ['too much, nonsense', 503, 'soon', 0, { outcome: 'rest', until: minutes(15) }],
    ['too much, for a year', 429, '31536000', 0, { outcome: 'rest', until: minutes(1440) }],
    ['too large', 413, null, 0, { outcome: 'failed' }],
    ['nobody answers', null, null, 0, { outcome: 'failed' }],
    ['nobody ever answers', null, null, 9, { outcome: 'forget' }],
  ])('%s', (_name, status, retryAfter, failures, expected) => {
    expect(afterAnswer(status, retryAfter, failures, now)).toEqual(expected);
  });
});

describe('working hours, by the firm’s clock', () => {
  const hours = { from: 540, until: 1080, days: [1, 2, 3, 4, 5] };
  test.each([
    ['at work', '2026-03-02T10:00:00Z', null],
    ['in the evening', '2026-03-02T18:30:00Z', '2026-03-03T09:00:00.000Z'],
    ['on Friday evening', '2026-03-06T18:00:00Z', '2026-03-09T09:00:00.000Z'],
    ['over the change of clocks', '2026-03-28T12:00:00Z', '2026-03-30T08:00:00.000Z'],
  ])('%s', (_name, at, again) => {
    expect(worksAgainAt(hours, 'Europe/London', new Date(at))?.toISOString() ?? null).toBe(again);
  });
});
