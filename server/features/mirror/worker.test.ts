/** Reading a practice system: the first load, changes, what is gone, and everything that goes wrong on the way. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Fault, WorkerDied } from '../../testing/fake-practice-system.ts';
import {
  mirroredContact,
  mirroredMatter,
  mirroredParty,
  mirroredStaff,
  mirroredType,
} from '../../testing/mirror-items.ts';
import { type MirrorWorld, startMirrorWorld } from '../../testing/mirror-world.ts';
import { VendorError } from '../../vendors/ports.ts';
import { addHints, mirrorConnection, mirrorRound, requestWholePass, startMirror } from './index.ts';

let world: MirrorWorld;
beforeAll(async () => {
  world = await startMirrorWorld();
});
afterAll(() => world.app.close());
beforeEach(async () => {
  // The firms before rest for good.
  await world.sql(`update connections set status = 'disconnected'`);
  await world.newFirm();
  const { fake } = world;
  fake.there.clear();
  fake.requests.length = 0;
  fake.nextFault = () => null;
  fake.down = false;
  fake.lockedOut = false;
  fake.pageSize = 3;
  world.told.length = 0;
  fake.put(
    mirroredStaff('s', { email: 'sam@example.com' }),
    mirroredType('t', 'Boundary disputes'),
    ...contacts(8),
    mirroredMatter('m', {
      matterTypeId: 't',
      personResponsibleId: 's',
      parties: [{ contactId: 'c0', role: 'Client', isClient: true }],
    }),
    mirroredParty('p', 'm', 'c1'),
  );
});

const contacts = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    mirroredContact(`c${index}`, { phones: [`020 7946 01${String(index).padStart(2, '0')}`] }),
  );
const liveContacts = async () => (await world.contacts()).filter((one) => one.archived_at === null).length;

test('the first load brings everything, kind after kind, and then what changed meanwhile', async () => {
  await world.load();
  expect(await liveContacts()).toBe(8);
  expect(await world.parties()).toHaveLength(2);
  expect(await world.matters()).toMatchObject([{ number: 'M-m' }]);
  const order = world.fake.requests.filter((one) => one.endsWith('all')).map((one) => one.split(' ')[1]);
  expect([...new Set(order)]).toEqual([
    'staff',
    'matter_type',
    'stage',
    'activity_code',
    'contact',
    'matter',
    'party',
  ]);
  expect(world.fake.requests.filter((one) => one === 'pull contact all')).toHaveLength(3);
  expect(world.fake.requests.filter((one) => one === 'pull contact changes').length).toBeGreaterThan(0);
  expect(await world.progress('contact')).toMatchObject({
    pass: 'idle',
    linked: 8,
    gone: 0,
    missing: 0,
    error: null,
    firstDoneAt: expect.any(Date),
    nextWholeAt: expect.any(Date),
  });
  expect(new Set(world.told).size).toBe(8);
  const events = await world.sql(
    `select type from events where firm_id = $1 and type = 'connection.changed'`,
    [world.firmId],
  );
  expect(events.length).toBeGreaterThan(5);
});

test('while it loads, people see how far it is', async () => {
  const { firmId, connectionId } = world;
  await world.write(async (tx) => {
    await startMirror(tx, { firmId, connectionId, vendor: world.fake, now: world.clock.now });
  });
  world.fake.nextFault = () =>
    world.fake.requests.filter((one) => one === 'pull contact all').length > 2 ? 'crash_before' : null;
  await expect(async () => {
    for (let turn = 0; turn < 20; turn += 1) await mirrorConnection(world.deps, firmId, connectionId);
  }).rejects.toBeInstanceOf(WorkerDied);
  expect(await world.progress('contact')).toMatchObject({
    pass: 'whole',
    done: 6,
    total: 8,
    firstDoneAt: null,
  });
  expect(await world.progress('matter')).toMatchObject({ pass: 'whole', done: 0, total: null });
});

test('what changed is asked for, with an overlap, and costs no more than that', async () => {
  await world.load();
  await world.later(20);
  world.fake.requests.length = 0;
  await world.later(3);
  expect(world.fake.requests).toEqual([]);
  world.told.length = 0;
  world.fake.put(mirroredContact('c1', { lastName: 'Hale', phones: ['020 7946 0199'] }));
  await world.later(3);
  expect(world.fake.requests.filter((one) => one.startsWith('pull contact'))).toEqual([
    'pull contact changes',
  ]);
  const changed = (await world.contacts()).find(({ display_name }) => display_name === 'Jane Hale');
  expect(world.told).toEqual([changed?.id]);
  expect(await world.progress('contact')).toMatchObject({ done: 1 });
});

test('a change that the vendor’s slower clock dates before our last look is not lost', async () => {
  await world.load();
  const now = world.clock.now;
  world.clock.now = new Date(now.getTime() - 3 * 60_000);
  world.fake.put(mirroredContact('c1', { lastName: 'Hale' }));
  world.clock.now = now;
  await world.later(6);
  expect((await world.contacts()).map(({ display_name }) => display_name)).toContain('Jane Hale');
});

describe('what a whole pass does not see any more', () => {
  test('is archived at night, comes back with the same id, and nothing else is touched', async () => {
    await world.load();
    const before = await world.contacts();
    world.fake.drop('contact', 'c3');
    world.fake.drop('matter', 'm');
    world.fake.drop('party', 'p');
    await world.later(30);
    expect(await liveContacts()).toBe(8);
    await world.later(24 * 60);
    expect(await liveContacts()).toBe(7);
    expect(await world.matters()).toMatchObject([{ status: 'closed' }]);
    expect(await world.progress('contact')).toMatchObject({ linked: 7, gone: 1 });
    world.fake.put(...contacts(8).slice(3, 4));
    await world.later(10);
    const after = await world.contacts();
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(await liveContacts()).toBe(8);
  });

  test('stays when the pass was cut short', async () => {
    await world.load();
    world.fake.drop('contact', 'c7');
    let asked = 0;
    world.fake.nextFault = () => {
      asked += 1;
      return asked > 6 ? 'crash_before' : null;
    };
    world.clock.now = new Date(world.clock.now.getTime() + 24 * 3_600_000);
    await expect(world.rounds()).rejects.toBeInstanceOf(WorkerDied);
    expect(await liveContacts()).toBe(8);
    world.fake.nextFault = () => null;
    await world.rounds();
    expect(await liveContacts()).toBe(7);
  });

  test('stays when it is more than half, until somebody confirms that it is gone', async () => {
    world.fake.put(...contacts(30));
    await world.load();
    for (let index = 0; index < 16; index += 1) world.fake.drop('contact', `c${index}`);
    await world.later(24 * 60);
    expect(await liveContacts()).toBe(30);
    expect(await world.progress('contact')).toMatchObject({
      missing: 16,
      error: expect.stringContaining('16 of 30'),
    });
    await world.later(60);
    expect(await world.progress('contact')).toMatchObject({
      missing: 16,
      error: expect.stringContaining('16 of 30'),
    });
    await world.write((tx) => requestWholePass(tx, world.which()));
    await world.rounds();
    expect(await liveContacts()).toBe(30);
    await world.write((tx) => requestWholePass(tx, { ...world.which(), confirmRemovals: true }));
    await world.rounds();
    expect(await liveContacts()).toBe(14);
    expect(await world.progress('contact')).toMatchObject({ missing: 0, error: null });
    for (let index = 16; index < 29; index += 1) world.fake.drop('contact', `c${index}`);
    world.fake.put(...contacts(60).slice(30));
    await world.later(24 * 60);
    expect(await liveContacts()).toBe(31);
  });

  test('is not what came, changed or was linked while it ran', async () => {
    await world.load();
    world.clock.now = new Date(world.clock.now.getTime() + 24 * 3_600_000);
    const { firmId, connectionId } = world;
    await mirrorConnection(world.deps, firmId, connectionId);
    // Made behind the place that the pass has reached.
    world.fake.put(mirroredContact('a', { lastName: 'Early' }));
    await world.rounds();
    expect(await liveContacts()).toBe(9);
  });
});

test('a record that moves while pages are read is seen by the look at the changes', async () => {
  world.fake.pageSize = 2;
  let asked = 0;
  world.fake.nextFault = () => {
    asked += 1;
    // In the middle of the contacts, one that was read already changes and one is added before it.
    if (asked === 7)
      world.fake.put(
        mirroredContact('c0', { lastName: 'Moved' }),
        mirroredContact('a0', { lastName: 'New' }),
      );
    return null;
  };
  await world.load();
  const names = (await world.contacts()).map(({ display_name }) => display_name);
  expect(names).toContain('Jane Moved');
  expect(names).toContain('Jane New');
});

describe('trouble', () => {
  const chaos: readonly Fault[] = [
    'crash_before',
    'crash_after',
    'server_error',
    'rate_limited',
    'drop_after',
  ];

  test('a worker that dies anywhere: the next one goes on, and everything is there once', async () => {
    world.fake.pageSize = 2;
    let asked = 0;
    world.fake.nextFault = () => {
      asked += 1;
      return asked % 3 === 0 ? (chaos[asked % chaos.length] ?? null) : null;
    };
    let died = 0;
    const attempt = (run: number) =>
      (run === 0 ? world.load() : world.rounds()).then(
        () => true,
        (error: unknown) => {
          if (!(error instanceof WorkerDied)) throw error;
          died += 1;
          return false;
        },
      );
    let done = false;
    for (let run = 0; run < 60 && !done; run += 1) done = await attempt(run);
    expect(done).toBe(true);
    expect(died).toBeGreaterThan(3);
    expect(await liveContacts()).toBe(8);
    expect(await world.links('contact')).toHaveLength(8);
    expect(await world.parties()).toHaveLength(2);
  });

  test('429 in the middle: reading rests, other work may go on, and the page is read later', async () => {
    let asked = 0;
    world.fake.nextFault = () => {
      asked += 1;
      return asked === 6 ? 'rate_limited' : null;
    };
    await world.load();
    expect(await liveContacts()).toBe(8);
    const [connection] = await world.sql(
      'select status, blocked_until, failures from connections where id = $1',
      [world.connectionId],
    );
    expect(connection).toEqual({ status: 'active', blocked_until: null, failures: 0 });
  });

  test('no longer let in: told, nothing asked, and reading goes on when connected again', async () => {
    world.fake.pageSize = 2;
    let asked = 0;
    world.fake.nextFault = () => {
      asked += 1;
      return asked === 7 ? 'token_refused' : null;
    };
    await world.load();
    expect(await world.sql('select status from connections where id = $1', [world.connectionId])).toEqual([
      { status: 'needs_attention' },
    ]);
    const before = asked;
    await world.later(60);
    expect(asked).toBe(before);
    await world.sql(`update connections set status = 'active' where id = $1`, [world.connectionId]);
    world.fake.requests.length = 0;
    await world.load();
    expect(await liveContacts()).toBe(8);
    // Not from the beginning.
    expect(world.fake.requests.filter((one) => one === 'pull contact all').length).toBeLessThan(4);
    expect(world.fake.requests).not.toContain('pull staff all');
  });

  test('nobody there: the connection rests, ever longer', async () => {
    world.fake.down = true;
    await world.load().catch(() => undefined);
    const [connection] = await world.sql('select blocked_until, failures from connections where id = $1', [
      world.connectionId,
    ]);
    expect(Number(connection?.failures)).toBeGreaterThan(2);
    world.fake.down = false;
    await world.later(10);
    expect(await liveContacts()).toBe(8);
    expect(await world.sql('select failures from connections where id = $1', [world.connectionId])).toEqual([
      { failures: 0 },
    ]);
  });

  test('a kind that is refused does not keep the others away, and says why', async () => {
    const { client } = world.fake;
    world.fake.client = (context) => {
      const inner = client(context);
      return {
        ...inner,
        pull: (kind, from) => {
          if (kind === 'activity_code')
            throw new VendorError({ failure: 'rejected', detail: 'Activity codes are not in your plan.' });
          return inner.pull(kind, from);
        },
      };
    };
    await world.load();
    world.fake.client = client;
    expect(await liveContacts()).toBe(8);
    expect(await world.progress('activity_code')).toMatchObject({
      error: 'Activity codes are not in your plan.',
      firstDoneAt: null,
    });
    await world.later(61);
    expect(await world.progress('activity_code')).toMatchObject({
      error: null,
      firstDoneAt: expect.any(Date),
    });
  });

  test('a cursor that the vendor no longer knows: the kind is read from the beginning', async () => {
    const { client } = world.fake;
    let refused = 0;
    world.fake.client = (context) => {
      const inner = client(context);
      return {
        ...inner,
        pull: (kind, from) => {
          if (kind === 'contact' && from.cursor !== null && refused < 1) {
            refused += 1;
            throw new VendorError({ failure: 'rejected', detail: 'The page token has expired.' });
          }
          return inner.pull(kind, from);
        },
      };
    };
    await world.load();
    world.fake.client = client;
    expect(refused).toBe(1);
    expect(await liveContacts()).toBe(8);
    expect(await world.progress('contact')).toMatchObject({ linked: 8, gone: 0, error: null });
  });
});

test('several workers at once read nothing twice', async () => {
  world.fake.pageSize = 1;
  const { firmId, connectionId, fake } = world;
  await world.write((tx) => startMirror(tx, { firmId, connectionId, vendor: fake, now: world.clock.now }));
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let turn = 0; turn < 30; turn += 1) await mirrorConnection(world.deps, firmId, connectionId);
    }),
  );
  await world.rounds();
  expect(await liveContacts()).toBe(8);
  expect(fake.requests.filter((one) => one === 'pull contact all')).toHaveLength(8);
});

test('a connection with much to read does not keep another one waiting', async () => {
  const { firmId, fake } = world;
  fake.pageSize = 1;
  fake.put(...contacts(60));
  await world.write((tx) =>
    startMirror(tx, { firmId, connectionId: world.connectionId, vendor: fake, now: world.clock.now }),
  );
  for (let round = 0; round < 5; round += 1) await mirrorRound(world.deps);
  const other = await world.addConnection();
  await world.write((tx) =>
    startMirror(tx, { firmId, connectionId: other, vendor: fake, now: world.clock.now }),
  );
  await mirrorRound(world.deps);
  expect(await world.progress('staff', other)).toMatchObject({ firstDoneAt: expect.any(Date) });
  expect(await world.progress('contact')).toMatchObject({ firstDoneAt: null });
});

describe('hints', () => {
  const hint = (kind: 'contact' | 'matter', externalId: string) =>
    world.write((tx) =>
      addHints(tx, world.firmId, world.connectionId, [{ kind, externalId }], world.clock.now),
    );
  const waiting = async () =>
    (await world.sql('select 1 from mirror_hints where firm_id = $1', [world.firmId])).length;

  beforeEach(async () => {
    await world.load();
    world.fake.requests.length = 0;
  });

  test('many hints of one record are one look', async () => {
    world.fake.put(mirroredContact('c1', { lastName: 'Hale' }), mirroredContact('new', { lastName: 'New' }));
    for (let count = 0; count < 5; count += 1) await hint('contact', 'c1');
    await hint('contact', 'new');
    await world.rounds();
    expect(world.fake.requests.filter((one) => one.startsWith('fetch')).sort()).toEqual([
      'fetch contact c1',
      'fetch contact new',
    ]);
    const names = (await world.contacts()).map(({ display_name }) => display_name);
    expect(names).toContain('Jane Hale');
    expect(names).toContain('Jane New');
    expect(await waiting()).toBe(0);
  });

  test('a hint that comes while its record is fetched is a look of its own', async () => {
    await hint('contact', 'c1');
    const { client } = world.fake;
    let fetched = 0;
    world.fake.client = (context) => ({
      ...client(context),
      async fetchOne() {
        fetched += 1;
        if (fetched === 1) await hint('contact', 'c1');
        return mirroredContact('c1', { lastName: fetched === 1 ? 'Old' : 'Newest' });
      },
    });
    await world.rounds();
    world.fake.client = client;
    expect(fetched).toBe(2);
    expect(await waiting()).toBe(0);
    expect((await world.contacts()).map(({ display_name }) => display_name)).toContain('Jane Newest');
  });

  test('a record that is not there any more is gone, one that was never here is nothing', async () => {
    world.fake.drop('contact', 'c1');
    await hint('contact', 'c1');
    await hint('contact', 'never');
    await world.rounds();
    expect(await liveContacts()).toBe(7);
    expect(await waiting()).toBe(0);
  });

  test('in any order: a party of a matter that is hinted at after it', async () => {
    world.fake.put(
      mirroredMatter('n', { parties: [{ contactId: 'late', role: 'Client', isClient: true }] }),
      mirroredContact('late'),
    );
    await hint('matter', 'n');
    await world.rounds();
    await hint('contact', 'late');
    await world.rounds();
    expect((await world.parties()).filter(({ number }) => number === 'M-n')).toHaveLength(1);
  });

  test('they wait while the vendor is down, and are followed afterwards', async () => {
    world.fake.put(mirroredContact('c1', { lastName: 'Hale' }));
    world.fake.down = true;
    await hint('contact', 'c1');
    await world.rounds().catch(() => undefined);
    expect(await waiting()).toBe(1);
    world.fake.down = false;
    await world.later(10);
    expect(await waiting()).toBe(0);
    expect((await world.contacts()).map(({ display_name }) => display_name)).toContain('Jane Hale');
  });
});

test('two connections of one firm: the same person once, the same numbers twice', async () => {
  await world.load();
  const other = await world.addConnection('Other');
  await world.load(other);
  expect((await world.staff()).filter(({ email }) => email === 'sam@example.com')).toHaveLength(1);
  expect((await world.matters()).map(({ number }) => number)).toEqual(['M-m', 'M-m (Fake)']);
  expect(await liveContacts()).toBe(16);
});

test('the same account connected anew: its records are the same, and what went meanwhile is gone', async () => {
  await world.sql(`update connections set account_id = 'a1' where id = $1`, [world.connectionId]);
  await world.load();
  const before = await world.contacts();
  await world.sql(`update connections set status = 'disconnected' where id = $1`, [world.connectionId]);
  world.fake.drop('contact', 'c7');
  world.clock.now = new Date(world.clock.now.getTime() + 3_600_000);
  world.connectionId = await world.addConnection();
  await world.sql(`update connections set account_id = 'a1' where id = $1`, [world.connectionId]);
  await world.load();
  expect((await world.contacts()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  expect(await liveContacts()).toBe(7);
  expect((await world.matters()).map(({ number, kept_in }) => [number, kept_in])).toEqual([
    ['M-m', world.connectionId],
  ]);
});
