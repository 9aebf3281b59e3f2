import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConnectionWorld, startConnectionWorld } from '../../testing/connection-world.ts';
import { connectRound } from './connect.ts';
import { findConnection } from './session.ts';
import { subscriptionRound } from './subscription-round.ts';

let world: ConnectionWorld;
let smokeballId: string;
let clioId: string;
beforeAll(async () => {
  world = await startConnectionWorld();
  [smokeballId, clioId] = [await world.make('smokeball'), await world.make('clio')];
  for (const id of [smokeballId, clioId]) await world.answer(world.owner, await world.signInThere(id));
  await connectRound(world.deps);
  await subscriptionRound(world.deps);
});
afterAll(async () => {
  await world.close();
});

async function hints(id: string): Promise<string[]> {
  const { rows } = await world.app.platform.database.pool.query<{ kind: string; external_id: string }>(
    `select kind, external_id from mirror_hints where connection_id = $1 order by 1, 2`,
    [id],
  );
  return rows.map(({ kind, external_id }) => `${kind} ${external_id}`);
}

const everything = async () => {
  const { rows } = await world.app.platform.database.pool.query(
    `select (select count(*) from mirror_hints) as hints, (select count(*) from destination_writes where state = 'failed') as failed,
       (select array_agg(last_hook_at order by id) from connections) as heard`,
  );
  return rows[0];
};

/** 100-nanosecond ticks since the year 1. */
const ticks = (at: Date) => String((BigInt(at.getTime()) + 62_135_596_800_000n) * 10_000n);

async function post(id: string, body: string | Buffer, headers: Record<string, string> = {}) {
  const { hookUrl } = await world.view(id);
  return await world.app.app.inject({
    method: 'POST',
    url: new URL(hookUrl ?? '').pathname,
    headers,
    payload: body,
  });
}

async function postSigned(body: unknown, options: { at?: Date; key?: string } = {}) {
  const [subscription] = world.smokeball.control.subscriptions();
  const key = options.key ?? Reflect.get(Object(subscription), 'key');
  const timestamp = ticks(options.at ?? world.clock.now());
  const message = `${timestamp}|r-1|${world.smokeball.credentials.clientId}`;
  return await post(smokeballId, typeof body === 'string' ? body : JSON.stringify(body), {
    timestamp,
    requestid: 'r-1',
    signature: createHmac('sha256', String(key)).update(message).digest('hex'),
  });
}

describe('a subscription', () => {
  test('is made with the first round, Clio’s secrets by its handshake', async () => {
    expect((await world.view(smokeballId)).subscription).toMatchObject({ status: 'active' });
    expect((await world.view(clioId)).subscription).toMatchObject({ status: 'active' });
  });

  test('is looked after again a day later', async () => {
    const { firm, app } = world;
    const due = async () =>
      (await app.platform.database.firm(firm.id).read((tx) => findConnection(tx, firm.id, clioId)))
        ?.subscription_due_at;
    expect(await due()).toEqual(new Date(world.clock.now().getTime() + 86_400_000));
  });
});

describe('what a vendor tells', () => {
  test('Clio: a contact made there is a hint here, signed with the handshake’s secret', async () => {
    const contact = world.clio.world.addContact({ name: 'Iris Hale', phones: ['(415) 555-0199'] });
    await world.clio.control.hooks.settled();
    expect(await hints(clioId)).toContain(`contact ${contact}`);
    expect((await world.view(clioId)).lastHookAt).toBe(world.clock.now().toISOString());
  });

  test('Smokeball: a contact changed there is a hint here, and the same again harms nothing', async () => {
    const body = { type: 'contact.updated', payload: { id: 'c-77' } };
    expect((await postSigned(body)).statusCode).toBe(200);
    const { statusCode, body: answer } = await postSigned(body);
    expect([statusCode, answer]).toEqual([200, '{}']);
    expect((await hints(smokeballId)).filter((hint) => hint === 'contact c-77')).toHaveLength(1);
  });

  test('a late no marks the write that it names, if that is not yet seen there', async () => {
    const { firm, app } = world;
    const add = (reference: string, state: string, externalId: string) =>
      app.platform.database.pool.query(
        `insert into destination_writes (firm_id, id, connection_id, action, record_kind, reference, record, state, external_id)
         values ($1, gen_random_uuid(), $2, 'create', 'fee', $3, '{}', $4, $5)`,
        [firm.id, smokeballId, reference, state, externalId],
      );
    await add('ML-AAAAAA', 'confirming', 'f-1');
    await add('ML-BBBBBB', 'done', 'f-2');
    for (const id of ['f-1', 'f-2', 'f-3']) {
      const payload = { resourceId: id, resourceName: 'fee', message: 'Matter is closed' };
      expect((await postSigned({ type: 'error', payload })).statusCode).toBe(200);
    }
    const { rows } = await app.platform.database.pool.query(
      `select reference, state, failure, detail from destination_writes where reference in ('ML-AAAAAA', 'ML-BBBBBB') order by 1`,
    );
    expect(rows).toEqual([
      { reference: 'ML-AAAAAA', state: 'confirming', failure: 'late', detail: 'fee: Matter is closed' },
      { reference: 'ML-BBBBBB', state: 'done', failure: null, detail: null },
    ]);
  });
});

describe('what is not theirs', () => {
  test.each<[string, () => Promise<{ statusCode: number }>]>([
    ['no signature', () => post(smokeballId, '{"type":"contact.updated","payload":{"id":"evil"}}')],
    ['a signature of somebody else', () => postSigned({ type: 'contact.updated' }, { key: 'guessed' })],
    ['an empty signature', () => post(smokeballId, '{}', { signature: '', timestamp: '1', requestid: 'x' })],
    [
      'one of yesterday',
      () =>
        postSigned(
          { type: 'contact.updated', payload: { id: 'evil' } },
          { at: new Date(world.clock.now().getTime() - 86_400_000) },
        ),
    ],
    ['Clio, unsigned', () => post(clioId, '{"data":{"id":1},"meta":{"event":"created"}}')],
    ['Clio, signed with nothing', () => post(clioId, '{}', { 'x-hook-signature': '0'.repeat(64) })],
  ])('%s: 401, and nothing is kept', async (_name, send) => {
    const before = await everything();
    expect((await send()).statusCode).toBe(401);
    expect(await everything()).toEqual(before);
  });

  test('a stranger’s handshake gives no key to a subscription that is known, nor to what comes after', async () => {
    const body = JSON.stringify({ data: { webhook_id: 999_999 } });
    const greeted = await post(clioId, body, { 'x-hook-secret': 'mine' });
    expect(greeted.statusCode).toBe(200);
    // What the vendor does not name when it is asked next is forgotten.
    await world.app.platform.database.pool.query(
      `update connections set subscription_due_at = $2 where id = $1`,
      [clioId, world.clock.now()],
    );
    await subscriptionRound(world.deps);
    const event = JSON.stringify({ data: { id: 5, phone_numbers: [] }, meta: { event: 'created' } });
    const signature = createHmac('sha256', 'mine').update(event).digest('hex');
    expect((await post(clioId, event, { 'x-hook-signature': signature })).statusCode).toBe(401);
  });

  test('an address that was never given out, a body too large, and rubbish that is signed', async () => {
    const unknown = await world.app.app.inject({
      method: 'POST',
      url: '/hooks/con_nobody/events',
      payload: '{}',
    });
    expect(unknown.statusCode).toBe(404);
    expect((await post(smokeballId, Buffer.alloc(1024 * 1024 + 1, 97))).statusCode).toBe(413);
    const before = await hints(smokeballId);
    for (const body of [
      '',
      'null',
      '[]',
      '{"type":7}',
      '\u0000',
      '{"type":"contact.updated","payload":{"id":{}}}',
      '['.repeat(100_000),
      '{"type":"contact.updated","payload":{"id":"\\u0000"}}',
      '{"type":"contact.updated","payload":{"id":"\\ud800"}}',
      '{"type":"error","payload":{"resourceId":"f-1","message":"\\u0000\\ud800"}}',
      '{"type":"roles.updated","payload":{"roles":[null,{"id":1}]}}',
    ])
      expect((await postSigned(body)).statusCode, body.slice(0, 40)).toBe(200);
    expect(await hints(smokeballId)).toEqual(before);
  });
});
