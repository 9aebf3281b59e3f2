import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ConnectionWorld, startConnectionWorld } from '../../testing/connection-world.ts';
import { canaryRound, checkRound } from './canary-round.ts';
import { connectRound } from './connect.ts';
import { recordBlocked, recordSuccess } from './health-store.ts';
import { subscriptionRound } from './subscription-round.ts';
import { tokenRound } from './token-round.ts';

const minute = 60_000;

let world: ConnectionWorld;
let id: string;
beforeEach(async () => {
  world = await startConnectionWorld();
  id = await world.make('smokeball', { grant: 'client_credentials' });
  await connectRound(world.deps);
});
afterEach(async () => {
  await world.close();
});

const asked = () => world.smokeball.control.used.get('GET /firm') ?? 0;
const which = () => ({ firmId: world.firm.id, id });
const alarms = async () => (await world.view(id)).alarms.map(({ alarm }) => alarm);
const down = (count: number) =>
  world.smokeball.control.faults.add({ kind: 'status', status: 503, match: { path: '/firm' }, count });
const events = async () => {
  const { rows } = await world.app.platform.database.pool.query<{ count: string }>(
    `select count(*) from events where firm_id = $1 and type = 'connection.changed'`,
    [world.firm.id],
  );
  return Number(rows[0]?.count);
};

/** Later, with a token that still opens. */
async function wait(minutes: number): Promise<void> {
  world.clock.advance(minutes * minute);
  await tokenRound(world.deps);
  await canaryRound(world.deps);
}

/** The vendor takes so long for each answer. */
function slow(milliseconds: number) {
  const { platform } = world.deps;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    world.clock.advance(milliseconds);
    return await platform.fetch(input, init);
  };
  return { ...world.deps, platform: { ...platform, fetch } };
}

describe('asked now and then', () => {
  test('being let in is the first proof; then about every quarter of an hour while all is quiet', async () => {
    const at = world.clock.now().toISOString();
    expect(await world.view(id)).toMatchObject({
      lastCheck: { at, answered: true, ms: 0, detail: '' },
      checking: false,
    });
    const before = asked();
    await wait(12);
    expect(asked()).toBe(before);
    await wait(5);
    expect(asked()).toBe(before + 1);
    expect((await world.view(id)).lastCheck).toMatchObject({ at: world.clock.now().toISOString() });
    await wait(1);
    expect(asked()).toBe(before + 1);
  });

  test('the time is that of the answer', async () => {
    world.clock.advance(17 * minute);
    await canaryRound(slow(240));
    expect((await world.view(id)).lastCheck).toMatchObject({ answered: true, ms: 240 });
  });

  test('a busy one is not asked, but once a day', async () => {
    const before = asked();
    for (let quarters = 0; quarters < 4 * 24; quarters += 1) {
      world.clock.advance(15 * minute);
      await recordSuccess(world.app.platform, which());
      await canaryRound(world.deps);
    }
    expect(asked()).toBe(before + 1);
  });

  test('two workers ask once', async () => {
    const before = asked();
    world.clock.advance(17 * minute);
    await Promise.all([canaryRound(world.deps), canaryRound(world.deps)]);
    expect(asked()).toBe(before + 1);
  });

  test('not while it is to be left alone, nor when it is paused', async () => {
    const before = asked();
    const until = new Date(world.clock.now().getTime() + 30 * minute);
    await recordBlocked(world.app.platform, which(), { until, failed: false });
    await wait(20);
    expect(asked()).toBe(before);
    await world.owner.call('PATCH', `/api/v1/connections/${id}`, { paused: true });
    await wait(60);
    expect(asked()).toBe(before);
  });
});

describe('no answer', () => {
  test('once is a hiccup; twice is an alarm, which the next good answer ends', async () => {
    down(2);
    const since = world.clock.now().toISOString();
    await wait(17);
    expect(await alarms()).toEqual([]);
    expect((await world.view(id)).lastCheck).toMatchObject({ answered: false, ms: null });
    const before = await events();
    await wait(5);
    const view = await world.view(id);
    expect(view.alarms).toEqual([expect.objectContaining({ alarm: 'canary', at: since })]);
    expect(view.alarms[0]?.detail).not.toMatch(/Smokeball says|\/firm/);
    expect(view.status).toBe('active');
    expect(await events()).toBeGreaterThan(before);
    await wait(5);
    expect(await alarms()).toEqual([]);
    expect((await world.view(id)).lastCheck).toMatchObject({ answered: true, detail: '' });
  });

  test('anything else that goes well ends it, too, and open screens are told; then it is asked again', async () => {
    down(2);
    await wait(17);
    await wait(5);
    expect(await alarms()).toEqual(['canary']);
    const before = await events();
    await recordSuccess(world.app.platform, which());
    expect(await alarms()).toEqual([]);
    expect(await events()).toBe(before + 1);
    await recordSuccess(world.app.platform, which());
    expect(await events()).toBe(before + 1);
    await wait(5);
    expect((await world.view(id)).lastCheck).toMatchObject({ answered: true });
  });

  test('requests that are used up are no failure', async () => {
    world.smokeball.control.faults.add({
      kind: 'status',
      status: 429,
      retryAfterSeconds: 120,
      match: { path: '/firm' },
      count: 3,
    });
    const before = (await world.view(id)).lastCheck;
    await wait(17);
    await wait(3);
    await wait(3);
    expect(await alarms()).toEqual([]);
    expect((await world.view(id)).lastCheck).toEqual(before);
    await wait(3);
    expect((await world.view(id)).lastCheck).toMatchObject({ at: world.clock.now().toISOString() });
  });

  test('a member is told that it does not answer, and not in which words', async () => {
    down(2);
    await wait(17);
    await wait(5);
    const member = await world.app.signedIn(world.firm, 'member');
    const seen = (await member.call('GET', `/api/v1/connections/${id}`)).json();
    expect(seen.alarms).toEqual([expect.objectContaining({ alarm: 'canary', detail: '' })]);
    expect(seen.lastCheck).toMatchObject({ answered: false, detail: '' });
  });

  test('who is not let in any more is told so, as ever', async () => {
    world.smokeball.control.signIn.revokeGrant();
    world.smokeball.control.faults.add({
      kind: 'status',
      status: 401,
      match: { path: '/firm' },
      count: 5,
    });
    await wait(17);
    expect(await world.view(id)).toMatchObject({
      status: 'needs_attention',
      statusDetail: expect.stringMatching(/^Smokeball says: /),
      lastCheck: { answered: false },
    });
  });
});

describe('another account', () => {
  test('puts the connection to rest, in clear words, and the administrators are told', async () => {
    const { accountName } = await world.view(id);
    await world.app.platform.database.pool.query(
      `update connections set account_id = 'other', account_name = 'Whitlock & Reid' where id = $1`,
      [id],
    );
    await wait(17);
    const words = `Smokeball answers for the account ${accountName} now. This connection belongs to Whitlock & Reid: nothing is read or logged until somebody signs in there.`;
    expect(await world.view(id)).toMatchObject({
      status: 'needs_attention',
      statusDetail: words,
      alarms: [{ alarm: 'needs_attention', detail: words }],
    });
    const { rows } = await world.app.platform.database.pool.query<{ subject: string; body: string }>(
      `select subject, body from outbox where firm_id = $1 and recipient = $2`,
      [world.firm.id, world.owner.email],
    );
    expect(rows.map(({ subject }) => subject)).toContain('Smokeball answers for another account');
    expect(rows.map(({ body }) => body).join()).toContain(words);
    // Asking again finds the same, until somebody signs in at the right one.
    await world.owner.call('POST', `/api/v1/connections/${id}/check`);
    await connectRound(world.deps);
    expect(await world.view(id)).toMatchObject({
      status: 'needs_attention',
      statusDetail: expect.stringContaining('This connection belongs to Whitlock & Reid'),
    });
  });

  test('new keys of a working connection are tried at once', async () => {
    await world.owner.call('PATCH', `/api/v1/connections/${id}`, { clientSecret: 'wrong' });
    await checkRound(world.deps);
    expect(await world.view(id)).toMatchObject({
      status: 'needs_attention',
      statusDetail: expect.stringContaining('invalid_client'),
    });
  });
});

describe('somebody wants to know now', () => {
  const check = async () => (await world.owner.call('POST', `/api/v1/connections/${id}/check`)).json();

  test('it is asked at once and goes on working meanwhile', async () => {
    const before = asked();
    expect(await check()).toEqual({ queued: true });
    expect(await world.view(id)).toMatchObject({ status: 'active', checking: true });
    const told = await events();
    await checkRound(slow(35));
    expect(asked()).toBe(before + 1);
    expect(await world.view(id)).toMatchObject({
      status: 'active',
      checking: false,
      lastCheck: { answered: true, ms: 35 },
    });
    expect(await events()).toBeGreaterThan(told);
    await checkRound(world.deps);
    expect(asked()).toBe(before + 1);
  });

  test('even when it was to be left alone; and why there is no answer', async () => {
    const until = new Date(world.clock.now().getTime() + 30 * minute);
    await recordBlocked(world.app.platform, which(), { until, failed: true });
    down(1);
    await check();
    await checkRound(world.deps);
    expect(await world.view(id)).toMatchObject({
      checking: false,
      blockedUntil: until.toISOString(),
      lastCheck: { answered: false, detail: expect.stringMatching(/\w/) },
    });
    await check();
    await checkRound(world.deps);
    expect(await world.view(id)).toMatchObject({ blockedUntil: null, lastCheck: { answered: true } });
  });
});

describe('the way back', () => {
  test('changes that only asking found, and no webhook told of', async () => {
    const { neighbours, platform } = world.deps;
    const mirror = async () => {
      for (let round = 0; round < 40 && (await neighbours.mirror.round(platform)); round += 1)
        world.clock.advance(1500);
    };
    await subscriptionRound(world.deps);
    await mirror();
    expect(await world.view(id)).toMatchObject({ subscription: { status: 'active' }, alarms: [] });
    // Those of the first reading are older than the webhooks.
    await wait(40);
    expect(await alarms()).toEqual([]);

    world.smokeball.control.people.addContacts([{ person: { firstName: 'Iris', lastName: 'Hale' } }]);
    const at = world.clock.now();
    world.clock.advance(6 * minute);
    await mirror();
    await wait(20);
    expect(await alarms()).toEqual([]);
    await wait(20);
    await mirror();
    expect((await world.view(id)).alarms).toEqual([
      expect.objectContaining({ alarm: 'hooks_silent', at: at.toISOString() }),
    ]);

    world.smokeball.control.people.addContact({ person: { firstName: 'Noel', lastName: 'Hale' } });
    await world.smokeball.control.hooks.settled();
    expect((await world.view(id)).lastHookAt).toBe(world.clock.now().toISOString());
    expect(await alarms()).toEqual([]);
    await wait(20);
    expect(await alarms()).toEqual([]);
  });
});
