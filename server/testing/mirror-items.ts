/** Records of a practice system for tests: everything that is not under test is filled in. */
import type {
  MirroredActivityCode,
  MirroredContact,
  MirroredMatter,
  MirroredMatterType,
  MirroredParty,
  MirroredStaff,
  MirroredStage,
} from '../vendors/ports.ts';

const common = { version: null, updatedAt: null };

export function mirroredContact(
  externalId: string,
  more: Partial<Omit<MirroredContact, 'phones'>> & {
    phones?: readonly (string | MirroredContact['phones'][number])[];
  } = {},
): MirroredContact {
  const { phones = [], ...rest } = more;
  return {
    kind: 'contact',
    externalId,
    ...common,
    type: 'person',
    firstName: 'Jane',
    lastName: `Okafor ${externalId}`,
    companyName: '',
    emails: [],
    addresses: [],
    phones: phones.map((phone) => (typeof phone === 'string' ? { text: phone, label: 'Mobile' } : phone)),
    ...rest,
  };
}

export function mirroredMatter(externalId: string, more: Partial<MirroredMatter> = {}): MirroredMatter {
  return {
    kind: 'matter',
    externalId,
    ...common,
    number: `M-${externalId}`,
    title: `Purchase ${externalId}`,
    description: '',
    status: 'open',
    matterTypeId: null,
    stageId: null,
    personResponsibleId: null,
    openedOn: null,
    closedOn: null,
    parties: [],
    ...more,
  };
}

export function mirroredStaff(externalId: string, more: Partial<MirroredStaff> = {}): MirroredStaff {
  return {
    kind: 'staff',
    externalId,
    ...common,
    firstName: 'Sam',
    lastName: `Reed ${externalId}`,
    email: null,
    active: true,
    ...more,
  };
}

export function mirroredType(externalId: string, name: string): MirroredMatterType {
  return { kind: 'matter_type', externalId, ...common, name };
}

export function mirroredStage(
  externalId: string,
  name: string,
  more: Partial<MirroredStage> = {},
): MirroredStage {
  return {
    kind: 'stage',
    externalId,
    ...common,
    name,
    stageSet: { externalId: 'set', name: 'Steps' },
    position: 1,
    matterTypeIds: [],
    ...more,
  };
}

export function mirroredCode(externalId: string, label: string): MirroredActivityCode {
  return {
    kind: 'activity_code',
    externalId,
    ...common,
    label,
    description: '',
    rate: 12_000,
    billable: true,
  };
}

export function mirroredParty(
  externalId: string,
  matterId: string,
  contactId: string,
  role = 'Witness',
): MirroredParty {
  return { kind: 'party', externalId, ...common, matterId, contactId, role, isClient: false };
}
