import type { StageShown, Track } from './queries.ts';

/** Before and after the next one, in the short view. */
const around = 2;

/**
 * What the short view of a track shows: the last that were reached, the next, and what follows; the rest is a press away.
 * What does not apply is left out. A track that is hardly longer is shown whole.
 */
export function shortView(track: Pick<Track, 'stages' | 'nextStageId'>): StageShown[] {
  const counted = track.stages.filter(({ state }) => state !== 'not_applicable');
  if (counted.length <= 2 * around + 3) return counted;
  const next = counted.findIndex(({ stageId }) => stageId === track.nextStageId);
  const middle = next === -1 ? counted.length - 1 : next;
  const from = Math.min(Math.max(0, middle - around), Math.max(0, counted.length - 2 * around - 1));
  return counted.slice(from, from + 2 * around + 1);
}
