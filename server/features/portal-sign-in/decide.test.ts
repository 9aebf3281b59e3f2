import { describe, expect, test } from 'vitest';
import {
  type Attempt,
  attemptRules,
  countFailure,
  decideAttempt,
  decideNumber,
  delayOf,
  type Failures,
  factorConfirms,
  firmOfDestination,
  isFresh,
  mayRemoveFactor,
  numberRules,
  safeDestination,
  stageOf,
} from './decide.ts';

const at = (time: string) => new Date(`2026-03-02T${time}:00.000Z`);

const plain: Attempt = {
  by: 'link',
  sameBrowser: true,
  code: 'none',
  used: false,
  replaced: false,
  linkExpired: false,
  codeExpired: false,
  tries: 0,
  delayedUntil: null,
};
const until = at('10:15');

describe('T7, link and code', () => {
  test.each([
    [1, { used: true }, { kind: 'over' }],
    [1, { replaced: true, code: 'right' }, { kind: 'over' }],
    [2, { linkExpired: true }, { kind: 'over' }],
    [2, { linkExpired: true, sameBrowser: false, code: 'right' }, { kind: 'over' }],
    [3, {}, { kind: 'in' }],
    [3, { delayedUntil: until }, { kind: 'in' }],
    [3, { tries: 5, codeExpired: true }, { kind: 'in' }],
    [4, { sameBrowser: false }, { kind: 'code_needed' }],
    [4, { sameBrowser: false, delayedUntil: until, tries: 5 }, { kind: 'code_needed' }],
    [5, { by: 'request', sameBrowser: false, code: 'right' }, { kind: 'over' }],
    [6, { sameBrowser: false, code: 'right', delayedUntil: until }, { kind: 'delayed', until }],
    [6, { by: 'request', code: 'wrong', delayedUntil: until }, { kind: 'delayed', until }],
    [7, { sameBrowser: false, code: 'right', codeExpired: true }, { kind: 'code_over', why: 'expired' }],
    [8, { by: 'request', code: 'right', tries: 5 }, { kind: 'code_over', why: 'too_many_tries' }],
    [9, { by: 'request', code: 'wrong' }, { kind: 'wrong', triesLeft: 4 }],
    [9, { sameBrowser: false, code: 'wrong', tries: 4 }, { kind: 'wrong', triesLeft: 0 }],
    [10, { by: 'request', code: 'right' }, { kind: 'in' }],
    [10, { sameBrowser: false, code: 'right', tries: 4 }, { kind: 'in' }],
    // The link is older than its code may be, but the code is asked for beside it.
    [10, { by: 'request', code: 'right', linkExpired: true }, { kind: 'in' }],
  ] as const)('row %i: %j', (number, facts, decision) => {
    const attempt: Attempt = { ...plain, ...facts };
    expect(attemptRules.find(({ when }) => when(attempt))?.number).toBe(number);
    expect(decideAttempt(attempt)).toEqual(decision);
  });

  test('every row has a case', () => {
    expect(attemptRules.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

/** So many wrong codes, one a minute from ten o'clock. */
function wrong(times: number, before: Failures | null = null, from = at('10:00')): Failures | null {
  let failures = before;
  for (let n = 0; n < times; n += 1) failures = countFailure(failures, new Date(from.getTime() + n * 60_000));
  return failures;
}

describe('T7, brute force: wrong codes of an address', () => {
  test('nine within an hour delay nothing; the tenth delays for fifteen minutes', () => {
    expect(delayOf(wrong(9), at('10:09'))).toBeNull();
    expect(delayOf(wrong(10), at('10:09'))).toEqual(at('10:24'));
  });

  test('each further one within the hour delays twice as long', () => {
    const after = wrong(1, wrong(10), at('10:24'));
    expect(delayOf(after, at('10:24'))).toEqual(at('10:54'));
    expect(delayOf(wrong(1, after, at('10:54')), at('10:54'))).toEqual(at('11:54'));
  });

  test('an hour later they are counted anew, and the delay goes on where it was', () => {
    const first = wrong(10);
    const second = wrong(9, first, at('12:00'));
    expect(delayOf(second, at('12:09'))).toBeNull();
    expect(delayOf(wrong(1, second, at('12:09')), at('12:09'))).toEqual(at('12:39'));
  });

  test('a day without any makes the next delay short again', () => {
    const later = new Date('2026-03-03T11:00:00.000Z');
    const again = wrong(10, wrong(10), later);
    expect(delayOf(again, new Date('2026-03-03T11:09:00.000Z'))).toEqual(
      new Date('2026-03-03T11:24:00.000Z'),
    );
  });

  test('no delay is longer than a day, however long somebody tries', () => {
    let failures = wrong(10);
    for (let n = 0; n < 40; n += 1) {
      const now = failures?.delayedUntil ?? at('10:09');
      failures = wrong(10, failures, now);
      const end = failures?.delayedUntil?.getTime() ?? 0;
      expect(end - (failures?.lastAt.getTime() ?? 0)).toBeLessThanOrEqual(24 * 3_600_000);
    }
  });
});

describe('how far in somebody is', () => {
  const somebody = { emailChangedAt: null, confirmedAt: null };
  test.each([
    [
      'without a factor, somebody: in',
      { hasFactor: false, secondFactorAt: null, active: somebody },
      'signed_in',
    ],
    [
      'with a factor that was not proved',
      { hasFactor: true, secondFactorAt: null, active: somebody },
      'second_factor',
    ],
    [
      'with a factor that was proved',
      { hasFactor: true, secondFactorAt: at('10:00'), active: somebody },
      'signed_in',
    ],
    ['nobody yet', { hasFactor: false, secondFactorAt: null, active: null }, 'choose_firm'],
    [
      'the factor comes before the firm',
      { hasFactor: true, secondFactorAt: null, active: null },
      'second_factor',
    ],
    [
      'another address that was not shown to be theirs',
      { hasFactor: false, secondFactorAt: null, active: { emailChangedAt: at('09:00'), confirmedAt: null } },
      'confirm',
    ],
    [
      'shown before the newest change',
      {
        hasFactor: false,
        secondFactorAt: null,
        active: { emailChangedAt: at('09:00'), confirmedAt: at('08:00') },
      },
      'confirm',
    ],
    [
      'shown since',
      {
        hasFactor: false,
        secondFactorAt: null,
        active: { emailChangedAt: at('09:00'), confirmedAt: at('09:30') },
      },
      'signed_in',
    ],
  ] as const)('%s', (_name, session, stage) => {
    expect(stageOf({ ...session, byNumber: false, startedAt: at('09:45') })).toBe(stage);
  });
});

describe('T7, no e-mail: how far in somebody is who came by number', () => {
  const invited = { emailChangedAt: at('08:00'), confirmedAt: null };
  const confirmed = (time: string) => ({ emailChangedAt: at('08:00'), confirmedAt: at(time) });
  const none = { hasFactor: false, secondFactorAt: null };
  const proven = { hasFactor: true, secondFactorAt: at('10:00') };
  test.each([
    ['the first time: the figures first', { ...none, active: invited }, 'confirm'],
    ['figures in this session: a factor next', { ...none, active: confirmed('09:50') }, 'set_up_factor'],
    ['figures of another session are used up', { ...none, active: confirmed('09:30') }, 'confirm'],
    [
      'a factor that was not proved: the phone alone is in nowhere',
      { hasFactor: true, secondFactorAt: null, active: confirmed('09:30') },
      'second_factor',
    ],
    ['a factor that was proved: in', { ...proven, active: confirmed('09:30') }, 'signed_in'],
    ['a factor, and another number since', { ...proven, active: invited }, 'confirm'],
  ] as const)('%s', (_name, session, stage) => {
    expect(stageOf({ ...session, byNumber: true, startedAt: at('09:45') })).toBe(stage);
  });

  test.each([
    ['an address: every factor', { byNumber: false, factors: 1 }, true],
    ['a number: one of two', { byNumber: true, factors: 2 }, true],
    ['a number: not the last', { byNumber: true, factors: 1 }, false],
  ])('may be removed beside %s', (_name, facts, may) => {
    expect(mayRemoveFactor(facts)).toBe(may);
  });
});

describe('which client a number means', () => {
  const here = { accountId: 'a', firmId: 'here' };
  const there = { accountId: 'b', firmId: 'there' };
  const nowhere = { placeFirmId: null, linkFirmId: null };
  const cases = [
    [1, { ...nowhere, logins: [] }, null],
    [2, { ...nowhere, placeFirmId: 'there', logins: [here, there] }, there],
    [2, { ...nowhere, placeFirmId: 'there', logins: [here] }, null],
    [2, { placeFirmId: 'there', linkFirmId: 'here', logins: [here, there] }, there],
    [3, { ...nowhere, linkFirmId: 'there', logins: [here, there] }, there],
    [4, { ...nowhere, logins: [here] }, here],
    [4, { ...nowhere, linkFirmId: 'there', logins: [here] }, here],
    [5, { ...nowhere, logins: [here, there] }, null],
    [5, { ...nowhere, linkFirmId: 'elsewhere', logins: [here, there] }, null],
  ] as const;
  test.each(cases)('row %i: %j', (number, asked, login) => {
    expect(numberRules.find(({ when }) => when(asked))?.number).toBe(number);
    expect(decideNumber(asked)).toEqual(login === null ? { kind: 'nothing' } : { kind: 'text', login });
  });
  test('every row has a case', () => {
    expect([...new Set(cases.map(([number]) => number))]).toEqual(numberRules.map(({ number }) => number));
  });

  const id = '0198c0de-0000-7000-8000-000000000000';
  test.each([
    [`/portal/c/${id}?firm=${id}`, id],
    [`/portal?at=3&firm=${id}`, id],
    ['/portal?firm=', null],
    [`/portal?affirm=${id}`, null],
    ['', null],
  ])('%s names a firm: %s', (destination, firmId) => {
    expect(firmOfDestination(destination)).toBe(firmId);
  });
});

test.each([
  ['one that the login had before', at('08:00'), at('08:00'), true],
  ['one set up since the change', at('10:00'), at('08:00'), false],
  ['one of another mailbox, which got the login by the change', at('08:00'), at('09:00'), false],
])('a factor shows the same person behind a new address: %s', (_name, factorSince, loginSince, shows) => {
  expect(factorConfirms({ emailChangedAt: at('09:00'), factorSince, loginSince })).toBe(shows);
});

test('a proof is fresh to the very minute', () => {
  expect(isFresh(at('10:00'), at('10:10'), 10 * 60_000)).toBe(true);
  expect(isFresh(at('10:00'), at('10:11'), 10 * 60_000)).toBe(false);
});

test.each([
  ['', ''],
  ['/portal', '/portal'],
  ['/portal/c/0198c0de-0000-7000-8000-000000000000', '/portal/c/0198c0de-0000-7000-8000-000000000000'],
  ['/portal/files?conversation=1', '/portal/files?conversation=1'],
  ['/portalgrab', ''],
  ['/settings', ''],
  ['//example.com/portal', ''],
  ['/portal//example.com', ''],
  ['/portal/../settings', ''],
  ['https://example.com/portal', ''],
  ['/portal\\example.com', ''],
])('a destination stays inside the portal: %s → %s', (given, safe) => {
  expect(safeDestination(given)).toBe(safe);
});
