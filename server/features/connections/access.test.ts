import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConnectionWorld, startConnectionWorld } from '../../testing/connection-world.ts';
import { connectRound } from './connect.ts';
import { openKept } from './credentials.ts';
import { findConnection } from './session.ts';

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

describe('who may what', () => {
  test('members see how it fares and nothing that only those who mend it need', async () => {
    const id = await world.make('clio');
    await world.answer(world.owner, await world.signInThere(id));
    await connectRound(world.deps);
    const member = await world.app.signedIn(world.firm, 'member');
    const seen = (await member.call('GET', `/api/v1/connections/${id}`)).json();
    expect(seen).toMatchObject({ status: 'active', hookUrl: null, clientId: null, apiUrl: null });
    const all = (await world.owner.call('GET', '/api/v1/connections')).body;
    for (const secret of Object.values(openKept(world.app.platform.secrets, id, (await row(id)).credentials)))
      if (secret) expect(all).not.toContain(secret);
  });

  test.each([
    ['plain http', { apiUrl: 'http://api.example.com' }],
    ['inside our network', { authUrl: 'https://10.1.2.3/' }],
    ['the cloud’s own address', { uploadUrl: 'https://169.254.169.254/' }],
    ['with a password', { apiUrl: 'https://me:pass@api.example.com' }],
    ['an unknown region', { region: 'moon' }],
    ['an unknown vendor', { vendor: 'abacus' }],
    ['a grant that the vendor has not', { grant: 'client_credentials' }],
  ])('an address or choice that will not do is refused by name: %s', async (_name, more) => {
    const body = { vendor: 'clio', name: 'Clio', clientId: 'a', clientSecret: 'b', ...more };
    const answer = await world.owner.call('POST', '/api/v1/connections', body);
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toHaveLength(1);
  });

  test('another firm finds nothing of it, and changes nothing', async () => {
    const id = await world.make('clio');
    const stranger = (await world.app.makeFirm()).owner;
    const at = (path: string) => `/api/v1/connections/${id}${path}`;
    const staffId = stranger.id;
    const before = await row(id);
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { name: 'Mine' }],
      ['DELETE', '', undefined],
      ['POST', '/authorize', undefined],
      ['POST', '/check', undefined],
      ['POST', '/mirror', {}],
      ['POST', '/disconnect', undefined],
      ['POST', '/redrive', {}],
      ['PUT', '/people/1', { staffId }],
    ] as const)
      expect((await stranger.call(method, at(path), body)).statusCode, `${method} ${path}`).toBe(404);
    for (const path of ['/writes', '/people'])
      expect((await stranger.call('GET', at(path))).json().items).toEqual([]);
    expect((await stranger.call('GET', '/api/v1/connections')).json().items).toEqual([]);
    expect(await row(id)).toEqual(before);
  });

  test('an administrator says who is who; the same person stays named, and who is nobody any more rests', async () => {
    const id = await world.make('clio');
    const { pool } = world.app.platform.database;
    const sam = await world.app.signedIn(world.firm, 'member', {
      firstName: 'Sam',
      email: 'sam@example.com',
    });
    const { rows } = await pool.query<{ id: string }>(
      `insert into staff_members (firm_id, id, first_name, last_name, email, role, kept_in)
       values ($1, gen_random_uuid(), 'Samuel', 'Okafor', '', 'member', $2) returning id`,
      [world.firm.id, id],
    );
    const samuel = rows[0]?.id ?? '';
    await pool.query(
      `insert into external_links (firm_id, connection_id, kind, external_id, local_id, extra)
       values ($1, $2, 'staff', '7', $3, '{"email":"SAM@example.com"}')`,
      [world.firm.id, id, samuel],
    );
    const people = () => world.owner.call('GET', `/api/v1/connections/${id}/people`);
    expect((await people()).json().items).toEqual([
      {
        externalId: '7',
        name: 'Samuel Okafor',
        email: 'SAM@example.com',
        staffId: samuel,
        suggestedStaffId: sam.id,
      },
    ]);
    const mapped = await world.owner.call('PUT', `/api/v1/connections/${id}/people/7`, { staffId: sam.id });
    expect(mapped.json()).toMatchObject({ name: 'Samuel Okafor', staffId: sam.id, suggestedStaffId: null });
    const active = async () =>
      (await pool.query<{ active: boolean }>(`select active from staff_members where id = $1`, [samuel]))
        .rows;
    expect(await active()).toEqual([{ active: false }]);
    await world.owner.call('PUT', `/api/v1/connections/${id}/people/7`, { staffId: samuel });
    expect(await active()).toEqual([{ active: true }]);
    const other = (await world.app.makeFirm()).owner;
    const refused = await world.owner.call('PUT', `/api/v1/connections/${id}/people/7`, {
      staffId: other.id,
    });
    expect(refused.statusCode).toBe(422);
  });

  test('what failed is tried again, one or all, and its entry waits again', async () => {
    const id = await world.make('clio');
    const { pool } = world.app.platform.database;
    const add = async (reference: string, sent: boolean) => {
      const made = await pool.query<{ id: string }>(
        `insert into destination_writes (firm_id, id, connection_id, action, record_kind, reference, record, state, failure, detail, sent_at)
         values ($1, gen_random_uuid(), $2, 'create', 'communication', $3, '{}', 'failed', 'rejected', 'Matter is closed', $4)
         returning id`,
        [world.firm.id, id, reference, sent ? world.clock.now() : null],
      );
      return made.rows[0]?.id ?? '';
    };
    const [first] = [
      await add('ML-AAAAA1', false),
      await add('ML-AAAAA2', true),
      await add('ML-AAAAA3', false),
    ];
    const writes = async (state: string) =>
      (await world.owner.call('GET', `/api/v1/connections/${id}/writes?state=${state}&limit=2`)).json();
    expect(await writes('failed')).toMatchObject({
      items: [{ detail: 'Matter is closed' }, { failure: 'rejected' }],
      next: expect.any(String),
    });
    const redrive = (body: object) => world.owner.call('POST', `/api/v1/connections/${id}/redrive`, body);
    expect((await redrive({ writeId: first })).json()).toEqual({ again: 1 });
    expect((await redrive({ writeId: first })).json()).toEqual({ again: 0 });
    expect((await redrive({})).json()).toEqual({ again: 2 });
    const { rows } = await pool.query(
      `select reference, state from destination_writes where connection_id = $1 order by 1`,
      [id],
    );
    // A plain refusal said that nothing was written: there is nothing to look for.
    expect(rows).toEqual([
      { reference: 'ML-AAAAA1', state: 'waiting' },
      { reference: 'ML-AAAAA2', state: 'waiting' },
      { reference: 'ML-AAAAA3', state: 'waiting' },
    ]);
    expect(await world.view(id)).toMatchObject({ queue: { waiting: 3, failed: 0 } });
  });

  test('this machine’s addresses are for the operator, unless simulators are allowed', async () => {
    const body = {
      vendor: 'clio',
      name: 'Clio',
      clientId: 'a',
      clientSecret: 'b',
      apiUrl: 'http://127.0.0.1:1',
    };
    world.app.platform.allowLoopback = false;
    const refused = await world.owner.call('POST', '/api/v1/connections', body);
    world.app.platform.allowLoopback = true;
    expect(refused.statusCode).toBe(422);
  });
});
