/** Whether an answer that came by mail counts (portal.md T11, last row; RFC 6047). Pure. */
import type { Answer, EventState } from './kinds.ts';

export interface ReplyFacts {
  /** The event of its UID; null: none of ours. */
  event: { sequence: number; state: EventState } | null;
  /** How many of those invited have the address that the answer is for. */
  invited: number;
  /** When the answer was written that counts now; null: none came by mail. */
  answeredWrittenAt: Date | null;
  /** METHOD in the text and in the MIME header. */
  methodsAgree: boolean;
  answer: Answer | null;
  sequence: number;
  writtenAt: Date | null;
  /** The sender is who it says. */
  verified: boolean;
  /** The sender's address is that of the one invited. */
  fromAttendee: boolean;
}

/** Why an answer waits for staff. */
export const replyReasons = [
  'cancelled',
  'not_invited',
  'shared_address',
  'unreadable',
  'other_time',
  'unverified_sender',
  'other_sender',
] as const;
export type ReplyReason = (typeof replyReasons)[number];

export type ReplyVerdict =
  | { outcome: 'not_ours' }
  | { outcome: 'triage'; reason: ReplyReason }
  /** A later answer of the same person counts already. */
  | { outcome: 'overtaken' }
  | { outcome: 'accept' };

type Rule = { row: number; when: (facts: ReplyFacts) => boolean; verdict: ReplyVerdict };

const triage = (reason: ReplyReason): ReplyVerdict => ({ outcome: 'triage', reason });

/** From the top; the first that applies decides. */
export const replyRules: readonly Rule[] = [
  { row: 1, when: ({ event }) => event === null, verdict: { outcome: 'not_ours' } },
  { row: 2, when: ({ event }) => event?.state === 'cancelled', verdict: triage('cancelled') },
  { row: 3, when: ({ invited }) => invited === 0, verdict: triage('not_invited') },
  { row: 4, when: ({ invited }) => invited > 1, verdict: triage('shared_address') },
  {
    row: 5,
    when: ({ answer, methodsAgree }) => answer === null || !methodsAgree,
    verdict: triage('unreadable'),
  },
  { row: 6, when: ({ event, sequence }) => event?.sequence !== sequence, verdict: triage('other_time') },
  { row: 7, when: ({ verified }) => !verified, verdict: triage('unverified_sender') },
  { row: 8, when: ({ fromAttendee }) => !fromAttendee, verdict: triage('other_sender') },
  { row: 9, when: isOvertaken, verdict: { outcome: 'overtaken' } },
  { row: 10, when: () => true, verdict: { outcome: 'accept' } },
];

function isOvertaken({ writtenAt, answeredWrittenAt }: ReplyFacts): boolean {
  return writtenAt !== null && answeredWrittenAt !== null && writtenAt < answeredWrittenAt;
}

export function decideReply(facts: ReplyFacts): ReplyVerdict {
  return replyRules.find(({ when }) => when(facts))?.verdict ?? { outcome: 'not_ours' };
}
