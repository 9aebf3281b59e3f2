/** The rules of what is sent, when it is tried again, and since when an option is on. Pure. */
import { z } from 'zod';
import type { VendorFailure } from '../../vendors/ports.ts';
import type { DraftKind } from './tables.ts';

export type SpeechOption = 'transcription' | 'summary';
export const optionOf = { transcript: 'transcription', summary: 'summary' } as const;

const times = z.record(z.string(), z.iso.datetime());
/** Option → destination → since when it is on. */
export const sinceShape = z.object({ transcription: times.default({}), summary: times.default({}) });
export type Since = z.infer<typeof sinceShape>;

export type OptionsOf = (destination: string) => Readonly<Record<SpeechOption, boolean>>;

/** Since when each option is on at each destination: what was on stays, what is off goes, what is new begins now. */
export function sinceNow(
  before: Since,
  destinations: readonly string[],
  optionsOf: OptionsOf,
  now: Date,
): Since {
  const next = (option: SpeechOption) =>
    Object.fromEntries(
      destinations
        .filter((destination) => optionsOf(destination)[option])
        .map((destination) => [destination, before[option][destination] ?? now.toISOString()]),
    );
  return { transcription: next('transcription'), summary: next('summary') };
}

/** What is known just before something is sent. */
export interface SendingFacts {
  kind: DraftKind;
  service: {
    connected: boolean;
    model: string;
    consent: string;
    includeRestricted: boolean;
    maxBytes: number;
  };
  /** The option is on at one of the draft's destinations still. */
  optionOn: boolean;
  /** The call is on a restricted matter. */
  restricted: boolean;
  /** Of the sound; null for a summary. */
  sizeBytes: number | null;
  /** There is something to send. */
  there: boolean;
}

/** Why it is not sent, in words for people; null when it may be. */
export function refusalToSend(facts: SendingFacts): string | null {
  const { kind, service, sizeBytes } = facts;
  const name = kind === 'transcript' ? 'Transcription' : 'The summary';
  if (!service.connected || service.model === '') return 'No speech service is connected.';
  if (service.consent.trim() === '') return 'The firm’s consent policy is not stated any more.';
  if (!facts.optionOn) return `${name} was switched off before it was sent.`;
  if (facts.restricted && !service.includeRestricted) return 'Calls of restricted matters are not sent.';
  if (!facts.there)
    return kind === 'transcript' ? 'The recording is no longer here.' : 'There is no transcript to sum up.';
  if (sizeBytes === 0) return 'The recording is empty.';
  if (sizeBytes !== null && sizeBytes > service.maxBytes)
    return `It is larger (${megabytes(sizeBytes)} MB) than the service takes (${megabytes(service.maxBytes)} MB).`;
  return null;
}

function megabytes(bytes: number): string {
  return (bytes / (1024 * 1024)).toFixed(bytes % (1024 * 1024) === 0 ? 0 : 1);
}

export interface NextTry {
  state: 'waiting' | 'failed';
  at: Date;
  /** For the interaction's page. */
  detail: string;
  /** Nothing else of the firm is sent before this either; null: the fault is this one's own. */
  restUntil: Date | null;
  /** For the settings page; empty when there is nothing to do for a person. */
  trouble: string;
}

const firstDelayMs = 30_000;
const longestDelayMs = 3_600_000;
const longestRestMs = 5 * 60_000;
/** With the longest delay, about a day. */
const mostAttempts = 30;

/** What follows the `attempts`-th try of one draft that failed. */
export function nextTry(failure: VendorFailure, attempts: number, now: Date): NextTry {
  const later = (ms: number) => new Date(now.getTime() + ms);
  const backoff = later(Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempts - 1, 12)));
  const given = attempts >= mostAttempts ? 'failed' : 'waiting';
  switch (failure.failure) {
    case 'rejected':
      return {
        state: 'failed',
        at: now,
        detail: `The speech service refused it: ${failure.detail}`,
        restUntil: null,
        trouble: '',
      };
    case 'rate_limited': {
      const at = failure.retryAt > now ? failure.retryAt : backoff;
      return {
        state: given,
        at,
        detail: 'The speech service asked us to wait.',
        restUntil: at,
        trouble: `It asked us to wait: ${failure.detail}`,
      };
    }
    case 'unavailable':
      return {
        state: given,
        at: backoff,
        detail: 'The speech service cannot be reached; it is tried again.',
        // One sound that makes the service stumble must not hold up the others for hours.
        restUntil: new Date(Math.min(backoff.getTime(), later(longestRestMs).getTime())),
        trouble: `It cannot be reached: ${failure.detail}`,
      };
    case 'unauthorised':
      return {
        state: given,
        at: later(longestDelayMs),
        detail: 'The speech service refused our key; it is tried again.',
        restUntil: later(longestDelayMs),
        trouble: `It refused the key: ${failure.detail}`,
      };
    case 'not_found':
      return {
        state: given,
        at: later(longestDelayMs),
        detail: 'The speech service knows no such address or model; it is tried again.',
        restUntil: later(longestDelayMs),
        trouble: `It knows no such address or model: ${failure.detail}`,
      };
  }
}
