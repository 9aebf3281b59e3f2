import { DateTime } from 'luxon';
import type { Context } from '../server/context.ts';
import { createFirm, createStaff } from '../server/features/staff/index.ts';
import type { DemoApi } from './api.ts';
import { type DemoMatter, matters } from './matters.ts';
import { contacts, type DemoStaff, emailOf, firmName, password, type StaffKey, staff } from './people.ts';

export const timeZone = 'Europe/London';

/** Ids by the keys that the demo's tables use; matters by number. */
export interface FirmIds {
  firmId: string;
  staff: Map<string, string>;
  contacts: Map<string, string>;
  matters: Map<string, string>;
}

/** The firm and its owner, in one transaction that is refused as soon as any firm exists. */
export async function createDemoFirm(context: Context): Promise<{ firmId: string; ownerId: string }> {
  const [owner] = staff;
  const made = await createFirm(
    context,
    {
      firm: { name: firmName, country: 'GB', timeZone },
      owner: { firstName: owner.firstName, lastName: owner.lastName, email: emailOf(owner), password },
    },
    { onlyIfFirst: true },
  );
  return { firmId: made.firm.id, ownerId: made.staffId };
}

export async function fillFirm(
  context: Context,
  api: DemoApi,
  made: { firmId: string; ownerId: string },
): Promise<FirmIds> {
  const ids: FirmIds = {
    firmId: made.firmId,
    staff: new Map([[staff[0].key, made.ownerId]]),
    contacts: new Map(),
    matters: new Map(),
  };
  await addStaff(context, api, ids);
  await addContacts(api, ids);
  await addMatters(api, ids);
  return ids;
}

async function addStaff(context: Context, api: DemoApi, ids: FirmIds): Promise<void> {
  const [owner, ...others] = staff;
  await api.call('PATCH /api/v1/staff/:id', {
    params: { id: idIn(ids.staff, owner.key) },
    body: workFields(owner),
  });
  for (const person of others) {
    const { key, firstName, lastName, role } = person;
    const made = await createStaff(context, ids.firmId, {
      firstName,
      lastName,
      role,
      email: emailOf(person),
      password,
      ...workFields(person),
    });
    ids.staff.set(key, made.id);
  }
}

function workFields({ extension, directNumber, rate, defaultBillable }: DemoStaff) {
  const hourlyRate = { amount: rate * 100, currency: 'GBP' };
  return { extension, directNumbers: [directNumber], defaultBillable, hourlyRate };
}

async function addContacts(api: DemoApi, ids: FirmIds): Promise<void> {
  for (const { key, kind, first, last, company, phones, email, notes, members } of contacts) {
    const { id } = await api.call('POST /api/v1/contacts', {
      body: {
        kind,
        firstName: first ?? '',
        lastName: last ?? '',
        companyName: company ?? '',
        notes: notes ?? '',
        phones: phones.map(([text, label]) => ({ text, label })),
        emails: email === undefined ? [] : [{ email }],
        memberIds: (members ?? []).map((member) => idIn(ids.contacts, member)),
      },
    });
    ids.contacts.set(key, id);
  }
}

async function addMatters(api: DemoApi, ids: FirmIds): Promise<void> {
  const types = await api.call('GET /api/v1/matter-types');
  const sets = await api.call('GET /api/v1/stage-sets');
  for (const matter of matters) {
    const type = types.items.find(({ name }) => name === matter.type);
    const stages = sets.items.find(({ id }) => id === type?.stageSetId)?.stages ?? [];
    const stage = stages.find(({ name }) => name === matter.stage);
    if (!type || !stage) throw new Error(`${matter.title}: no ${matter.type} at stage ${matter.stage}`);
    const { id } = await api.call('POST /api/v1/matters', {
      body: {
        number: matter.number,
        title: matter.title,
        description: matter.description ?? '',
        matterTypeId: type.id,
        stageId: stage.id,
        status: matter.status,
        personResponsibleId: idIn(ids.staff, matter.responsible),
        openedOn: daysAgo(matter.openedDaysAgo),
        closedOn: matter.closedDaysAgo === undefined ? null : daysAgo(matter.closedDaysAgo),
        parties: partiesOf(matter, ids),
        ...(matter.wall
          ? { restricted: true, accessStaffIds: matter.wall.map((key: StaffKey) => idIn(ids.staff, key)) }
          : {}),
      },
    });
    ids.matters.set(matter.number, id);
  }
}

function partiesOf({ clients, others = [] }: DemoMatter, ids: FirmIds) {
  return [
    ...clients.map((key) => ({ contactId: idIn(ids.contacts, key), role: 'Client', isClient: true })),
    ...others.map(([key, role]) => ({ contactId: idIn(ids.contacts, key), role, isClient: false })),
  ];
}

export function idIn(ids: ReadonlyMap<string, string>, key: string): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`The demo's tables name no ${key}`);
  return id;
}

/** A day in the firm's zone, YYYY-MM-DD; negative is in the future. */
export function daysAgo(days: number): string {
  return DateTime.now().setZone(timeZone).minus({ days }).toFormat('yyyy-MM-dd');
}
