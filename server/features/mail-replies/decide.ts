/** What becomes of a mail that came to the address of a notice (portal.md §4, "reply-by-email"). Pure. */
import type { AutomaticReason } from '../mail-in/index.ts';

export interface ReplyFacts {
  /** How many conversations the mail is addressed to at once. */
  conversations: number;
  automatic: AutomaticReason | null;
  /** The same message came before, by whatever way. */
  repeated: boolean;
  /** The firm's mail server proved the sender's domain. */
  verified: boolean;
  /** The address is that of the person to whom the notice went. */
  fromRecipient: boolean;
  /** Staff looked at it and says that it is theirs. */
  letIn: boolean;
  /** The firm takes answers by mail. */
  on: boolean;
  expired: boolean;
  /** T1 and T3, asked now. */
  place: 'none' | 'archived' | 'ended' | 'read_only' | 'open';
  /** The conversation asks for a second factor, or the person has one: a mailbox alone proves less. */
  secondFactor: boolean;
  /** What is left without quotes and signature. */
  letters: number;
  files: number;
}

export const longestLetters = 20_000;
export const mostFiles = 130;

export const triageReasons = ['unverified_sender', 'other_sender'] as const;
export type TriageReason = (typeof triageReasons)[number];

/** The person is told of these, by a mail: it is proved that the mailbox is theirs. */
export const refusalReasons = [
  'several_conversations',
  'off',
  'expired',
  'no_conversation',
  'archived',
  'ended',
  'read_only',
  'second_factor',
  'empty',
  'too_long',
  'too_many_files',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export type ReplyDecision =
  | { do: 'drop'; reason: AutomaticReason | 'repeated' }
  | { do: 'triage'; reason: TriageReason }
  | { do: 'refuse'; reason: RefusalReason; keepDraft: boolean }
  | { do: 'post' };

interface Rule {
  row: number;
  when(facts: ReplyFacts): boolean;
  result(facts: ReplyFacts): ReplyDecision;
}

const refuse = (reason: RefusalReason, keepDraft: boolean) => () =>
  ({ do: 'refuse', reason, keepDraft }) as const;

/** From the top; the first that fits decides. Nobody whose mailbox is not proved hears anything. */
export const replyRules: readonly Rule[] = [
  { row: 1, when: ({ repeated }) => repeated, result: () => ({ do: 'drop', reason: 'repeated' }) },
  {
    row: 2,
    when: ({ automatic, letIn }) => automatic !== null && !letIn,
    result: ({ automatic }) => ({ do: 'drop', reason: automatic ?? 'auto_submitted' }),
  },
  {
    row: 3,
    when: ({ fromRecipient, letIn }) => !fromRecipient && !letIn,
    result: () => ({ do: 'triage', reason: 'other_sender' }),
  },
  {
    row: 4,
    when: ({ verified, letIn }) => !verified && !letIn,
    result: () => ({ do: 'triage', reason: 'unverified_sender' }),
  },
  { row: 5, when: ({ conversations }) => conversations > 1, result: refuse('several_conversations', false) },
  { row: 6, when: ({ place }) => place === 'none', result: refuse('no_conversation', false) },
  { row: 7, when: ({ place }) => place === 'archived', result: refuse('archived', true) },
  { row: 8, when: ({ place }) => place === 'ended', result: refuse('ended', true) },
  { row: 9, when: ({ place }) => place === 'read_only', result: refuse('read_only', true) },
  {
    row: 10,
    when: ({ secondFactor, letIn }) => secondFactor && !letIn,
    result: refuse('second_factor', true),
  },
  { row: 11, when: ({ on, letIn }) => !on && !letIn, result: refuse('off', true) },
  { row: 12, when: ({ expired, letIn }) => expired && !letIn, result: refuse('expired', true) },
  { row: 13, when: ({ letters, files }) => letters === 0 && files === 0, result: refuse('empty', false) },
  { row: 14, when: ({ letters }) => letters > longestLetters, result: refuse('too_long', false) },
  { row: 15, when: ({ files }) => files > mostFiles, result: refuse('too_many_files', true) },
  { row: 16, when: () => true, result: () => ({ do: 'post' }) },
];

export function decideReply(facts: ReplyFacts): ReplyDecision {
  return (
    replyRules.find(({ when }) => when(facts))?.result(facts) ?? { do: 'drop', reason: 'auto_submitted' }
  );
}
