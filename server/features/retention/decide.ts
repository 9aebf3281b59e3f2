/** Which enquiries are made anonymous, and when. Pure. */
import { DateTime } from 'luxon';
import type { LeadState } from '../leads/index.ts';

export const closedKinds = ['lost', 'expired', 'duplicate'] as const;
export type ClosedKind = (typeof closedKinds)[number];

/** Months after the enquiry was closed; null: kept for ever. Of `duplicate` also those that were lost as tests or repeats. */
export type Policy = Readonly<Record<ClosedKind, number | null>>;

export const usualPolicy: Policy = { lost: 24, expired: 12, duplicate: 12 };

export interface LeadFacts {
  state: LeadState;
  /** What the program itself knows the reason by (`duplicate`, `test`); null: none, or one of the firm's own. */
  lostCode: string | null;
  /** null: it goes on. */
  closedAt: Date | null;
  hasMatter: boolean;
  onHold: boolean;
  anonymised: boolean;
  /** One of its clients has a matter that is not closed. */
  clientHasOpenMatter: boolean;
}

export type Decision =
  | { kind: 'anonymise'; as: ClosedKind; dueOn: string }
  | { kind: 'keep'; why: 'open' | 'matter' | 'hold' | 'open_matter' | 'for_ever' | 'done' }
  | { kind: 'keep'; why: 'not_yet'; dueOn: string };

/** `zone`: the firm's, in whose calendar months are counted. Days are YYYY-MM-DD. */
export function decide(lead: LeadFacts, policy: Policy, now: Date, zone: string): Decision {
  if (lead.anonymised) return { kind: 'keep', why: 'done' };
  if (lead.hasMatter) return { kind: 'keep', why: 'matter' };
  const as = closedAs(lead);
  if (as === null || lead.closedAt === null) return { kind: 'keep', why: 'open' };
  if (lead.onHold) return { kind: 'keep', why: 'hold' };
  if (lead.clientHasOpenMatter) return { kind: 'keep', why: 'open_matter' };
  const months = policy[as];
  if (months === null) return { kind: 'keep', why: 'for_ever' };
  const due = DateTime.fromJSDate(lead.closedAt, { zone }).plus({ months });
  const dueOn = due.toFormat('yyyy-MM-dd');
  return due.toMillis() <= now.getTime()
    ? { kind: 'anonymise', as, dueOn }
    : { kind: 'keep', why: 'not_yet', dueOn };
}

function closedAs({ state, lostCode }: LeadFacts): ClosedKind | null {
  switch (state) {
    case 'lost':
      return lostCode === 'duplicate' || lostCode === 'test' ? 'duplicate' : 'lost';
    case 'expired':
    case 'duplicate':
      return state;
    default:
      return null;
  }
}

/** At what hour of the night the round runs, in UTC: `cron` and `nextRun` say the same. */
const runAt = { hour: 2, minute: 41 };
export const cron = `${runAt.minute} ${runAt.hour} * * *`;

/** The next round after this moment. */
export function nextRun(now: Date): Date {
  const today = DateTime.fromJSDate(now, { zone: 'utc' }).set({ ...runAt, second: 0, millisecond: 0 });
  return (today.toMillis() > now.getTime() ? today : today.plus({ days: 1 })).toJSDate();
}
