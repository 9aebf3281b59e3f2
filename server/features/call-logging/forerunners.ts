/** What must be made at a practice system before the records of a batch: contacts and the activity code. */
import { ensureCodeThere, ensureContactsThere, type WantedContact } from './contacts-there.ts';
import type { Decision } from './decide.ts';
import type { SettleContext } from './decide-case.ts';
import type { Destination } from './destination.ts';
import type { RecordBatch } from './embedded-record.ts';
import type { AssembledInteraction } from './interaction.ts';
import { writtenPlanOf } from './make-entry.ts';

/** The write that a record must wait for; null where everything is there. */
export type Forerunners = (destination: string, contactId: string | null) => string | null;

export async function planForerunners(
  context: SettleContext,
  batch: RecordBatch,
  cases: readonly {
    destination: Destination;
    interaction: AssembledInteraction;
    decision: Decision | null;
  }[],
): Promise<Forerunners> {
  const { tx, firm } = context;
  const contacts: WantedContact[] = [];
  const codes = new Map<string, string | null>();
  for (const { destination, interaction, decision } of cases) {
    const plan = writtenPlanOf(decision);
    if (!plan || destination.connection === null) continue;
    if (plan.contact && 'use' in plan.contact) {
      const standIn = destination.policy.standInCompany === true && decision?.why.contactName === firm.name;
      contacts.push({
        connectionId: destination.id,
        contactId: plan.contact.use,
        type: standIn ? 'company' : 'person',
        name: decision?.why.contactName ?? interaction.externalParty.name ?? '',
        e164: standIn ? null : interaction.externalParty.e164,
      });
    }
    const wantsCode =
      plan.activityCode?.place === 'field' && destination.connection.vendor.writes.includes('activity_code');
    if (wantsCode && !codes.has(destination.id))
      codes.set(destination.id, await ensureCodeThere(tx, firm.firmId, destination.id, batch.writes));
  }
  const made = await ensureContactsThere(tx, firm, contacts, batch.writes);
  return (destination, contactId) =>
    made.get(`${destination} ${contactId}`) ?? codes.get(destination) ?? null;
}
