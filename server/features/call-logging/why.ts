/** The facts and rules behind a decision, kept with the log entry. `explain.ts` makes a sentence of them. */
import type { ContactFact, Options, StaffFact, Why } from './interaction.ts';
import { countingMatters, type MatterChoice, type StaffMatch } from './match.ts';
import type { Plan } from './plan.ts';

export function whyOf(
  contacts: readonly ContactFact[],
  contactRule: Why['contactRule'],
  choice: MatterChoice,
  lead: StaffMatch,
  options: Options,
): Why {
  return {
    rule: '',
    contactRule,
    matterRule: choice.rule,
    staffRule: lead.rule,
    assigneeRule: null,
    assigneeName: null,
    contactId: choice.contact?.contactId ?? null,
    contactName: choice.contact?.displayName ?? null,
    staffId: lead.staff?.staffId ?? null,
    staffName: lead.staff === null ? null : staffName(lead.staff),
    candidates: contacts.flatMap((contact) => candidateRows(contact, options)),
    options: {},
  };
}

/** A contact's matters that count, each a candidate; a contact without any is one by itself. */
export function candidateRows(
  contact: Pick<ContactFact, 'contactId' | 'displayName' | 'matters'>,
  options: Pick<Options, 'matterAssociation' | 'closedMatters'>,
): Why['candidates'] {
  const { contactId, displayName: contactName } = contact;
  const matters = options.matterAssociation ? countingMatters(contact, options) : [];
  if (matters.length === 0)
    return [{ contactId, contactName, matterId: null, matterNumber: null, matterTitle: null }];
  return matters.map(({ matterId, number, title }) => ({
    contactId,
    contactName,
    matterId,
    matterNumber: number,
    matterTitle: title,
  }));
}

export function optionsThatMattered(
  options: Options,
  plan: Plan,
  contactRule: Why['contactRule'],
  choice: MatterChoice,
): Why['options'] {
  const names: (keyof Options)[] = [];
  if (contactRule === 'created' || contactRule === 'creation_off') names.push('contactCreation');
  if (choice.rule === 'matter_association_off') names.push('matterAssociation');
  if (choice.rule !== 'no_contact' && options.closedMatters) names.push('closedMatters');
  if (plan.time.length > 0) names.push('defaultBillable', 'billing');
  if (plan.assigneeId !== null) names.push('defaultTaskAssignee');
  return pick(options, names);
}

export function pick(options: Options, names: readonly (keyof Options)[]): Why['options'] {
  return Object.fromEntries(names.map((name) => [name, options[name]]));
}

export function staffName({ firstName, lastName }: StaffFact): string {
  return `${firstName} ${lastName}`.trim();
}
