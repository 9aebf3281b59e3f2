import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../vendors/ports.ts';
import { addDays, afterAnswer, afterNoAnswer, boundsOf, dayOf, dueDay, prove, sessionsIn } from './decide.ts';

describe('a day in a zone', () => {
  test.each([
    ['2026-03-02', 'Europe/London', '2026-03-02T00:00:00.000Z', '2026-03-03T00:00:00.000Z'],
    ['2026-03-29', 'Europe/London', '2026-03-29T00:00:00.000Z', '2026-03-29T23:00:00.000Z'],
    ['2026-10-25', 'Europe/London', '2026-10-24T23:00:00.000Z', '2026-10-26T00:00:00.000Z'],
    ['2026-07-01', 'America/New_York', '2026-07-01T04:00:00.000Z', '2026-07-02T04:00:00.000Z'],
    ['2026-01-01', 'Australia/Sydney', '2025-12-31T13:00:00.000Z', '2026-01-01T13:00:00.000Z'],
    ['2026-01-01', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z', '2026-01-01T10:00:00.000Z'],
  ])('%s in %s', (day, zone, since, until) => {
    expect(boundsOf(day, zone)).toEqual({ since: new Date(since), until: new Date(until) });
  });

  test('days follow each other without gap or overlap, and every moment is in its own', () => {
    const zones = ['Europe/London', 'America/New_York', 'Australia/Sydney', 'Australia/Lord_Howe', 'UTC'];
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
        fc.constantFrom(...zones),
        (moment, zone) => {
          const day = dayOf(moment, zone);
          const { since, until } = boundsOf(day, zone);
          expect(since <= moment && moment < until).toBe(true);
          expect(boundsOf(addDays(day, 1), zone).since).toEqual(until);
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each([
    ['2026-03-02T02:59:00Z', 'Europe/London', null],
    ['2026-03-02T03:00:00Z', 'Europe/London', '2026-03-01'],
    ['2026-03-02T23:30:00Z', 'Europe/London', '2026-03-01'],
    ['2026-03-02T03:00:00Z', 'America/New_York', '2026-02-28'],
    ['2026-03-01T17:00:00Z', 'Australia/Sydney', '2026-03-01'],
  ])('at %s in %s the day to ask about is %s', (now, zone, day) => {
    expect(dueDay(new Date(now), zone)).toBe(day);
  });
});

describe('what a call log lists', () => {
  const call = (links: string[], legId: string): Observation => ({
    kind: 'call',
    links,
    legId,
    sequence: 1,
    at: '2026-03-02T10:00:00.000Z',
    role: 'user',
  });
  test('legs of one call count once, a text and a fax each, a voicemail belongs to its call', () => {
    const at = '2026-03-02T10:00:00.000Z';
    const from = { number: '+442079460101' };
    const observations: Observation[] = [
      call(['a'], '1'),
      call(['a', 'b'], '2'),
      call(['b'], '3'),
      call(['c'], '4'),
      { kind: 'message', messageId: 'm', direction: 'inbound', at, from, to: [] },
      { kind: 'fax', faxId: 'f', direction: 'inbound', at, from, to: [] },
      { kind: 'voicemail', voicemailId: 'v', at, from, artefacts: [] },
    ];
    expect(sessionsIn(observations)).toEqual([['call a', 'call b'], ['call c'], ['fax f'], ['message m']]);
  });
});

describe('the proof', () => {
  const known = new Map<string, string | null>([
    ['call a', '1'],
    ['call b', '1'],
    ['call c', '2'],
    ['call fax', null],
  ]);
  test.each([
    ['all is here', [['call a'], ['call c']], { says: 2, missing: 0 }],
    ['one is missing', [['call a'], ['call x']], { says: 2, missing: 1 }],
    ['two sessions that turned out to be one call', [['call a'], ['call b']], { says: 1, missing: 0 }],
    [
      'a call that only carried a fax counts for neither side',
      [['call fax'], ['call c']],
      { says: 1, missing: 0 },
    ],
    ['one known link is enough', [['call new', 'call a']], { says: 1, missing: 0 }],
    ['an empty day', [], { says: 0, missing: 0 }],
  ])('%s', (_name, sessions, expected) => {
    expect(prove(sessions, known)).toEqual(expected);
  });

  const now = new Date('2026-03-02T03:00:00Z');
  test('nothing missing ends it; something is brought in and looked at again, at most three times', () => {
    expect(afterAnswer({ says: 4, missing: 0 }, 0, now)).toEqual({
      state: 'known',
      dueAt: null,
      bringIn: false,
    });
    const again = [0, 1, 2].map((rounds) => afterAnswer({ says: 4, missing: 1 }, rounds, now));
    expect(again.map(({ bringIn }) => bringIn)).toEqual([true, true, true]);
    expect(again[0]?.dueAt).toEqual(new Date('2026-03-02T03:02:00Z'));
    expect(afterAnswer({ says: 4, missing: 1 }, 3, now)).toMatchObject({ dueAt: null, bringIn: false });
  });
  test('no answer is asked for again, later and later, and given up; refused credentials at once', () => {
    expect(afterNoAnswer(0, false, now)).toEqual({
      state: 'asking',
      dueAt: new Date('2026-03-02T03:02:00Z'),
      failures: 1,
    });
    expect(afterNoAnswer(5, false, now)).toMatchObject({ state: 'failed', dueAt: null });
    expect(afterNoAnswer(0, true, now)).toMatchObject({ state: 'failed', dueAt: null });
  });
});
