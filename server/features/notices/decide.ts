/** When people outside the firm are told of messages, and when not: the table T4 of the portal's specification. */

export interface NoticeRules {
  mode: 'back_off' | 'strict';
  delayMinutes: number;
  /** Each message has its own time, instead of one mail for all that wait; that time is always the same. */
  eachMessage: boolean;
}

const minute = 60_000;
/** After the first mail, and after the ones that follow, while they stay unopened. */
const backOffMinutes = [60, 24 * 60];

/** How long after a message somebody is told, who has left so many mails unopened. Milliseconds. */
export function delayMs({ mode, delayMinutes, eachMessage }: NoticeRules, unopened: number): number {
  if (mode === 'strict' || eachMessage || unopened === 0) return delayMinutes * minute;
  const later = backOffMinutes[Math.min(unopened, backOffMinutes.length) - 1] ?? delayMinutes;
  return Math.max(later, delayMinutes) * minute;
}

export interface Pending {
  seq: number;
  at: Date;
  retracted: boolean;
  /** No message: a line that says that a file was withdrawn. */
  fileWithdrawn?: boolean;
  /** It waits for no time: a file that they had is infected. */
  atOnce?: boolean;
}

/** When a message is to be told of by itself; the first ever at once. */
export const dueOf = (
  { welcomed, unopened }: { welcomed: boolean; unopened: number },
  rules: NoticeRules,
  at: Date,
): Date => (welcomed ? after(at, rules, unopened) : at);

/** Whoever has looked at what they were told of is told of the rest as soon as anybody. */
export function sooner(window: { pendingAt: Date; dueAt: Date }, rules: NoticeRules): Date {
  const dueAt = after(window.pendingAt, rules, 0);
  return dueAt < window.dueAt ? dueAt : window.dueAt;
}

const after = (at: Date, rules: NoticeRules, unopened: number) =>
  new Date(at.getTime() + delayMs(rules, unopened));

export interface FireFacts {
  now: Date;
  rules: NoticeRules;
  /** The message whose time it is: the oldest when the window opened. */
  windowSeq: number;
  /** How far they have looked, and the newest message of others. */
  readSeq: number;
  newestSeq: number;
  /** `unreachable`: comes by number, and no text can go there. */
  recipient: 'current' | 'removed' | 'ended' | 'blocked' | 'bounced' | 'unreachable';
  archived: boolean;
  /** Messages of others that they have neither looked at nor been told of, the oldest first. */
  pending: readonly Pending[];
  /** When their open window last said that it is looked at. */
  focusedAt: Date | null;
  postponed: number;
  welcomed: boolean;
  unopened: number;
}

export type CancelReason =
  | 'read'
  | 'removed'
  | 'ended'
  | 'blocked'
  | 'bounced'
  | 'unreachable'
  | 'archived'
  | 'retracted';

export type Fire =
  | { do: 'cancel'; reason: CancelReason }
  | { do: 'postpone'; until: Date }
  /** The window was for what needs no telling any more; what came since has a time of its own. */
  | { do: 'reopen'; reason: 'read' | 'removed' | 'retracted'; next: Pending; dueAt: Date }
  | {
      do: 'send';
      kind: 'welcome' | 'unread';
      /** How many messages, and how many files that were withdrawn; and the last of them. */
      count: number;
      filesWithdrawn: number;
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
  const later = laterWindow(facts);
  if (later !== null) return later;
  if (recipient !== 'current') return { do: 'cancel', reason: recipient };
  if (facts.archived) return { do: 'cancel', reason: 'archived' };
  const standing = pending.filter(({ retracted }) => !retracted);
  if (standing.length === 0) return { do: 'cancel', reason: 'retracted' };
  const focused = facts.focusedAt !== null && now.getTime() - facts.focusedAt.getTime() < focusMs;
  if (focused && facts.postponed < mostPostponed)
    return { do: 'postpone', until: new Date(now.getTime() + postponeMs) };
  return send(facts, standing);
}

/** `due` is the oldest message's time and the delay; the oldest may be another than when the window opened. */
function laterWindow({
  now,
  rules,
  windowSeq,
  readSeq,
  pending,
  welcomed,
  unopened,
}: FireFacts): Fire | null {
  const standing = pending.filter(({ retracted }) => !retracted);
  const [next] = standing;
  if (!next || next.seq === windowSeq || !welcomed || standing.some(({ atOnce }) => atOnce)) return null;
  const dueAt = after(next.at, rules, unopened);
  if (dueAt <= now) return null;
  if (readSeq >= windowSeq) return { do: 'reopen', reason: 'read', next, dueAt };
  const reason = pending.some(({ seq }) => seq === windowSeq) ? 'retracted' : 'removed';
  return { do: 'reopen', reason, next, dueAt };
}

function send({ now, rules, welcomed, unopened }: FireFacts, standing: readonly Pending[]): Fire {
  if (!welcomed) return { do: 'send', kind: 'welcome', ...upTo(standing, null) };
  if (!rules.eachMessage) return { do: 'send', kind: 'unread', ...upTo(standing, null) };
  const ripe = now.getTime() - delayMs(rules, unopened);
  const due = standing.filter(({ at }, index) => index === 0 || at.getTime() <= ripe);
  return { do: 'send', kind: 'unread', ...upTo(due, standing[due.length] ?? null) };
}

const upTo = (due: readonly Pending[], next: Pending | null) => ({
  count: due.filter(({ fileWithdrawn }) => !fileWithdrawn).length,
  filesWithdrawn: due.filter(({ fileWithdrawn }) => fileWithdrawn).length,
  upTo: due.at(-1)?.seq ?? 0,
  next,
});

/** When the message that waits after a mail is told of: it came before that mail, so it has the time that it had. */
export const dueAfterMail = (next: Pending, { rules, unopened }: FireFacts): Date =>
  after(next.at, rules, unopened);
