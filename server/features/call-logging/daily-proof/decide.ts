/** Days of a firm, and whether a phone system's call log and the ledger agree on one. Pure. */
import type { Observation } from '../../../vendors/ports.ts';
import { groupSessions, linksOf } from '../sessions.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The day of a moment in a zone, YYYY-MM-DD. */
export function dayOf(moment: Date, timeZone: string): string {
  return moment.toLocaleDateString('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
}

/** So many days before (or after) a day. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** The moments at which a day begins and ends in a zone: 23 or 25 hours when the clocks change. */
export function boundsOf(day: string, timeZone: string): { since: Date; until: Date } {
  return { since: startOf(day, timeZone), until: startOf(addDays(day, 1), timeZone) };
}

/** Midnight, or the first moment there is where the clocks jump over it. */
function startOf(day: string, timeZone: string): Date {
  const middle = Date.parse(`${day}T00:00:00Z`);
  // No zone is further than 14 hours from UTC; within that the day begins once.
  let before = middle - 15 * hourMs;
  let after = middle + 15 * hourMs;
  while (after - before > 1000) {
    const half = Math.floor((before + after) / 2000) * 1000;
    if (dayOf(new Date(half), timeZone) < day) before = half;
    else after = half;
  }
  return new Date(after);
}

/** From this hour of the firm's day on the day before is asked about: calls over midnight are over, and logs complete. */
const firstHour = 3;

/** The latest day that can be proved at night; null while it is too early. */
export function dueDay(now: Date, timeZone: string): string | null {
  const hour = Number(now.toLocaleString('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }));
  return hour < firstHour ? null : addDays(dayOf(now, timeZone), -1);
}

/** What a call log lists, each call, text or fax with the ids by which the ledger would know it. */
export function sessionsIn(observations: readonly Observation[]): string[][] {
  return groupSessions(observations)
    .filter(({ observations: seen }) => seen.some(({ kind }) => kind !== 'voicemail' && kind !== 'hint'))
    .map(({ observations: seen }) => [...new Set(seen.flatMap(linksOf))]);
}

export interface Proof {
  /** Calls, texts and faxes that it lists. */
  says: number;
  /** Of those, not in the ledger. */
  missing: number;
}

/**
 * `known`: link → the interaction that it leads to; null where it was read and made none, as the call that only carried a
 * fax, which then counts for neither side.
 */
export function prove(
  sessions: readonly (readonly string[])[],
  known: ReadonlyMap<string, string | null>,
): Proof {
  const here = new Set<string>();
  let missing = 0;
  for (const links of sessions) {
    const read = links.filter((link) => known.has(link));
    if (read.length === 0) missing += 1;
    for (const link of read) {
      const id = known.get(link);
      if (id) here.add(id);
    }
  }
  return { says: here.size + missing, missing };
}

/** Brought in and looked at again so often before it is left to a person. */
export const mostRounds = 3;
const mostFailures = 6;

export type Next =
  | { state: 'known'; dueAt: null; bringIn: false }
  | { state: 'known'; dueAt: Date; bringIn: true };

/** After an answer: what is missing is brought in and looked at again. */
export function afterAnswer(proof: Proof, rounds: number, now: Date): Next {
  if (proof.missing === 0 || rounds >= mostRounds) return { state: 'known', dueAt: null, bringIn: false };
  return { state: 'known', dueAt: new Date(now.getTime() + 2 * 60_000 * 4 ** rounds), bringIn: true };
}

/** After no answer. `fatal`: asking again brings nothing before a person did something. */
export function afterNoAnswer(
  failures: number,
  fatal: boolean,
  now: Date,
): { state: 'asking' | 'failed'; dueAt: Date | null; failures: number } {
  const count = failures + 1;
  if (fatal || count >= mostFailures) return { state: 'failed', dueAt: null, failures: count };
  return {
    state: 'asking',
    dueAt: new Date(now.getTime() + Math.min(2 ** count, 60) * 60_000),
    failures: count,
  };
}
