import { describe, expect, test } from 'vitest';
import { mayMove, type ReferralState, referralNews, referralStates, stateAfter } from './decide.ts';
import { owedPence, totalsByState } from './statement.ts';

describe('by a person', () => {
  const allowed: Record<ReferralState, string> = {
    referred: 'in_progress payment_due lost',
    in_progress: 'payment_due lost',
    lost: 'referred in_progress',
    payment_due: 'invoiced paid in_progress lost',
    invoiced: 'paid payment_due lost',
    paid: 'invoiced payment_due',
  };
  const cases = referralStates.flatMap((from) => referralStates.map((to) => [from, to] as const));
  test.each(cases)('%s → %s', (from, to) => {
    expect(mayMove(from, to)).toBe(allowed[from].split(' ').includes(to));
  });
});

describe('by what became of the enquiry', () => {
  test.each([
    // state, news, due on instruction, due on completion, nothing owed
    ['referred', 'instructed', 'payment_due', 'in_progress', 'in_progress'],
    ['in_progress', 'instructed', 'payment_due', null, null],
    ['lost', 'instructed', 'payment_due', 'in_progress', 'in_progress'],
    ['payment_due', 'instructed', null, null, null],
    ['referred', 'completed', 'payment_due', 'payment_due', 'in_progress'],
    ['in_progress', 'completed', 'payment_due', 'payment_due', null],
    ['payment_due', 'completed', null, null, null],
    ['lost', 'completed', 'payment_due', 'payment_due', 'in_progress'],
    ['referred', 'lost', 'lost', 'lost', 'lost'],
    ['in_progress', 'lost', 'lost', 'lost', 'lost'],
    // Abort: nothing is owed, even where it was due on instruction.
    ['payment_due', 'lost', 'lost', 'lost', 'lost'],
    ['lost', 'lost', null, null, null],
    ['lost', 'reopened', 'referred', 'referred', 'referred'],
    ['referred', 'reopened', null, null, null],
    ['in_progress', 'reopened', null, null, null],
    ['payment_due', 'reopened', null, null, null],
  ] as const)('%s, %s', (state, news, onInstruction, onCompletion, nothing) => {
    expect(stateAfter(state, news, 'instruction')).toBe(onInstruction);
    expect(stateAfter(state, news, 'completion')).toBe(onCompletion);
    expect(stateAfter(state, news, null)).toBe(nothing);
  });

  test.each(referralNews)('what is invoiced or paid stays: %s', (news) => {
    for (const state of ['invoiced', 'paid'] as const)
      for (const dueOn of ['instruction', 'completion', null] as const)
        expect(stateAfter(state, news, dueOn)).toBeNull();
  });
});

test('totals: nothing counts for what was lost, what is unknown is told, due and invoiced are owed', () => {
  const row = (state: ReferralState, feePence: number | null, feeVatPence: number | null) => ({
    state,
    feePence,
    feeVatPence,
  });
  const totals = totalsByState([
    row('payment_due', 7_500, 1_500),
    row('payment_due', null, null),
    row('invoiced', 5_000, 1_000),
    row('paid', 9_900, 1_980),
    row('lost', 7_500, 1_500),
  ]);
  expect(totals.map(({ state }) => state)).toEqual([...referralStates]);
  const of = (state: ReferralState) => totals.find((total) => total.state === state);
  expect(of('payment_due')).toMatchObject({
    count: 2,
    netPence: 7_500,
    vatPence: 1_500,
    grossPence: 9_000,
    unknown: 1,
  });
  expect(of('lost')).toMatchObject({ count: 1, grossPence: 0, unknown: 0 });
  expect(of('referred')).toMatchObject({ count: 0, grossPence: 0 });
  expect(owedPence(totals)).toBe(15_000);
});
