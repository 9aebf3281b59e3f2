/** T14 "purge": each row of the table, by its number. */
import { describe, expect, test } from 'vitest';
import {
  type BatchFacts,
  batchRules,
  type MatterFacts,
  matterRules,
  refuseBatch,
  refuseMatter,
  runsAt,
} from './decide.ts';

const due: MatterFacts = {
  ...{ status: 'closed', dueOn: '2026-11-23', today: '2026-11-23', held: false, keptElsewhere: false },
  ...{ proposedAlready: false, somebodyElse: true, decidersStand: true },
};
const at = (day: string) => new Date(`${day}T10:00:00Z`);
const proposed: BatchFacts = {
  ...{ state: 'proposed', proposedBy: 'ada', proposedAt: at('2026-11-23'), runsAt: null, begun: false },
  ...{ staffId: 'ben', now: at('2026-11-24') },
};
const confirmed: BatchFacts = { ...proposed, state: 'confirmed', runsAt: at('2026-12-08') };

const matters = [
  [1, 'a matter that is not there any more', 'run', { status: null }, 'gone'],
  [2, 'a matter on hold', 'propose', { held: true }, 'held'],
  [2, 'a hold comes before the calendar', 'confirm', { held: true, dueOn: '2030-01-01' }, 'held'],
  [2, 'a hold set while it cooled off', 'run', { held: true }, 'held'],
  [3, 'an open matter', 'propose', { status: 'open' }, 'open'],
  [3, 'a matter that was opened again', 'run', { status: 'pending' }, 'open'],
  [4, 'a matter that is kept for ever', 'propose', { dueOn: null }, 'for_ever'],
  [5, 'a matter whose time comes tomorrow', 'propose', { dueOn: '2026-11-24' }, 'not_yet'],
  [5, 'a policy that was made longer', 'run', { dueOn: '2027-01-01' }, 'not_yet'],
  [6, 'a matter that a connected system keeps', 'propose', { keptElsewhere: true }, 'kept_elsewhere'],
  [7, 'a matter of another batch', 'propose', { proposedAlready: true }, 'proposed_already'],
  [7, 'its own batch is no hindrance', 'confirm', { proposedAlready: true }, null],
  [8, 'a matter that no other administrator sees', 'propose', { somebodyElse: false }, 'nobody_to_confirm'],
  [9, 'one of the two has lost the right', 'run', { decidersStand: false }, 'decider_gone'],
  [9, 'what is due today', 'run', {}, null],
] as const;

const batches = [
  [10, 'what was confirmed already', 'confirm', confirmed, {}, 'not_proposed'],
  [10, 'what was cancelled', 'confirm', proposed, { state: 'cancelled' }, 'not_proposed'],
  [11, 'never the same person', 'confirm', proposed, { staffId: 'ada' }, 'same_person'],
  [11, 'never the program', 'confirm', proposed, { staffId: null }, 'same_person'],
  [12, 'a proposal of a month ago', 'confirm', proposed, { now: at('2026-12-24') }, 'too_old'],
  [12, 'a proposal of thirty days', 'confirm', proposed, { now: at('2026-12-23') }, null],
  [13, 'what is done', 'cancel', confirmed, { state: 'done' }, 'over'],
  [13, 'what has begun', 'cancel', confirmed, { begun: true }, 'over'],
  [13, 'what cools off', 'cancel', confirmed, { staffId: 'ada' }, null],
  [14, 'what nobody confirmed', 'run', proposed, {}, 'not_proposed'],
  [15, 'a second too early', 'run', confirmed, { now: new Date('2026-12-08T09:59:59Z') }, 'too_early'],
  [15, 'to the second', 'run', confirmed, { now: at('2026-12-08') }, null],
] as const;

describe('T14 purge', () => {
  test.each(matters)('row %i: %s', (_row, _name, act, change, expected) => {
    expect(refuseMatter(act, { ...due, ...change })).toBe(expected);
  });
  test.each(batches)('row %i: %s', (_row, _name, act, facts, change, expected) => {
    expect(refuseBatch(act, { ...facts, ...change })).toBe(expected);
  });
  test('every row has a case', () => {
    const named: number[] = [...matters, ...batches].map(([row]) => row);
    const rows = [...matterRules, ...batchRules].map(({ row }) => row);
    expect(rows.filter((row) => !named.includes(row))).toEqual([]);
    expect(new Set(rows).size).toBe(rows.length);
  });
  test('fourteen days cool off over the change of clocks as well', () => {
    expect(runsAt(new Date('2027-03-20T12:00:00Z'), 14).toISOString()).toBe('2027-04-03T12:00:00.000Z');
  });
});
