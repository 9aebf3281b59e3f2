/** How a referral goes through its states (quotes.md §5, as Alto names them). Pure. */

export const referralStates = ['referred', 'in_progress', 'lost', 'payment_due', 'invoiced', 'paid'] as const;
export type ReferralState = (typeof referralStates)[number];

/** Where a person may move a referral; everything else is refused. */
export const transitions: Readonly<Record<ReferralState, readonly ReferralState[]>> = {
  referred: ['in_progress', 'payment_due', 'lost'],
  in_progress: ['payment_due', 'lost'],
  // Reopened.
  lost: ['referred', 'in_progress'],
  // Nothing is owed for what was aborted.
  payment_due: ['invoiced', 'paid', 'in_progress', 'lost'],
  // The invoice was withdrawn, or a credit note came.
  invoiced: ['paid', 'payment_due', 'lost'],
  // Paid by mistake.
  paid: ['invoiced', 'payment_due'],
};

export function mayMove(from: ReferralState, to: ReferralState): boolean {
  return transitions[from].includes(to);
}

/** What became of the client's enquiry. */
export const referralNews = ['instructed', 'completed', 'lost', 'reopened'] as const;
export type ReferralNews = (typeof referralNews)[number];

/**
 * Where news of the enquiry takes the referral; null: it stays. `dueOn` null: nothing is owed, so nothing falls due. What
 * was invoiced or paid is settled by people: news no longer moves it.
 */
export function stateAfter(
  state: ReferralState,
  news: ReferralNews,
  dueOn: 'instruction' | 'completion' | null,
): ReferralState | null {
  const next = nextOf(state, news, dueOn);
  return next === state ? null : next;
}

function nextOf(
  state: ReferralState,
  news: ReferralNews,
  dueOn: 'instruction' | 'completion' | null,
): ReferralState | null {
  if (state === 'invoiced' || state === 'paid') return null;
  switch (news) {
    case 'instructed':
      return state === 'payment_due' ? null : dueOn === 'instruction' ? 'payment_due' : 'in_progress';
    case 'completed':
      return dueOn === null && state !== 'payment_due' ? 'in_progress' : 'payment_due';
    case 'lost':
      return 'lost';
    case 'reopened':
      return state === 'lost' ? 'referred' : null;
  }
}

/** Whether what the fee is worked out from may still change. */
export function feeIsOpen(state: ReferralState): boolean {
  return state !== 'invoiced' && state !== 'paid';
}
