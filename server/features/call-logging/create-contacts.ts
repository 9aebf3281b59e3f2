/** Contacts that plans want and that nobody has yet: made here at once, and at a practice system as the first of its writes. */
import { createContactsForNumbers, findOrCreateCompany } from '../practice/index.ts';
import { decideCase, type SettleContext } from './decide-case.ts';
import type { PartyFacts } from './facts-store.ts';
import type { Why } from './interaction.ts';
import { writtenPlanOf } from './make-entry.ts';
import type { Plan } from './plan.ts';
import type { Case } from './settle.ts';

/**
 * Makes the contacts that the plans want, all at once. A number that occurs twice gets one contact: the later
 * interactions are decided again and find it.
 */
export async function createContacts(
  context: SettleContext,
  cases: readonly Case[],
  parties: PartyFacts,
): Promise<void> {
  const wanted = new Map<string, { e164: string; name: string }>();
  for (const { decision } of cases) {
    // A held plan writes nothing before somebody confirms it, and so makes no contact either.
    const plan = writtenPlanOf(decision);
    if (plan?.contact && 'create' in plan.contact && !wanted.has(plan.contact.e164))
      wanted.set(plan.contact.e164, plan.contact);
  }
  if (wanted.size === 0) return;
  const made = await createContactsForNumbers(context.tx, context.firm.firmId, [...wanted.values()]);
  const taken = new Set<string>();
  for (const each of cases) {
    const plan = writtenPlanOf(each.decision);
    if (!plan?.contact || !('create' in plan.contact)) continue;
    const { e164 } = plan.contact;
    const { contactId, created = false, displayName } = made.get(e164) ?? {};
    if (contactId === undefined) continue;
    // Whom the firm knows already has a name, and keeps it there.
    const name = created ? plan.contact.name : (displayName ?? plan.contact.name);
    const { destination } = each;
    const key = `${destination.id} ${e164}`;
    parties.add(e164, { contactId, displayName: name, faxNumberOnly: false, matters: [] }, destination.id);
    // For the second interaction of the batch, and where somebody else made it meanwhile, it is a contact that was found.
    // A practice system that lacks a contact of ours gets it.
    if (taken.has(key) || (!created && destination.connection === null)) {
      each.decision = decideCase(context, each, destination, null);
      continue;
    }
    taken.add(key);
    link(each, plan, contactId, name);
  }
}

/** Where nothing may stand without a contact, the company of the firm's own name stands in: one for ever. */
export async function putStandIns(context: SettleContext, cases: readonly Case[]): Promise<void> {
  const { tx, firm } = context;
  let company: string | null = null;
  for (const each of cases) {
    const plan = writtenPlanOf(each.decision);
    if (!plan?.contact || !('standIn' in plan.contact)) continue;
    company ??= await findOrCreateCompany(tx, firm.firmId, firm.name);
    link(each, plan, company, firm.name);
  }
}

function link({ decision }: Case, plan: Plan, contactId: string, contactName: string): void {
  plan.contact = { use: contactId };
  if (decision) Object.assign(decision.why, { contactId, contactName } satisfies Partial<Why>);
}
