/** The firm that the simulator stands for, and what people do in it: for tests and the demo. Everybody is invented. */
import { z } from 'zod';
import { unprocessable } from './refusal.ts';
import { splitName } from './rules.ts';
import type { Resource } from './shapes.ts';
import type { ClioState, Row, Values } from './state.ts';

export interface ContactPlan {
  type?: 'Person' | 'Company';
  name: string;
  phones?: readonly (string | { number: string; name: string })[];
  emails?: readonly string[];
  addresses?: readonly AddressPlan[];
  companyId?: number;
}
export interface AddressPlan {
  name?: 'Work' | 'Home' | 'Billing' | 'Other';
  street: string;
  city: string;
  province?: string;
  postal_code: string;
  country?: string;
}
export interface MatterPlan {
  clientId: number;
  description: string;
  status?: 'Open' | 'Pending' | 'Closed';
  practiceAreaId?: number;
  stageId?: number;
  responsibleAttorneyId?: number;
  requiresCodes?: boolean;
}
export interface UserPlan {
  name: string;
  email?: string;
  phone?: string;
  enabled?: boolean;
}

export interface ClioWorld {
  addUser(plan: UserPlan): number;
  addPracticeArea(name: string): number;
  addStage(practiceAreaId: number, name: string, order: number): number;
  addContact(plan: ContactPlan): number;
  addMatter(plan: MatterPlan): number;
  addRelationship(matterId: number, contactId: number, description: string): number;
  /** Somebody changes a record in Clio itself. */
  edit(resource: Resource, id: number, values: Values): void;
  remove(resource: Resource, id: number): void;
  /** The numbers and matters of one go to the other, and the one is gone. */
  mergeContacts(from: number, into: number): void;
  /** The connected user no longer sees this matter and what hangs on it. */
  restrict(matterId: number): void;
  /** A time entry comes on a bill. */
  bill(activityId: number): void;
  suspendHooks(): void;
  /** So many people with one number each, at once and without webhooks. */
  seedContacts(count: number): void;
  /** What there is, seen or not: also documents whose file is missing. */
  records(resource: Resource): Row[];
  /** Documents that are there with their bytes and not in the trash. */
  files(): { id: number; name: string; bytes: Buffer }[];
}

export function createWorld(state: ClioState): ClioWorld {
  const add = (resource: Resource, values: Values) => state.add(resource, values).id;
  const world: ClioWorld = {
    addUser: (plan) => add('users', userOf(state, plan)),
    addPracticeArea: (name) => add('practice_areas', { name, code: '', category: 'other' }),
    addStage: (practiceAreaId, name, order) =>
      add('matter_stages', { name, order, practice_area_id: String(practiceAreaId) }),
    addContact: (plan) => add('contacts', contactOf(state, plan)),
    addMatter: (plan) => add('matters', matterOf(state, plan)),
    addRelationship: (matter_id, contact_id, description) =>
      add('relationships', { matter_id, contact_id, description }),
    edit: (resource, id, values) => void state.change(resource, id, values),
    remove: (resource, id) => state.remove(resource, id),
    mergeContacts: (from, into) => mergeContacts(state, from, into),
    restrict: (matterId) => void state.restricted.add(matterId),
    bill: (activityId) => void state.change('activities', activityId, { billed: true, on_bill: true }),
    suspendHooks() {
      for (const { id } of state.all('webhooks')) state.change('webhooks', id, { status: 'suspended' });
    },
    seedContacts: (count) => state.seed('contacts', manyContacts(state, count)),
    records: (resource) => state.all(resource),
    files: () =>
      state.all('documents').flatMap((row) => {
        const uuid = z.looseObject({ uuid: z.string() }).parse(row.latest_document_version).uuid;
        const bytes = state.files.get(uuid);
        const there = row.deleted_at === null && bytes !== undefined;
        return there ? [{ id: row.id, name: String(row.name), bytes }] : [];
      }),
  };
  return world;
}

/** The root of all folders, which every account has. */
export function addRootFolder(state: ClioState): void {
  state.add('folders', { name: 'All files', type: 'Folder', root: true, parent_id: null, deleted_at: null });
}

/** The root folder and three people, the last of whom has left. */
export function furnish(state: ClioState, world: ClioWorld): void {
  addRootFolder(state);
  world.addUser({ name: 'Nora Hartley', email: 'nora@example.com', phone: '(312) 555-0180' });
  world.addUser({ name: 'Theo Moss', email: 'theo@example.com' });
  world.addUser({ name: 'Iris Vance', email: 'iris@example.com', enabled: false });
}

/** What the demo begins with: two clients, one with one open matter and one with several. */
export function seedFirm(world: ClioWorld, responsibleAttorneyId: number): void {
  const practiceAreaId = world.addPracticeArea('Purchase');
  const stageId = world.addStage(practiceAreaId, 'Opened', 1);
  world.addStage(practiceAreaId, 'Settled', 2);
  const ada = world.addContact({
    name: 'Ada Byron',
    phones: [{ name: 'Mobile', number: '(312) 555-0101' }],
    addresses: [{ street: '4 Elm St', city: 'Chicago', province: 'IL', postal_code: '60606' }],
  });
  const charles = world.addContact({ name: 'Charles Cabbage', phones: ['312-555-0102'] });
  const all = { practiceAreaId, responsibleAttorneyId };
  const purchase = world.addMatter({ ...all, stageId, clientId: ada, description: 'Purchase of 4 Elm St' });
  world.addMatter({ ...all, clientId: charles, description: 'Boundary dispute' });
  world.addMatter({ ...all, clientId: charles, description: 'Will', status: 'Pending' });
  world.addRelationship(purchase, charles, 'Seller');
}

function userOf({ account }: ClioState, { name, email, phone, enabled = true }: UserPlan): Values {
  return {
    name,
    ...splitName(name),
    email: email ?? null,
    phone_number: phone ?? null,
    enabled,
    subscription_type: 'Attorney',
    roles: [],
    account_id: account.id,
  };
}

function contactOf(state: ClioState, plan: ContactPlan): Values {
  const { type = 'Person', name, phones = [], emails = [], addresses = [], companyId } = plan;
  return {
    type,
    name,
    ...(type === 'Person' ? splitName(name) : {}),
    company_id: companyId ?? null,
    phone_numbers: phones.map((phone) => ({
      id: state.nextId(),
      ...(typeof phone === 'string' ? { name: 'Work', number: phone } : phone),
    })),
    email_addresses: emails.map((address) => ({ id: state.nextId(), name: 'Work', address })),
    addresses: addresses.map((address) => ({ id: state.nextId(), name: 'Home', ...address })),
  };
}

/** A matter as it is kept. */
export function matterOf(state: ClioState, plan: MatterPlan): Values {
  const client = state.get('contacts', plan.clientId);
  if (client === undefined) throw unprocessable('There is no such client');
  const number = state.all('matters').length + 1;
  return {
    number,
    display_number: `${String(number).padStart(5, '0')}-${String(client.last_name ?? client.name)}`,
    description: plan.description,
    status: plan.status ?? 'Open',
    open_date: state.clock.now().toISOString().slice(0, 10),
    close_date: plan.status === 'Closed' ? state.clock.now().toISOString().slice(0, 10) : null,
    client_id: plan.clientId,
    practice_area_id: plan.practiceAreaId ?? null,
    matter_stage_id: plan.stageId ?? null,
    responsible_attorney_id: plan.responsibleAttorneyId ?? null,
    require_utbms_codes: plan.requiresCodes ?? false,
    billable: true,
  };
}

function mergeContacts(state: ClioState, from: number, into: number): void {
  const phones = z.array(z.unknown()).catch([]);
  const [gone, left] = [state.get('contacts', from), state.get('contacts', into)];
  state.change('contacts', into, {
    phone_numbers: [...phones.parse(left?.phone_numbers), ...phones.parse(gone?.phone_numbers)],
  });
  for (const matter of state.all('matters'))
    if (matter.client_id === from) state.change('matters', matter.id, { client_id: into });
  for (const link of state.all('relationships'))
    if (link.contact_id === from) state.change('relationships', link.id, { contact_id: into });
  state.remove('contacts', from);
}

function* manyContacts(state: ClioState, count: number): Generator<Values> {
  for (let index = 0; index < count; index += 1) {
    const number = `+1${200 + (index % 700)}555${String(100 + (index % 100)).padStart(4, '0')}`;
    yield contactOf(state, {
      name: `Client ${index}`,
      phones: [number],
      emails: [`client${index}@example.com`],
    });
  }
}
