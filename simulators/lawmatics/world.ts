/** The firm that the simulator stands for, and what people do in it: for tests and the demo. Everybody is invented. */
import type { Kind } from './shapes.ts';
import type { LawmaticsState, Row, Values } from './state.ts';
import type { Hooks } from './webhooks.ts';
import { addNumber } from './writes.ts';

export interface ContactPlan {
  firstName?: string;
  lastName: string;
  /** The first is the main one. */
  phones?: readonly string[];
  email?: string;
}
export interface AddressPlan {
  label?: string;
  street: string;
  street2?: string;
  city: string;
  state?: string;
  zipcode: string;
  country?: string;
}
export interface MatterPlan {
  contactId?: number;
  companyId?: number;
  title?: string | null;
  number?: string;
  blurb?: string;
  status?: string;
  practiceAreaId?: number;
  stageId?: number;
  leadAttorneyId?: number;
  ownedById?: number;
}

export interface LawmaticsWorld {
  addUser(plan: { name: string; email?: string }): number;
  addPracticeArea(name: string): number;
  addPipeline(name: string): number;
  addStage(pipelineId: number, name: string, order: number): number;
  addContact(plan: ContactPlan): number;
  addCompany(plan: { name: string; phones?: readonly string[] }): number;
  addMatter(plan: MatterPlan): number;
  addRelationship(matterId: number, contactId: number, name: string): number;
  /** One more number of a contact or company, labelled Mobile. */
  addPhone(owner: 'contact' | 'company', id: number, number: string): number;
  addAddress(owner: 'contact' | 'company', id: number, plan: AddressPlan): number;
  /** Somebody changes a record in Lawmatics itself. */
  edit(kind: Kind, id: number, values: Values): void;
  remove(kind: Kind, id: number): void;
  /** The numbers and matters of one go to the other, and the one is gone. */
  mergeContacts(from: number, into: number): void;
  /** A time entry comes on an invoice. */
  invoice(timeEntryId: number): void;
  /** So many people with one number each, at once and without webhooks. */
  seedContacts(count: number): void;
  records(kind: Kind): Row[];
  files(): { id: number; name: string; owner: string; bytes: Buffer }[];
}

export function createWorld(state: LawmaticsState, hooks: () => Hooks, firmId: number): LawmaticsWorld {
  const add = (kind: Kind, values: Values) => state.add(kind, values).id;
  return {
    addUser: ({ name, email }) =>
      add('user', { name, email: email ?? null, role: 'staff', firm: `firm/${firmId}` }),
    addPracticeArea: (name) => add('practice_area', { name, color: '#bcc2c9' }),
    addPipeline: (name) =>
      add('pipeline', { name, description: '', pipeline_type: 'intake', statuses: ['pnc'] }),
    addStage: (pipeline_id, name, order) => add('stage', { pipeline_id, name, order, color: '#bcc2c9' }),
    addContact({ firstName = '', lastName, phones = [], email }) {
      const names = { first_name: firstName, last_name: lastName };
      const id = add('contact', { ...names, email: email ?? null, phone: phones[0] ?? null });
      addNumbers(state, `contact/${id}`, phones);
      return id;
    },
    addCompany({ name, phones = [] }) {
      const id = add('company', { name, email: null, phone_number: phones[0] ?? null });
      addNumbers(state, `company/${id}`, phones);
      return id;
    },
    addMatter: (plan) => add('prospect', matterOf(plan)),
    addRelationship: (prospect_id, contact_id, name) =>
      add('relationship', { prospect_id, contact_id, name }),
    addPhone: (owner, id, number) => addNumber(state, `${owner}/${id}`, number, 'Mobile').id,
    addAddress: (owner, id, { label = 'Primary', ...plan }) =>
      add('address', { owner: `${owner}/${id}`, label, ...plan }),
    edit: (kind, id, values) => void state.change(kind, id, values),
    remove(kind, id) {
      state.remove(kind, id);
      for (const phone of state.all('phone_number'))
        if (phone.owner === `${kind}/${id}`) state.remove('phone_number', phone.id);
      for (const address of state.all('address'))
        if (address.owner === `${kind}/${id}`) state.remove('address', address.id);
    },
    mergeContacts(from, into) {
      for (const phone of state.all('phone_number'))
        if (phone.owner === `contact/${from}`)
          state.change('phone_number', phone.id, { owner: `contact/${into}` });
      for (const matter of state.all('prospect'))
        if (matter.contact_id === from) state.change('prospect', matter.id, { contact_id: into });
      state.remove('contact', from);
      hooks().tell('contact.merged', { id: into, merged_contact_id: from });
    },
    invoice: (id) => void state.change('time_entry', id, { invoice: 'invoice/1' }),
    seedContacts(count) {
      const people = state.seed('contact', manyContacts(count));
      state.seed(
        'phone_number',
        people.map(({ id, phone }) => ({ owner: `contact/${id}`, info: phone, label: 'Primary' })),
      );
    },
    records: (kind) => state.all(kind),
    files: () =>
      state.all('file').map((row) => ({
        id: row.id,
        name: String(row.name),
        owner: String(row.owner),
        bytes: state.files.get(row.id) ?? Buffer.alloc(0),
      })),
  };
}

/** Three people, whoever else is there. The first is the one who connects. */
export function furnish(world: LawmaticsWorld): void {
  world.addUser({ name: 'Nora Hartley', email: 'nora@example.com' });
  world.addUser({ name: 'Theo Moss', email: 'theo@example.com' });
  world.addUser({ name: 'Mary Ann Vance', email: 'mary@example.com' });
}

/** A handful of clients and matters for the demo. */
export function seedFirm(world: LawmaticsWorld): void {
  const [nora] = world.records('user');
  const practiceAreaId = world.addPracticeArea('Purchase');
  const pipeline = world.addPipeline('Intake');
  const stageId = world.addStage(pipeline, 'Initial call', 1);
  world.addStage(pipeline, 'Consultation held', 2);
  const ada = world.addContact({ firstName: 'Ada', lastName: 'Byron', phones: ['312-555-0101'] });
  const charles = world.addContact({ firstName: 'Charles', lastName: 'Cabbage', phones: ['312-555-0102'] });
  world.addAddress('contact', ada, { street: '4 Elm St', city: 'Chicago', state: 'IL', zipcode: '60606' });
  const all = { practiceAreaId, leadAttorneyId: nora?.id ?? 0 };
  const purchase = world.addMatter({ ...all, stageId, contactId: ada, title: 'Purchase of 4 Elm St' });
  world.addMatter({ ...all, contactId: charles, title: 'Boundary dispute', status: 'hired' });
  world.addMatter({ ...all, contactId: charles, title: 'Will', status: 'hired' });
  world.addRelationship(purchase, charles, 'Seller');
}

function addNumbers(state: LawmaticsState, owner: string, phones: readonly string[]): void {
  for (const [index, phone] of phones.entries())
    addNumber(state, owner, phone, index === 0 ? 'Primary' : 'Mobile');
}

function matterOf(plan: MatterPlan): Values {
  return {
    case_title: plan.title ?? null,
    case_number: plan.number ?? null,
    case_blurb: plan.blurb ?? null,
    status: plan.status ?? 'pnc',
    contact_id: plan.contactId ?? null,
    company_id: plan.companyId ?? null,
    practice_area_id: plan.practiceAreaId ?? null,
    stage_id: plan.stageId ?? null,
    lead_attorney_id: plan.leadAttorneyId ?? null,
    owned_by_id: plan.ownedById ?? null,
  };
}

function* manyContacts(count: number): Generator<Values> {
  for (let index = 0; index < count; index += 1) {
    const area = 200 + (Math.floor(index / 100) % 700);
    const phone = `${area}-555-${String(100 + (index % 100)).padStart(4, '0')}`;
    yield { first_name: 'Client', last_name: String(index), email: `client${index}@example.com`, phone };
  }
}
