/** What is new about an interaction, and what an attempt to deliver makes of a delivery and its endpoint. Pure. */
import { createHash } from 'node:crypto';
import type { Entry, Summary } from './payloads.ts';
import type { WebhookEventType } from './schema.ts';
import type { DeliveryState } from './tables.ts';

/** What was last told of an interaction. */
export interface Told {
  hash: string;
  /** Log entry id → `state:revision`. */
  entries: Readonly<Record<string, string>>;
}

export type News =
  | { type: 'interaction.created' | 'interaction.updated'; data: Summary }
  | { type: 'interaction.removed'; data: { id: string } }
  | { type: Exclude<WebhookEventType, `interaction.${string}`>; data: Entry };

/** A log entry still being written is nothing to tell yet. */
const entryEvents = {
  logged: 'log_entry.logged',
  held: 'log_entry.held',
  failed: 'log_entry.failed',
  skipped: 'log_entry.skipped',
  undone: 'log_entry.undone',
} as const;

/**
 * The difference between what was told and how it stands. `isNew`: it came into being with the change that is being told;
 * else, when nothing was told of it before, it is older than the endpoint. `told` is null when there is nothing to remember.
 */
export function newsOf(
  id: string,
  before: Told | null,
  present: Summary | null,
  isNew: boolean,
): { news: News[]; told: Told | null } {
  if (present === null)
    return { news: before === null ? [] : [{ type: 'interaction.removed', data: { id } }], told: null };
  const hash = hashOf(present);
  const news: News[] = [];
  if (before === null && isNew) news.push({ type: 'interaction.created', data: present });
  else if (before?.hash !== hash) news.push({ type: 'interaction.updated', data: present });
  for (const entry of present.logEntries) {
    if (entry.state === 'pending' || before?.entries[entry.id] === standOf(entry)) continue;
    news.push({ type: entryEvents[entry.state], data: entry });
  }
  const entries = Object.fromEntries(present.logEntries.map((entry) => [entry.id, standOf(entry)]));
  return { news, told: { hash, entries } };
}

function standOf({ state, revision }: Entry): string {
  return `${state}:${revision}`;
}

/** Of the interaction without its log entries, which have events of their own. */
function hashOf(summary: Summary): string {
  return createHash('sha256')
    .update(JSON.stringify({ ...summary, logEntries: undefined }))
    .digest('base64');
}

/** Every matter that a summary names, its decisions' candidates too. */
export function mattersOf({ logEntries }: Summary): string[] {
  return logEntries.flatMap(({ matterId, why }) => [
    ...(matterId === null ? [] : [matterId]),
    ...why.facts.candidates.flatMap((candidate) => candidate.matterId ?? []),
  ]);
}

/** What came of one attempt. */
export interface Attempt {
  /** null: nobody answered. */
  status: number | null;
  error: string | null;
  retryAfterSeconds: number | null;
}

export interface Standing {
  /** Attempts of this delivery before this one. */
  attempts: number;
  /** Failed attempts at this endpoint in a row, whatever the delivery. */
  failures: number;
  failingSince: Date | null;
}

export interface Outcome {
  state: DeliveryState;
  dueAt: Date;
  error: string | null;
  endpoint: {
    failures: number;
    failingSince: Date | null;
    restUntil: Date | null;
    disabled: 'gone' | 'failing' | null;
    /** It was away and is back: what waits for its next try need not wait. */
    recovered: boolean;
  };
}

const minute = 60;
const hour = 3600;
/** Seconds until the next attempt, after the first, the second …: the specification's schedule, three days in all. */
export const retrySeconds = [
  5,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const;
/** Seconds that an endpoint rests after so many failures in a row: nobody there is asked for each of a long backlog. */
const restSeconds = [5, 5, 15, 60, 180, 600] as const;
const longestWaitSeconds = 24 * hour;
/** So many in a row are the endpoint's fault, fewer may be one delivery's. */
const outageFailures = 3;
const disableAfterMs = 5 * 24 * hour * 1000;

export function isReceived(status: number | null): status is number {
  return status !== null && status >= 200 && status < 300;
}

/** `random` (0 to 1) spreads the waits by a fifth, so that what failed together does not come back together. */
export function outcomeOf(standing: Standing, attempt: Attempt, now: Date, random: number): Outcome {
  const { status } = attempt;
  if (isReceived(status))
    return {
      state: 'delivered',
      dueAt: now,
      error: null,
      endpoint: {
        failures: 0,
        failingSince: null,
        restUntil: null,
        disabled: null,
        recovered: standing.failures >= outageFailures,
      },
    };
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const spread = 0.8 + random * 0.4;
  const asked = Math.min(attempt.retryAfterSeconds ?? 0, longestWaitSeconds);
  const next = retrySeconds[standing.attempts];
  const dueAt = after(Math.max((next ?? 0) * spread, asked));
  const failures = standing.failures + 1;
  const failingSince = standing.failingSince ?? now;
  const rest = (restSeconds[Math.min(failures, restSeconds.length) - 1] ?? 600) * spread;
  // The first retry of a delivery is waited for, so that a hiccup does not change the order.
  const restUntil = standing.attempts === 0 ? dueAt : after(Math.max(rest, asked));
  const tooLong = now.getTime() - failingSince.getTime() >= disableAfterMs;
  return {
    state: next === undefined || status === 410 ? 'failed' : 'waiting',
    dueAt,
    error: attempt.error ?? failureOf(status),
    endpoint: {
      failures,
      failingSince,
      restUntil,
      disabled: status === 410 ? 'gone' : tooLong ? 'failing' : null,
      recovered: false,
    },
  };
}

function failureOf(status: number | null): string {
  if (status === 410) return 'It answered that it is gone (410).';
  if (status !== null && status >= 300 && status < 400)
    return `It redirects (${status}), which is not followed.`;
  return `It answered ${status ?? 'nothing'}.`;
}

/** `Retry-After`, seconds or a date; null when it says neither. */
export function retryAfterSeconds(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, (at - now.getTime()) / 1000);
}
