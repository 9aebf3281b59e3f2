/** What a chase does next, and when. Pure. */
import { DateTime } from 'luxon';
import { type BusinessHours, nextOpen } from './business-hours.ts';
import type { LeadState } from './decide.ts';

export interface ChaseStep {
  /** From the moment that the chase began. */
  after: number;
  unit: 'minutes' | 'hours' | 'days';
  by: 'sms' | 'email' | 'call_task';
  /** Of an e-mail or a task. */
  subject: string;
  text: string;
}

/** A client hears from the firm at most once in this time, however late a step is. */
const apartMinutes = 60;

/** When a step is due: so long after the beginning, an hour or more after what was sent last, in business hours. */
export function dueOf(
  step: Pick<ChaseStep, 'after' | 'unit'>,
  chase: { startedAt: Date; lastSentAt: Date | null; hours: BusinessHours; timeZone: string },
): Date {
  const planned = DateTime.fromJSDate(chase.startedAt, { zone: chase.timeZone })
    .plus({ [step.unit]: step.after })
    .toJSDate();
  const earliest = chase.lastSentAt
    ? new Date(Math.max(planned.getTime(), chase.lastSentAt.getTime() + apartMinutes * 60_000))
    : planned;
  return nextOpen(earliest, chase.hours, chase.timeZone);
}

export interface ReachableClient {
  contactId: string;
  optedOut: boolean;
  email: string | null;
  /** E.164 of a number that is no fax. */
  phone: string | null;
}

export interface ChaseFacts {
  leadState: LeadState;
  steps: readonly ChaseStep[];
  nextStep: number;
  startedAt: Date;
  /** What any chase sent last to any of these clients. */
  lastSentAt: Date | null;
  hours: BusinessHours;
  timeZone: string;
  clients: readonly ReachableClient[];
  /** The client called, wrote, or spoke with somebody since it began. */
  repliedAt: Date | null;
}

export type StopWhy =
  | 'reply'
  | 'opt_out'
  | 'accepted'
  | 'declined'
  | 'lost'
  | 'expired'
  | 'duplicate'
  | 'converted'
  | 'person';

export type ChaseAction =
  | { do: 'stop'; why: StopWhy }
  | { do: 'wait'; until: Date }
  | { do: 'send'; step: ChaseStep; to: ReachableClient; nextStep: number; dueAt: Date | null }
  | { do: 'pass'; step: ChaseStep; why: 'no_email' | 'no_number'; nextStep: number; dueAt: Date | null }
  | { do: 'finish' };

/** Why a lead in that state is not chased; null: it is. */
export const stopsIn: Record<LeadState, StopWhy | null> = {
  new: 'person',
  quoted: null,
  chasing: null,
  instructed: 'accepted',
  converted: 'converted',
  lost: 'lost',
  expired: 'expired',
  duplicate: 'duplicate',
};

export function decideChase(facts: ChaseFacts, now: Date): ChaseAction {
  const stopped = stopsIn[facts.leadState];
  if (stopped) return { do: 'stop', why: stopped };
  if (facts.repliedAt) return { do: 'stop', why: 'reply' };
  const willing = facts.clients.filter(({ optedOut }) => !optedOut);
  if (willing.length === 0) return { do: 'stop', why: facts.clients.length > 0 ? 'opt_out' : 'person' };
  const step = facts.steps[facts.nextStep];
  if (!step) return { do: 'finish' };
  const due = dueOf(step, facts);
  if (due > now) return { do: 'wait', until: due };
  // The program may have been away until after hours.
  const open = nextOpen(now, facts.hours, facts.timeZone);
  if (open > now) return { do: 'wait', until: open };
  const nextStep = facts.nextStep + 1;
  const to = willing.find((client) => reach(step, client));
  if (!to)
    return {
      do: 'pass',
      step,
      why: step.by === 'email' ? 'no_email' : 'no_number',
      nextStep,
      dueAt: dueAfter(facts, nextStep, facts.lastSentAt),
    };
  return { do: 'send', step, to, nextStep, dueAt: dueAfter(facts, nextStep, now) };
}

/** A task for a call is somebody's work even when the number is still to be found. */
function reach(step: ChaseStep, client: ReachableClient): boolean {
  if (step.by === 'email') return client.email !== null;
  return step.by === 'call_task' || client.phone !== null;
}

function dueAfter(facts: ChaseFacts, nextStep: number, lastSentAt: Date | null): Date | null {
  const next = facts.steps[nextStep];
  return next ? dueOf(next, { ...facts, lastSentAt }) : null;
}
