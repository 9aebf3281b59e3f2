/** The states of a text, as a table of what may follow what. Callbacks come late, twice and in any order. */
export const textStates = [
  'refused',
  'queued',
  'accepted',
  'sent',
  'delivered',
  'undelivered',
  'failed',
] as const;
export type TextState = (typeof textStates)[number];

/** What the provider can say of a text. */
export type SentState = Exclude<TextState, 'refused' | 'queued'>;

/** A state of a higher rank follows; nothing follows the highest. */
export const rankOf: Readonly<Record<TextState, number>> = {
  queued: 0,
  accepted: 1,
  sent: 2,
  delivered: 3,
  undelivered: 3,
  failed: 3,
  refused: 3,
};

export function isFinal(state: TextState): boolean {
  return rankOf[state] === 3;
}

/** The state after a report: never a step back. */
export function nextState(now: TextState, reported: SentState): TextState {
  return rankOf[reported] > rankOf[now] ? reported : now;
}
