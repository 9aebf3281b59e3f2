import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VendorFailure } from '../../vendors/ports.ts';
import {
  type Action,
  afterAction,
  afterFailure,
  afterPage,
  daysOf,
  nextSlice,
  periodOf,
  type State,
} from './backfill-decide.ts';

const now = new Date('2026-03-10T09:00:00.250Z');
const at = (text: string) => new Date(text);

describe('the period', () => {
  test.each([
    ['days back, up to the next whole second', { days: 30 }, '2026-02-08T09:00:01Z', '2026-03-10T09:00:01Z'],
    [
      'from a moment on',
      { days: 30, since: at('2026-03-01T00:00:00.900Z') },
      '2026-03-01T00:00:00Z',
      '2026-03-10T09:00:01Z',
    ],
    ['a whole year', { days: 365 }, '2025-03-10T09:00:01Z', '2026-03-10T09:00:01Z'],
  ])('%s', (_name, asked, since, until) => {
    expect(periodOf(asked, now)).toEqual({ since: at(since), until: at(until) });
  });
  test.each([
    ['from a moment to come', at('2026-03-11T00:00:00Z')],
    ['from longer ago than a year', at('2025-03-01T00:00:00Z')],
  ])('none %s', (_name, since) => {
    expect(periodOf({ days: 30, since }, now)).toBeNull();
  });
});

describe('slices', () => {
  const until = at('2026-03-10T09:00:00Z');
  test.each([
    ['the last day first', '2026-02-08T09:00:00Z', '2026-03-10T09:00:00Z', '2026-03-09T09:00:00Z'],
    ['the next one after it', '2026-02-08T09:00:00Z', '2026-03-09T09:00:00Z', '2026-03-08T09:00:00Z'],
    ['no further than the period', '2026-03-08T00:00:00Z', '2026-03-08T09:00:00Z', '2026-03-08T00:00:00Z'],
    [
      'by the week when there are many',
      '2025-12-10T09:00:00Z',
      '2026-03-10T09:00:00Z',
      '2026-03-03T09:00:00Z',
    ],
  ])('%s', (_name, since, reachedAt, from) => {
    expect(nextSlice({ since: at(since), until, reachedAt: at(reachedAt) })).toEqual({
      since: at(from),
      until: at(reachedAt),
    });
  });

  test('they cover the period once, without gap or overlap, whatever pages they come in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 365 * 24 }),
        fc.array(fc.nat(3), { maxLength: 40 }),
        (hours, pages) => {
          const period = { since: new Date(until.getTime() - hours * 3_600_000), until };
          let standing: { page: string | null; reachedAt: Date; done: boolean } = {
            page: null,
            reachedAt: until,
            done: false,
          };
          let edge = until.getTime();
          for (let turn = 0; !standing.done; turn += 1) {
            const slice = nextSlice({ ...period, reachedAt: standing.reachedAt });
            expect(slice.until.getTime()).toBe(edge);
            for (let page = pages[turn] ?? 0; page > 0; page -= 1)
              expect(afterPage(period, slice, `page ${page}`)).toEqual({
                page: `page ${page}`,
                reachedAt: slice.until,
                done: false,
              });
            standing = afterPage(period, slice, null);
            edge = standing.reachedAt.getTime();
          }
          expect(edge).toBe(period.since.getTime());
          expect(standing.page).toBeNull();
        },
      ),
    );
  });
});

test.each<[string, State, string, { days: number; done: number }]>([
  ['nothing yet', 'running', '2026-03-10T00:00:00Z', { days: 30, done: 0 }],
  ['half a day is no day', 'running', '2026-03-09T12:00:00Z', { days: 30, done: 0 }],
  ['twelve', 'paused', '2026-02-26T00:00:00Z', { days: 30, done: 12 }],
  ['all', 'done', '2026-02-08T00:00:00Z', { days: 30, done: 30 }],
])('days covered: %s', (_name, state, reachedAt, expected) => {
  const period = { since: at('2026-02-08T00:00:00Z'), until: at('2026-03-10T00:00:00Z') };
  expect(daysOf({ ...period, reachedAt: at(reachedAt), state })).toEqual(expected);
});

describe('after a page that did not come', () => {
  const limited: VendorFailure = {
    failure: 'rate_limited',
    retryAt: at('2026-03-10T09:10:00Z'),
    detail: '429',
  };
  const table: [string, VendorFailure | null, number, string | null, object][] = [
    [
      'asked to wait: as long, and it is no failure',
      limited,
      2,
      'p',
      { state: 'running', dueAt: limited.retryAt, note: 'rate_limited', failures: 2, dropPage: false },
    ],
    [
      'refused credentials: pauses and says so',
      { failure: 'unauthorised', detail: 'invalid_grant' },
      0,
      'p',
      { state: 'paused', note: 'unauthorised', detail: 'invalid_grant', dropPage: false },
    ],
    [
      'not reachable: again, later each time',
      { failure: 'unavailable', detail: '503' },
      2,
      'p',
      {
        state: 'running',
        dueAt: at('2026-03-10T09:02:00.250Z'),
        note: 'unavailable',
        failures: 3,
        dropPage: false,
      },
    ],
    [
      'not reachable for a day: still again',
      { failure: 'unavailable', detail: '503' },
      40,
      null,
      { state: 'running', note: 'unavailable' },
    ],
    [
      'a place that is no longer known: from the start of the slice',
      { failure: 'rejected', detail: 'bad cursor' },
      0,
      'p',
      { state: 'running', note: 'refused', detail: 'bad cursor', dropPage: true },
    ],
    [
      'refused again and again: gives up with the vendor’s words',
      { failure: 'rejected', detail: 'no such feature' },
      3,
      null,
      { state: 'failed', note: 'refused', detail: 'no such feature', dropPage: false },
    ],
    ['our own fault: again', null, 0, null, { state: 'running', note: 'internal' }],
    ['our own fault, again and again: gives up', null, 7, null, { state: 'failed', note: 'internal' }],
  ];
  test.each(table)('%s', (_name, failure, failures, page, expected) => {
    expect(afterFailure(failure, { failures, page }, now)).toMatchObject(expected);
  });
});

test.each<[State, Record<Action, State | null>]>([
  ['running', { pause: 'paused', resume: null, cancel: 'cancelled' }],
  ['paused', { pause: null, resume: 'running', cancel: 'cancelled' }],
  ['failed', { pause: null, resume: 'running', cancel: null }],
  ['done', { pause: null, resume: null, cancel: null }],
  ['cancelled', { pause: null, resume: null, cancel: null }],
])('what a person may do while it is %s', (state, expected) => {
  const actions = ['pause', 'resume', 'cancel'] as const;
  expect(Object.fromEntries(actions.map((action) => [action, afterAction(action, state)]))).toEqual(expected);
});
