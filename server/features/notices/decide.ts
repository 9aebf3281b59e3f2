/** When people outside the firm are told of messages, and when not: the table T4 of the portal's specification. */

export interface NoticeRules {
  mode: 'back_off' | 'strict';
  delayMinutes: number;
  /** Each message has its own time, instead of one mail for all that wait. */
  eachMessage: boolean;
}

const minute = 60_000;
/** After the first mail, and after the ones that follow, while they stay unopened. */
const backOffMinutes = [60, 24 * 60];

/** How long after a message somebody is told, who has left so many mails unopened. Milliseconds. */
export function delayMs({ mode, delayMinutes }: NoticeRules, unopened: number): number {
  if (mode === 'strict' || unopened === 0) return delayMinutes * minute;
  const later = backOffMinutes[Math.min(unopened, backOffMinutes.length) - 1] ?? delayMinutes;
  return Math.max(later, delayMinutes) * minute;
}

export interface Pending {
  seq: number;
  at: Date;
  retracted: boolean;
}

export interface FireFacts {
  now: Date;
  rules: NoticeRules;
  /** How far they have looked, and the newest message of others. */
  readSeq: number;
  newestSeq: number;
  recipient: 'current' | 'removed' | 'ended' | 'blocked' | 'bounced';
  archived: boolean;
  /** Messages of others that they have neither looked at nor been told of, the oldest first. */
  pending: readonly Pending[];
  /** When their open window last said that it is looked at. */
  focusedAt: Date | null;
  postponed: number;
  welcomed: boolean;
  unopened: number;
}

export type CancelReason = 'read' | 'removed' | 'ended' | 'blocked' | 'bounced' | 'archived' | 'retracted';

export type Fire =
  | { do: 'cancel'; reason: CancelReason }
  | { do: 'postpone'; until: Date }
  | {
      do: 'send';
      kind: 'welcome' | 'unread';
      /** How many messages, and the last of them. */
      count: number;
      upTo: number;
      /** The oldest that waits for a time of its own. */
      next: Pending | null;
    };

const focusMs = 60_000;
const postponeMs = 60_000;
const mostPostponed = 5;

/** Top-down, first match wins. */
export function decideFire(facts: FireFacts): Fire {
  const { now, recipient, pending } = facts;
  if (facts.readSeq >= facts.newestSeq) return { do: 'cancel', reason: 'read' };
  if (recipient !== 'current') return { do: 'cancel', reason: recipient };
  if (facts.archived) return { do: 'cancel', reason: 'archived' };
  const standing = pending.filter(({ retracted }) => !retracted);
  if (standing.length === 0) return { do: 'cancel', reason: 'retracted' };
  const focused = facts.focusedAt !== null && now.getTime() - facts.focusedAt.getTime() < focusMs;
  if (focused && facts.postponed < mostPostponed)
    return { do: 'postpone', until: new Date(now.getTime() + postponeMs) };
  return send(facts, standing);
}

function send({ now, rules, welcomed, unopened }: FireFacts, standing: readonly Pending[]): Fire {
  if (!welcomed) return { do: 'send', kind: 'welcome', ...upTo(standing, null) };
  if (!rules.eachMessage) return { do: 'send', kind: 'unread', ...upTo(standing, null) };
  const ripe = now.getTime() - delayMs(rules, unopened);
  const due = standing.filter(({ at }, index) => index === 0 || at.getTime() <= ripe);
  return { do: 'send', kind: 'unread', ...upTo(due, standing[due.length] ?? null) };
}

const upTo = (due: readonly Pending[], next: Pending | null) => ({
  count: due.length,
  upTo: due.at(-1)?.seq ?? 0,
  next,
});
