import { describe, expect, test } from 'vitest';
import type { VendorFailure } from '../../vendors/ports.ts';
import { alarmsOf, decideRetry, type HealthFacts, nextSubscriptionCheck } from './decide.ts';
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

describe('alarms', () => {
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
    createdAt: later(-1000),
    subscription: { status: 'active', detail: '' },
  };
  test.each<[string, Partial<HealthFacts>, string[]]>([
    ['all is well', {}, []],
    ['locked out', { status: 'needs_attention', statusDetail: 'no' }, ['needs_attention']],
    ['two weeks left', { grantExpiresAt: later(14 * 24 - 1) }, ['grant_ends']],
    ['fifteen days left', { grantExpiresAt: later(15 * 24) }, []],
    ['client credentials need nobody', { grant: 'client_credentials', grantExpiresAt: later(1) }, []],
    ['failures are told while paused, too', { status: 'paused', failed: 2 }, ['failed']],
    ['waiting for a minute is nothing', { oldestWaitingAt: later(-1 / 60) }, []],
    ['waiting for an hour', { oldestWaitingAt: later(-1) }, ['behind']],
    ['down', { failures: 3, blockedUntil: later(1) }, ['vendor_down']],
    ['told to come later is not down', { failures: 0, blockedUntil: later(1) }, []],
    ['nothing went well since yesterday morning', { lastSuccessAt: later(-27) }, ['silent']],
    ['a quiet weekend', { lastHookAt: later(-3 * 24) }, []],
    ['no news for days', { lastHookAt: later(-5 * 24) }, ['hooks_silent']],
    ['never any news', { lastHookAt: null }, ['hooks_silent']],
    ['new, and no news yet', { lastHookAt: null, createdAt: later(-1) }, []],
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
