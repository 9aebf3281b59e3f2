/**
 * Whether one more request may be made now: the budget of a credential, shared by every process and firm that uses it.
 * Exact: never more than `limit` requests in any stretch of `seconds`, whatever the order in which processes ask.
 */
import { z } from 'zod';
import type { BudgetFacts } from '../../vendors/ports.ts';

/** 0 a person waits · 1 a new interaction · 2 late news and looking things up · 3 mirroring and history. */
export type Priority = 0 | 1 | 2 | 3;

export const laneState = z.object({
  /** When requests were granted, epoch milliseconds, oldest first; as many as the longest window needs. */
  granted: z.array(z.number()),
  /** Requests under way and until when they count if nobody ends them. */
  underway: z.array(z.object({ id: z.string(), until: z.number() })),
  /** Who asked and was sent away, by priority: until when others less urgent let them pass. */
  waiting: z.record(z.string(), z.number()),
  /** The vendor said: not before. */
  blockedUntil: z.number().nullable(),
  /** What the vendor said is left, for people to see. */
  remaining: z.number().nullable(),
});
export type LaneState = z.infer<typeof laneState>;

export const emptyLane: LaneState = {
  granted: [],
  underway: [],
  waiting: {},
  blockedUntil: null,
  remaining: null,
};

/** So much of each window a priority may use up; the rest is kept for what is more urgent. */
const share: Readonly<Record<Priority, number>> = { 0: 1, 1: 0.9, 2: 0.8, 3: 0.6 };
/** Who was sent away has so long to come back, from when there is room, before the less urgent may go first. */
const waitingMs = 3_000;
/** A request that nobody ended (its process died) stops counting after this. */
const underwayMs = 60_000;

export type Grant =
  | { granted: true; state: LaneState }
  | { granted: false; retryAt: number; state: LaneState };

export function decideGrant(
  lane: LaneState,
  budget: BudgetFacts,
  ask: { id: string; priority: Priority; now: number },
): Grant {
  const { now, priority } = ask;
  const longest = Math.max(0, ...budget.windows.map(({ seconds }) => seconds * 1000));
  const state: LaneState = {
    ...lane,
    granted: lane.granted.filter((at) => at > now - longest),
    underway: lane.underway.filter(({ until }) => until > now),
    waiting: Object.fromEntries(Object.entries(lane.waiting).filter(([, until]) => until > now)),
  };
  const retryAt = Math.max(
    state.blockedUntil ?? 0,
    ...budget.windows.map((window) => freeAt(state, window, priority, now)),
    concurrencyFreeAt(state, budget, now),
    moreUrgentUntil(state, priority),
  );
  if (retryAt > now) {
    return {
      granted: false,
      retryAt,
      state: { ...state, waiting: { ...state.waiting, [priority]: retryAt + waitingMs } },
    };
  }
  const { [priority]: _served, ...waiting } = state.waiting;
  return {
    granted: true,
    state: {
      ...state,
      waiting,
      granted: [...state.granted, now],
      underway: [...state.underway, { id: ask.id, until: now + underwayMs }],
    },
  };
}

/** When the window has room for this priority; in the past when it has room now. */
function freeAt(
  { granted }: LaneState,
  { limit, seconds }: { limit: number; seconds: number },
  priority: Priority,
  now: number,
): number {
  const allowed = Math.max(1, Math.floor(limit * share[priority]));
  const recent = granted.filter((at) => at > now - seconds * 1000);
  const blocker = recent[recent.length - allowed];
  return blocker === undefined ? 0 : blocker + seconds * 1000;
}

function concurrencyFreeAt({ underway }: LaneState, { concurrency }: BudgetFacts, now: number): number {
  // Nobody knows when one ends; asking again soon costs one look at a row.
  return concurrency !== undefined && underway.length >= concurrency ? now + 50 : 0;
}

function moreUrgentUntil({ waiting }: LaneState, priority: Priority): number {
  const urgent = Object.entries(waiting).filter(([one]) => Number(one) < priority);
  return Math.max(0, ...urgent.map(([, until]) => until));
}

/** After an answer: the request is over; the vendor may have said what is left, or to stay away. */
export function endRequest(
  lane: LaneState,
  answer: { id: string; blockedUntil: number | null; remaining: number | null },
): LaneState {
  return {
    ...lane,
    underway: lane.underway.filter(({ id }) => id !== answer.id),
    blockedUntil:
      answer.blockedUntil === null
        ? lane.blockedUntil
        : Math.max(lane.blockedUntil ?? 0, answer.blockedUntil),
    remaining: answer.remaining ?? lane.remaining,
  };
}
