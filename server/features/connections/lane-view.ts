import type { BudgetFacts } from '../../vendors/ports.ts';
import type { LaneState } from './lane-decide.ts';

/** What a person wants to know of a budget: the window that is fullest now. Pure. */
export function quotaOf(
  lane: LaneState | null,
  { windows }: BudgetFacts,
  now: Date,
): {
  used: number;
  limit: number | null;
  seconds: number | null;
  left: number | null;
  blockedUntil: string | null;
} {
  const usedIn = (seconds: number) =>
    lane?.granted.filter((at) => at > now.getTime() - seconds * 1000).length ?? 0;
  const [fullest] = windows
    .map(({ limit, seconds }) => ({ limit, seconds, used: usedIn(seconds) }))
    .toSorted((left, right) => right.used / right.limit - left.used / left.limit);
  const blocked = lane?.blockedUntil ?? null;
  const counted = fullest ? Math.max(0, fullest.limit - fullest.used) : null;
  return {
    used: fullest?.used ?? 0,
    limit: fullest?.limit ?? null,
    seconds: fullest?.seconds ?? null,
    left: counted ?? lane?.remaining ?? null,
    blockedUntil: blocked !== null && blocked > now.getTime() ? new Date(blocked).toISOString() : null,
  };
}
