import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BudgetFacts } from '../../vendors/ports.ts';
import { decideGrant, emptyLane, endRequest, type LaneState, type Priority } from './lane-decide.ts';

const clio: BudgetFacts = { windows: [{ limit: 50, seconds: 60 }], per: 'connection' };
const smokeball: BudgetFacts = { windows: [{ limit: 5, seconds: 1 }], per: 'client' };
const zoho: BudgetFacts = { windows: [], concurrency: 2, per: 'connection' };

/** Asks at the given moments; answers which were granted. */
function askAll(budget: BudgetFacts, asks: readonly { at: number; priority: Priority }[]) {
  let lane: LaneState = emptyLane;
  const granted: { at: number; priority: Priority }[] = [];
  for (const [index, ask] of asks.entries()) {
    const answer = decideGrant(lane, budget, { id: String(index), priority: ask.priority, now: ask.at });
    lane = answer.state;
    if (answer.granted) {
      granted.push(ask);
      lane = endRequest(lane, { id: String(index), blockedUntil: null, remaining: null });
    }
  }
  return { granted, lane };
}

describe('the budget of a credential', () => {
  test('five a second, and the sixth is told when', () => {
    const asks = Array.from({ length: 6 }, (_, index) => ({ at: 1000 + index, priority: 0 as const }));
    expect(askAll(smokeball, asks).granted).toHaveLength(5);
    const full = askAll(smokeball, asks.slice(0, 5)).lane;
    expect(decideGrant(full, smokeball, { id: 'x', priority: 0, now: 1005 })).toMatchObject({
      granted: false,
      retryAt: 2000,
    });
  });

  test.each([
    [0, 50],
    [1, 45],
    [2, 40],
    [3, 30],
  ] as const)('priority %i may use %i of fifty, so that the more urgent find room', (priority, most) => {
    const asks = Array.from({ length: 60 }, (_, index) => ({ at: 1000 + index, priority }));
    expect(askAll(clio, asks).granted).toHaveLength(most);
  });

  test('who waits for room goes before the less urgent', () => {
    const full = askAll(
      smokeball,
      Array.from({ length: 5 }, () => ({ at: 1000, priority: 0 as const })),
    ).lane;
    const away = decideGrant(full, smokeball, { id: 'person', priority: 0, now: 1100 }).state;
    expect(decideGrant(away, smokeball, { id: 'mirror', priority: 3, now: 2001 }).granted).toBe(false);
    const person = decideGrant(away, smokeball, { id: 'person', priority: 0, now: 2001 });
    expect(person.granted).toBe(true);
    expect(decideGrant(person.state, smokeball, { id: 'mirror', priority: 3, now: 2002 }).granted).toBe(true);
  });

  test('one that never came back does not keep the others away for ever', () => {
    const full = askAll(
      smokeball,
      Array.from({ length: 5 }, () => ({ at: 1000, priority: 0 as const })),
    ).lane;
    const away = decideGrant(full, smokeball, { id: 'gone', priority: 0, now: 1100 }).state;
    expect(decideGrant(away, smokeball, { id: 'mirror', priority: 3, now: 5001 }).granted).toBe(true);
  });

  test('so many at once and no more, until one ends or its process died', () => {
    const one = decideGrant(emptyLane, zoho, { id: 'a', priority: 1, now: 1000 }).state;
    const two = decideGrant(one, zoho, { id: 'b', priority: 1, now: 1000 }).state;
    expect(decideGrant(two, zoho, { id: 'c', priority: 1, now: 1001 }).granted).toBe(false);
    const ended = endRequest(two, { id: 'a', blockedUntil: null, remaining: null });
    expect(decideGrant(ended, zoho, { id: 'c', priority: 1, now: 1001 }).granted).toBe(true);
    expect(decideGrant(two, zoho, { id: 'c', priority: 1, now: 62_000 }).granted).toBe(true);
  });

  test('what the vendor said about coming again holds for everybody', () => {
    const blocked = endRequest(emptyLane, { id: 'a', blockedUntil: 9000, remaining: 0 });
    expect(decideGrant(blocked, clio, { id: 'b', priority: 0, now: 8999 })).toMatchObject({
      granted: false,
      retryAt: 9000,
    });
    expect(decideGrant(blocked, clio, { id: 'b', priority: 0, now: 9000 }).granted).toBe(true);
  });

  test('never more than the limit in any stretch of the window, whoever asks when', () => {
    const ask = fc.record({
      gap: fc.integer({ min: 0, max: 400 }),
      priority: fc.constantFrom<Priority>(0, 1, 2, 3),
    });
    fc.assert(
      fc.property(fc.array(ask, { maxLength: 300 }), (gaps) => {
        let at = 0;
        const asks = gaps.map(({ gap, priority }) => {
          at += gap;
          return { at, priority };
        });
        const { granted } = askAll(smokeball, asks);
        for (const { at: from } of granted)
          expect(granted.filter((one) => one.at >= from && one.at < from + 1000).length).toBeLessThanOrEqual(
            5,
          );
      }),
      { numRuns: 300 },
    );
  });
});
