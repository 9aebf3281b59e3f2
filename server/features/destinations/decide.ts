/**
 * What happens next with one write, and what an answer makes of it. Pure: the worker only carries it out. After an answer
 * that nobody heard, the record is looked for before anything is sent again.
 */
import type { VendorFailure, Written } from '../../vendors/ports.ts';
import type { WriteState } from './tables.ts';

/** What a worker does with a write that is due. */
export type Step = 'send' | 'look' | 'confirm' | 'update' | 'retire';

export interface WriteFacts {
  action: 'create' | 'update' | 'retire';
  state: WriteState;
  /** How often it was tried. */
  attempts: number;
  /** When the record last left us; null: it never did. */
  sentAt: Date | null;
  /** This attempt sent it; false when it broke off before, looking things up. */
  sent: boolean;
  /** Seconds that a record may stay invisible after it was made (the vendor's). */
  visibleWithinSeconds: number;
}

/** The states in which a write still has something to do; `sending` found by a worker means that the last one died. */
export const nextStep: Readonly<Record<'waiting' | 'sending' | 'unknown' | 'confirming', Step>> = {
  waiting: 'send',
  sending: 'look',
  unknown: 'look',
  confirming: 'confirm',
};

export function stepOf({ action, state }: Pick<WriteFacts, 'action' | 'state'>): Step | null {
  if (state === 'done' || state === 'failed' || state === 'cancelled') return null;
  // Changing and taking out look first anyway, and may be done twice.
  return action === 'create' ? nextStep[state] : action;
}

/** What the vendor said, or what was found. */
export type Answer =
  | { answer: 'written'; written: Written }
  | { answer: 'found'; written: Written }
  | { answer: 'not_found' }
  /** A record whose id we have cannot be read yet. */
  | { answer: 'not_there_yet' }
  /** Updated, retired, or nothing to do, with a word for people where that helps. */
  | { answer: 'finished'; detail: string }
  /** It changed while we looked. */
  | { answer: 'conflict' }
  /** Something of ours is not ready: a contact still to be made, a file still to be fetched. */
  | { answer: 'not_ready'; detail: string; until: Date }
  /** It can never be sent as it is. */
  | { answer: 'impossible'; detail: string }
  | { answer: 'failure'; problem: VendorFailure };

export interface Outcome {
  state: WriteState;
  dueAt: Date;
  failure: string | null;
  detail: string | null;
  /** The vendor as a whole: fine, to be left alone until then, or no longer letting us in. */
  connection: { is: 'fine' } | { is: 'blocked'; until: Date } | { is: 'locked_out'; detail: string } | null;
}

/** Waits between attempts of one write, seconds; after the last it stays at that. */
const backoffSeconds = [2, 5, 15, 60, 300, 900, 3600];
/** A record that was accepted is looked for in this rhythm, seconds. */
const confirmSeconds = [1, 2, 3, 5, 10, 30, 60];

export function outcomeOf(facts: WriteFacts, step: Step, answer: Answer, now: Date): Outcome {
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const nth = (waits: readonly number[]) =>
    waits[Math.min(Math.max(facts.attempts - 1, 0), waits.length - 1)] ?? 60;
  const outcome = (state: WriteState, rest: Partial<Outcome> = {}): Outcome => ({
    state,
    dueAt: now,
    failure: null,
    detail: null,
    connection: { is: 'fine' },
    ...rest,
  });
  const visibleFrom = new Date((facts.sentAt?.getTime() ?? 0) + facts.visibleWithinSeconds * 1000);
  switch (answer.answer) {
    case 'written':
    case 'found':
      return answer.written.there ? outcome('done') : outcome('confirming', { dueAt: after(1) });
    case 'finished':
      return outcome('done', { detail: answer.detail });
    case 'conflict':
      return outcome(facts.state, { dueAt: after(nth(backoffSeconds)) });
    case 'not_ready':
      return outcome(facts.state, { dueAt: answer.until, detail: answer.detail, connection: null });
    case 'impossible':
      return outcome('failed', { failure: 'impossible', detail: answer.detail, connection: null });
    case 'not_found':
      // Before it must be visible, not finding it proves nothing.
      return visibleFrom > now ? outcome('unknown', { dueAt: visibleFrom }) : outcome('waiting');
    case 'not_there_yet':
      return visibleFrom > now
        ? outcome('confirming', { dueAt: after(nth(confirmSeconds)) })
        : outcome('unknown');
    case 'failure':
      return failureOutcome(facts, step, answer.problem, { outcome, after, nth });
  }
}

function failureOutcome(
  facts: WriteFacts,
  step: Step,
  problem: VendorFailure,
  {
    outcome,
    after,
    nth,
  }: {
    outcome(state: WriteState, rest?: Partial<Outcome>): Outcome;
    after(seconds: number): Date;
    nth(waits: readonly number[]): number;
  },
): Outcome {
  const said = { failure: problem.failure, detail: problem.detail };
  // Only a create that was sent leaves a doubt; everything else is done again from where it stands.
  const stays: WriteState = step === 'send' ? 'waiting' : facts.state === 'sending' ? 'unknown' : facts.state;
  switch (problem.failure) {
    case 'rate_limited':
      return outcome(stays, {
        ...said,
        dueAt: problem.retryAt,
        connection: { is: 'blocked', until: problem.retryAt },
      });
    case 'unauthorised':
      return outcome(stays, { ...said, connection: { is: 'locked_out', detail: problem.detail } });
    case 'unavailable':
      return outcome(step === 'send' && facts.sent ? 'unknown' : stays, {
        ...said,
        dueAt: after(nth(backoffSeconds)),
        connection: null,
      });
    case 'not_found':
    case 'rejected':
      return outcome('failed', said);
  }
}

/** How long a connection rests after so many failures in a row that were not one record's own fault. */
export function connectionPause(failures: number, now: Date, random: number): Date {
  const seconds = Math.min(300, 2 ** Math.min(failures, 9));
  return new Date(now.getTime() + seconds * 1000 * (0.75 + random / 2));
}
