/** What becomes of a file of a share: portal.md T8, Share, as data. */

export const shareFileStates = ['held', 'declined', 'shared', 'ended'] as const;
export type ShareFileState = (typeof shareFileStates)[number];

export const endings = ['newer', 'moved', 'deleted', 'taken_back'] as const;
/** Why a file is not the one that recipients see any more. */
export type Ending = (typeof endings)[number];

export type ShareFileEvent = 'yes' | 'no' | 'newer' | 'gone' | 'take_back';

interface Move {
  row: number;
  from: readonly ShareFileState[];
  event: ShareFileEvent;
  /** `forgotten`: nobody outside ever saw it, so nothing of it is kept. */
  to: ShareFileState | 'forgotten';
}

/** `newer` and `gone` happen in the database (migrations/0048-shares.sql), wherever the document is changed. */
export const shareFileMoves: readonly Move[] = [
  { row: 1, from: ['held', 'declined'], event: 'yes', to: 'shared' },
  { row: 2, from: ['held'], event: 'no', to: 'declined' },
  { row: 3, from: ['held', 'declined'], event: 'gone', to: 'forgotten' },
  { row: 4, from: ['shared'], event: 'newer', to: 'ended' },
  { row: 5, from: ['shared'], event: 'gone', to: 'ended' },
  { row: 6, from: ['shared'], event: 'take_back', to: 'ended' },
];

/** The state after an event; null: that cannot happen there. */
export function decideShareFile(
  state: ShareFileState,
  event: ShareFileEvent,
): ShareFileState | 'forgotten' | null {
  return shareFileMoves.find((move) => move.event === event && move.from.includes(state))?.to ?? null;
}
