import { describe, expect, test } from 'vitest';
import { conversationClasses, conversationStates } from './kinds.ts';
import { decideAddExternal, decideAddStaff, decideRemoveStaff } from './participants-decide.ts';
import { askBeforeSending, classOfParty, mayJoin, widestClass } from './privilege.ts';
import { conversationActs, decideState, stateRules } from './states.ts';

describe('T2', () => {
  const external = {
    kind: 'external',
    state: 'open',
    conversationClass: 'privileged',
    personClass: 'privileged',
    history: 'from_now',
    becoming: { messages: 12, files: 3 },
    confirmed: null,
  } as const;
  test.each([
    ['staff who may see the matter', { kind: 'external', state: 'open', outsideWall: false }, null],
    ['staff outside the wall', { kind: 'external', state: 'open', outsideWall: true }, 'outside_wall'],
    ['a direct one keeps its people', { kind: 'direct', state: 'open', outsideWall: false }, 'fixed_people'],
    ['nobody joins what is archived', { kind: 'channel', state: 'archived', outsideWall: false }, 'closed'],
    ['nobody joins what has ended', { kind: 'external', state: 'ended', outsideWall: false }, 'closed'],
  ] as const)('add staff: %s', (_name, facts, expected) => {
    expect(decideAddStaff(facts)).toBe(expected);
  });
  test.each([
    ['from now needs no question', {}, null],
    ['all that was said: asked with the count', { history: 'all' }, 'confirm_history'],
    ['all, and the count was seen', { history: 'all', confirmed: { messages: 12, files: 3 } }, null],
    [
      'all, and a message came since',
      { history: 'all', confirmed: { messages: 11, files: 3 } },
      'confirm_history',
    ],
    [
      'all, and a file came since',
      { history: 'all', confirmed: { messages: 12, files: 2 } },
      'confirm_history',
    ],
    ['all of nothing', { history: 'all', becoming: { messages: 0, files: 0 } }, null],
    ['a third party into privileged words', { personClass: 'third_party' }, 'lower_class'],
    [
      'the other side among third parties',
      { conversationClass: 'third_party', personClass: 'opposing' },
      'lower_class',
    ],
    ['a client among third parties', { conversationClass: 'third_party' }, null],
    ['into an internal one', { kind: 'internal', conversationClass: null }, 'not_external'],
    ['into an ended one', { state: 'ended' }, 'closed'],
  ] as const)('add somebody outside: %s', (_name, more, expected) => {
    expect(decideAddExternal({ ...external, ...more })).toBe(expected);
  });
  test.each([
    ['the last one while a client is in', { staff: 1, externals: 1 }, 'last_staff'],
    ['the last but one', { staff: 2, externals: 1 }, null],
    ['the last one where no client is', { staff: 1, externals: 0 }, null],
  ] as const)('remove staff: %s', (_name, counts, expected) => {
    expect(decideRemoveStaff({ kind: 'external', state: 'open', ...counts })).toBe(expected);
  });
});

describe('T3', () => {
  test('the table, row by row', () => {
    expect(stateRules).toEqual({
      draft: { clientPosts: false, staffPost: true, lists: 'staff', timers: false, leavesBy: ['post'] },
      open: { clientPosts: true, staffPost: true, lists: 'all', timers: true, leavesBy: ['archive', 'end'] },
      archived: {
        clientPosts: false,
        staffPost: false,
        lists: 'search',
        timers: false,
        leavesBy: ['restore'],
      },
      ended: { clientPosts: false, staffPost: false, lists: 'past', timers: false, leavesBy: ['re-engage'] },
    });
  });
  const after: Record<string, string> = {
    'draft post': 'open',
    'open post': 'open',
    'open archive': 'archived',
    'open end': 'ended',
    'archived restore': 'open',
    'ended re-engage': 'ended',
  };
  const pairs = conversationStates.flatMap((state) => conversationActs.map((act) => [state, act] as const));
  test.each(pairs)('%s: %s', (state, act) => {
    expect(decideState(state, act)).toBe(after[`${state} ${act}`] ?? null);
  });
});

describe('T12', () => {
  const party = (role: string, isClient = false) => ({ role, isClient });
  test.each([
    ['the client', [party('Buyer', true)], 'privileged'],
    ['a client who is the defendant', [party('Defendant', true)], 'privileged'],
    ['the other side', [party('Other side')], 'opposing'],
    ['the respondent', [party('Respondent')], 'opposing'],
    ['an estate agent', [party('Estate agent')], 'third_party'],
    ['a common interest', [party('Common interest')], 'common_interest'],
    ['somebody who is not on the matter', [], 'third_party'],
    ['on both sides: as the one further away', [party('Buyer', true), party('Opponent')], 'opposing'],
  ] as const)('%s', (_name, parties, expected) => {
    expect(classOfParty(parties)).toBe(expected);
  });
  test('nobody joins words closer to the client than they are', () => {
    const may = conversationClasses.map((one) => conversationClasses.map((person) => mayJoin(one, person)));
    expect(may).toEqual([
      [true, false, false, false],
      [true, true, false, false],
      [true, true, true, false],
      [true, true, true, true],
    ]);
    expect(widestClass(['privileged', 'third_party', 'common_interest'])).toBe('third_party');
    expect(widestClass([])).toBe('privileged');
  });
  const now = new Date('2026-11-22T12:00:00Z');
  const ago = (days: number) => new Date(now.getTime() - days * 86_400_000 - 1);
  test.each([
    ['the first message to one', null, 1, []],
    ['the first message to four', null, 4, ['many']],
    ['to three, yesterday', ago(1), 3, []],
    ['after 30 days and a moment', ago(30), 1, ['rested']],
    ['after less than 30 days', ago(29), 1, []],
    ['both', ago(31), 4, ['rested', 'many']],
  ] as const)('asked before sending: %s', (_name, lastAt, externals, expected) => {
    expect(askBeforeSending({ lastAt, externals, now })).toEqual(expected);
  });
});
