/**
 * The shapes of call logging: what an interaction is, what is decided about it, and why. Types, API outputs and stored
 * jsonb all come from these schemas.
 */
import { z } from 'zod';
import { artefact } from '../../vendors/ports.ts';
import { spokenWords } from './spoken.ts';

export const interactionKind = z.enum(['call', 'sms', 'fax']);
export type InteractionKind = z.infer<typeof interactionKind>;

/** How it ended; `in_progress` until the session is over. One row of the table in call-logging.md §2 each. */
export const outcome = z.enum([
  'in_progress',
  'answered',
  'not_answered',
  'missed',
  'voicemail',
  'unknown_outcome',
  /** Messages and faxes: came in; went out (many carriers never confirm more); known to have arrived. */
  'received',
  'sent',
  'delivered',
  'failed',
  'blocked',
]);
export type Outcome = z.infer<typeof outcome>;

/** The far end, outside the firm. `e164` is null when the number is withheld or cannot be read. */
export const externalParty = z.object({
  e164: z.string().nullable(),
  /** As the phone system sent it. */
  raw: z.string().nullable(),
  name: z.string().nullable(),
  withheld: z.boolean(),
});
export type ExternalParty = z.infer<typeof externalParty>;

/** A near end as the phone system named it; which staff member it is, is matched later. */
export const staffParty = z.object({
  providerUserId: z.string().nullable(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  extension: z.string().nullable(),
  e164: z.string().nullable(),
  /** Human talk of this party, whole seconds. */
  talkSeconds: z.number().int().nonnegative(),
  answered: z.boolean(),
  staffId: z.string().nullable(),
});
export type StaffParty = z.infer<typeof staffParty>;

/** One leg in the journey: a queue that rang, a person who talked, a transfer. */
export const segment = z.object({
  legId: z.string(),
  role: z.enum(['outside', 'user', 'group']),
  label: z.string().nullable(),
  providerUserId: z.string().nullable(),
  result: z.enum(['ringing', 'answered', 'missed', 'transferred', 'voicemail', 'ended', 'unknown']),
  reason: z.string().nullable(),
  startedAt: z.string(),
  answeredAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  ringSeconds: z.number().int().nonnegative(),
  talkSeconds: z.number().int().nonnegative(),
  holdSeconds: z.number().int().nonnegative(),
});
export type Segment = z.infer<typeof segment>;

/** What all the events of one provider session add up to. Pure function of the set of its observations. */
export const assembledInteraction = z.object({
  kind: interactionKind,
  direction: z.enum(['inbound', 'outbound', 'internal']),
  outcome,
  ended: z.boolean(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** Human talk, whole seconds; ringing, menus, queue and hold excluded. */
  talkSeconds: z.number().int().nonnegative(),
  /** From the first ring to the end. */
  totalSeconds: z.number().int().nonnegative(),
  externalParty,
  /** All numbers of the far side, for a group message. */
  otherParties: z.array(externalParty),
  staffParties: z.array(staffParty),
  segments: z.array(segment),
  artefacts: z.array(artefact),
  /** Text of an SMS; null for calls and faxes. */
  body: z.string().nullable(),
  /** Sorted participants of a message thread; null for calls and faxes. */
  threadKey: z.string().nullable(),
  /** Pages of a fax. */
  pages: z.number().int().nonnegative().nullable(),
  /** What was said, where somebody or something has written it down; comes after everything else. */
  spoken: spokenWords.optional(),
});
export type AssembledInteraction = z.infer<typeof assembledInteraction>;

// ---- options -----------------------------------------------------------------------------------------------------

/** How worked seconds become billed minutes. */
export const billingRule = z.object({
  unitMinutes: z.number().int().min(1).max(60),
  rounding: z.enum(['up', 'nearest', 'down']),
  minimumMinutes: z.number().int().min(0).max(600),
});
export type BillingRule = z.infer<typeof billingRule>;

/** call-logging.md §5, for one firm and (by override) one destination. Defaults are parity. */
export const options = z.object({
  contactCreation: z.boolean(),
  exclusiveContactAssociation: z.boolean(),
  matterAssociation: z.boolean(),
  /** The firm's default; a staff member's own `defaultBillable` wins. */
  defaultBillable: z.boolean(),
  callLogging: z.boolean(),
  smsLogging: z.boolean(),
  faxLogging: z.boolean(),
  /** `all`, or the staff ids whose interactions are logged. */
  seats: z.union([z.literal('all'), z.array(z.string())]),
  minimumDurationSeconds: z.number().int().min(0).max(3600),
  /** E.164 numbers never logged. */
  blockList: z.array(z.string()),
  internalCalls: z.boolean(),
  closedMatters: z.boolean(),
  holdForReview: z.boolean(),
  defaultTaskAssignee: z.union([
    z.object({ rule: z.literal('alphabetical') }),
    z.object({ rule: z.literal('staff'), staffId: z.string() }),
    z.object({ rule: z.literal('role'), role: z.enum(['owner', 'administrator', 'member']) }),
  ]),
  billing: billingRule,
  /** Finished text waits this long for recording, transcript or fax document before it is written once; 0 = write at once and update. */
  writeOnceWaitMinutes: z.number().int().min(0).max(1440),
  transcription: z.boolean(),
  summary: z.boolean(),
});
export type Options = z.infer<typeof options>;

export const defaultOptions: Options = {
  contactCreation: true,
  exclusiveContactAssociation: false,
  matterAssociation: true,
  defaultBillable: false,
  callLogging: true,
  smsLogging: true,
  faxLogging: true,
  seats: 'all',
  minimumDurationSeconds: 0,
  blockList: [],
  internalCalls: false,
  closedMatters: false,
  holdForReview: false,
  defaultTaskAssignee: { rule: 'alphabetical' },
  billing: { unitMinutes: 6, rounding: 'up', minimumMinutes: 6 },
  writeOnceWaitMinutes: 0,
  transcription: false,
  summary: false,
};

// ---- facts and plans ---------------------------------------------------------------------------------------------

/** A matter as deciding sees it. */
export interface MatterFact {
  matterId: string;
  number: string;
  title: string;
  status: 'open' | 'pending' | 'closed';
}

/** A contact whose number equals the far end's, with the matters it belongs to. */
export interface ContactFact {
  contactId: string;
  displayName: string;
  /** The number matched only as a fax number. */
  faxNumberOnly: boolean;
  matters: MatterFact[];
}

/** A staff member as deciding sees it. */
export interface StaffFact {
  staffId: string;
  firstName: string;
  lastName: string;
  role: 'owner' | 'administrator' | 'member';
  active: boolean;
  email: string;
  extension: string | null;
  /** E.164. */
  directNumbers: string[];
  /** null: the firm's default applies. */
  defaultBillable: boolean | null;
}

/** "Always for this pair": a person chose this matter for this contact and number before. */
export interface PairRule {
  contactId: string;
  matterId: string;
  /** The matter itself, where the contact's own matters do not hold it. */
  matter?: MatterFact;
}

export const staffMatchRule = z.enum(['mapped_user', 'email', 'extension', 'direct_number', 'none']);
export const assigneeRule = z.enum(['matched_staff', 'alphabetical', 'named_staff', 'role', 'none']);

/** Names of the rules by which something is not logged. */
export const skipReason = z.enum([
  'logging_off',
  'internal_call',
  'blocked_number',
  'too_short',
  'no_seat',
  'no_contact',
  'fax_needs_matter',
  'fax_needs_contact',
  'staff_chose_to_skip',
  'no_staff',
]);
export type SkipReason = z.infer<typeof skipReason>;

/** The rule that chose the matter, or why none was chosen. */
export const matterRule = z.enum([
  'one_matter',
  'pair_rule',
  'person_chose',
  'shared_number_one_matter',
  'no_matter',
  'several_matters',
  'several_contacts',
  'matter_association_off',
  'no_contact',
]);
export type MatterRule = z.infer<typeof matterRule>;

/** Facts and rules behind one log entry, kept with it; a screen makes a sentence of it. */
export const why = z.object({
  rule: z.string(),
  contactRule: z.enum([
    'one_contact',
    'several_contacts',
    'created',
    'none',
    'creation_off',
    'withheld',
    'unreadable_number',
    'not_for_faxes',
    'person_chose',
  ]),
  matterRule: matterRule.nullable(),
  staffRule: staffMatchRule,
  assigneeRule: assigneeRule.nullable(),
  /** Who got the task; null for every other record. */
  assigneeName: z.string().nullable(),
  contactId: z.string().nullable(),
  contactName: z.string().nullable(),
  staffId: z.string().nullable(),
  staffName: z.string().nullable(),
  candidates: z.array(
    z.object({
      contactId: z.string(),
      contactName: z.string(),
      matterId: z.string().nullable(),
      matterNumber: z.string().nullable(),
      matterTitle: z.string().nullable(),
    }),
  ),
  /** The options that mattered, name → value. */
  options: z.record(z.string(), z.unknown()),
});
export type Why = z.infer<typeof why>;
