/** When connections are looked after, and what somebody should know of them. Pure. */
import { createHash } from 'node:crypto';
import type { VendorFailure } from '../../vendors/ports.ts';
import type { Alarm } from './shapes.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** When to try again to be let in; null: it would go no better. A sign-in that is over is not tried for ever. */
export function decideRetry(
  problem: VendorFailure,
  { failures, now, giveUpAt }: { failures: number; now: Date; giveUpAt: Date | null },
): Date | null {
  if (problem.failure !== 'unavailable' && problem.failure !== 'rate_limited') return null;
  const pause = Math.min(5_000 * 2 ** failures, 10 * minute);
  const again = problem.failure === 'rate_limited' ? problem.retryAt : new Date(now.getTime() + pause);
  return giveUpAt !== null && again >= giveUpAt ? null : again;
}

/** When webhooks are looked after next: daily, and when three quarters of their life are over. */
export function nextSubscriptionCheck(expiresAt: string | null, now: Date): Date {
  const daily = now.getTime() + day;
  if (expiresAt === null) return new Date(daily);
  const threeQuarters = now.getTime() + 0.75 * (Date.parse(expiresAt) - now.getTime());
  return new Date(Math.max(now.getTime() + 5 * minute, Math.min(daily, threeQuarters)));
}

/** About every quarter of an hour, and not all connections at the same moment. */
export function canaryEveryMs(connectionId: string): number {
  const jitter = createHash('sha256').update(connectionId).digest().readUInt16BE(2) % 240;
  return (13 * 60 + jitter) * 1000;
}

/** After no answer it is asked again sooner: one failure is a hiccup, two are an outage. */
export const canaryAgainMs = 5 * minute;
const canaryFailuresForAlarm = 2;
/** Their pauses double from two seconds on. */
const failuresForAlarm = 6;

export interface CanaryFacts {
  id: string;
  /** Somebody wants to know now. */
  wanted: boolean;
  dueAt: Date;
  blockedUntil: Date | null;
  /** The vendor did anything for us. */
  lastSuccessAt: Date | null;
  askedAt: Date | null;
  /** Whether it answered when it was asked last. */
  answered: boolean;
}

/** Null: ask now; else when to look again. What goes well anyway proves as much, but not whose account it is. */
export function decideCanary(facts: CanaryFacts, now: Date): Date | null {
  if (facts.wanted) return null;
  if (facts.blockedUntil !== null && facts.blockedUntil > now) return facts.blockedUntil;
  if (facts.dueAt > now) return facts.dueAt;
  const accountKnown =
    facts.answered && facts.askedAt !== null && now.getTime() - facts.askedAt.getTime() < day;
  if (!accountKnown || facts.lastSuccessAt === null) return null;
  const again = new Date(facts.lastSuccessAt.getTime() + canaryEveryMs(facts.id));
  return again > now ? again : null;
}

/** Whether it is an outage by now: the canary failed twice in a row, or whoever works there did for about a minute. */
export function isOut({
  canaryFailures,
  failures,
}: Pick<HealthFacts, 'canaryFailures' | 'failures'>): boolean {
  return canaryFailures >= canaryFailuresForAlarm || failures >= failuresForAlarm;
}

/** The permission ends within this: somebody should sign in again before. */
export const warnBeforeGrantEndsMs = 14 * day;
/** The nightly look should have gone well at least once in this. */
const silentMs = 26 * hour;
/** A webhook may be so late; vendors repeat what did not arrive for some minutes. */
const hooksLateMs = 30 * minute;
const behindMs = 15 * minute;

export interface HealthFacts {
  status: string;
  statusDetail: string;
  grant: 'authorization_code' | 'client_credentials';
  grantExpiresAt: Date | null;
  failed: number;
  oldestWaitingAt: Date | null;
  blockedUntil: Date | null;
  /** Failures in a row. */
  failures: number;
  lastSuccessAt: Date | null;
  lastHookAt: Date | null;
  /** Of the canary, in a row, and what it heard last. */
  canaryFailures: number;
  canaryDetail: string;
  /** When the oldest change was made there that was found by asking, and no webhook told of. */
  untoldSince: Date | null;
  subscription: { status: 'active' | 'refused' | 'by_hand'; detail: string } | null;
}

/** What somebody should know, worst first. */
export function alarmsOf(facts: HealthFacts, now: Date): Alarm[] {
  const { status, subscription } = facts;
  const alarms: Alarm[] = [];
  const raise = (alarm: Alarm['alarm'], more: { detail?: string; at?: Date | null; count?: number } = {}) =>
    void alarms.push({
      alarm,
      detail: more.detail ?? '',
      at: more.at?.toISOString() ?? null,
      count: more.count ?? null,
    });
  const age = (at: Date | null) => (at === null ? 0 : now.getTime() - at.getTime());

  if (status === 'needs_attention') raise('needs_attention', { detail: facts.statusDetail });
  if (facts.failed > 0) raise('failed', { count: facts.failed });
  if (status !== 'active') return alarms;
  const out = isOut(facts);
  if (out) raise('canary', { detail: facts.canaryDetail, at: facts.lastSuccessAt });
  else if (facts.failures > 0 && facts.blockedUntil !== null && facts.blockedUntil > now)
    raise('vendor_down', { at: facts.blockedUntil });
  if (age(facts.oldestWaitingAt) > behindMs) raise('behind', { at: facts.oldestWaitingAt });
  if (endsSoon(facts, now)) raise('grant_ends', { at: facts.grantExpiresAt });
  if (!out && age(facts.lastSuccessAt) > silentMs) raise('silent', { at: facts.lastSuccessAt });
  if (subscription?.status === 'refused') raise('webhook_refused', { detail: subscription.detail });
  if (subscription?.status === 'by_hand' && facts.lastHookAt === null)
    raise('webhook_by_hand', { detail: subscription.detail });
  if (subscription?.status === 'active' && isUntold(facts) && age(facts.untoldSince) > hooksLateMs)
    raise('hooks_silent', { at: facts.untoldSince });
  return alarms;
}

/** A webhook that came since then says that they come. */
function isUntold({ untoldSince, lastHookAt }: HealthFacts): boolean {
  return untoldSince !== null && (lastHookAt === null || lastHookAt < untoldSince);
}

function endsSoon({ grant, grantExpiresAt }: HealthFacts, now: Date): boolean {
  return (
    grant === 'authorization_code' &&
    grantExpiresAt !== null &&
    grantExpiresAt.getTime() - now.getTime() < warnBeforeGrantEndsMs
  );
}
