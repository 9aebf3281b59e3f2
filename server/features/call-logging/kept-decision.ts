import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Override } from './facts.ts';
import type { AssembledInteraction } from './interaction.ts';
import type { Plan } from './plan.ts';

/** What a log entry keeps of its decision, so that a late event or a person can change it without guessing. */
export const keptDecision = z.object({
  /** What of the interaction the decision rested on; another key means: decide again. */
  key: z.string(),
  /** Records written for it: the first is the entry's own, further ones are other people's time. */
  records: z.array(
    z.object({
      kind: z.enum([
        'fee',
        'task',
        'memo',
        'document',
        'communication',
        'time_entry',
        'interaction',
        'note',
        'attachment',
      ]),
      /** Of the embedded record; at a practice system, of the write that makes it. */
      id: z.string(),
      /** Minutes as written; where the record differs now, a person changed them. */
      workedMinutes: z.number().int().optional(),
      billedMinutes: z.number().int().optional(),
    }),
  ),
  /** How many records it has had at a connected system: each has a reference of its own. */
  created: z.number().int().default(0),
  /** What the plan says about review, once everything is written. */
  review: z.string().nullable().default(null),
  /** Where the plan says wait: not before this, ISO 8601. */
  waitUntil: z.string().nullable(),
});
export type KeptDecision = z.infer<typeof keptDecision>;
export type KeptRecord = KeptDecision['records'][number];

/** The parts of an interaction that can change what becomes of it; recordings and journeys only change the text. */
export function decisionKey(interaction: AssembledInteraction): string {
  const parts = JSON.stringify([
    interaction.kind,
    interaction.direction,
    interaction.outcome,
    interaction.externalParty.e164,
    interaction.externalParty.withheld,
    interaction.staffParties.map((party) => [
      party.providerUserId,
      party.email,
      party.extension,
      party.e164,
      party.staffId,
      party.talkSeconds,
      party.answered,
    ]),
  ]);
  return createHash('sha256').update(parts).digest('base64url').slice(0, 16);
}

/** Whether two plans put the same kinds of record in the same places; only their text and minutes may differ. */
export function samePlace(
  plan: Plan,
  before: {
    recordKind: string | null;
    matterId: string | null;
    contactId: string | null;
    assigneeId: string | null;
    staffId: string | null;
    records: number;
  },
): boolean {
  const contactId = plan.contact !== null && 'use' in plan.contact ? plan.contact.use : null;
  return (
    plan.record === before.recordKind &&
    plan.matterId === before.matterId &&
    contactId === before.contactId &&
    plan.assigneeId === before.assigneeId &&
    plan.staffId === before.staffId &&
    recordCount(plan) === before.records
  );
}

const matter = z.object({
  matterId: z.string(),
  number: z.string(),
  title: z.string(),
  status: z.enum(['open', 'pending', 'closed']),
});
const contact = z.object({
  contactId: z.string(),
  displayName: z.string(),
  faxNumberOnly: z.boolean(),
  matters: z.array(matter),
});
const override = z.object({
  matter: matter.nullable(),
  contact: contact.nullable(),
  skip: z.boolean(),
  approved: z.boolean(),
});

/** What a person decided about an entry, as kept with it; every decision after it obeys. */
export function keptOverride(stored: unknown): Override | null {
  return stored === null ? null : override.parse(stored);
}

/** How many records a plan makes: one for each person's time, and the log line itself where time stands beside it. */
function recordCount({ record, time }: Plan): number {
  const beside = record === 'communication_and_time_entry' || record === 'interaction_and_time_entry';
  return beside ? 1 + time.length : Math.max(1, time.length);
}
