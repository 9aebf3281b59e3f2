/** Holds: who sets them, what they keep, and that each refusal is written down. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import { makePortalUser } from '../../testing/portal-user.ts';
import { createFilesFeature, purgeUpload, type UploadRow } from '../files/index.ts';
import { createRetentionFeature } from '../retention/index.ts';
import { createHoldsFeature } from './index.ts';

let world: ConversationsWorld;
beforeAll(async () => {
  world = await startConversationsWorld({
    features: [createRetentionFeature, createHoldsFeature, (platform) => createFilesFeature(platform)],
  });
});
afterAll(() => world.close());

const sql = async <Row extends object>(text: string, values: readonly unknown[] = []) =>
  (await world.app.platform.database.pool.query<Row>(text, [...values])).rows;
async function hold(body: object): Promise<string> {
  const answer = await world.owner.call('POST', '/api/v1/holds', { reason: 'Dispute', ...body });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json<{ id: string }>().id;
}
async function release(id: string): Promise<void> {
  const answer = await world.owner.call('POST', `/api/v1/holds/${id}/end`, { reason: 'Settled' });
  expect(answer.statusCode, answer.body).toBe(204);
}
async function refusals(act: string) {
  const { items } = (await world.owner.call('GET', '/api/v1/holds/refusals')).json<{
    items: { act: string; by: string; held: string }[];
  }>();
  return items.filter((one) => one.act === act);
}
async function own() {
  const client = await makePortalUser(world.app, world.firm, { firstName: 'Hanna', lastName: 'Held' });
  const matterId = await world.matter('Held matter', [client]);
  const id = await world.thread({ matterId, portalUserIds: [client.id] });
  return { client, matterId, id };
}

/** What a person wants changed or gone of a conversation; each is refused with the same words while something holds it. */
describe('T14 hold: what was said stays, whatever holds it', () => {
  const holders = [
    ['a hold on the matter', ({ matterId }: { matterId: string }) => hold({ matterId })],
    [
      'a hold on its client',
      ({ client }: { client: { contactId: string } }) => hold({ contactId: client.contactId }),
    ],
    ['a hold on everything of the firm', () => hold({})],
  ] as const;

  test.each(holders)(
    '%s refuses edit and withdrawal by the author, inside and outside, and says so in the log',
    async (_name, set) => {
      const at = await own();
      const seq = await world.say(at.id, 'Mine', at.client);
      const staffs = await world.say(at.id, 'Ours');
      const url = (who: 'portal/api' | 'api/v1', of: number) =>
        `/${who}/conversations/${at.id}/messages/${of}`;
      const holdId = await set(at);
      const [before, withdrawals] = [await refusals('message.edit'), await refusals('message.withdraw')];
      for (const [who, address] of [
        [at.client, url('portal/api', seq)],
        [world.mina, url('api/v1', staffs)],
      ] as const) {
        const edited = await who.call('PATCH', address, { body: 'Other' });
        expect(edited.json(), edited.body).toMatchObject({ status: 409, reason: 'held' });
        expect((await who.call('DELETE', address)).json()).toMatchObject({ status: 409, reason: 'held' });
      }
      expect(await refusals('message.edit')).toHaveLength(before.length + 2);
      expect(await refusals('message.withdraw')).toHaveLength(withdrawals.length + 2);
      expect((await refusals('message.edit')).map(({ by }) => by)).toEqual(
        expect.arrayContaining(['Hanna Held', 'Mina Shah']),
      );
      await release(holdId);
      expect((await at.client.call('DELETE', url('portal/api', seq))).statusCode).toBeLessThan(300);
    },
  );

  test('an unfinished upload is neither removed by its sender nor by its time', async () => {
    const at = await own();
    const [uploadId, now] = [newId(), world.app.platform.clock.now()];
    await sql(
      `insert into uploads (firm_id, id, conversation_id, portal_user_id, name, size_bytes, state, expires_at, created_at, updated_at)
       values ($1, $2, $3, $4, 'x.pdf', 10, 'clean', $5, $5, $5)`,
      [world.firm.id, uploadId, at.id, at.client.id, now],
    );
    const holdId = await hold({ matterId: at.matterId });
    const removed = await at.client.call('DELETE', `/portal/api/uploads/${uploadId}`);
    expect(removed.json(), removed.body).toMatchObject({ reason: 'held' });
    expect(await refusals('upload.removed')).toHaveLength(1);
    const row = await sql<UploadRow>(`select * from uploads where id = $1`, [uploadId]);
    for (const upload of row) await purgeUpload(world.app.platform, upload, 'expired');
    expect(await refusals('upload.expired')).toMatchObject([{ by: '', held: 'matter' }]);
    expect(await sql(`select 1 from uploads where id = $1`, [uploadId])).toHaveLength(1);
    await release(holdId);
    expect((await at.client.call('DELETE', `/portal/api/uploads/${uploadId}`)).statusCode).toBe(204);
  });
});

describe('vector "hold": hold on matter, erasure of the person, delete of everything → nothing goes', () => {
  test('the erasure of a person is refused and written down; so is every delete behind the program’s back', async () => {
    const at = await own();
    await hold({ matterId: at.matterId });
    const erased = await world.owner.call('POST', `/api/v1/contacts/${at.client.contactId}/erasure`, {
      name: 'Hanna Held',
    });
    expect(erased.json(), erased.body).toMatchObject({ status: 409, reason: 'held' });
    expect(await refusals('contact.erase')).toMatchObject([{ held: 'matter', by: 'Olive Owner' }]);
    for (const [table, id] of [
      ['matters', at.matterId],
      ['contacts', at.client.contactId],
      ['conversations', at.id],
      ['firms', world.firm.id],
    ])
      await expect(sql(`delete from ${table} where id = $1`, [id])).rejects.toThrow('on hold');
    await expect(sql(`delete from messages where conversation_id = $1`, [at.id])).rejects.toThrow('on hold');
    expect(await sql(`select 1 from messages where conversation_id = $1`, [at.id])).not.toEqual([]);
  });

  test('the same as the program’s own role, behind the row-level walls', async () => {
    const at = await own();
    await hold({ contactId: at.client.contactId });
    const scope = world.app.platform.database.firm(world.firm.id);
    await expect(
      scope.write((tx) =>
        tx.deleteFrom('conversations').where('firm_id', '=', world.firm.id).where('id', '=', at.id).execute(),
      ),
    ).rejects.toThrow('on hold');
  });

  test('a conversation’s own hold keeps its matter and its people', async () => {
    const at = await own();
    const held = await world.owner.call('PUT', `/api/v1/conversations/${at.id}/hold`, { reason: 'Claim' });
    expect(held.statusCode, held.body).toBeLessThan(300);
    await expect(sql(`delete from matters where id = $1`, [at.matterId])).rejects.toThrow('on hold');
    await expect(sql(`delete from contacts where id = $1`, [at.client.contactId])).rejects.toThrow('on hold');
  });
});

describe('who sets holds', () => {
  test('members hold a matter or a person that they see; administrators alone hold everything, and end holds', async () => {
    const { matterId } = await own();
    const set = (body: object) => world.mina.call('POST', '/api/v1/holds', { reason: 'Claim', ...body });
    expect((await set({})).statusCode).toBe(403);
    expect((await set({ matterId, contactId: newId() })).statusCode).toBe(422);
    expect((await set({ matterId: newId() })).statusCode).toBe(404);
    const made = await set({ matterId });
    expect(made.json()).toMatchObject({
      scope: 'matter',
      reason: 'Claim',
      setBy: 'Mina Shah',
      endedAt: null,
    });
    expect((await set({ matterId })).statusCode).toBe(409);
    const { id } = made.json<{ id: string }>();
    expect((await world.mina.call('POST', `/api/v1/holds/${id}/end`, { reason: 'x' })).statusCode).toBe(403);
    await release(id);
    expect((await world.owner.call('POST', `/api/v1/holds/${id}/end`, { reason: 'x' })).statusCode).toBe(409);
  });

  test('a hold on a walled matter is not there for those outside, and holds all the same', async () => {
    const at = await own();
    await world.restrict(at.matterId, [world.owner.id]);
    const id = await hold({ matterId: at.matterId });
    const list = (await world.mina.call('GET', '/api/v1/holds')).json<{ items: { id: string }[] }>();
    expect(list.items.map((one) => one.id)).not.toContain(id);
    await expect(sql(`delete from contacts where id = $1`, [at.client.contactId])).rejects.toThrow('on hold');
  });
});
