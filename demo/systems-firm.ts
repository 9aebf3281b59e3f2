/**
 * What the simulated practice systems hold of the demo firm: property and wills stand in Smokeball, disputes, family,
 * employment and probate in Clio. Always in the same order with the same ids, so that links outlive a restart.
 */
import { createHash } from 'node:crypto';
import type { ClioFirm } from '../simulators/clio/index.ts';
import type { ClioWorld } from '../simulators/clio/world.ts';
import type { SmokeballFirm } from '../simulators/smokeball/index.ts';
import type { People } from '../simulators/smokeball/people.ts';
import { daysAgo } from './firm.ts';
import { type DemoMatter, matters } from './matters.ts';
import { contacts, type DemoContact, emailOf, firmName, staff } from './people.ts';

const inSmokeball: readonly DemoMatter['type'][] = ['Purchase', 'Sale', 'Will'];
/** Who lets the product in: the owner. */
const [owner] = staff;
const ownerName = `${owner.firstName} ${owner.lastName}`;

function holdings(smokeball: boolean) {
  // A walled matter stays the firm's own.
  const held = matters.filter(({ type, wall }) => !wall && inSmokeball.includes(type) === smokeball);
  const keys = new Set(
    held.flatMap(({ clients, others = [] }) => [...clients, ...others.map(([key]) => key)]),
  );
  return { matters: held, contacts: contacts.filter(({ key, kind }) => keys.has(key) && kind !== 'group') };
}

/** Kinds of matters with the stages that these matters are at. */
function kindsOf(held: readonly DemoMatter[]): { name: string; stages: string[] }[] {
  const kinds = Map.groupBy(held, ({ type }) => type);
  return [...kinds].map(([name, of]) => ({ name, stages: [...new Set(of.map(({ stage }) => stage))] }));
}

/** The same id for the same words each time. */
function idOf(...words: string[]): string {
  const hex = createHash('sha256').update(words.join(' ')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const smokeballFirm: SmokeballFirm = {
  name: firmName,
  userId: idOf('user', owner.key),
  userName: ownerName,
  fill(people) {
    const held = holdings(true);
    for (const person of staff) {
      const { key, firstName, lastName, directNumber } = person;
      const ids = { id: idOf('staff', key), userId: idOf('user', key) };
      const phone = { number: directNumber };
      people.addStaff({ ...ids, firstName, lastName, email: emailOf(person), phone });
    }
    for (const { name, stages } of kindsOf(held.matters)) {
      people.addMatterType({ id: `${idOf('type', name)}_UK`, name, location: '' });
      const named = stages.map((stage) => ({ id: idOf('stage', name, stage), name: stage }));
      people.addStageSet({ id: idOf('stages', name), name, stages: named });
    }
    for (const contact of held.contacts)
      people.addContact(smokeballContact(contact), idOf('contact', contact.key));
    for (const matter of held.matters) addSmokeballMatter(people, matter);
  },
};

function addSmokeballMatter(people: People, matter: DemoMatter): void {
  const { number, title, type, stage, clients, others = [], responsible, openedDaysAgo } = matter;
  const id = idOf('matter', number);
  people.addMatter({
    id,
    number,
    description: title,
    status: matter.status === 'closed' ? 'Closed' : matter.status === 'pending' ? 'Pending' : 'Open',
    clientIds: clients.map((key) => idOf('contact', key)),
    matterTypeId: `${idOf('type', type)}_UK`,
    personResponsibleStaffId: idOf('staff', responsible),
    openedDate: `${daysAgo(openedDaysAgo)}T09:00:00.000Z`,
  });
  people.changeMatter(id, {
    title,
    ...(matter.closedDaysAgo === undefined
      ? {}
      : { closedDate: `${daysAgo(matter.closedDaysAgo)}T17:00:00.000Z` }),
  });
  people.moveStage(id, idOf('stages', type), idOf('stage', type, stage));
  people.setRoles(
    id,
    others.map(([key, name]) => ({
      id: idOf('role', number, key),
      name,
      contact: { id: idOf('contact', key) },
      isClient: false,
      isOtherSide: false,
    })),
  );
}

function smokeballContact({ kind, first = '', last = '', company = '', phones, email }: DemoContact) {
  const mobile = phones.find(([, label]) => /^mobile/i.test(label));
  const fax = phones.find(([, label]) => /fax/i.test(label));
  const [phone, phone2] = phones.filter((one) => one !== mobile && one !== fax);
  const field = (one: (typeof phones)[number] | undefined) => (one === undefined ? null : { number: one[0] });
  const reach = { phone: field(phone), fax: field(fax), email: email ?? null };
  return kind === 'company'
    ? { company: { name: company, ...reach } }
    : { person: { firstName: first, lastName: last, cell: field(mobile), phone2: field(phone2), ...reach } };
}

export const clioFirm: Omit<ClioFirm, 'idsFrom'> = {
  name: firmName,
  userName: ownerName,
  fill(world) {
    const held = holdings(false);
    const userIds = new Map<string, number>();
    for (const person of staff) {
      const plan = { email: emailOf(person), phone: person.directNumber };
      userIds.set(person.key, world.addUser({ name: `${person.firstName} ${person.lastName}`, ...plan }));
    }
    const areas = new Map<string, { id: number; stages: ReadonlyMap<string, number> }>();
    for (const { name, stages } of kindsOf(held.matters)) {
      const id = world.addPracticeArea(name);
      const stageIds = stages.map((stage, index) => [stage, world.addStage(id, stage, index + 1)] as const);
      areas.set(name, { id, stages: new Map(stageIds) });
    }
    const contactIds = new Map(held.contacts.map((contact) => [contact.key, addClioContact(world, contact)]));
    for (const matter of held.matters) {
      const area = areas.get(matter.type);
      const plan = {
        userId: userIds.get(matter.responsible),
        areaId: area?.id,
        stageId: area?.stages.get(matter.stage),
      };
      addClioMatter(world, matter, contactIds, plan);
    }
  },
};

function addClioContact(
  world: ClioWorld,
  { kind, first, last, company = '', phones, email }: DemoContact,
): number {
  return world.addContact({
    type: kind === 'company' ? 'Company' : 'Person',
    name: kind === 'company' ? company : `${first} ${last}`,
    phones: phones.map(([number, name]) => ({ number, name })),
    emails: email === undefined ? [] : [email],
  });
}

/** Clio has one client for each matter; the others stand in a relation to it. */
function addClioMatter(
  world: ClioWorld,
  matter: DemoMatter,
  contactIds: ReadonlyMap<string, number>,
  plan: { userId: number | undefined; areaId: number | undefined; stageId: number | undefined },
): void {
  const { number, title, status, clients, others = [], openedDaysAgo, closedDaysAgo } = matter;
  const [client = '', ...further] = clients;
  const id = world.addMatter({
    clientId: contactIds.get(client) ?? 0,
    description: title,
    status: status === 'closed' ? 'Closed' : status === 'pending' ? 'Pending' : 'Open',
    ...(plan.areaId === undefined ? {} : { practiceAreaId: plan.areaId }),
    ...(plan.stageId === undefined ? {} : { stageId: plan.stageId }),
    ...(plan.userId === undefined ? {} : { responsibleAttorneyId: plan.userId }),
  });
  world.edit('matters', id, {
    display_number: number,
    open_date: daysAgo(openedDaysAgo),
    close_date: closedDaysAgo === undefined ? null : daysAgo(closedDaysAgo),
  });
  const related = [...further.map((key) => [key, 'Client'] as const), ...others];
  for (const [key, role] of related) world.addRelationship(id, contactIds.get(key) ?? 0, role);
}
