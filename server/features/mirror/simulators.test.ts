/** The mirror against stand-ins of the vendors: load, changes, removals, hints, and a budget that is kept. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type ClioSimulator,
  clioDemoApplication,
  startClioSimulator,
} from '../../../simulators/clio/index.ts';
import {
  demoIds,
  type SmokeballSimulator,
  startSmokeballSimulator,
} from '../../../simulators/smokeball/index.ts';
import { type MirrorWorld, startMirrorWorld } from '../../testing/mirror-world.ts';
import { clio } from '../../vendors/clio/index.ts';
import { smokeball as vendor } from '../../vendors/smokeball/index.ts';
import { findContactsByNumbers } from '../practice/index.ts';
import { addHints } from './index.ts';

// A page of Smokeball's may be several requests, which would wait for each other's seconds on a clock that stands still.
const smokeball = { ...vendor, budget: { ...vendor.budget, windows: [] } };

let world: MirrorWorld;
beforeAll(async () => {
  world = await startMirrorWorld({ smokeball, clio });
});
afterAll(() => world.app.close());
beforeEach(async () => {
  await world.sql(`update connections set status = 'disconnected'`);
  await world.newFirm('US');
  await world.sql(`update connections set status = 'disconnected'`);
});

const clock = { now: () => world.clock.now, after: (_milliseconds: number, act: () => void) => act() };
const live = async () =>
  (await world.contacts()).filter((one) => one.archived_at === null).map(({ display_name }) => display_name);
const matched = (number: string) =>
  world.read(async (tx) => (await findContactsByNumbers(tx, world.firmId, [number])).get(number) ?? []);

describe('Smokeball', () => {
  let simulator: SmokeballSimulator;
  beforeEach(async () => {
    simulator = await startSmokeballSimulator({ clock, lag: { read: 0, list: 0 }, enforceBudget: false });
    const tokens = simulator.control.signIn.issue();
    world.connectionId = await world.addConnection('Smokeball', {
      vendor: 'smokeball',
      apiUrl: simulator.url,
      authUrl: simulator.authUrl,
      credentials: { ...simulator.credentials, ...tokens },
    });
    await world.load(world.connectionId, smokeball);
  });
  afterEach(async () => {
    await simulator.close();
    expect(simulator.control.violations).toEqual([]);
  });

  test('a call finds its contact with matters, type, stage and person, without asking the vendor', async () => {
    const before = simulator.control.log.length;
    expect(await matched('+13125550101')).toMatchObject([
      { displayName: 'Ada Byron', matters: [{ number: 'M-1001', status: 'open' }] },
    ]);
    expect(simulator.control.log.length).toBe(before);
    const matters = (await world.owner.call('GET', '/api/v1/matters?q=elm')).json().items;
    expect(matters).toMatchObject([
      {
        number: 'M-1001',
        matterTypeName: 'Purchase (IL)',
        stageName: 'Opened',
        personResponsibleName: 'Nora Hartley',
      },
    ]);
    const one = (await world.owner.call('GET', `/api/v1/matters/${matters[0].id}`)).json();
    expect(one.stages.map(({ name }: { name: string }) => name)).toEqual(['Opened', 'Settled']);
    expect(simulator.control.budget.refused).toBe(0);
  });

  test('changes, a stage alone, a removal at night, and a hint', async () => {
    const { people } = simulator.control;
    await world.later(10);
    people.changeContact(demoIds.ada, {
      person: { firstName: 'Ada', lastName: 'Lovelace', cell: { areaCode: '312', number: '5550177' } },
    });
    people.moveStage(demoIds.purchase, demoIds.stages, demoIds.settled);
    await world.later(6);
    expect(await live()).toContain('Ada Lovelace');
    expect(await matched('+13125550101')).toEqual([]);
    expect(await matched('+13125550177')).toMatchObject([{ displayName: 'Ada Lovelace' }]);
    const matters = (await world.owner.call('GET', '/api/v1/matters?q=elm')).json().items;
    expect(matters).toMatchObject([{ stageName: 'Settled' }]);
    people.changeContact(demoIds.charles, { isDeleted: true });
    await world.write((tx) =>
      addHints(
        tx,
        world.firmId,
        world.connectionId,
        [{ kind: 'contact', externalId: demoIds.charles }],
        world.clock.now,
      ),
    );
    await world.rounds();
    expect(await live()).toEqual(['Ada Lovelace']);
    people.changeMatter(demoIds.dispute, { status: 'Deleted' });
    await world.later(24 * 60);
    const all = await world.matters();
    expect(all.find(({ number }) => number === 'M-1002')).toMatchObject({ status: 'closed' });
  });
});

describe('Clio', () => {
  let simulator: ClioSimulator;
  async function connect(): Promise<string> {
    const tokens = simulator.control.signIn.issue();
    return await world.addConnection('Clio', {
      vendor: 'clio',
      apiUrl: simulator.apiUrl,
      authUrl: simulator.authUrl,
      credentials: { ...clioDemoApplication, ...tokens },
    });
  }
  beforeEach(async () => {
    simulator = await startClioSimulator({ clock, seeded: false });
  });
  afterEach(async () => {
    await simulator.close();
    expect(simulator.control.violations).toEqual([]);
  });

  test('load, relationships, a merge there, and a matter that the user no longer sees', async () => {
    const there = simulator.world;
    const dana = there.addContact({ name: 'Dana Whitlock', phones: ['(415) 555-0142'] });
    const double = there.addContact({ name: 'D. Whitlock', phones: ['(415) 555-0143'] });
    const lease = there.addMatter({ clientId: dana, description: 'Lease dispute' });
    there.addRelationship(lease, double, 'Witness');
    world.connectionId = await connect();
    await world.load(world.connectionId, clio);
    expect((await world.parties()).map(({ role }) => role).sort()).toEqual(['Client', 'Witness']);
    await world.later(20);
    there.mergeContacts(double, dana);
    await world.later(16);
    await world.later(24 * 60);
    expect(await live()).toEqual(['Dana Whitlock']);
    expect((await matched('+14155550143')).map(({ displayName }) => displayName)).toEqual(['Dana Whitlock']);
    there.restrict(lease);
    await world.later(24 * 60);
    expect(await world.matters()).toMatchObject([{ status: 'closed' }]);
  });

  test('nine thousand contacts within fifty requests a minute: none refused, room left for what is urgent', async () => {
    simulator.world.seedContacts(9_000);
    world.connectionId = await connect();
    const began = world.clock.now.getTime();
    await world.load(world.connectionId, clio);
    expect(await live()).toHaveLength(9_000);
    expect(simulator.control.budget.refused).toBe(0);
    expect(simulator.control.budget.peak(60)).toBeLessThanOrEqual(30);
    expect((world.clock.now.getTime() - began) / 60_000).toBeLessThan(8);
  }, 120_000);

  test('the same person and numbers in two systems', async () => {
    simulator.world.addContact({ name: 'Dana Whitlock', phones: ['(415) 555-0142'] });
    world.connectionId = await connect();
    await world.load(world.connectionId, clio);
    const nora = (await world.staff()).filter(({ email }) => email === 'nora@example.com');
    expect(nora).toHaveLength(1);
    const second = await startSmokeballSimulator({ clock, lag: { read: 0, list: 0 }, enforceBudget: false });
    const tokens = second.control.signIn.issue();
    const other = await world.addConnection('Smokeball', {
      vendor: 'smokeball',
      apiUrl: second.url,
      authUrl: second.authUrl,
      credentials: { ...second.credentials, ...tokens },
    });
    await world.load(other, smokeball);
    await second.close();
    const links = (await world.links('staff')).filter(({ local_id }) => local_id === nora[0]?.id);
    expect(links.map(({ connection_id }) => connection_id).sort()).toEqual(
      [world.connectionId, other].sort(),
    );
  });
});
