import { describe, expect, test } from 'vitest';
import {
  type Act,
  type ActFacts,
  actRules,
  type ConversationFacts,
  type ConversationProblem,
  conversationRules,
  problemOf,
  type Refusal,
  refuseAct,
  type StayFacts,
  seesEverything,
} from './decide.ts';

const now = new Date('2026-03-02T10:00:00.000Z');
const here: StayFacts = { left: null, accessUntil: null };
const former: StayFacts = { left: 'ended', accessUntil: null };
const over: StayFacts = { left: 'removed', accessUntil: new Date('2026-03-01T10:00:00.000Z') };
const forCause: StayFacts = { left: 'for_cause', accessUntil: null };

describe('a conversation that two people would share', () => {
  const facts: ConversationFacts = { kept: [here], other: [], mayHear: true, now };
  test.each<[number | null, string, Partial<ConversationFacts>, ConversationProblem | null]>([
    [null, 'only one takes part, and the person may hear it', {}, null],
    [
      1,
      'the kept one was removed for cause, the other reads',
      { kept: [forCause], other: [here] },
      'for_cause',
    ],
    [1, 'the other was removed for cause, the kept one reads', { other: [forCause] }, 'for_cause'],
    [1, 'a former participant reads, too', { kept: [former], other: [forCause] }, 'for_cause'],
    [null, 'removed for cause and let in again', { other: [forCause, here] }, null],
    [null, 'both were removed for cause', { kept: [forCause], other: [forCause] }, null],
    [null, 'the other’s reading is over', { kept: [forCause], other: [over] }, null],
    [2, 'of the other side by the other contact', { mayHear: false }, 'lower_class'],
    [2, 'the same the other way round', { kept: [], other: [here], mayHear: false }, 'lower_class'],
    [2, 'also where only a former participant reads', { kept: [former], mayHear: false }, 'lower_class'],
    [null, 'both read there already: nobody is new', { other: [here], mayHear: false }, null],
    [null, 'nobody reads there any more', { kept: [over], mayHear: false }, null],
  ])('row %s: %s', (row, _name, more, problem) => {
    const all = { ...facts, ...more };
    expect(problemOf(all)).toBe(problem);
    expect(conversationRules.find((rule) => rule.when(all))?.row ?? null).toBe(row);
  });
});

describe('what may be done', () => {
  const gains = { kept: { messages: 4, files: 1 }, other: { messages: 2, files: 0 } };
  const facts: ActFacts = {
    unchanged: true,
    alone: false,
    goesOnActive: true,
    keptActive: true,
    resetOpen: false,
    sameWay: true,
    problems: [],
    gains,
    confirmed: gains,
  };
  const fewer = { ...gains, other: { messages: 1, files: 0 } };
  test.each<[number | null, Act, string, Partial<ActFacts>, Refusal | null]>([
    [null, 'unite', 'with what was shown', {}, null],
    [null, 'only_one', 'of two', {}, null],
    [null, 'apart', 'at any time', { resetOpen: true, problems: ['for_cause'], confirmed: null }, null],
    [1, 'unite', 'what changed since', { unchanged: false }, 'changed'],
    [1, 'only_one', 'what changed since', { unchanged: false }, 'changed'],
    [1, 'apart', 'what changed since', { unchanged: false }, 'changed'],
    [2, 'only_one', 'where there is one alone', { alone: true, goesOnActive: null }, 'alone'],
    [3, 'only_one', 'of somebody else', { goesOnActive: null }, 'unknown'],
    [4, 'only_one', 'the one that is disabled', { goesOnActive: false }, 'disabled'],
    [5, 'unite', 'with one that is disabled', { keptActive: false }, 'disabled'],
    [null, 'unite', 'one alone', { alone: true, keptActive: null }, null],
    [6, 'unite', 'while factors are being taken away', { resetOpen: true }, 'reset_open'],
    [6, 'only_one', 'while factors are being taken away', { resetOpen: true }, 'reset_open'],
    [7, 'unite', 'one by e-mail with one by mobile number', { sameWay: false }, 'two_ways'],
    [null, 'only_one', 'one by e-mail, one by mobile number', { sameWay: false }, null],
    [
      8,
      'unite',
      'what one was removed from for cause',
      { problems: ['lower_class', 'for_cause'] },
      'for_cause',
    ],
    [9, 'unite', 'what would cost privilege', { problems: ['lower_class'] }, 'lower_class'],
    [null, 'only_one', 'though uniting would cost privilege', { problems: ['lower_class'] }, null],
    [10, 'unite', 'without a look at how much it is', { confirmed: null }, 'confirm'],
    [10, 'unite', 'with other numbers than those shown', { confirmed: fewer }, 'confirm'],
  ])('row %s: %s %s', (row, act, _name, more, refusal) => {
    const all = { ...facts, ...more };
    expect(refuseAct(act, all)).toBe(refusal);
    expect(actRules.find((rule) => rule.acts.includes(act) && rule.when(all))?.row ?? null).toBe(row);
  });
});

describe('who learns of it', () => {
  test.each([
    ['whoever sees all', ['a', 'b'], ['a', 'b', 'c'], true],
    ['whoever sees all but one: nobody', ['a', 'b'], ['a'], false],
    ['everybody, where nothing is concerned', [], [], true],
  ])('%s', (_name, concerned, seen, expected) => {
    expect(seesEverything(new Set(concerned), new Set(seen))).toBe(expected);
  });
});
