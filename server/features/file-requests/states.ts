/** A request for files and its slots: portal.md T8, Request, as data. */

export const slotStates = ['open', 'received', 'accepted', 'rejected', 'waived'] as const;
export type SlotState = (typeof slotStates)[number];
export type SlotEvent = 'upload' | 'take_back' | 'accept' | 'reject' | 'waive' | 'reopen' | 'infected';

export const requestStates = ['open', 'complete', 'cancelled'] as const;
export type RequestState = (typeof requestStates)[number];

interface SlotMove {
  row: number;
  from: readonly SlotState[];
  event: SlotEvent;
  to: SlotState;
}

export const slotMoves: readonly SlotMove[] = [
  { row: 1, from: ['open', 'received', 'rejected'], event: 'upload', to: 'received' },
  // The last file that nobody had looked at was taken back by its sender.
  { row: 2, from: ['received'], event: 'take_back', to: 'open' },
  { row: 3, from: ['received'], event: 'accept', to: 'accepted' },
  { row: 4, from: ['received', 'accepted'], event: 'reject', to: 'rejected' },
  { row: 5, from: ['open', 'received', 'rejected'], event: 'waive', to: 'waived' },
  // Asked for once more after all.
  { row: 6, from: ['accepted', 'waived'], event: 'reopen', to: 'open' },
  // Found in one of its files after it had come: a clean copy is asked for.
  { row: 7, from: ['received', 'accepted'], event: 'infected', to: 'rejected' },
];

/** The state after an event; null: that cannot happen there. */
export function decideSlot(state: SlotState, event: SlotEvent): SlotState | null {
  return slotMoves.find((move) => move.event === event && move.from.includes(state))?.to ?? null;
}

export interface SlotFacts {
  state: SlotState;
  required: boolean;
}

/**
 * A request is complete when nothing of it waits for anybody: each slot is accepted or waived, but those that need not be
 * filled and were not. One in which nothing has to be filled is complete once all of it was looked at.
 */
export function isComplete(slots: readonly SlotFacts[]): boolean {
  const settled = ({ state }: SlotFacts) => state === 'accepted' || state === 'waived';
  const mayStayEmpty = slots.some(({ required }) => required);
  return slots.every((slot) => settled(slot) || (mayStayEmpty && !slot.required && slot.state === 'open'));
}

/** Of a request that was not cancelled. */
export function stateOf(slots: readonly SlotFacts[]): Exclude<RequestState, 'cancelled'> {
  return isComplete(slots) ? 'complete' : 'open';
}
