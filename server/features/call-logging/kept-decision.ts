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
      kind: z.enum(['fee', 'task', 'memo', 'document']),
      id: z.string(),
      /** Minutes as written; where the record differs now, a person changed them. */
      workedMinutes: z.number().int().optional(),
      billedMinutes: z.number().int().optional(),
    }),
  ),
  /** Where the plan says wait: not before this, ISO 8601. */
  waitUntil: z.string().nullable(),
});
export type KeptDecision = z.infer<typeof keptDecision>;

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
    Math.max(1, plan.time.length) === before.records
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
