/**
 * The rules of signing in to the portal (portal.md T7), pure. What it is about: an e-mailed link that only a click in the
 * browser that asked can use, a code for every other browser, and a delay that no attacker can turn into a lock.
 */

const minute = 60_000;
const hour = 60 * minute;

/** A session that nobody used for so long is over, unless its device is trusted. */
export const idleMinutes = 30;
/** However much it is used: on a device that its owner trusts, and else. */
export const longestMs = { trusted: 30 * 24 * hour, other: 12 * hour };
export const linkMs = 15 * minute;
export const codeMs = 10 * minute;
export const triesPerRequest = 5;
/** Wrong codes of one address within an hour before the first delay. */
export const failuresAnHour = 10;
const firstDelayMs = 15 * minute;
/** Further doubling would be a lock. */
const longestDelayMs = 24 * hour;
/** After so long without a wrong code the next delay is short again. */
const forgetDelaysMs = 24 * hour;

export interface Failures {
  count: number;
  since: Date;
  lastAt: Date;
  delays: number;
  delayedUntil: Date | null;
}

/** One more wrong code: what is counted for the address from now on. */
export function countFailure(before: Failures | null, now: Date): Failures {
  const at = now.getTime();
  const sameHour = before !== null && at - before.since.getTime() < hour;
  const count = sameHour ? before.count + 1 : 1;
  const since = sameHour ? before.since : now;
  const delays = before !== null && at - before.lastAt.getTime() < forgetDelaysMs ? before.delays : 0;
  if (count < failuresAnHour)
    return { count, since, lastAt: now, delays, delayedUntil: before?.delayedUntil ?? null };
  const delay = Math.min(firstDelayMs * 2 ** Math.min(delays, 20), longestDelayMs);
  return { count, since, lastAt: now, delays: delays + 1, delayedUntil: new Date(at + delay) };
}

/** Until when no code of the address is looked at; null: now. Links in the browser that asked are never delayed. */
export function delayOf(failures: Pick<Failures, 'delayedUntil'> | null, now: Date): Date | null {
  const until = failures?.delayedUntil ?? null;
  return until !== null && until > now ? until : null;
}

export interface Attempt {
  /** How the request was found: by the link of the mail, or by the browser that asked. */
  by: 'link' | 'request';
  sameBrowser: boolean;
  code: 'none' | 'right' | 'wrong';
  used: boolean;
  replaced: boolean;
  linkExpired: boolean;
  codeExpired: boolean;
  tries: number;
  delayedUntil: Date | null;
}

export type AttemptDecision =
  | { kind: 'in' }
  /** Nothing is used up, nothing counted. */
  | { kind: 'code_needed' }
  | { kind: 'over' }
  | { kind: 'code_over'; why: 'expired' | 'too_many_tries' }
  | { kind: 'delayed'; until: Date }
  /** Counted for the request and for the address. */
  | { kind: 'wrong'; triesLeft: number };

interface AttemptRule {
  number: number;
  name: string;
  when(attempt: Attempt): boolean;
  result(attempt: Attempt): AttemptDecision;
}

/** First match wins. */
export const attemptRules: readonly AttemptRule[] = [
  {
    number: 1,
    name: 'used, or replaced by a newer one of the same browser',
    when: ({ used, replaced }) => used || replaced,
    result: () => ({ kind: 'over' }),
  },
  {
    number: 2,
    name: 'a link older than fifteen minutes',
    when: ({ by, linkExpired }) => by === 'link' && linkExpired,
    result: () => ({ kind: 'over' }),
  },
  {
    number: 3,
    name: 'the link, pressed in the browser that asked',
    when: ({ by, sameBrowser, code }) => by === 'link' && sameBrowser && code === 'none',
    result: () => ({ kind: 'in' }),
  },
  {
    number: 4,
    name: 'no code: another browser, or a mail scanner that presses buttons',
    when: ({ code }) => code === 'none',
    result: () => ({ kind: 'code_needed' }),
  },
  {
    number: 5,
    name: 'found without its link in a browser that did not ask',
    when: ({ by, sameBrowser }) => by === 'request' && !sameBrowser,
    result: () => ({ kind: 'over' }),
  },
  {
    number: 6,
    name: 'too many wrong codes for the address, in whatever requests',
    when: ({ delayedUntil }) => delayedUntil !== null,
    result: ({ delayedUntil }) => ({ kind: 'delayed', until: delayedUntil ?? new Date(0) }),
  },
  {
    number: 7,
    name: 'a code older than ten minutes',
    when: ({ codeExpired }) => codeExpired,
    result: () => ({ kind: 'code_over', why: 'expired' }),
  },
  {
    number: 8,
    name: 'five wrong codes for this request',
    when: ({ tries }) => tries >= triesPerRequest,
    result: () => ({ kind: 'code_over', why: 'too_many_tries' }),
  },
  {
    number: 9,
    name: 'a wrong code',
    when: ({ code }) => code === 'wrong',
    result: ({ tries }) => ({ kind: 'wrong', triesLeft: triesPerRequest - tries - 1 }),
  },
  { number: 10, name: 'the right code', when: () => true, result: () => ({ kind: 'in' }) },
];

export function decideAttempt(attempt: Attempt): AttemptDecision {
  const rule = attemptRules.find(({ when }) => when(attempt));
  return rule ? rule.result(attempt) : { kind: 'over' };
}

export type Stage = 'second_factor' | 'choose_firm' | 'confirm' | 'set_up_factor' | 'signed_in';

/** How far in somebody with a live session is. The query of `authenticate.ts` lets in only who is wholly in. */
export function stageOf(session: {
  hasFactor: boolean;
  secondFactorAt: Date | null;
  /** Came by number: that alone is never enough. */
  byNumber: boolean;
  startedAt: Date;
  /** As whom it looks now; null: nobody yet, or somebody whom the firm disabled. */
  active: { emailChangedAt: Date | null; confirmedAt: Date | null } | null;
}): Stage {
  if (session.hasFactor && session.secondFactorAt === null) return 'second_factor';
  const { active } = session;
  if (active === null) return 'choose_firm';
  if (needsConfirming(active)) return 'confirm';
  if (!session.byNumber || session.hasFactor) return 'signed_in';
  // The figures that staff read out let in once: whoever sets nothing up then needs new ones.
  const { confirmedAt } = active;
  return confirmedAt !== null && confirmedAt >= session.startedAt ? 'set_up_factor' : 'confirm';
}

/** A login by number at one firm that has the option on, and texts. */
export interface NumberLogin {
  accountId: string;
  firmId: string;
}

export type NumberDecision = { kind: 'text'; login: NumberLogin } | { kind: 'nothing' };

interface NumberAsked {
  logins: readonly NumberLogin[];
  /** Whose own address the request came by. */
  placeFirmId: string | null;
  /** Whose text led there. */
  linkFirmId: string | null;
}

interface NumberRule {
  number: number;
  name: string;
  when(asked: NumberAsked): boolean;
  /** Whose code is sent; undefined: nobody's. */
  pick(asked: NumberAsked): NumberLogin | undefined;
}

const at = (logins: readonly NumberLogin[], firmId: string | null) =>
  logins.find((login) => login.firmId === firmId);

/** Which client a number means: first match wins, and where it could mean several nothing is sent. */
export const numberRules: readonly NumberRule[] = [
  {
    number: 1,
    name: 'nobody comes by it',
    when: ({ logins }) => logins.length === 0,
    pick: () => undefined,
  },
  {
    number: 2,
    name: 'at a firm’s own address: that firm’s client, or nobody',
    when: ({ placeFirmId }) => placeFirmId !== null,
    pick: ({ logins, placeFirmId }) => at(logins, placeFirmId),
  },
  {
    number: 3,
    name: 'by the link of a firm’s text: that firm’s client',
    when: ({ logins, linkFirmId }) => at(logins, linkFirmId) !== undefined,
    pick: ({ logins, linkFirmId }) => at(logins, linkFirmId),
  },
  {
    number: 4,
    name: 'one firm’s client only',
    when: ({ logins }) => logins.length === 1,
    pick: ({ logins }) => logins[0],
  },
  {
    number: 5,
    name: 'clients of several firms, and no firm is named',
    when: () => true,
    pick: () => undefined,
  },
];

export function decideNumber(asked: NumberAsked): NumberDecision {
  const login = numberRules.find(({ when }) => when(asked))?.pick(asked);
  return login === undefined ? { kind: 'nothing' } : { kind: 'text', login };
}

/** The firm that an address inside the portal names, as links of texts do. */
export function firmOfDestination(destination: string): string | null {
  return /[?&]firm=([0-9a-f-]{36})(?:&|$)/.exec(destination)?.[1] ?? null;
}

/** Whether a second factor may go: beside a number there is always one. */
export function mayRemoveFactor({ byNumber, factors }: { byNumber: boolean; factors: number }): boolean {
  return !byNumber || factors > 1;
}

/** The firm wrote another address: whoever reads it now has not shown yet to be the same person. */
export function needsConfirming({
  emailChangedAt,
  confirmedAt,
}: {
  emailChangedAt: Date | null;
  confirmedAt: Date | null;
}): boolean {
  return emailChangedAt !== null && (confirmedAt === null || confirmedAt < emailChangedAt);
}

/**
 * Whether a second factor shows that it is the same person behind the new address: only one that the same login had
 * before the change. A factor of somebody else's mailbox, or one set up since, shows nothing.
 */
export function factorConfirms(facts: {
  emailChangedAt: Date | null;
  factorSince: Date;
  loginSince: Date;
}): boolean {
  const { emailChangedAt, factorSince, loginSince } = facts;
  return emailChangedAt !== null && factorSince < emailChangedAt && loginSince < emailChangedAt;
}

/** How old a proof may be for a change of factors (ASVS 7.5.1), and for opening files on a trusted device. */
export const freshForMs = { factors: 10 * minute, files: 12 * hour };

export function isFresh(provenAt: Date, now: Date, forMs: number): boolean {
  return now.getTime() - provenAt.getTime() <= forMs;
}

/** Where a link may lead: an address inside the portal, else its front page. */
export function safeDestination(given: string): string {
  return /^\/portal(?:\/[\w\-/]*)?(?:\?[\w\-=&%]*)?$/.test(given) && !given.includes('//') ? given : '';
}
