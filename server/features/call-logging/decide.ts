/**
 * What becomes of one interaction in one destination. One pure function of facts, options and the destination's policy;
 * a first decision, a redo, a re-file and a what-if all come here.
 */
import type { PolicyCell, RecordKind } from '../../vendors/ports.ts';
import { formatForPeople } from '../practice/index.ts';
import { filters, isPerson, type MatchedParty } from './filters.ts';
import type {
  AssembledInteraction,
  ContactFact,
  MatterFact,
  Options,
  PairRule,
  SkipReason,
  StaffFact,
  Why,
} from './interaction.ts';
import {
  chooseAssignee,
  chooseMatter,
  countingMatters,
  eligibleContacts,
  type MatterChoice,
  matchStaff,
  type StaffMatch,
} from './match.ts';
import { type Policy, withoutTime } from './policies.ts';
import { billedMinutes, workedMinutes } from './time.ts';

/** The label by which the activity code is found and, when missing, made. */
export const defaultActivityCode = 'ion8-CALL';

/** What a person decided about this log entry. Whatever is set here beats every rule and filter. */
export interface Override {
  matter?: MatterFact | null;
  contact?: ContactFact | null;
  skip?: boolean;
  /** A held plan was confirmed by its one click. */
  approved?: boolean;
}

export interface DecisionFacts {
  interaction: AssembledInteraction;
  policy: Policy;
  options: Options;
  /** Every contact that has exactly the far end's number, with its matters. */
  contacts: readonly ContactFact[];
  /** "Always for this pair", of the far end's number. */
  pairRules: readonly PairRule[];
  staff: readonly StaffFact[];
  /** The source's user → staff member, as the administrator mapped them. */
  mapping: ReadonlyMap<string, string>;
  override: Override | null;
  now: Date;
  /** A recording, transcript or fax document is announced and not here yet. */
  filesPending?: boolean;
  /** Default `ion8-CALL`. */
  activityCode?: string;
}

/** One person's talk, to become time. `minutes` is null where the destination rounds by itself. */
export interface TimeShare {
  /** Null when the person who talked is nobody's staff record. */
  staffId: string | null;
  talkSeconds: number;
  minutes: { worked: number; billed: number } | null;
  billable: boolean;
}

export type ContactPlan =
  | { use: string }
  | { create: true; name: string; e164: string }
  /** The company of the firm's own name, made once, where a record cannot stand without a contact. */
  | { standIn: true };

/** What waits for a person in the review list, though it is logged. */
export type Review = 'several_matters' | 'unknown_party' | 'unknown_outcome';

export interface Plan {
  record: RecordKind;
  contact: ContactPlan | null;
  matterId: string | null;
  /** The staff member whose interaction it is. */
  staffId: string | null;
  /** Who gets the task; null for every other record. */
  assigneeId: string | null;
  /** Each person's own time. Empty: no time is made, and a fee stands with zero minutes. */
  time: TimeShare[];
  /** The billable flag of the record itself, by its staff member's default. */
  billable: boolean;
  /** Its own field, or the label in the text where the record has none. Faxes carry none. */
  activityCode: { label: string; place: 'field' | 'text' } | null;
  /** The fax document itself could not be filed, and the record says so. */
  documentLeftOut: boolean;
  review: Review | null;
}

export type Decision =
  | ({ do: 'write'; why: Why } & Plan)
  | { do: 'skip'; reason: SkipReason; why: Why }
  | { do: 'hold'; plan: Plan; why: Why }
  /** `until` is null when only the end of the call can be waited for; else ISO 8601 UTC. */
  | { do: 'wait'; until: string | null; why: Why };

export function decide(facts: DecisionFacts): Decision {
  const { interaction, options, override } = facts;
  const near = interaction.staffParties.map((party) => ({
    party,
    ...matchStaff(party, facts.staff, facts.mapping),
  }));
  const lead = leadOf(near, options);
  const contacts = override?.contact ? [override.contact] : candidatesOf(facts);
  const contactRule = contactRuleOf(facts, contacts);
  const choice = choiceOf(facts, contacts);
  const why = whyOf(contacts, contactRule, choice, lead, options);

  if (!interaction.ended) return { do: 'wait', until: null, why: { ...why, rule: 'in_progress' } };
  if (override?.skip === true) return skip('staff_chose_to_skip', why);
  const personChose = Boolean(override?.matter ?? override?.contact);
  if (!personChose) {
    const filter = filters.find((rule) => rule.applies(interaction, options, near));
    if (filter !== undefined) return skip(filter.reason, why, pick(options, filter.reads));
  }
  const hasContact = contacts.length > 0 || contactRule === 'created';
  if (options.exclusiveContactAssociation && !hasContact && !personChose) {
    return skip('no_contact', why, pick(options, ['exclusiveContactAssociation', 'contactCreation']));
  }
  const row = choice.matter !== null ? 'oneMatter' : hasContact ? 'otherwise' : 'noContact';
  const cell = facts.policy[row][interaction.kind];
  if ('skip' in cell) return skip(cell.skip, why);
  const plan = planOf(facts, { cell, contacts, contactRule, choice, near, lead });
  const assignee =
    plan.record === 'task' ? chooseAssignee(options.defaultTaskAssignee, lead.staff, facts.staff) : null;
  if (assignee !== null && assignee.staff === null) return skip('no_staff', { ...why, assigneeRule: 'none' });
  const assigned: Plan = { ...plan, assigneeId: assignee?.staff?.staffId ?? null };
  const told: Why = {
    ...why,
    rule: ruleOfRow[row],
    assigneeRule: assignee?.rule ?? null,
    options: optionsThatMattered(facts, assigned, contactRule, choice),
  };
  return settle(facts, assigned, told, personChose);
}

const ruleOfRow = { oneMatter: 'one_matter', otherwise: 'otherwise', noContact: 'no_contact' } as const;

/** Writes now, unless files are awaited or a person wants to see every plan first. */
function settle(facts: DecisionFacts, plan: Plan, why: Why, personChose: boolean): Decision {
  const { interaction, options, override, now } = facts;
  const approved = personChose || override?.approved === true;
  if (options.holdForReview && !approved) {
    return {
      do: 'hold',
      plan,
      why: { ...why, rule: 'held_for_review', options: { ...why.options, holdForReview: true } },
    };
  }
  if (facts.filesPending === true && !personChose && options.writeOnceWaitMinutes > 0) {
    const until =
      Date.parse(interaction.endedAt ?? interaction.startedAt) + options.writeOnceWaitMinutes * 60_000;
    if (now.getTime() < until) {
      return { do: 'wait', until: new Date(until).toISOString(), why: { ...why, rule: 'waiting_for_files' } };
    }
  }
  return { do: 'write', ...plan, why };
}

// ---- contact and matter --------------------------------------------------------------------------------------------

function candidatesOf({ interaction, contacts }: DecisionFacts): ContactFact[] {
  const { e164, withheld } = interaction.externalParty;
  return withheld || e164 === null ? [] : eligibleContacts(interaction.kind, contacts);
}

function contactRuleOf(facts: DecisionFacts, contacts: readonly ContactFact[]): Why['contactRule'] {
  const { interaction, options, override } = facts;
  const { e164, withheld } = interaction.externalParty;
  if (override?.contact) return 'person_chose';
  if (contacts.length > 0) return contacts.length === 1 ? 'one_contact' : 'several_contacts';
  if (interaction.direction === 'internal') return 'none';
  if (withheld) return 'withheld';
  if (e164 === null) return 'unreadable_number';
  if (interaction.kind === 'fax') return 'not_for_faxes';
  return options.contactCreation ? 'created' : 'creation_off';
}

function choiceOf(
  { options, pairRules, override }: DecisionFacts,
  contacts: readonly ContactFact[],
): MatterChoice {
  const choice = chooseMatter(contacts, options, pairRules);
  return override?.matter ? { ...choice, matter: override.matter, rule: 'person_chose' } : choice;
}

function contactPlanOf(facts: DecisionFacts, record: RecordKind, found: Found): ContactPlan | null {
  const { e164, name } = facts.interaction.externalParty;
  if (found.choice.contact !== null) return { use: found.choice.contact.contactId };
  if (found.contactRule === 'created' && e164 !== null)
    return { create: true, name: contactName(name, e164), e164 };
  if (facts.policy.contactRequiredOn?.includes(record) === true && found.contacts.length > 0) {
    const [first] = [...found.contacts].sort((a, b) => (nameKey(a) < nameKey(b) ? -1 : 1));
    if (first !== undefined) return { use: first.contactId };
  }
  return facts.policy.standInCompany === true && found.contacts.length === 0 ? { standIn: true } : null;
}

/** The caller-ID name, else the number in international format; some systems send the number as the name. */
function contactName(name: string | null, e164: string): string {
  return name !== null && /\p{L}/u.test(name) ? name : formatForPeople(e164, '');
}

function nameKey({ displayName, contactId }: ContactFact): string {
  return `${displayName.toLowerCase()} ${contactId}`;
}

// ---- the plan ------------------------------------------------------------------------------------------------------

interface Found {
  cell: Extract<PolicyCell, { record: RecordKind }>;
  contacts: readonly ContactFact[];
  contactRule: Why['contactRule'];
  choice: MatterChoice;
  near: readonly MatchedParty[];
  lead: StaffMatch;
}

function planOf(facts: DecisionFacts, found: Found): Plan {
  const { interaction, policy, options } = facts;
  const { cell, choice, lead } = found;
  const matterId = cell.onMatter ? (choice.matter?.matterId ?? null) : null;
  const time = timeOf(facts, cell.record, matterId, found.near);
  const documentLeftOut =
    cell.record === 'document' && matterId === null && policy.documentWithoutMatter === false;
  const timeless = time.length === 0 ? (withoutTime[cell.record] ?? cell.record) : cell.record;
  const record = documentLeftOut ? 'communication' : timeless;
  return {
    record,
    contact: contactPlanOf(facts, record, found),
    matterId,
    staffId: lead.staff?.staffId ?? null,
    assigneeId: null,
    time,
    billable: makesTime(record) && isBillable(lead.staff, options),
    activityCode: activityCodeOf(facts, record),
    documentLeftOut,
    review: reviewOf(interaction, found),
  };
}

function makesTime(record: RecordKind): boolean {
  return record === 'fee' || withoutTime[record] !== undefined;
}

/** Only talk makes time: a missed call, a voicemail, an unanswered or internal call and a text make none. */
function timeOf(
  { interaction, policy, options }: DecisionFacts,
  record: RecordKind,
  matterId: string | null,
  near: readonly MatchedParty[],
): TimeShare[] {
  const talked = interaction.outcome === 'answered' && interaction.direction !== 'internal';
  const accepted = makesTime(record) && (matterId !== null || policy.timeWithoutMatter !== false);
  if (!talked || !accepted || policy.time === 'none') return [];
  const seconds = new Map<StaffFact | null, number>();
  for (const { party, staff } of near) {
    const seated =
      options.seats === 'all' || (staff === null ? !isPerson(party) : options.seats.includes(staff.staffId));
    if (seated && party.talkSeconds > 0) seconds.set(staff, (seconds.get(staff) ?? 0) + party.talkSeconds);
  }
  return [...seconds].map(([staff, talkSeconds]) => ({
    staffId: staff?.staffId ?? null,
    talkSeconds,
    minutes:
      policy.time === 'raw_seconds'
        ? null
        : { worked: workedMinutes(talkSeconds), billed: billedMinutes(talkSeconds, options.billing) },
    billable: isBillable(staff, options),
  }));
}

function isBillable(staff: StaffFact | null, options: Options): boolean {
  return staff?.defaultBillable ?? options.defaultBillable;
}

function activityCodeOf(facts: DecisionFacts, record: RecordKind): Plan['activityCode'] {
  if (facts.interaction.kind === 'fax') return null;
  const place = facts.policy.activityCodeOn.includes(record) ? 'field' : 'text';
  return { label: facts.activityCode ?? defaultActivityCode, place };
}

/** Whose interaction it is: of those who took part and have a seat, the one who talked longest, else the first rung. */
function leadOf(near: readonly (MatchedParty & StaffMatch)[], { seats }: Options): StaffMatch {
  let lead: (MatchedParty & StaffMatch) | null = null;
  const rank = ({ staff, party }: MatchedParty) =>
    (staff !== null && (seats === 'all' || seats.includes(staff.staffId)) ? 1_000_000 : 0) +
    party.talkSeconds;
  for (const each of near) {
    if (each.staff !== null && (lead === null || rank(each) > rank(lead))) lead = each;
  }
  return lead === null ? { staff: null, rule: 'none' } : { staff: lead.staff, rule: lead.rule };
}

function reviewOf(interaction: AssembledInteraction, { contacts, choice }: Found): Review | null {
  if (choice.rule === 'person_chose') return null;
  if (interaction.outcome === 'unknown_outcome') return 'unknown_outcome';
  if (choice.rule === 'several_matters' || choice.rule === 'several_contacts') return 'several_matters';
  return contacts.length === 0 && interaction.direction !== 'internal' ? 'unknown_party' : null;
}

// ---- why -----------------------------------------------------------------------------------------------------------

function skip(reason: SkipReason, why: Why, options: Why['options'] = {}): Decision {
  return { do: 'skip', reason, why: { ...why, rule: reason, options } };
}

function whyOf(
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
    contactId: choice.contact?.contactId ?? null,
    contactName: choice.contact?.displayName ?? null,
    staffId: lead.staff?.staffId ?? null,
    staffName: lead.staff === null ? null : `${lead.staff.firstName} ${lead.staff.lastName}`.trim(),
    candidates: contacts.flatMap((contact) => candidateRows(contact, options)),
    options: {},
  };
}

function candidateRows(contact: ContactFact, options: Options): Why['candidates'] {
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

function optionsThatMattered(
  { options }: DecisionFacts,
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

function pick(options: Options, names: readonly (keyof Options)[]): Why['options'] {
  return Object.fromEntries(names.map((name) => [name, options[name]]));
}
