/** Who may see which conversation: the table T1 of the portal's specification, read from the top, first match wins. */
import type { ConversationKind, ConversationState } from './kinds.ts';

/** What somebody outside the firm reads: from the first message to the last, or on and on. */
export interface Stay {
  fromSeq: number;
  toSeq: number | null;
  left: 'left' | 'removed' | 'ended' | 'for_cause' | null;
  /** Reading after the end stops here; null: never. */
  accessUntil: Date | null;
}

export type Viewer =
  | {
      who: 'staff';
      active: boolean;
      /** The matter is restricted, and this person is not on its list. */
      outsideWall: boolean;
      member: boolean;
      /** Two owners opened it to this person, and the time is not over. */
      breakGlass: boolean;
    }
  | { who: 'external'; active: boolean; stays: readonly Stay[] };

export interface Facts {
  sameFirm: boolean;
  kind: ConversationKind;
  state: ConversationState;
  /** The firm keeps matter conversations to those who take part. */
  membersOnly: boolean;
  viewer: Viewer;
  now: Date;
}

export interface Visibility {
  /** The row of T1 that decided. */
  row: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;
  /** Listed, found, opened and counted; else it does not exist. */
  open: boolean;
  post: boolean;
  /** Reading is written into the audit log. */
  audited: boolean;
  /** Which messages of it; null: all. */
  within: readonly Pick<Stay, 'fromSeq' | 'toSeq'>[] | null;
}

export function decideVisibility({ sameFirm, kind, state, membersOnly, viewer, now }: Facts): Visibility {
  const open = state === 'open' || state === 'draft';
  if (!sameFirm) return hidden(1);
  if (!viewer.active) return hidden(2);
  if (viewer.who === 'external') return decideExternal(kind, state, viewer.stays, now);
  if (viewer.outsideWall) return hidden(3);
  if (kind === 'direct' || kind === 'channel') {
    if (viewer.breakGlass) return { row: 4, open: true, post: false, audited: true, within: null };
    return viewer.member ? { row: 5, open: true, post: open, audited: false, within: null } : hidden(5);
  }
  // Nobody of the firm takes part in what has ended; it stays with its matter.
  if (membersOnly && !viewer.member && state !== 'ended') return hidden(6);
  return { row: 6, open: true, post: viewer.member && open, audited: !viewer.member, within: null };
}

function decideExternal(
  kind: ConversationKind,
  state: ConversationState,
  stays: readonly Stay[],
  now: Date,
): Visibility {
  if (kind !== 'external') return hidden(10);
  // Removing somebody for cause takes the stays before with it; who is let in again later has that stay alone.
  const within = stays.filter(
    ({ left, accessUntil }) => left !== 'for_cause' && (accessUntil === null || accessUntil > now),
  );
  if (within.length === 0 && stays.some(({ left }) => left === 'for_cause')) return hidden(7);
  // What the firm has only begun to write is not there yet.
  if (state === 'draft' || within.length === 0) return hidden(10);
  const current = within.some(({ left }) => left === null);
  const row = current ? 8 : 9;
  return { row, open: true, post: current && state === 'open', audited: false, within };
}

const hidden = (row: Visibility['row']): Visibility => ({
  row,
  open: false,
  post: false,
  audited: false,
  within: [],
});
