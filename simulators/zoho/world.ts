/** The firm that the simulator stands for, and what people do in it: for tests and the demo. Everybody is invented. */
import type { ModuleName } from './modules.ts';
import type { FileRow, Row, User, Values, ZohoState } from './state.ts';
import type { Channel, Channels } from './watch.ts';

export interface PersonPlan {
  firstName?: string;
  lastName: string;
  phone?: string;
  mobile?: string;
  email?: string;
  more?: Values;
}
export interface DealPlan {
  name: string;
  contactId?: string;
  accountId?: string;
  stage?: string;
  pipeline?: string;
  ownerId?: string;
}
export interface UserPlan {
  firstName: string;
  lastName: string;
  email: string;
  phone?: string;
  status?: User['status'];
}

export interface ZohoWorld {
  addUser(plan: UserPlan): string;
  addContact(plan: PersonPlan): string;
  addLead(plan: PersonPlan & { company?: string }): string;
  addAccount(name: string, phone?: string): string;
  addDeal(plan: DealPlan): string;
  /** Somebody changes a record in Zoho itself. */
  edit(module: ModuleName, id: string, values: Values): void;
  remove(module: ModuleName, id: string): void;
  /** The lead becomes a contact, and can no longer be changed. */
  convertLead(id: string): string;
  /** Pipelines are on, with these stages each. */
  setPipelines(pipelines: readonly { name: string; stages: readonly string[] }[]): void;
  /** The firm allows each value of this field in once: "Contacts.Phone". */
  makeUnique(field: string): void;
  /** The token has no right to paths with this part: "/Notes". */
  withhold(part: string): void;
  /** Refusals of one record come with status 202. */
  refuseInside2xx(): void;
  /** So many people with one number each, at once and without notifications. */
  seedContacts(count: number): void;
  /** Ids, the connected user first. */
  users(): readonly string[];
  records(module: ModuleName): readonly Row[];
  files(): readonly FileRow[];
  channels(): readonly Channel[];
}

export function createWorld(state: ZohoState, channels: Channels): ZohoWorld {
  const owner = (id?: string) => ({ Owner: { id: id ?? [...state.users.keys()][0] ?? '' } });
  const personOf = ({ firstName, lastName, phone, mobile, email, more }: PersonPlan): Values => ({
    ...owner(),
    First_Name: firstName ?? null,
    Last_Name: lastName,
    Phone: phone ?? null,
    Mobile: mobile ?? null,
    Email: email ?? null,
    ...more,
  });
  return {
    addUser({ firstName, lastName, email, phone, status = 'active' }) {
      const id = state.nextId();
      state.users.set(id, {
        id,
        first_name: firstName,
        last_name: lastName,
        full_name: `${firstName} ${lastName}`,
        email,
        phone: phone ?? null,
        mobile: null,
        status,
        Modified_Time: state.now(),
      });
      return id;
    },
    addContact: (plan) => state.add('Contacts', personOf(plan)).id,
    addLead: ({ company, ...plan }) =>
      state.add('Leads', { ...personOf(plan), Company: company ?? null, Converted__s: false }).id,
    addAccount: (name, phone) =>
      state.add('Accounts', { ...owner(), Account_Name: name, Phone: phone ?? null }).id,
    addDeal: ({ name, contactId, accountId, stage = 'Qualification', pipeline, ownerId }) =>
      state.add('Deals', {
        ...owner(ownerId),
        Deal_Name: name,
        Stage: stage,
        Pipeline: pipeline ?? null,
        Closing_Date: state.now().slice(0, 10),
        Contact_Name: contactId === undefined ? null : { id: contactId },
        Account_Name: accountId === undefined ? null : { id: accountId },
      }).id,
    edit: (module, id, values) => void state.change(module, id, values),
    remove: (module, id) => state.remove(module, id),
    convertLead(id) {
      const { First_Name, Last_Name, Phone, Mobile, Email } = state.change('Leads', id, {
        Converted__s: true,
      });
      return state.add('Contacts', { ...owner(), First_Name, Last_Name, Phone, Mobile, Email }).id;
    },
    setPipelines(pipelines) {
      state.pipelines = pipelines;
    },
    makeUnique: (field) => void state.unique.add(field),
    withhold: (part) => void state.withheld.add(part),
    refuseInside2xx() {
      state.refusesInside2xx = true;
    },
    seedContacts: (count) => state.seed('Contacts', manyPeople(count, personOf)),
    users: () => [...state.users.keys()],
    records: (module) => state.rows(module),
    files: () => [...state.files.values()],
    channels: () => [...channels.values()],
  };
}

/** A small firm: three people and nobody else. The first of them is the connected user. */
export function furnish(world: ZohoWorld): void {
  world.addUser({
    firstName: 'Nora',
    lastName: 'Hartley',
    email: 'nora@example.com',
    phone: '(312) 555-0180',
  });
  world.addUser({ firstName: 'Theo', lastName: 'Moss', email: 'theo@example.com' });
  world.addUser({
    firstName: 'Iris',
    lastName: 'Vance',
    email: 'iris@example.com',
    status: 'disabled',
  });
}

/** What the demo begins with: one client with one open matter, one with several, and a lead. */
export function seedFirm(world: ZohoWorld): void {
  world.setPipelines([
    { name: 'Purchase', stages: ['Qualification', 'Engaged', 'Closed Won', 'Closed Lost'] },
    { name: 'Advice', stages: ['Engaged', 'Closed Won'] },
  ]);
  const home = {
    Mailing_Street: '4 Elm St',
    Mailing_City: 'Chicago',
    Mailing_State: 'IL',
    Mailing_Zip: '60606',
  };
  const ada = world.addContact({
    firstName: 'Ada',
    lastName: 'Byron',
    mobile: '(312) 555-0101',
    more: home,
  });
  const charles = world.addContact({ firstName: 'Charles', lastName: 'Cabbage', phone: '312-555-0102' });
  world.addLead({
    firstName: 'Grace',
    lastName: 'Hopper',
    phone: '+1 312 555 0103',
    company: 'Compilers Ltd',
  });
  const accountId = world.addAccount('Elm Street Holdings', '312.555.0104');
  world.addDeal({ name: 'Purchase of 4 Elm St', contactId: ada, accountId, pipeline: 'Purchase' });
  world.addDeal({ name: 'Boundary dispute', contactId: charles, stage: 'Engaged', pipeline: 'Advice' });
  world.addDeal({ name: 'Will', contactId: charles, stage: 'Engaged', pipeline: 'Advice' });
}

function* manyPeople(count: number, personOf: (plan: PersonPlan) => Values): Generator<Values> {
  for (let index = 0; index < count; index += 1) {
    const number = `+1${200 + (index % 700)}555${String(100 + (index % 100)).padStart(4, '0')}`;
    const email = `client${index}@example.com`;
    yield personOf({ firstName: 'Client', lastName: `Number ${index}`, phone: number, email });
  }
}
