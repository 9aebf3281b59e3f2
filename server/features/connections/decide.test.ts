import { describe, expect, test } from 'vitest';
import type { VendorFailure } from '../../vendors/ports.ts';
import {
  alarmsOf,
  type CanaryFacts,
  canaryEveryMs,
  decideCanary,
  decideRetry,
  type HealthFacts,
  nextSubscriptionCheck,
} from './decide.ts';
import { emptyLane } from './lane-decide.ts';
import { quotaOf } from './lane-view.ts';

const now = new Date('2026-03-02T09:00:00.000Z');
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

describe('trying again to be let in', () => {
  const down: VendorFailure = { failure: 'unavailable', detail: 'down' };
  test.each<[string, VendorFailure, number, Date | null, Date | null]>([
    ['down, the first time', down, 0, null, new Date(now.getTime() + 5_000)],
    ['down for long', down, 20, null, new Date(now.getTime() + 600_000)],
    ['down, and the code ends before', down, 10, later(0.1), null],
    ['told when to come', { failure: 'rate_limited', retryAt: later(1), detail: '' }, 0, null, later(1)],
    ['refused', { failure: 'unauthorised', detail: '' }, 0, null, null],
    ['not understood', { failure: 'rejected', detail: '' }, 0, null, null],
  ])('%s', (_name, problem, failures, giveUpAt, again) => {
    expect(decideRetry(problem, { failures, now, giveUpAt })).toEqual(again);
  });
});

test.each<[string, Date | null, Date]>([
  ['one that never ends: daily', null, later(24)],
  ['one of 31 days: daily', later(31 * 24), later(24)],
  ['one of 8 hours: at three quarters', later(8), later(6)],
  ['one that is over: soon', later(-1), later(1 / 12)],
])('webhooks are looked after: %s', (_name, expiresAt, next) => {
  expect(nextSubscriptionCheck(expiresAt?.toISOString() ?? null, now)).toEqual(next);
});

const fine: HealthFacts = {
  status: 'active',
  statusDetail: '',
  grant: 'authorization_code',
  grantExpiresAt: null,
  failed: 0,
  oldestWaitingAt: null,
  blockedUntil: null,
  failures: 0,
  lastSuccessAt: later(-1),
  lastHookAt: later(-1),
  canaryFailures: 0,
  canaryDetail: '',
  untoldSince: null,
  subscription: { status: 'active', detail: '' },
};

describe('alarms', () => {
  test.each<[string, Partial<HealthFacts>, string[]]>([
    ['all is well', {}, []],
    ['locked out', { status: 'needs_attention', statusDetail: 'no' }, ['needs_attention']],
    ['two weeks left', { grantExpiresAt: later(14 * 24 - 1) }, ['grant_ends']],
    ['fifteen days left', { grantExpiresAt: later(15 * 24) }, []],
    ['client credentials need nobody', { grant: 'client_credentials', grantExpiresAt: later(1) }, []],
    ['failures are told while paused, too', { status: 'paused', failed: 2 }, ['failed']],
    ['waiting for a minute is nothing', { oldestWaitingAt: later(-1 / 60) }, []],
    ['waiting for an hour', { oldestWaitingAt: later(-1) }, ['behind']],
    ['down for some seconds', { failures: 3, blockedUntil: later(1) }, ['vendor_down']],
    ['told to come later is not down', { failures: 0, blockedUntil: later(1) }, []],
    ['nothing went well since yesterday morning', { lastSuccessAt: later(-27) }, ['silent']],
    ['one check without an answer is a hiccup', { canaryFailures: 1 }, []],
    ['two in a row', { canaryFailures: 2, canaryDetail: '503' }, ['canary']],
    [
      'two in a row, known to be down',
      { canaryFailures: 2, failures: 4, blockedUntil: later(1) },
      ['canary'],
    ],
    ['whoever works there got no answer for a minute', { failures: 6, blockedUntil: later(1) }, ['canary']],
    ['the same while it is tried again', { failures: 6 }, ['canary']],
    ['an outage that lasts is told once', { canaryFailures: 9, lastSuccessAt: later(-30) }, ['canary']],
    ['a check of before it was paused', { status: 'paused', canaryFailures: 2 }, []],
    ['no news for weeks, and nothing changed', { lastHookAt: later(-500) }, []],
    ['never any news, and nothing changed', { lastHookAt: null }, []],
    ['changed, and news may be under way', { untoldSince: later(-0.4), lastHookAt: later(-9) }, []],
    ['changed, and no news came', { untoldSince: later(-0.6), lastHookAt: later(-9) }, ['hooks_silent']],
    ['changed, and never any news', { untoldSince: later(-0.6), lastHookAt: null }, ['hooks_silent']],
    ['news came again since', { untoldSince: later(-5), lastHookAt: later(-1) }, []],
    [
      'changed, and news is set up by hand',
      { untoldSince: later(-5), lastHookAt: later(-9), subscription: { status: 'by_hand', detail: 'there' } },
      [],
    ],
    ['refused', { subscription: { status: 'refused', detail: 'no' } }, ['webhook_refused']],
    [
      'to be set up by hand, until it works',
      { subscription: { status: 'by_hand', detail: 'there' }, lastHookAt: null },
      ['webhook_by_hand'],
    ],
    ['paused is quiet', { status: 'paused', lastSuccessAt: later(-100), oldestWaitingAt: later(-9) }, []],
  ])('%s', (_name, facts, expected) => {
    expect(alarmsOf({ ...fine, ...facts }, now).map(({ alarm }) => alarm)).toEqual(expected);
  });
});

test('an outage is told with its beginning, in the vendor’s words', () => {
  const facts = { ...fine, canaryFailures: 2, canaryDetail: 'Service Unavailable', lastSuccessAt: later(-2) };
  expect(alarmsOf(facts, now)).toEqual([
    { alarm: 'canary', detail: 'Service Unavailable', at: later(-2).toISOString(), count: null },
  ]);
});

describe('whether a connection is asked if all is well', () => {
  const id = '0198c0de-0000-7000-8000-000000000001';
  const minutes = (count: number) => later(count / 60);
  const quiet: CanaryFacts = {
    id,
    wanted: false,
    dueAt: minutes(0),
    blockedUntil: null,
    lastSuccessAt: minutes(-20),
    askedAt: minutes(-20),
    answered: true,
  };
  const quarter = (from: Date) => new Date(from.getTime() + canaryEveryMs(id));
  test.each<[string, Partial<CanaryFacts>, Date | null]>([
    ['a quiet one is asked', {}, null],
    ['not before it is due', { dueAt: minutes(1) }, minutes(1)],
    ['something went well meanwhile', { lastSuccessAt: minutes(-2) }, quarter(minutes(-2))],
    ['something went well, long ago', { lastSuccessAt: minutes(-18) }, null],
    ['busy all day: whose account is it?', { lastSuccessAt: minutes(-2), askedAt: later(-25) }, null],
    ['never asked', { lastSuccessAt: minutes(-2), askedAt: null }, null],
    ['it did not answer last time', { lastSuccessAt: minutes(-2), answered: false }, null],
    ['nothing is asked now', { blockedUntil: minutes(3) }, minutes(3)],
    ['somebody wants to know', { wanted: true, dueAt: minutes(9), blockedUntil: minutes(3) }, null],
  ])('%s', (_name, facts, expected) => {
    expect(decideCanary({ ...quiet, ...facts }, now)).toEqual(expected);
  });

  test('about every quarter of an hour, each at its own time', () => {
    const every = Array.from(
      { length: 200 },
      (_, nth) => canaryEveryMs(`${id.slice(0, -3)}${100 + nth}`) / 60_000,
    );
    expect(Math.min(...every)).toBeGreaterThanOrEqual(13);
    expect(Math.max(...every)).toBeLessThan(17);
    expect(new Set(every).size).toBeGreaterThan(50);
  });
});

describe('what is left of a budget', () => {
  const at = (secondsAgo: number) => now.getTime() - secondsAgo * 1000;
  test('counts the window that is fullest', () => {
    const lane = { ...emptyLane, granted: [at(90), at(59), at(1), at(0.5)] };
    const windows = [
      { limit: 50, seconds: 60 },
      { limit: 5, seconds: 2 },
    ];
    expect(quotaOf(lane, { windows, per: 'client' }, now)).toEqual({
      used: 2,
      limit: 5,
      seconds: 2,
      left: 3,
      blockedUntil: null,
    });
  });
  test('a vendor that counts for itself is believed', () => {
    const lane = { ...emptyLane, remaining: 120, blockedUntil: later(1).getTime() };
    expect(quotaOf(lane, { windows: [], per: 'client' }, now)).toMatchObject({
      limit: null,
      left: 120,
      blockedUntil: later(1).toISOString(),
    });
  });
  test('nothing asked yet', () => {
    expect(quotaOf(null, { windows: [{ limit: 5, seconds: 1 }], per: 'client' }, now)).toMatchObject({
      left: 5,
    });
  });
});
