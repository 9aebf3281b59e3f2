/** The plan of one log entry: record, contact, time, billable flag, activity code. What the tables leave to be filled in. */
import type { PolicyCell, RecordKind } from '../../vendors/ports.ts';
import { formatForPeople } from '../practice/index.ts';
import { callerNameOf } from './caller-names.ts';
import type { DecisionFacts } from './facts.ts';
import { isPerson, type MatchedParty } from './filters.ts';
import type { AssembledInteraction, ContactFact, Options, StaffFact, Why } from './interaction.ts';
import type { MatterChoice, StaffMatch } from './match.ts';
import { withoutTime } from './policies.ts';
import { billedMinutes, workedMinutes } from './time.ts';

/** The label by which the activity code is found and, when missing, made. */
export const defaultActivityCode = 'ion8-CALL';

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

/** What was found before the plan is made. */
export interface Found {
  cell: Extract<PolicyCell, { record: RecordKind }>;
  contacts: readonly ContactFact[];
  contactRule: Why['contactRule'];
  choice: MatterChoice;
  near: readonly MatchedParty[];
  lead: StaffMatch;
}

export function planOf(facts: DecisionFacts, found: Found): Plan {
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
export function leadOf(near: readonly (MatchedParty & StaffMatch)[], { seats }: Options): StaffMatch {
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

function contactPlanOf(facts: DecisionFacts, record: RecordKind, found: Found): ContactPlan | null {
  const { e164, name } = facts.interaction.externalParty;
  if (found.choice.contact !== null) return { use: found.choice.contact.contactId };
  if (found.contactRule === 'created' && e164 !== null)
    return { create: true, name: callerNameOf(name) ?? formatForPeople(e164, ''), e164 };
  if (facts.policy.contactRequiredOn?.includes(record) === true && found.contacts.length > 0) {
    const [first] = [...found.contacts].sort((a, b) => (nameKey(a) < nameKey(b) ? -1 : 1));
    if (first !== undefined) return { use: first.contactId };
  }
  return facts.policy.standInCompany === true && found.contacts.length === 0 ? { standIn: true } : null;
}

function nameKey({ displayName, contactId }: ContactFact): string {
  return `${displayName.toLowerCase()} ${contactId}`;
}
