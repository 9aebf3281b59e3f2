/** Smokeball's records in our words. Pure. */
import type {
  MatterParty,
  MirroredActivityCode,
  MirroredContact,
  MirroredMatter,
  MirroredMatterType,
  MirroredParty,
  MirroredStaff,
  MirroredStage,
} from '../ports.ts';
import { referrerRole } from '../ports.ts';
import { addressEntry } from './addresses.ts';
import { phoneText } from './phones.ts';
import { fromTicks } from './ticks.ts';
import type {
  WireActivity,
  WireContact,
  WireMatter,
  WireMatterStage,
  WireMatterType,
  WirePhone,
  WireRole,
  WireStaff,
  WireStageSet,
} from './wire.ts';

export function mapStaff(staff: WireStaff): MirroredStaff {
  return {
    kind: 'staff',
    externalId: staff.id,
    version: staff.versionId ?? null,
    updatedAt: null,
    firstName: staff.firstName ?? '',
    lastName: staff.lastName ?? '',
    email: blank(staff.email),
    active: staff.former !== true && staff.enabled !== false,
    numbers: [staff.phone, staff.cell].map(phoneText).filter((text) => text !== null),
    // Fees and tasks want the staff id, memos and files the user id.
    ...(blank(staff.userId) === null ? {} : { extra: { userId: staff.userId ?? '' } }),
  };
}

export function mapMatterType(type: WireMatterType): MirroredMatterType {
  const location = blank(type.location);
  return {
    kind: 'matter_type',
    externalId: type.id,
    version: type.versionId ?? null,
    updatedAt: null,
    ...removedIf(type.isDeleted === true || type.deleted === true),
    name: location === null ? (type.name ?? '') : `${type.name ?? ''} (${location})`,
  };
}

/** Which matter types go through a set is not told. */
export function mapStageSet(set: WireStageSet): MirroredStage[] {
  return (set.stages ?? []).map((stage, index) => ({
    kind: 'stage',
    externalId: stageId(set.id, stage.id),
    version: stage.versionId ?? null,
    updatedAt: fromTicks(stage.lastUpdated ?? set.lastUpdated),
    ...removedIf(set.isDeleted === true || stage.isDeleted === true),
    name: stage.name ?? '',
    stageSet: { externalId: set.id, name: set.name ?? '' },
    position: index + 1,
    matterTypeIds: [],
  }));
}

/** A stage is addressed by its set there, so it is here. */
export function stageId(setId: string, id: string): string {
  return `${setId}/${id}`;
}

export function stageIdOf(stage: WireMatterStage | null | undefined): string | null {
  const set = stage?.stageSet?.id;
  const id = stage?.stage?.id;
  return set && id ? stageId(set, id) : null;
}

/** Null for codes of expenses, which no call or text can carry. */
export function mapActivity(activity: WireActivity): MirroredActivityCode | null {
  if (activity.type === 2) return null;
  const forAll = activity.rateType === 1 && typeof activity.rate === 'number' ? activity.rate : null;
  return {
    kind: 'activity_code',
    externalId: activity.id,
    version: activity.versionId ?? null,
    updatedAt: null,
    ...removedIf(activity.isDeleted === true),
    label: activity.code ?? '',
    description: activity.description ?? '',
    rate: forAll === null ? null : Math.round(forAll * 100),
    billable: activity.isBillable === true,
  };
}

export function mapContact(contact: WireContact): MirroredContact {
  return {
    kind: 'contact',
    externalId: contact.id,
    version: contact.versionId ?? contact.lastUpdated ?? null,
    updatedAt: fromTicks(contact.lastUpdated),
    ...removedIf(contact.isDeleted === true),
    ...namesOf(contact),
    ...(contact.externalSystemId
      ? { reference: contact.externalSystemId, extra: { externalSystemId: contact.externalSystemId } }
      : {}),
  };
}

type Names = Pick<
  MirroredContact,
  'type' | 'firstName' | 'lastName' | 'companyName' | 'phones' | 'emails' | 'addresses' | 'memberIds'
>;

function namesOf({ person, company, trust, groupOfPeople }: WireContact): Names {
  if (person) {
    const firstName = [person.firstName, person.middleName].filter(Boolean).join(' ');
    const phones = [
      ...phoneEntry(person.cell, 'Mobile'),
      ...phoneEntry(person.phone, 'Phone'),
      ...phoneEntry(person.phone2, 'Phone 2'),
      ...phoneEntry(person.fax, 'Fax', true),
    ];
    const addresses = [
      ...addressEntry(person.residentialAddress, 'Home'),
      ...addressEntry(person.mailingAddress, 'Mailing'),
    ];
    const lastName = person.lastName ?? '';
    return { ...nobody, firstName, lastName, phones, emails: emailsOf(person.email), addresses };
  }
  if (groupOfPeople) {
    const memberIds = idsOf(groupOfPeople.people);
    return { ...nobody, type: 'group', companyName: groupOfPeople.name ?? '', memberIds };
  }
  const body = company ?? trust;
  const phones = [...phoneEntry(body?.phone, 'Phone'), ...phoneEntry(body?.fax, 'Fax', true)];
  const emails = emailsOf(company?.email);
  const addresses = [
    ...addressEntry(company?.businessAddress, 'Business'),
    ...addressEntry(company?.mailingAddress, 'Mailing'),
    ...addressEntry(company?.registeredAddress, 'Registered'),
    ...addressEntry(trust?.address, 'Address'),
  ];
  return { ...nobody, type: 'company', companyName: body?.name ?? '', phones, emails, addresses };
}

const nobody = {
  type: 'person',
  firstName: '',
  lastName: '',
  companyName: '',
  phones: [],
  emails: [],
  addresses: [],
} as const satisfies Names;

function phoneEntry(phone: WirePhone, label: string, fax = false): MirroredContact['phones'] {
  const text = phoneText(phone);
  if (text === null) return [];
  const extension = blank(phone?.extension);
  return [{ text, label, ...(extension === null ? {} : { extension }), ...(fax ? { fax: true } : {}) }];
}

function emailsOf(email: string | null | undefined): MirroredContact['emails'] {
  const address = blank(email);
  return address === null ? [] : [{ email: address, label: 'Email' }];
}

/**
 * Leads are matters here: the vendor keeps them at the same address with the same states, fees and files, and a caller who
 * is a lead has no other file than this one.
 */
export function mapMatter(matter: WireMatter, stage: string | null): MirroredMatter {
  const parties: MatterParty[] = [
    ...idsOf(matter.clients).map((contactId) => ({ contactId, role: 'Client', isClient: true })),
    ...idsOf(matter.otherSides).map((contactId) => ({ contactId, role: 'Other side', isClient: false })),
    ...idsOf(matter.referrer ? [matter.referrer] : []).map((contactId) => ({
      contactId,
      role: referrerRole,
      isClient: false,
    })),
  ];
  const opened = matter.openedDate ?? (matter.isLead === true ? matter.leadOpenedDate : null);
  const closed = matter.closedDate ?? (matter.isLead === true ? matter.leadClosedDate : null);
  return {
    kind: 'matter',
    externalId: matter.id,
    version: matter.versionId ?? null,
    updatedAt: fromTicks(matter.versionId),
    ...removedIf(matter.status === 'Deleted'),
    number: matter.number ?? '',
    title: blank(matter.title) ?? blank(matter.description) ?? matter.number ?? '',
    description: matter.description ?? '',
    status: statusOf(matter.status),
    matterTypeId: matter.matterType?.id ?? null,
    stageId: stage,
    personResponsibleId: matter.personResponsible?.id ?? null,
    openedOn: dayOf(opened),
    closedOn: dayOf(closed),
    parties,
    ...(matter.externalSystemId ? { reference: matter.externalSystemId } : {}),
    ...(matter.isLead === true ? { extra: { isLead: 'true' } } : {}),
  };
}

function statusOf(status: string | null | undefined): MirroredMatter['status'] {
  if (status === 'Open') return 'open';
  return status === 'Pending' ? 'pending' : 'closed';
}

/** People on the matter besides clients and other sides, which stand on the matter itself. */
export function mapRoles(matterId: string, roles: readonly WireRole[]): MirroredParty[] {
  return roles.flatMap((role) => {
    const own =
      role.isClient === true || role.isOtherSide === true
        ? []
        : party(matterId, role.id, role.contact?.id, role.name);
    const around = (role.relationships ?? []).flatMap((each) =>
      party(matterId, `${role.id}/${each.id}`, each.contact?.id, each.name),
    );
    return [...own, ...around];
  });
}

function party(
  matterId: string,
  id: string,
  contactId: string | null | undefined,
  role: string | null | undefined,
): MirroredParty[] {
  // `MyFirm` stands for the firm itself.
  if (!contactId || contactId === 'MyFirm') return [];
  return [
    {
      kind: 'party',
      externalId: `${matterId}/${id}`,
      version: null,
      updatedAt: null,
      matterId,
      contactId,
      role: role ?? '',
      isClient: false,
    },
  ];
}

function idsOf(links: readonly { id?: string | null | undefined }[] | null | undefined): string[] {
  return (links ?? []).flatMap(({ id }) => (id && id !== 'MyFirm' ? [id] : []));
}

function removedIf(removed: boolean): { removed?: true } {
  return removed ? { removed: true } : {};
}

function blank(text: string | null | undefined): string | null {
  return text === null || text === undefined || text.trim() === '' ? null : text.trim();
}

function dayOf(iso: string | null | undefined): string | null {
  return iso && /^\d{4}-\d{2}-\d{2}/.test(iso) ? iso.slice(0, 10) : null;
}
