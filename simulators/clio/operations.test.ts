/** What the documentation says that we ask Clio for is what we ask for. Behind it, `createServer` runs. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ContactToWrite, MirrorKind } from '../../server/vendors/ports.ts';
import { loadOpenApi } from '../practice/openapi.ts';
import { deviations } from './deviations.ts';
import {
  communication,
  conversionRecords,
  createProgress,
  faxDocument,
  startWorld,
  timeEntry,
  type World,
} from './test-world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld({ seeded: true });
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

const contact: ContactToWrite = {
  record: 'contact',
  reference: 'ML-C1',
  type: 'person',
  name: 'Omar Reyes',
  e164: '+14155550177',
  country: 'US',
};
const code = { record: 'activity_code', reference: 'ML-A1', label: 'ion8-CALL', description: '' } as const;
const outside = ['PUT /storage/{uuid}', 'PUT /webhooks/{id}/activate'];

/** Everything that the adapter can do, once. */
async function doEverything(): Promise<void> {
  const { client } = world;
  await client.whoAmI();
  for (const kind of [
    'staff',
    'matter_type',
    'stage',
    'activity_code',
    'contact',
    'matter',
    'party',
  ] as const) {
    await client.pull(kind, { cursor: null, since: null });
    await client.pull(kind, { cursor: null, since: '2026-03-01T00:00:00.000Z' });
  }
  const loose = faxDocument(world, { reference: 'ML-L1', matter: null, contact: null });
  const logged = [communication(world), timeEntry(world), faxDocument(world), loose, contact, code];
  for (const record of [...logged, ...Object.values(conversionRecords(world))]) {
    const progress = createProgress();
    const { externalId } = await client.write(record, progress);
    await client.findByReference(record, progress);
    await client.read(record, externalId);
    await client.update(record, externalId, null);
    if (record.record !== 'matter') await client.retire(record, externalId, 'remove');
  }
  await client.update(contact, String(world.world.addContact({ name: 'Omar Reyes' })), null);
  await client.write(timeEntry(world), createProgress());
  const [stands] = world.world.records('matters');
  const other = world.world.records('matter_stages').find(({ id }) => id !== stands?.matter_stage_id);
  const ref = (id: unknown) => ({ id: String(id), extra: {} });
  await client.change?.({
    ...{ change: 'matter_stage', operationId: 'op-1', matter: ref(stands?.id), to: ref(other?.id) },
    from: stands?.matter_stage_id ? ref(stands.matter_stage_id) : null,
  });
  await fetchEach();
}

async function fetchEach(): Promise<void> {
  const { client, world: clio } = world;
  const resources = {
    staff: 'users',
    matter_type: 'practice_areas',
    stage: 'matter_stages',
    activity_code: 'activity_descriptions',
    contact: 'contacts',
    matter: 'matters',
    party: 'relationships',
  } as const satisfies Record<MirrorKind, string>;
  const kinds = ['staff', 'matter_type', 'stage', 'activity_code', 'contact', 'matter', 'party'] as const;
  for (const kind of kinds)
    expect(await client.fetchOne(kind, String(clio.records(resources[kind])[0]?.id)), kind).not.toBeNull();
}

/** Nobody listens at the address, so that the second way of the handshake is gone, too. */
async function subscribe(): Promise<void> {
  const { client, clock } = world;
  const wanted = { hookUrl: 'http://127.0.0.1:9/hooks', secret: '', existing: null };
  await client.ensureSubscription?.(wanted);
  clock.advance(20 * 24 * 3_600_000);
  const kept = await client.ensureSubscription?.(wanted);
  if (kept !== undefined) await client.removeSubscription?.(kept);
}

test('the table of operations in docs/vendors/clio.md is true', async () => {
  await doEverything();
  await subscribe();
  const used = [...world.control.used.keys()].filter((operation) => !outside.includes(operation));
  const text = readFileSync(new URL('../../docs/vendors/clio.md', import.meta.url), 'utf8');
  const table = text.split('\n').filter((line) => line.startsWith('| `'));
  const told = table.flatMap((line) =>
    [...line.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) [^`]+)`/g)].map(([, name]) => name),
  );
  expect(used.toSorted()).toEqual(told.toSorted());
  const undescribed = new Set(world.control.undescribed().map(({ operation }) => operation));
  for (const operation of outside) expect(undescribed).toContain(operation);
});

test('each deviation that is told of is met', async () => {
  await doEverything();
  expect(world.control.deviations().filter(({ met }) => !met)).toEqual([]);
  expect(deviations.map(({ reason }) => reason)).not.toContain('');
});

test.skipIf(loadOpenApi('clio', { closed: true }) === null)(
  'the vendor’s description is what requests are checked against (skipped where it is not at hand)',
  async () => {
    const answer = await fetch(`${world.apiUrl}/communications.json`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await world.context.token()}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ data: { type: 'PhoneCommunication', subject: 'no body', colour: 'red' } }),
    });
    expect(answer.status).toBe(400);
    expect(world.control.violations.splice(0)).toEqual([
      expect.stringMatching(/^POST \/communications.json: body: .*'body'/),
    ]);
  },
);
