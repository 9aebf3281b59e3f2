/** What taxes and fees have in common as an answer: the sets they are made from, or why there is no figure. */

export type Refusal =
  | 'linked_transactions'
  | 'partial_relief'
  | 'multiple_dwellings_relief'
  | 'collective_enfranchisement'
  | 'relief_not_calculated'
  | 'unsupported_interest'
  | 'before_march_2012'
  | 'first_time_buyer_with_higher_rates'
  | 'contract_after_effective_date'
  | 'concession_not_known'
  | 'rates_not_known'
  | 'fee_not_known'
  | 'not_on_this_scale';

/** There is no figure, and this is why: `words` are for the person who asked. Somebody has to work it out and enter it. */
export interface CannotCalculate {
  outcome: 'cannot_calculate';
  reason: Refusal;
  words: string;
}

/** One set of the book that an answer is made from. */
export interface UsedSet {
  id: string;
  name: string;
  effectiveFrom: string;
  effectiveTo: string | null;
}

export function cannot(reason: Refusal, words: string): CannotCalculate {
  return { outcome: 'cannot_calculate', reason, words };
}
