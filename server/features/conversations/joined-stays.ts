/**
 * Two people outside the firm turn out to be one: their stays in a conversation, and how far they looked, become those of one.
 * Pure. What results reads exactly what one of the two could read before, never a message more.
 */

export interface OwnStay {
  id: string;
  fromSeq: number;
  /** Null: it goes on. */
  toSeq: number | null;
}

export interface JoinedStays {
  /** Stays of the other one that are the kept one's from now on, unchanged. */
  move: readonly string[];
  /** Both took part: the kept one's stay begins where the earlier of the two did. */
  widen: { id: string; fromSeq: number } | null;
  /** The other one's stay that goes on within the kept one's, and ends. */
  retire: string | null;
}

/** A person has one stay at most that goes on, so two of those become one; all others stand side by side. */
export function joinStays(kept: readonly OwnStay[], other: readonly OwnStay[]): JoinedStays {
  const mine = kept.find(({ toSeq }) => toSeq === null);
  const theirs = other.find(({ toSeq }) => toSeq === null);
  if (mine === undefined || theirs === undefined)
    return { move: other.map(({ id }) => id), widen: null, retire: null };
  return {
    move: other.flatMap(({ id }) => (id === theirs.id ? [] : [id])),
    widen: theirs.fromSeq < mine.fromSeq ? { id: mine.id, fromSeq: theirs.fromSeq } : null,
    retire: theirs.id,
  };
}

export interface LookedSoFar {
  /** What they can read. */
  stays: readonly Omit<OwnStay, 'id'>[];
  /** They looked at all of it up to this message; 0: at nothing. */
  seq: number;
}

/**
 * How far the one person has looked: nothing counts as read that neither of the two had before their eyes. A message after
 * a gap is unread once more, which is a smaller wrong than one that is never noticed.
 */
export function joinPointers(kept: LookedSoFar, other: LookedSoFar, lastSeq: number): number {
  const firsts = [firstUnread(kept, other, lastSeq), firstUnread(other, kept, lastSeq)].filter(
    (seq) => seq !== null,
  );
  return firsts.length === 0 ? Math.max(kept.seq, other.seq) : Math.min(...firsts) - 1;
}

/** The first message that one reads and has not looked at, nor has the other. */
function firstUnread(one: LookedSoFar, another: LookedSoFar, lastSeq: number): number | null {
  const unread = one.stays.flatMap(({ fromSeq, toSeq }) => {
    const seq = afterLooked(another, Math.max(fromSeq, one.seq + 1));
    return seq <= (toSeq ?? lastSeq) ? [seq] : [];
  });
  return unread.length === 0 ? null : Math.min(...unread);
}

/** The first message from here on that this person has not looked at. */
function afterLooked({ stays, seq: looked }: LookedSoFar, from: number): number {
  const covering = stays.find(
    ({ fromSeq, toSeq }) => fromSeq <= from && from <= Math.min(toSeq ?? looked, looked),
  );
  if (covering === undefined) return from;
  return afterLooked({ stays, seq: looked }, Math.min(covering.toSeq ?? looked, looked) + 1);
}
