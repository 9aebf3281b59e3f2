/**
 * Who is meant: which staff member a near end is, which contact and matter a far end leads to, and who gets a task.
 * Each rule of call-logging.md §3 and §4 is one function here; nothing is guessed from similar numbers or names.
 */
import type { z } from 'zod';
import type {
  assigneeRule,
  ContactFact,
  InteractionKind,
  MatterFact,
  MatterRule,
  Options,
  PairRule,
  StaffFact,
  StaffParty,
  staffMatchRule,
} from './interaction.ts';

export type StaffMatchRule = z.infer<typeof staffMatchRule>;
export type AssigneeRule = z.infer<typeof assigneeRule>;

export interface StaffMatch {
  staff: StaffFact | null;
  rule: StaffMatchRule;
}

type NearEnd = Pick<StaffParty, 'providerUserId' | 'email' | 'extension' | 'e164'>;

/**
 * The staff member behind a near end: the provider's user as the administrator mapped it, else the e-mail, else the
 * extension, else a direct number. Two people who share the e-mail, extension or number are nobody in particular.
 */
export function matchStaff(
  party: NearEnd,
  staff: readonly StaffFact[],
  mapping: ReadonlyMap<string, string>,
): StaffMatch {
  const mappedId = party.providerUserId === null ? undefined : mapping.get(party.providerUserId);
  const mapped = mappedId === undefined ? undefined : staff.find(({ staffId }) => staffId === mappedId);
  if (mapped !== undefined) return { staff: mapped, rule: 'mapped_user' };
  const email = party.email?.trim().toLowerCase();
  const byEmail = email ? theOnly(staff, (person) => person.email.toLowerCase() === email) : null;
  if (byEmail !== null) return { staff: byEmail, rule: 'email' };
  const { extension, e164 } = party;
  const byExtension = extension ? theOnly(staff, (person) => person.extension === extension) : null;
  if (byExtension !== null) return { staff: byExtension, rule: 'extension' };
  const byNumber = e164 ? theOnly(staff, (person) => person.directNumbers.includes(e164)) : null;
  if (byNumber !== null) return { staff: byNumber, rule: 'direct_number' };
  return { staff: null, rule: 'none' };
}

/** The one that fits; of several, the only active one; else null. */
function theOnly(staff: readonly StaffFact[], fits: (person: StaffFact) => boolean): StaffFact | null {
  const fitting = staff.filter(fits);
  const active = fitting.length > 1 ? fitting.filter((person) => person.active) : fitting;
  return active.length === 1 ? (active[0] ?? null) : null;
}

/** Who gets a task: the matched staff member, else by the option; a named person or role that is gone falls back. */
export function chooseAssignee(
  option: Options['defaultTaskAssignee'],
  matched: StaffFact | null,
  staff: readonly StaffFact[],
): { staff: StaffFact | null; rule: AssigneeRule } {
  if (matched?.active === true) return { staff: matched, rule: 'matched_staff' };
  if (option.rule === 'staff') {
    const named = staff.find(({ staffId, active }) => active && staffId === option.staffId);
    if (named !== undefined) return { staff: named, rule: 'named_staff' };
  }
  if (option.rule === 'role') {
    const inRole = firstByName(staff.filter(({ role }) => role === option.role));
    if (inRole !== null) return { staff: inRole, rule: 'role' };
  }
  const first = firstByName(staff);
  return { staff: first, rule: first === null ? 'none' : 'alphabetical' };
}

// Case and accents do not matter ("base"); built once, as building one costs more than a thousand comparisons.
const collator = new Intl.Collator('en', { sensitivity: 'base', usage: 'sort' });

/** The first active staff member by last name, then first name. */
function firstByName(staff: readonly StaffFact[]): StaffFact | null {
  let first: StaffFact | null = null;
  for (const person of staff) {
    if (person.active && (first === null || compareNames(person, first) < 0)) first = person;
  }
  return first;
}

function compareNames(a: StaffFact, b: StaffFact): number {
  return (
    collator.compare(a.lastName, b.lastName) ||
    collator.compare(a.firstName, b.firstName) ||
    (a.staffId < b.staffId ? -1 : 1)
  );
}

/**
 * The contacts that count: all whose number equals the far end's. One that has it only as a fax number counts for a call
 * or a text only when there is no other.
 */
export function eligibleContacts(kind: InteractionKind, contacts: readonly ContactFact[]): ContactFact[] {
  const each = [...new Map(contacts.map((contact) => [contact.contactId, contact])).values()];
  const voice = each.filter(({ faxNumberOnly }) => !faxNumberOnly);
  return kind !== 'fax' && voice.length > 0 ? voice : each;
}

export interface MatterChoice {
  matter: MatterFact | null;
  /** The contact to link; null when several share the number. One call is never fanned out to several contacts. */
  contact: ContactFact | null;
  rule: MatterRule;
}

/** Which matter the contacts of a number lead to, or why to none. `contacts` are the eligible ones. */
export function chooseMatter(
  contacts: readonly ContactFact[],
  options: Pick<Options, 'matterAssociation' | 'closedMatters'>,
  pairRules: readonly PairRule[],
): MatterChoice {
  const [first] = contacts;
  const contact = contacts.length === 1 && first !== undefined ? first : null;
  if (first === undefined) return { matter: null, contact: null, rule: 'no_contact' };
  if (!options.matterAssociation) return { matter: null, contact, rule: 'matter_association_off' };
  const ruled = chooseByPair(contacts, options, pairRules);
  if (ruled !== null) return ruled;
  const perContact = contacts.map((candidate) => countingMatters(candidate, options));
  const matters = new Map(perContact.flat().map((matter) => [matter.matterId, matter]));
  const [matter] = matters.values();
  if (contact !== null) {
    if (matters.size > 1) return { matter: null, contact, rule: 'several_matters' };
    return { matter: matter ?? null, contact, rule: matter === undefined ? 'no_matter' : 'one_matter' };
  }
  const allLeadThere = matters.size === 1 && perContact.every((found) => found.length > 0);
  return {
    matter: allLeadThere ? (matter ?? null) : null,
    contact: null,
    rule: allLeadThere ? 'shared_number_one_matter' : 'several_contacts',
  };
}

/** Matters that count when matters are sought: not the closed ones, unless the option says so. */
export function countingMatters(
  contact: Pick<ContactFact, 'matters'>,
  { closedMatters }: Pick<Options, 'closedMatters'>,
): MatterFact[] {
  return contact.matters.filter(({ status }) => closedMatters || status !== 'closed');
}

/** "Always for this pair": holds while the rules of these contacts lead to one matter that still counts. */
function chooseByPair(
  contacts: readonly ContactFact[],
  options: Pick<Options, 'closedMatters'>,
  pairRules: readonly PairRule[],
): MatterChoice | null {
  if (pairRules.length === 0) return null;
  const ruled = contacts.flatMap((contact) => {
    const rule = pairRules.find(({ contactId }) => contactId === contact.contactId);
    const matter = contact.matters.find(({ matterId }) => matterId === rule?.matterId) ?? rule?.matter;
    const counts = matter !== undefined && (options.closedMatters || matter.status !== 'closed');
    return counts ? [{ contact, matter }] : [];
  });
  const [first] = ruled;
  if (first === undefined || ruled.some(({ matter }) => matter.matterId !== first.matter.matterId))
    return null;
  return { matter: first.matter, contact: ruled.length === 1 ? first.contact : null, rule: 'pair_rule' };
}

/**
 * Whether the destination logs interactions of these near ends. Those who took or made it count; one that reached
 * nobody is logged when there is any seat at all.
 */
export function hasSeat(seats: Options['seats'], involved: readonly (StaffFact | null)[]): boolean {
  if (seats === 'all') return true;
  if (involved.length === 0) return seats.length > 0;
  return involved.some((person) => person !== null && seats.includes(person.staffId));
}
