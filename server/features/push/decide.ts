/** When a device is told of messages, and when not. Pure. The times of T4, but the first push comes at once. */

const minute = 60_000;
/** After the first push, and after those that follow, while they stay unopened. */
const backOffMinutes = [15, 60, 24 * 60] as const;

/** How long after the last push the next one may come, when so many were left unopened. Milliseconds. */
export function gapMs(unopened: number): number {
  if (unopened === 0) return 0;
  return (backOffMinutes[Math.min(unopened, backOffMinutes.length) - 1] ?? 0) * minute;
}

/** When a message that came at `at` may be pushed. */
export function dueAt(at: Date, timer: { pushedAt: Date | null; unopened: number }): Date {
  const earliest = (timer.pushedAt?.getTime() ?? 0) + gapMs(timer.unopened);
  return new Date(Math.max(at.getTime(), timer.pushedAt === null ? 0 : earliest));
}

export interface WorkingHours {
  /** Minutes after midnight in the firm's zone. */
  from: number;
  until: number;
  /** 1 Monday to 7 Sunday. */
  days: readonly number[];
}

export type Rules =
  | { who: 'client' }
  | {
      who: 'staff';
      tell: 'new' | 'unanswered' | 'none';
      unansweredMinutes: number;
      /** Null: at any time. */
      hours: WorkingHours | null;
    };

export interface PushFacts {
  now: Date;
  /** By T1, with the person's own eyes: it exists for them, and how much of it is new. */
  visible: boolean;
  /** Takes part now. */
  current: boolean;
  timers: 'on' | 'off';
  /** Messages of others, not withdrawn, that they have not looked at; the newest of them. */
  unread: number;
  newestSeq: number;
  pushedSeq: number;
  /** When their open window last said that it is looked at. */
  focusedAt: Date | null;
  postponed: number;
  devices: number;
  rules: Rules;
  /** Since when a client waits for an answer. */
  awaitingSince: Date | null;
  /** When the next working hours begin; null: these are some. */
  worksAgainAt: Date | null;
}

export type CancelReason =
  | 'not_visible'
  | 'not_current'
  | 'archived'
  | 'read'
  | 'told'
  | 'off'
  | 'answered'
  | 'no_device';

export type PushDecision =
  | { do: 'cancel'; reason: CancelReason }
  | { do: 'postpone'; until: Date; reason: 'focused' | 'not_yet' | 'quiet' }
  | { do: 'push'; upTo: number; count: number };

const focusMs = 60_000;
const mostPostponed = 5;

/** Top-down, first match wins. */
export function decidePush(facts: PushFacts): PushDecision {
  const { now, rules } = facts;
  const cancel = (reason: CancelReason) => ({ do: 'cancel' as const, reason });
  if (!facts.visible) return cancel('not_visible');
  if (!facts.current) return cancel('not_current');
  if (facts.timers === 'off') return cancel('archived');
  if (facts.unread === 0) return cancel('read');
  if (facts.newestSeq <= facts.pushedSeq) return cancel('told');
  if (rules.who === 'staff') {
    if (rules.tell === 'none') return cancel('off');
    if (facts.awaitingSince === null) return cancel('answered');
    const ripe = facts.awaitingSince.getTime() + rules.unansweredMinutes * minute;
    if (rules.tell === 'unanswered' && now.getTime() < ripe)
      return { do: 'postpone', until: new Date(ripe), reason: 'not_yet' };
  }
  if (facts.devices === 0) return cancel('no_device');
  if (facts.worksAgainAt !== null) return { do: 'postpone', until: facts.worksAgainAt, reason: 'quiet' };
  const focused = facts.focusedAt !== null && now.getTime() - facts.focusedAt.getTime() < focusMs;
  if (focused && facts.postponed < mostPostponed)
    return { do: 'postpone', until: new Date(now.getTime() + minute), reason: 'focused' };
  return { do: 'push', upTo: facts.newestSeq, count: facts.unread };
}

/** What the push service's answer makes of the device. RFC 8030, and what the services say themselves. */
export type Afterwards =
  | { outcome: 'delivered' }
  | { outcome: 'forget' }
  | { outcome: 'rest'; until: Date }
  | { outcome: 'failed' };

const mostFailures = 10;
const restMs = 15 * minute;

export function afterAnswer(
  status: number | null,
  retryAfter: string | null,
  failures: number,
  now: Date,
): Afterwards {
  if (status !== null && status >= 200 && status < 300) return { outcome: 'delivered' };
  // The browser gave the subscription up, or it was made for another key of ours.
  if (status === 404 || status === 410 || status === 403 || status === 401) return { outcome: 'forget' };
  if (status === 429 || status === 503) return { outcome: 'rest', until: restOf(retryAfter, now) };
  return failures + 1 >= mostFailures ? { outcome: 'forget' } : { outcome: 'failed' };
}

const longestRestMs = 24 * 60 * minute;

/** Seconds, or a date (RFC 9110 §10.2.3); never longer than a day. */
function restOf(retryAfter: string | null, now: Date): Date {
  const text = retryAfter?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  const wanted = Number.isFinite(ms) && ms > 0 ? ms : restMs;
  return new Date(now.getTime() + Math.min(wanted, longestRestMs));
}
