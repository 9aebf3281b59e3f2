import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConnectionWorld, startConnectionWorld } from '../../testing/connection-world.ts';
import { connectRound } from './connect.ts';
import { openKept } from './credentials.ts';
import { farewellRound } from './farewell.ts';
import { recordLockedOut } from './health-store.ts';
import { findConnection, renewNow } from './session.ts';
import { subscriptionRound } from './subscription-round.ts';
import { tokenRound } from './token-round.ts';

let world: ConnectionWorld;
beforeAll(async () => {
  world = await startConnectionWorld();
});
afterAll(async () => {
  await world.close();
});

const row = async (id: string) => {
  const { firm, app } = world;
  const found = await app.platform.database.firm(firm.id).read((tx) => findConnection(tx, firm.id, id));
  if (!found) throw new Error('no such connection');
  return found;
};
const kept = async (id: string) => openKept(world.app.platform.secrets, id, (await row(id)).credentials);
const outbox = async () => {
  const { rows } = await world.app.platform.database.pool.query<{ recipient: string; subject: string }>(
    `select recipient, subject from outbox where firm_id = $1 order by id`,
    [world.firm.id],
  );
  return rows.map(({ recipient, subject }) => `${recipient}: ${subject}`);
};

async function connectTo(vendor: 'clio' | 'smokeball', more: Record<string, unknown> = {}): Promise<string> {
  const id = await world.make(vendor, more);
  const back = await world.signInThere(id);
  expect((await world.answer(world.owner, back)).statusCode).toBe(200);
  await connectRound(world.deps);
  return id;
}

/** Ends a test's connection, so that the next one may take the account. */
async function end(id: string): Promise<void> {
  await world.owner.call('POST', `/api/v1/connections/${id}/disconnect`);
  await farewellRound(world.deps);
}

describe('signing in', () => {
  test('by code: active, mirrored, logged from now on; with PKCE where the vendor has it', async () => {
    const id = await world.make('smokeball');
    expect((await world.view(id)).status).toBe('waiting');
    const begun = await world.owner.call('POST', `/api/v1/connections/${id}/authorize`);
    const url = new URL(begun.json().authorizeUrl);
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    expect(url.searchParams.get('redirect_uri')).toBe(
      `${world.app.platform.publicUrl.origin}/connections/authorised`,
    );
    const answered = await world.answer(world.owner, await world.signInThere(id));
    expect(answered.json()).toEqual({ id });
    expect((await world.view(id)).status).toBe('connecting');
    await connectRound(world.deps);
    const view = await world.view(id);
    expect(view).toMatchObject({
      status: 'active',
      statusDetail: '',
      accountUser: expect.any(String),
      logsSince: world.clock.now().toISOString(),
      tokenExpiresAt: new Date(world.clock.now().getTime() + 3_600_000).toISOString(),
      grantExpiresAt: new Date(world.clock.now().getTime() + 30 * 86_400_000).toISOString(),
    });
    expect(view.mirror.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['staff', 'contact', 'matter']),
    );
    await end(id);
  });

  test('a verifier that is not ours is refused by the vendor, in its words, and one may try again', async () => {
    const id = await world.make('smokeball');
    const back = await world.signInThere(id);
    const other = await world.signInThere(id);
    // The code of one try with the state of the other.
    await world.answer(world.owner, { ...back, code: other.code ?? '' });
    await connectRound(world.deps);
    expect(await world.view(id)).toMatchObject({
      status: 'waiting',
      statusDetail: expect.stringMatching(/^Smokeball says: .*invalid_grant/),
    });
    await world.answer(world.owner, await world.signInThere(id));
    await connectRound(world.deps);
    expect((await world.view(id)).status).toBe('active');
    await end(id);
  });

  test('a state works once, for ten minutes, for the one who began', async () => {
    const id = await world.make('clio');
    const back = await world.signInThere(id);
    const colleague = await world.app.signedIn(world.firm, 'administrator');
    const stranger = (await world.app.makeFirm()).owner;
    expect((await world.answer(colleague, back)).statusCode).toBe(404);
    expect((await world.answer(stranger, back)).statusCode).toBe(404);
    expect((await world.answer(world.owner, { ...back, state: 'made up' })).statusCode).toBe(404);
    expect((await world.view(id)).status).toBe('waiting');
    expect((await world.answer(world.owner, back)).statusCode).toBe(200);
    expect((await world.answer(world.owner, back)).statusCode).toBe(409);
    await connectRound(world.deps);
    expect((await world.view(id)).status).toBe('active');
    expect((await world.answer(world.owner, back)).statusCode).toBe(404);

    const late = await world.signInThere(id);
    world.clock.advance(10 * 60_000);
    expect((await world.answer(world.owner, late)).statusCode).toBe(409);
    expect((await world.view(id)).status).toBe('active');
    await end(id);
  });

  test('who says no there reads so here, and nothing else changes', async () => {
    const id = await world.make('clio');
    const back = await world.signInThere(id, { decision: 'decline' });
    expect(back.error).toBe('access_denied');
    await world.answer(world.owner, back);
    await connectRound(world.deps);
    expect(await world.view(id)).toMatchObject({
      status: 'waiting',
      statusDetail: 'The sign-in was declined at Clio Manage.',
    });
    expect((await world.owner.call('DELETE', `/api/v1/connections/${id}`)).statusCode).toBe(204);
    expect((await world.owner.call('GET', `/api/v1/connections/${id}`)).statusCode).toBe(404);
  });

  test('a vendor that is down while the code is exchanged is asked again', async () => {
    const id = await world.make('clio');
    await world.answer(world.owner, await world.signInThere(id));
    world.clio.control.faults.add({ kind: 'status', match: { path: '/oauth/token' }, count: 1, status: 503 });
    await connectRound(world.deps);
    const between = await world.view(id);
    if (between.status === 'connecting') {
      world.clock.advance(10_000);
      await connectRound(world.deps);
    }
    expect((await world.view(id)).status).toBe('active');
    await end(id);
  });

  test('the same account is not connected twice', async () => {
    const first = await connectTo('clio');
    const second = await connectTo('clio', { name: 'Clio again' });
    expect((await world.view(first)).status).toBe('active');
    expect(await world.view(second)).toMatchObject({
      status: 'waiting',
      statusDetail: expect.stringContaining('is connected already, as “Clio”'),
    });
    await end(first);
    // Then the second one may have it.
    await world.answer(world.owner, await world.signInThere(second));
    await connectRound(world.deps);
    expect((await world.view(second)).status).toBe('active');
    await end(second);
  });

  test('another account is refused when connecting again, and the old permission stays', async () => {
    const id = await connectTo('clio');
    const before = await kept(id);
    await world.app.platform.database.pool.query(
      `update connections set account_id = 'other' where id = $1`,
      [id],
    );
    await world.answer(world.owner, await world.signInThere(id));
    await connectRound(world.deps);
    expect(await world.view(id)).toMatchObject({
      status: 'active',
      statusDetail: expect.stringContaining('This connection belongs to'),
    });
    expect(await kept(id)).toEqual(before);
    await end(id);
  });

  test('client credentials need no browser', async () => {
    const id = await world.make('smokeball', { grant: 'client_credentials' });
    expect((await world.view(id)).status).toBe('connecting');
    await connectRound(world.deps);
    expect(await world.view(id)).toMatchObject({ status: 'active', grantExpiresAt: null });
    await end(id);
  });

  test('a wrong secret is told in words', async () => {
    const id = await world.make('smokeball', { grant: 'client_credentials', clientSecret: 'wrong' });
    await connectRound(world.deps);
    expect(await world.view(id)).toMatchObject({
      status: 'needs_attention',
      statusDetail: expect.stringContaining('invalid_client'),
    });
    await world.owner.call('PATCH', `/api/v1/connections/${id}`, {
      clientSecret: world.smokeball.credentials.clientSecret,
    });
    await connectRound(world.deps);
    expect((await world.view(id)).status).toBe('active');
    await end(id);
  });
});

describe('tokens', () => {
  test('are renewed before their end, by one worker of two', async () => {
    const id = await connectTo('smokeball');
    const before = await kept(id);
    world.clock.advance(30 * 60_000);
    await tokenRound(world.deps);
    expect(await kept(id)).toEqual(before);
    world.clock.advance(16 * 60_000);
    const given = world.smokeball.control.signIn.given.refresh_token ?? 0;
    await Promise.all([tokenRound(world.deps), tokenRound(world.deps)]);
    expect((world.smokeball.control.signIn.given.refresh_token ?? 0) - given).toBe(1);
    const after = await kept(id);
    expect(after.accessToken).not.toBe(before.accessToken);
    expect(after.refreshToken).toBe(before.refreshToken);
    await end(id);
  });

  test('two workers that hold the same old token get one new one', async () => {
    const id = await connectTo('clio');
    const { platform, vendors } = world.deps;
    const old = await row(id);
    const vendor = vendors.clio;
    if (!vendor) throw new Error('no Clio');
    const given = world.clio.control.signIn.given.refresh_token ?? 0;
    await Promise.all([renewNow(platform, vendor, old), renewNow(platform, vendor, old)]);
    expect((world.clio.control.signIn.given.refresh_token ?? 0) - given).toBe(1);
    await end(id);
  });

  test('a permission that ends within two weeks is told once', async () => {
    const id = await connectTo('smokeball', { name: 'Office Smokeball' });
    await tokenRound(world.deps);
    const subject = 'Office Smokeball: sign in again within 14 days';
    expect((await outbox()).filter((line) => line.includes('Office Smokeball'))).toEqual([]);
    world.clock.advance(16 * 86_400_000 + 1000);
    await Promise.all([tokenRound(world.deps), tokenRound(world.deps)]);
    await tokenRound(world.deps);
    const told = (await outbox()).filter((line) => line.endsWith(subject));
    expect(told).toContain(`${world.owner.email}: ${subject}`);
    expect(new Set(told).size).toBe(told.length);
    expect((await world.view(id)).alarms.map(({ alarm }) => alarm)).toContain('grant_ends');
    await end(id);
  });

  test('a permission taken back: told once, nothing lost, resumed by signing in again', async () => {
    const id = await connectTo('clio', { name: 'Clio of the office' });
    const logsSince = (await world.view(id)).logsSince;
    const { firm, app } = world;
    await app.platform.database.pool.query(
      `insert into destination_writes (firm_id, id, connection_id, action, record_kind, reference, record)
       values ($1, gen_random_uuid(), $2, 'create', 'communication', 'ML-AAAAAA', '{}')`,
      [firm.id, id],
    );
    world.clio.control.signIn.revokeGrant();
    world.clock.advance(25 * 86_400_000);
    await tokenRound(world.deps);
    await tokenRound(world.deps);
    await recordLockedOut(app.platform, { firmId: firm.id, id }, 'again');
    const subject = 'Clio of the office no longer lets Matterline in';
    const told = (await outbox()).filter((line) => line.endsWith(subject));
    expect(told).toContain(`${world.owner.email}: ${subject}`);
    expect(new Set(told).size).toBe(told.length);
    expect(await world.view(id)).toMatchObject({
      status: 'needs_attention',
      statusDetail: expect.stringMatching(/^Clio Manage says: /),
      queue: { waiting: 1, failed: 0 },
    });
    await world.answer(world.owner, await world.signInThere(id));
    await connectRound(world.deps);
    expect(await world.view(id)).toMatchObject({ status: 'active', logsSince, queue: { waiting: 1 } });
    await end(id);
  });
});

describe('disconnecting', () => {
  test('takes webhooks and permission back and forgets the tokens; what waits stays', async () => {
    const id = await connectTo('smokeball');
    await subscriptionRound(world.deps);
    expect((await world.view(id)).subscription).toMatchObject({ status: 'active' });
    expect(world.smokeball.control.subscriptions()).toHaveLength(1);
    const { hookUrl } = await world.view(id);
    await world.owner.call('POST', `/api/v1/connections/${id}/disconnect`);
    expect((await fetch(hookUrl ?? '', { method: 'POST', body: '{}' })).status).toBe(404);
    // The second in which the vendor's few requests are used up.
    world.clock.advance(2_000);
    await farewellRound(world.deps);
    expect(world.smokeball.control.subscriptions()).toEqual([]);
    expect(await kept(id)).toMatchObject({
      accessToken: null,
      refreshToken: null,
      clientSecret: world.smokeball.credentials.clientSecret,
    });
    expect(await world.view(id)).toMatchObject({ status: 'disconnected', subscription: null });

    await world.answer(world.owner, await world.signInThere(id));
    await connectRound(world.deps);
    const again = await world.view(id);
    expect(again).toMatchObject({ status: 'active', hookUrl });
    await end(id);
  });

  test('a permission that can be revoked is', async () => {
    const id = await connectTo('clio');
    const { accessToken } = await kept(id);
    expect(world.clio.control.signIn.check(accessToken ?? '')).not.toBeNull();
    await end(id);
    expect(world.clio.control.signIn.check(accessToken ?? '')).toBeNull();
  });
});
