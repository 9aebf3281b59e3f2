/** Lawmatics' records in our words. Pure. */
import type { z } from 'zod';
import { readVendorTime } from '../kit/times.ts';
import type {
  MatterParty,
  MirroredContact,
  MirroredMatter,
  MirroredMatterType,
  MirroredParty,
  MirroredStaff,
  MirroredStage,
  Written,
} from '../ports.ts';
import { contactId } from './ids.ts';
import type * as wire from './wire.ts';

type Wire<Shape extends z.ZodType> = z.output<Shape>;

export function toStaff(user: Wire<typeof wire.user>): MirroredStaff {
  const { name, email } = user.attributes;
  // Who left is not marked; such users are not listed any more.
  return { kind: 'staff', ...common(user), ...splitName(name), email: orNull(email), active: true };
}

export function toMatterType(area: Wire<typeof wire.practiceArea>): MirroredMatterType {
  return { kind: 'matter_type', ...common(area), name: area.attributes.name };
}

/** A pipeline is a set of stages; it belongs to no practice area. */
export function toStage(
  stage: Wire<typeof wire.stage>,
  pipelineNames: ReadonlyMap<string, string>,
): MirroredStage {
  const { name, order } = stage.attributes;
  const pipeline = stage.relationships.pipeline?.id ?? null;
  return {
    kind: 'stage',
    ...common(stage),
    name,
    stageSet: {
      externalId: pipeline ?? 'none',
      name: (pipeline !== null && pipelineNames.get(pipeline)) || 'Pipeline',
    },
    position: order ?? 0,
    matterTypeIds: [],
  };
}

export function toPerson(contact: Wire<typeof wire.contact>): MirroredContact {
  const { first_name, last_name, email, phone } = contact.attributes;
  return {
    kind: 'contact',
    ...common(contact),
    externalId: contactId('contact', contact.id),
    type: 'person',
    firstName: first_name,
    lastName: last_name,
    companyName: '',
    phones: phonesOf(phone),
    emails: emailsOf(email),
    addresses: [],
  };
}

export function toCompany(company: Wire<typeof wire.company>): MirroredContact {
  const { name, email, phone_number } = company.attributes;
  return {
    kind: 'contact',
    ...common(company),
    externalId: contactId('company', company.id),
    type: 'company',
    firstName: '',
    lastName: '',
    companyName: name,
    phones: phonesOf(phone_number),
    emails: emailsOf(email),
    addresses: [],
  };
}

/** New and hired matters are open, one old sample says `active`; only `lost` is closed. */
export function toMatter(matter: Wire<typeof wire.prospect>): MirroredMatter {
  const { attributes, relationships } = matter;
  const person = `${attributes.first_name} ${attributes.last_name}`.trim();
  const number = attributes.case_number.trim() || matter.id;
  const responsible = relationships.lead_attorney ?? relationships.owned_by ?? relationships.salesperson;
  return {
    kind: 'matter',
    ...common(matter),
    number,
    title: attributes.case_title.trim() || person || number,
    description: attributes.case_blurb,
    status: attributes.status.toLowerCase() === 'lost' ? 'closed' : 'open',
    matterTypeId: relationships.practice_area?.id ?? null,
    stageId: relationships.stage?.id ?? null,
    personResponsibleId: responsible?.id ?? null,
    openedOn: readVendorTime(attributes.created_at)?.slice(0, 10) ?? null,
    closedOn: null,
    parties: clientsOf(relationships),
  };
}

/** A company's matter is the company's; the person beside it is whom one speaks to. */
function clientsOf({ contact, company }: Wire<typeof wire.prospect>['relationships']): MatterParty[] {
  const parties: MatterParty[] = [];
  if (company) parties.push({ contactId: contactId('company', company.id), role: 'Client', isClient: true });
  if (contact) {
    const role = company ? 'Primary contact' : 'Client';
    parties.push({ contactId: contactId('contact', contact.id), role, isClient: true });
  }
  return parties;
}

/** Null when one of its ends is missing. */
export function toParty(relationship: Wire<typeof wire.relationship>): MirroredParty | null {
  const { contact_id, prospect_id, name } = relationship.attributes;
  if (contact_id === null || prospect_id === null) return null;
  return {
    kind: 'party',
    ...common(relationship),
    matterId: prospect_id,
    contactId: contactId('contact', contact_id),
    role: name,
    isClient: false,
  };
}

export type WrittenThere = { attributes: { updated_at: string | null } };

/** Only the time of the last change tells one version from the next. */
export function toWritten(record: WrittenThere, externalId: string): Written {
  return { externalId, version: record.attributes.updated_at, there: true };
}

function common(record: { id: string; attributes: { updated_at: string | null } }) {
  const { updated_at } = record.attributes;
  return {
    externalId: record.id,
    version: updated_at,
    updatedAt: readVendorTime(updated_at) ?? null,
  };
}

function phonesOf(text: string | null): MirroredContact['phones'] {
  return orNull(text) === null ? [] : [{ text: text ?? '', label: 'Primary' }];
}

function emailsOf(text: string | null): MirroredContact['emails'] {
  return orNull(text) === null ? [] : [{ email: text ?? '', label: 'Primary' }];
}

function orNull(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text;
}

/** The last word is the family name; a telephone number stays whole. */
export function splitName(name: string): { firstName: string; lastName: string } {
  const words = name.trim().split(/\s+/);
  if (/\d/.test(name) || words.length < 2) return { firstName: '', lastName: words.join(' ') };
  return { firstName: words.slice(0, -1).join(' '), lastName: words.at(-1) ?? '' };
}
