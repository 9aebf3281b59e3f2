/** How a backfill goes through its period, and what becomes of it when the phone system does not answer. Pure. */
import type { VendorFailure } from '../../vendors/ports.ts';
import { retryAfterFailure } from './decide.ts';
import type { BackfillNote } from './tables.ts';

const dayMs = 86_400_000;
/** Up to so many days the period is taken a day at a time; longer ones by the week, for fewer requests. */
const mostDaysByDay = 31;
export const mostDays = 365;
/** A request that the phone system refuses so often in a row will not be granted the next time either. */
const mostRefusals = 4;
const mostOwnFaults = 8;

export interface Period {
  since: Date;
  until: Date;
}

export type State = 'running' | 'paused' | 'done' | 'cancelled' | 'failed';

/** The period asked for, up to now; null when `since` is not within the last year. Whole seconds: vendors ask by them. */
export function periodOf(asked: { days: number; since?: Date | undefined }, now: Date): Period | null {
  const until = new Date(Math.ceil(now.getTime() / 1000) * 1000);
  const since = asked.since ?? new Date(until.getTime() - asked.days * dayMs);
  const age = until.getTime() - since.getTime();
  if (age <= 0 || age > (mostDays + 1) * dayMs) return null;
  return { since: new Date(Math.floor(since.getTime() / 1000) * 1000), until };
}

/** The part of the period that is asked for next, newest first; its `until` is what was reached so far. */
export function nextSlice({ since, until, reachedAt }: Period & { reachedAt: Date }): Period {
  const whole = until.getTime() - since.getTime();
  const length = whole <= mostDaysByDay * dayMs ? dayMs : 7 * dayMs;
  return { since: new Date(Math.max(since.getTime(), reachedAt.getTime() - length)), until: reachedAt };
}

/** Days of the period, and how many of them are here; both whole, the second never too high. */
export function daysOf(standing: Period & { reachedAt: Date; state: State }): { days: number; done: number } {
  const { since, until, reachedAt, state } = standing;
  const days = Math.max(1, Math.round((until.getTime() - since.getTime()) / dayMs));
  if (state === 'done') return { days, done: days };
  return { days, done: Math.min(days, Math.floor((until.getTime() - reachedAt.getTime()) / dayMs)) };
}

/** After a page: on within the slice, on to the next, or done. */
export function afterPage(
  period: Period,
  slice: Period,
  next: string | null,
): { page: string | null; reachedAt: Date; done: boolean } {
  if (next !== null) return { page: next, reachedAt: slice.until, done: false };
  return { page: null, reachedAt: slice.since, done: slice.since <= period.since };
}

export interface Setback {
  state: 'running' | 'paused' | 'failed';
  dueAt: Date;
  note: BackfillNote;
  detail: string;
  failures: number;
  /** The place within the slice is given up; what is stored already is recognised. */
  dropPage: boolean;
}

/** After a page that did not come. `null`: not the vendor's failure but ours. */
export function afterFailure(
  failure: VendorFailure | null,
  { failures, page }: { failures: number; page: string | null },
  now: Date,
): Setback {
  const dueAt = retryAfterFailure(failure, failures, now).at;
  const again = { state: 'running', dueAt, failures: failures + 1, dropPage: false } as const;
  switch (failure?.failure) {
    case 'rate_limited':
      return { ...again, note: 'rate_limited', detail: '', failures };
    case 'unauthorised':
      return { ...again, state: 'paused', note: 'unauthorised', detail: failure.detail };
    case 'unavailable':
      return { ...again, note: 'unavailable', detail: '' };
    case 'rejected':
    case 'not_found':
      return {
        ...again,
        state: failures + 1 >= mostRefusals ? 'failed' : 'running',
        note: 'refused',
        detail: failure.detail,
        dropPage: page !== null,
      };
    case undefined:
      return {
        ...again,
        state: failures + 1 >= mostOwnFaults ? 'failed' : 'running',
        note: 'internal',
        detail: '',
      };
  }
}

export type Action = 'pause' | 'resume' | 'cancel';

const turns: Readonly<Record<Action, Partial<Record<State, State>>>> = {
  pause: { running: 'paused' },
  resume: { paused: 'running', failed: 'running' },
  cancel: { running: 'cancelled', paused: 'cancelled' },
};

/** The state that a person's action leads to; null when it is not possible. */
export function afterAction(action: Action, state: State): State | null {
  return turns[action][state] ?? null;
}
