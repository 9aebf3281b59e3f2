/** The firm's own record and the practice system in memory as destinations under test. */
import { seededRandom } from '../../../simulators/seeded-random.ts';
import type { FakePracticeSystem } from '../../testing/fake-practice-system.ts';
import { carriesReference } from '../../vendors/kit/reference.ts';
import { connectTo } from './conformance-connect.ts';
import { embeddedStanding, fakeStanding, nameFor } from './conformance-standing.ts';
import type { ConformanceWorld, Place } from './conformance-world.ts';
import { embedded } from './policies.ts';

export function embeddedPlace(world: ConformanceWorld): Place {
  const { phone } = world;
  return {
    label: 'Matterline',
    id: 'embedded',
    policy: embedded,
    budget: null,
    ada: phone.ada.id,
    async client(matters) {
      const number = world.newNumber();
      const name = nameFor(number);
      const contactId = await phone.addContact(name, number);
      const matterIds = [];
      for (let nth = 0; nth < matters; nth += 1)
        matterIds.push(await phone.addMatter(`Matter ${nth + 1} of ${name}`, [contactId]));
      return { name, number, contactId, matterIds, contactThere: contactId, mattersThere: matterIds };
    },
    standing: (reference) => embeddedStanding(phone, reference),
    all: () => embeddedStanding(phone, null),
    isOf: ({ text }, reference) => carriesReference(text, reference),
    contacts: async (name) =>
      (
        await phone.query<{ id: string }>(
          'select id from contacts where firm_id = $1 and display_name = $2',
          [phone.firm.id, name],
        )
      ).map(({ id }) => ({ kind: 'contact', id, text: name, contact: null, matter: null, staff: null })),
    faults: null,
    there: null,
    violations: () => [],
    close: async () => undefined,
  };
}

export async function connectMemory(world: ConformanceWorld, fake: FakePracticeSystem): Promise<Place> {
  fake.records.clear();
  fake.contacts.clear();
  Object.assign(fake, { lagSeconds: 0, down: false, lockedOut: false, nextFault: () => null, requests: [] });
  const { phone } = world;
  const id = await connectTo(phone, 'fake', { region: 'here', clientId: 'client' });
  await id.link('staff', 'staff-ada', phone.ada.id);
  const home = embeddedPlace(world);
  return {
    label: 'in memory',
    id: id.connectionId,
    policy: fake.policy,
    budget: null,
    ada: 'staff-ada',
    async client(matters) {
      const client = await home.client(matters);
      await id.link('contact', `c-${client.contactId}`, client.contactId);
      for (const matterId of client.matterIds) await id.link('matter', `m-${matterId}`, matterId);
      const mattersThere = client.matterIds.map((matterId) => `m-${matterId}`);
      return { ...client, contactThere: `c-${client.contactId}`, mattersThere };
    },
    standing: async (reference) => fakeStanding(fake, reference),
    all: async () => fakeStanding(fake, null),
    isOf: ({ text }, reference) => text.split('\n').includes(reference),
    chaos(disorder) {
      const random = disorder && seededRandom(disorder.seed);
      fake.nextFault = () => (disorder && random && random() < disorder.rate ? disorder.pick() : null);
    },
    contacts: async (name) =>
      [...fake.records.values()].flatMap(({ record, externalId }) =>
        record.record === 'contact' && record.name === name
          ? [
              {
                kind: 'contact' as const,
                id: externalId,
                text: name,
                contact: null,
                matter: null,
                staff: null,
              },
            ]
          : [],
      ),
    faults: {
      down: (on) => void Object.assign(fake, { down: on }),
      lockOut: () => void Object.assign(fake, { lockedOut: true }),
      letInAgain: async () => {
        Object.assign(fake, { lockedOut: false });
        await id.reconnect(null);
      },
    },
    there: null,
    violations: () => [],
    close: async () => undefined,
  };
}
