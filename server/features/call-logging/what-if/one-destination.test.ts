/** What-if of one destination where a call may be logged at several: the others are neither told nor touched. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { createFakePracticeSystem, type FakePracticeSystem } from '../../../testing/fake-practice-system.ts';
import { clientNumber, genericCall } from '../../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from '../../../testing/phone-world.ts';
import { sealKept } from '../../connections/index.ts';
import { writeRound } from '../../destinations/index.ts';
import { linkRecord } from '../../mirror/index.ts';
import { createWriter } from '../follow-writes.ts';
import { redoRound, whatIfRound } from '../index.ts';
import { whatIfRun } from './schema.ts';

const connectedAt = new Date('2026-03-02T10:00:00.000Z');
let first: PhoneWorld;
let world: PhoneWorld;
let fake: FakePracticeSystem;
let connectionId: string;
beforeAll(async () => {
  fake = createFakePracticeSystem(() => first.clock.now);
  first = await startPhoneWorld({ practiceSystems: { fake } });
});
beforeEach(async () => {
  first.clock.now = new Date('2026-03-02T10:30:00.000Z');
  fake.records.clear();
  world = await first.newFirm();
  const contactId = await world.addContact('Jane Okafor', clientNumber);
  const matterId = await world.addMatter('Purchase', [contactId]);
  connectionId = await connect(contactId, matterId);
  // One before the system was connected, one after.
  await world.log(genericCall({ talkSeconds: 20, startedAt: new Date('2026-03-02T09:00:00.000Z') }));
  await world.log(genericCall({ talkSeconds: 20, startedAt: new Date('2026-03-02T10:20:00.000Z') }));
  await write();
});
afterAll(() => first.close());

async function connect(contactId: string, matterId: string): Promise<string> {
  const { app, firm, ada } = world;
  const { platform } = app;
  const id = newId();
  const tokens = { accessToken: 'token', refreshToken: null, apiUrl: null, authUrl: null };
  await platform.database.firm(firm.id).write(async (tx) => {
    await tx
      .insertInto('connections')
      .values({
        firm_id: firm.id,
        id,
        vendor: 'fake',
        name: 'Fake of the firm',
        region: 'here',
        sign_in_grant: 'authorization_code',
        client_id: 'client',
        credentials: sealKept(platform.secrets, id, { clientSecret: 's', apiKey: null, ...tokens }),
        status: 'active',
        logs_since: connectedAt,
        hook_key: id,
        hook_secret: platform.secrets.seal('hook', `connection hook ${id}`),
      })
      .execute();
    const link = { firmId: firm.id, connectionId: id, version: null, now: connectedAt };
    for (const [kind, localId] of [
      ['staff', ada.id],
      ['contact', contactId],
      ['matter', matterId],
    ] as const)
      await linkRecord(tx, { ...link, kind, externalId: `${kind}-${localId}`, localId });
  });
  return id;
}

async function write(): Promise<void> {
  const writer = createWriter(world.deps);
  while (
    (await world.count('destination_writes', `state in ('waiting', 'sending', 'unknown', 'confirming')`)) > 0
  ) {
    await writeRound(writer);
    world.clock.now = new Date(world.clock.now.getTime() + 5000);
  }
}

async function run(destination: string) {
  const body = { options: { minimumDurationSeconds: 60 }, destination };
  const started = await world.owner.call('POST', '/api/v1/what-if', body);
  expect(started.statusCode, started.body).toBe(201);
  const { id } = whatIfRun.parse(started.json());
  while (await whatIfRound(world.deps));
  return whatIfRun.parse((await world.owner.call('GET', `/api/v1/what-if/${id}`)).json());
}

const minimumAt = async (destination: string) =>
  (await world.owner.call('GET', `/api/v1/options?destination=${destination}`)).json().options
    .minimumDurationSeconds;
const feesHere = () => world.count('fees', 'removed_at is null');
const feesThere = () => [...fake.records.values()].filter(({ record }) => record.record === 'fee').length;

test('everywhere, in the own record, in the connected system: each tells its own, and its name', async () => {
  const everywhere = await run('');
  expect(everywhere.counts.map(({ destinationName, count }) => [destinationName, count])).toEqual(
    expect.arrayContaining([
      [null, 1],
      ['Fake of the firm', 1],
    ]),
  );
  expect(everywhere).toMatchObject({ destination: '', destinationName: null });
  const here = await run('embedded');
  expect(here).toMatchObject({ destination: 'embedded', destinationName: null });
  expect(here.counts).toMatchObject([{ destination: 'embedded', was: 'fee', count: 1 }]);
  const there = await run(connectionId);
  expect(there).toMatchObject({ destination: connectionId, destinationName: 'Fake of the firm' });
  expect(there.counts).toMatchObject([{ destination: connectionId, was: 'fee', count: 1 }]);
});

test('applied to the past there, the fee there goes; the own record and the firm’s options stay', async () => {
  const { id } = await run(connectionId);
  expect([await feesHere(), feesThere()]).toEqual([1, 1]);
  await world.owner.call('POST', `/api/v1/what-if/${id}/apply`, { past: true });
  while (await redoRound(world.deps));
  await write();
  expect([await feesHere(), feesThere()]).toEqual([1, 0]);
  expect([await minimumAt(''), await minimumAt('embedded'), await minimumAt(connectionId)]).toEqual([
    0, 0, 60,
  ]);
});

test('what differs elsewhere for other reasons is not brought up to date with it', async () => {
  const [contact] = await world.query<{ id: string }>('select id from contacts where firm_id = $1', [
    world.firm.id,
  ]);
  // A second matter: neither call would be a fee any more.
  await world.addMatter('Sale', [contact?.id ?? '']);
  const body = { options: { smsLogging: false }, destination: 'embedded' };
  const started = whatIfRun.parse((await world.owner.call('POST', '/api/v1/what-if', body)).json());
  while (await whatIfRound(world.deps));
  const path = `/api/v1/what-if/${started.id}`;
  const looked = whatIfRun.parse((await world.owner.call('GET', path)).json());
  expect(looked.counts).toMatchObject([{ destination: 'embedded', because: 'facts', count: 1 }]);
  await world.owner.call('POST', `${path}/apply`, { past: true, alsoFacts: true });
  while (await redoRound(world.deps));
  await write();
  expect([await feesHere(), feesThere()]).toEqual([0, 1]);
});
