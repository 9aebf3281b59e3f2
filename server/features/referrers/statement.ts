/** Totals of a ledger. Pure. */
import { type ReferralState, referralStates } from './decide.ts';

export interface LedgerFact {
  state: ReferralState;
  /** Minor units; null: not worked out yet. */
  feePence: number | null;
  feeVatPence: number | null;
}

export interface StateTotal {
  state: ReferralState;
  count: number;
  netPence: number;
  vatPence: number;
  grossPence: number;
  /** Of these, so many have no fee yet. */
  unknown: number;
}

/** One line for each state, all of them in their order; nothing is owed for what was lost. */
export function totalsByState(rows: readonly LedgerFact[]): StateTotal[] {
  return referralStates.map((state) => {
    const own = rows.filter((row) => row.state === state);
    const counted = state === 'lost' ? [] : own;
    const netPence = counted.reduce((sum, { feePence }) => sum + (feePence ?? 0), 0);
    const vatPence = counted.reduce((sum, { feeVatPence }) => sum + (feeVatPence ?? 0), 0);
    return {
      state,
      count: own.length,
      netPence,
      vatPence,
      grossPence: netPence + vatPence,
      unknown: counted.filter(({ feePence }) => feePence === null).length,
    };
  });
}

/** What is to be paid now: due and invoiced. */
export function owedPence(totals: readonly StateTotal[]): number {
  return totals
    .filter(({ state }) => state === 'payment_due' || state === 'invoiced')
    .reduce((sum, { grossPence }) => sum + grossPence, 0);
}
