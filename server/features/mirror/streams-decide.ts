/** Which kind is read next and how, and what the end of a pass means. Pure. */
import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import { type BudgetFacts, type MirrorKind, mirrorKinds, type PracticeSystem } from '../../vendors/ports.ts';

/** Clocks differ: what changed so long before the last look is asked for again. */
export const overlapMs = 5 * 60_000;
/** Below so many requests a minute, looking for changes keeps out of the way of everything else. */
const scarceRequestsAMinute = 60;
/** Nothing is said about records that a whole pass missed as long as there are so few. */
const fewRecords = 20;

export interface StreamFacts {
  kind: string;
  pass: 'whole' | 'changes' | 'idle';
  pass_started_at: Date | null;
  first_done_at: Date | null;
  whole_due_at: Date | null;
  due_at: Date;
  error: string | null;
  updated_at: Date;
}

/**
 * The kinds that are due, the most pressing first: the first load, in which each kind waits for those that it refers to
 * (unless one of them cannot be read), then whatever was not looked at for longest.
 */
export function dueKinds(
  streams: readonly StreamFacts[],
  pulls: PracticeSystem['pulls'],
  now: Date,
): MirrorKind[] {
  const first: MirrorKind[] = [];
  const again: { kind: MirrorKind; at: Date }[] = [];
  for (const kind of mirrorKinds) {
    const stream = streams.find((one) => one.kind === kind);
    if (!stream || pulls[kind] === undefined) continue;
    const isDue = stream.due_at <= now;
    if (isDue && stream.first_done_at === null) first.push(kind);
    if (isDue && stream.first_done_at !== null) again.push({ kind, at: stream.updated_at });
    if (stream.first_done_at === null && stream.error === null) break;
  }
  again.sort((a, b) => a.at.getTime() - b.at.getTime());
  return [...first, ...again.map(({ kind }) => kind)];
}

/** A pass under way goes on; else everything when that is due, or what changed. */
export function passOf(stream: StreamFacts, changesSince: boolean, now: Date): 'whole' | 'changes' {
  if (stream.pass !== 'idle') return stream.pass;
  const wholeDue = stream.whole_due_at === null || stream.whole_due_at <= now;
  return wholeDue || !changesSince ? 'whole' : 'changes';
}

/** How often to ask what changed. */
export function pollMinutes({ windows }: Pick<BudgetFacts, 'windows'>): number {
  const least = Math.min(...windows.map(({ limit, seconds }) => (limit * 60) / seconds));
  return least < scarceRequestsAMinute ? 15 : 5;
}

/** Between two and five in the firm's night, each connection at a time of its own; not within six hours from now. */
export function nextNight(now: Date, timeZone: string, connectionId: string): Date {
  const minute = createHash('sha256').update(connectionId).digest().readUInt16BE(0) % 180;
  const tonight = DateTime.fromJSDate(now, { zone: timeZone })
    .startOf('day')
    .plus({ hours: 2, minutes: minute });
  const soonest = now.getTime() + 6 * 3_600_000;
  for (let day = 0; ; day += 1) {
    const night = tonight.plus({ days: day });
    if (night.toMillis() >= soonest) return night.toJSDate();
  }
}

/** Whether what a whole pass did not see is gone, or whether somebody has to say so first. */
export function judgeSweep(facts: { live: number; missing: number; confirmed: boolean }): 'remove' | 'ask' {
  const { live, missing, confirmed } = facts;
  return !confirmed && live > fewRecords && missing * 2 > live ? 'ask' : 'remove';
}

/** How long a vendor rests after so many failures in a row; `random` in [0, 1) spreads those that failed together. */
export function restMs(failures: number, random: number): number {
  return Math.min(300, 2 ** Math.min(failures, 9)) * 1000 * (0.75 + random / 2);
}
