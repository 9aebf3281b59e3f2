/** Clio's records in our words. Pure. */
import type { z } from 'zod';
import { addressOf, streetLines } from '../kit/addresses.ts';
import { readVendorTime } from '../kit/times.ts';
import type {
  MirroredActivityCode,
  MirroredContact,
  MirroredMatter,
  MirroredMatterType,
  MirroredParty,
  MirroredStaff,
  MirroredStage,
  Written,
} from '../ports.ts';
import type * as wire from './wire.ts';

type Wire<Shape extends z.ZodType> = z.output<Shape>;

export function toStaff(user: Wire<typeof wire.user>): MirroredStaff {
  return {
    kind: 'staff',
    ...common(user),
    ...namesOf(user),
    email: user.email === '' ? null : user.email,
    active: user.enabled,
    ...(user.phone_number ? { numbers: [user.phone_number] } : {}),
  };
}

export function toMatterType(area: Wire<typeof wire.practiceArea>): MirroredMatterType {
  return { kind: 'matter_type', ...common(area), name: area.name };
}

/** Stages hang on a practice area, whose name is told elsewhere; those of no area form one set. */
export function toStage(
  stage: Wire<typeof wire.stage>,
  areaNames: ReadonlyMap<string, string>,
): MirroredStage {
  const area = stage.practice_area_id;
  return {
    kind: 'stage',
    ...common(stage),
    name: stage.name,
    stageSet: { externalId: area ?? 'none', name: (area && areaNames.get(area)) || 'Matter stages' },
    position: stage.order,
    matterTypeIds: area === null ? [] : [area],
  };
}

/** Only a rate of its own is an hourly one: `FlatRate` is per piece, `User` the person's. */
export function toActivityCode(
  found: Wire<typeof wire.activityDescription>,
  currency: string,
): MirroredActivityCode {
  const { rate } = found;
  const hourly = rate?.type === 'Custom' && rate.amount != null;
  return {
    kind: 'activity_code',
    ...common(found),
    label: found.name,
    description: '',
    rate: hourly ? Math.round((rate.amount ?? 0) * 10 ** digitsOf(currency)) : null,
    billable: true,
  };
}

export function toContact(contact: Wire<typeof wire.contact>): MirroredContact {
  const isPerson = contact.type !== 'Company';
  return {
    kind: 'contact',
    ...common(contact),
    type: isPerson ? 'person' : 'company',
    ...(isPerson ? namesOf(contact) : { firstName: '', lastName: '' }),
    companyName: isPerson ? '' : contact.name,
    phones: contact.phone_numbers
      .filter(({ number }) => number.trim() !== '')
      .map(({ name, number }) => ({
        text: number,
        label: name,
        ...(name.toLowerCase() === 'fax' ? { fax: true } : {}),
      })),
    emails: contact.email_addresses
      .filter(({ address }) => address.trim() !== '')
      .map(({ name, address }) => ({ email: address, label: name })),
    addresses: contact.addresses.flatMap(({ name, street, city, province, postal_code, country }) =>
      addressOf({
        label: name,
        ...streetLines(street),
        town: city,
        county: province,
        postcode: postal_code,
        country,
      }),
    ),
  };
}

const longestTitle = 200;

/** Clio has one description and no title: its first line is the title. */
export function toMatter(matter: Wire<typeof wire.matter>): MirroredMatter {
  const [line = ''] = matter.description.trim().split(/\r?\n/);
  const title = (line === '' ? matter.display_number : line).slice(0, longestTitle);
  const status = matter.status.toLowerCase();
  return {
    kind: 'matter',
    ...common(matter),
    number: matter.display_number,
    title,
    description: title === matter.description.trim() ? '' : matter.description,
    status: status === 'closed' || status === 'pending' ? status : 'open',
    matterTypeId: matter.practice_area,
    stageId: matter.matter_stage,
    personResponsibleId: matter.responsible_attorney ?? matter.responsible_staff,
    openedOn: matter.open_date,
    closedOn: matter.close_date,
    ...(matter.client_reference === '' ? {} : { reference: matter.client_reference }),
    parties: matter.client === null ? [] : [{ contactId: matter.client, role: 'Client', isClient: true }],
  };
}

/** How a further client is named there: a matter has one client alone, the others stand beside it. */
export function clientWords(role: string | null): string {
  return role === null || role.trim().toLowerCase() === 'client' ? 'Client' : `Client (${role})`;
}

/** Null when one of its ends is hidden from the connected user. */
export function toParty(relationship: Wire<typeof wire.relationship>): MirroredParty | null {
  const { matter, contact } = relationship;
  if (matter === null || contact === null) return null;
  return {
    kind: 'party',
    ...common(relationship),
    matterId: matter,
    contactId: contact,
    role: relationship.description,
    isClient: /^client(?: \(.*\))?$/i.test(relationship.description.trim()),
  };
}

export function toWritten(answer: Wire<typeof wire.written>): Written {
  return { externalId: answer.id, version: answer.etag, there: true };
}

function common(record: { id: string; etag: string | null; updated_at: string | null }) {
  return {
    externalId: record.id,
    version: record.etag,
    updatedAt: readVendorTime(record.updated_at) ?? null,
  };
}

function namesOf(person: { name: string; first_name: string; last_name: string }) {
  if (person.first_name !== '' || person.last_name !== '')
    return { firstName: person.first_name, lastName: person.last_name };
  return splitName(person.name);
}

/** The last word is the family name; a telephone number stays whole. */
export function splitName(name: string): { firstName: string; lastName: string } {
  const words = name.trim().split(/\s+/);
  if (/\d/.test(name) || words.length < 2) return { firstName: '', lastName: words.join(' ') };
  return { firstName: words.slice(0, -1).join(' '), lastName: words.at(-1) ?? '' };
}

function digitsOf(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}
