/** What the documentation says that we ask Lawmatics for is what we ask for. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ContactToWrite, RecordToWrite } from '../../server/vendors/ports.ts';
import { loadOpenApi } from '../practice/openapi.ts';
import {
  createProgress,
  faxDocument,
  interaction,
  ref,
  startWorld,
  timeEntry,
  type World,
} from './test-world.ts';

const described = loadOpenApi('lawmatics', { closed: true }) !== null;

let world: World;
beforeEach(async () => {
  world = await startWorld({ seeded: true });
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

const caller: ContactToWrite = {
  record: 'contact',
  reference: 'ML-C1',
  type: 'person',
  name: 'Omar Reyes',
  e164: '+14155550177',
  country: 'US',
};
const standIn: ContactToWrite = { ...caller, type: 'company', name: 'Hartley & Moss', e164: null };

async function goThrough(record: RecordToWrite, changed: RecordToWrite): Promise<void> {
  const { client } = world;
  const progress = createProgress();
  const { externalId } = await client.write(record, progress);
  await client.findByReference(record, progress);
  await client.read(record, externalId);
  await client.update(changed, externalId, null);
  await client.retire(record, externalId, 'remove');
}

/** Everything that the adapter can do, once. */
async function doEverything(): Promise<void> {
  const { client } = world;
  await client.whoAmI();
  for (const kind of ['staff', 'matter_type', 'stage', 'contact', 'matter', 'party'] as const) {
    let { items, cursor } = await client.pull(kind, { cursor: null, since: null });
    // Numbers and addresses come before contacts.
    while (items.length === 0 && cursor !== null)
      ({ items, cursor } = await client.pull(kind, { cursor, since: null }));
    await client.pull(kind, { cursor: null, since: '2026-03-01T00:00:00.000Z' });
    const [first] = items;
    expect(await client.fetchOne(kind, first?.externalId ?? '')).toEqual(first);
  }
  const company = `company/${world.world.addCompany({ name: 'Elm Ltd' })}`;
  const bare = world.world.addContact({ lastName: 'Frith' });
  await client.update(caller, `contact/${bare}`, null);
  world.world.remove('contact', bare);
  await client.findContactsByPhone('+14155550199');
  await goThrough(caller, caller);
  await goThrough(standIn, standIn);
  await goThrough(interaction(world), interaction(world));
  const noted = interaction(world, { matter: null });
  await goThrough(noted, noted);
  await goThrough(timeEntry(world), timeEntry(world, { talkSeconds: 60 }));
  await goThrough(faxDocument(world, { matter: null }), faxDocument(world));
  await goThrough(faxDocument(world, { matter: null, contact: ref(company) }), faxDocument(world));
  await client.pull('contact', { cursor: '{"list":1,"page":null,"since":null,"before":0}', since: null });
}

test('the tables in docs/vendors/lawmatics.md are true', async () => {
  await doEverything();
  const text = readFileSync(new URL('../../docs/vendors/lawmatics.md', import.meta.url), 'utf8');
  const told = text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...line.matchAll(/`((?:GET|POST|PUT|DELETE) [^`]+)`/g)].map(([, name]) => name));
  expect([...world.control.used.keys()].toSorted()).toEqual([...new Set(told)].toSorted());
  expect(world.control.undescribed()).toEqual([]);
});

test.skipIf(!described)(
  'every deviation that we know of is one that is needed (skipped where the description is not at hand)',
  async () => {
    await doEverything();
    expect(world.control.deviations().filter(({ met }) => !met)).toEqual([]);
  },
);
