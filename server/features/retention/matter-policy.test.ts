/** T14 "default": how long matters are kept, by their type. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import { createHoldsFeature } from '../holds/index.ts';
import { createRetentionFeature } from './index.ts';

let world: ConversationsWorld;
beforeAll(async () => {
  world = await startConversationsWorld({ features: [createRetentionFeature, createHoldsFeature] });
});
afterAll(() => world.close());

const path = '/api/v1/retention/matters';
const sql = (text: string, values: readonly unknown[]) =>
  world.app.platform.database.pool.query(text, [...values]);
const due = async (query = '') =>
  (await world.owner.call('GET', `${path}/due${query}`)).json<{
    items: { id: string; dueOn: string; held: boolean }[];
    next: string | null;
  }>();
async function closed(title: string, on: string): Promise<string> {
  const id = await world.matter(title, [world.client]);
  await sql(`update matters set status = 'closed', closed_on = $2 where id = $1`, [id, on]);
  return id;
}

test('kept for ever until somebody says otherwise; then those whose time is over are listed, page by page', async () => {
  const [old, older] = [await closed('Old', '2019-11-23'), await closed('Older', '2018-01-02')];
  await closed('Young', '2023-01-02');
  expect((await due()).items).toEqual([]);
  const set = await world.owner.call('PUT', path, { matterTypeId: null, years: 7 });
  expect(set.statusCode, set.body).toBe(204);
  const { items } = (await world.owner.call('GET', path)).json<{ items: object[] }>();
  expect(items).toContainEqual({ matterTypeId: null, name: '', years: 7 });
  const first = await due('?limit=1');
  expect(first.items).toMatchObject([{ id: older, dueOn: '2025-01-02', held: false }]);
  expect((await due(`?limit=1&after=${first.next}`)).items).toMatchObject([{ id: old, dueOn: '2026-11-23' }]);
  const held = await world.owner.call('POST', '/api/v1/holds', { matterId: older, reason: 'Claim' });
  expect(held.statusCode).toBe(201);
  expect((await due()).items).toMatchObject([
    { id: older, held: true },
    { id: old, held: false },
  ]);
  await world.restrict(old, [world.mina.id]);
  expect((await due()).items.map(({ id }) => id)).toEqual([older]);
  expect((await world.owner.call('PUT', path, { matterTypeId: null, years: null })).statusCode).toBe(204);
  expect((await due()).items).toEqual([]);
});

test('members neither read nor set it; a type that is not there is refused', async () => {
  for (const url of [path, `${path}/due`]) expect((await world.mina.call('GET', url)).statusCode).toBe(403);
  const wrong = { matterTypeId: '0198c0de-0000-7000-8000-000000000000', years: 5 };
  expect((await world.owner.call('PUT', path, wrong)).statusCode).toBe(404);
  expect((await world.owner.call('PUT', path, { matterTypeId: null, years: 0 })).statusCode).toBe(422);
});
