/** When connections are looked after, and what somebody should know of them. Pure. */
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

/** The permission ends within this: somebody should sign in again before. */
export const warnBeforeGrantEndsMs = 14 * day;
/** The nightly look should have gone well at least once in this. */
const silentMs = 26 * hour;
/** A weekend and a bank holiday are quiet; four days are not. */
const hooksSilentMs = 4 * day;
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
  createdAt: Date;
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
  if (facts.failures > 0 && facts.blockedUntil !== null && facts.blockedUntil > now)
    raise('vendor_down', { at: facts.blockedUntil });
  if (age(facts.oldestWaitingAt) > behindMs) raise('behind', { at: facts.oldestWaitingAt });
  if (endsSoon(facts, now)) raise('grant_ends', { at: facts.grantExpiresAt });
  if (age(facts.lastSuccessAt) > silentMs) raise('silent', { at: facts.lastSuccessAt });
  if (subscription?.status === 'refused') raise('webhook_refused', { detail: subscription.detail });
  if (subscription?.status === 'by_hand' && facts.lastHookAt === null)
    raise('webhook_by_hand', { detail: subscription.detail });
  const heardAt = facts.lastHookAt ?? facts.createdAt;
  if (subscription?.status === 'active' && age(heardAt) > hooksSilentMs)
    raise('hooks_silent', { at: facts.lastHookAt });
  return alarms;
}

function endsSoon({ grant, grantExpiresAt }: HealthFacts, now: Date): boolean {
  return (
    grant === 'authorization_code' &&
    grantExpiresAt !== null &&
    grantExpiresAt.getTime() - now.getTime() < warnBeforeGrantEndsMs
  );
}
