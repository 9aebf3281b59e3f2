/** Searches of a matter that a connected system keeps: what they cost goes there, and nowhere else. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { practiceSystems } from '../../vendors/registry.ts';
import { type OnboardingWorld, startOnboardingWorld } from './test-world.ts';

let world: OnboardingWorld;
beforeAll(async () => {
  world = await startOnboardingWorld(practiceSystems);
  await world.connect();
});
afterAll(() => world.close());

const search = (id: string) => ({
  ...{ id, product: 'Local search', kind: 'search' as const, status: 'returned' as const, reference: null },
  ...{ orderedAt: '2026-03-01T10:00:00.000Z', returnedAt: '2026-03-02T10:00:00.000Z' },
  price: { net: 12_000, vat: 2_400, gross: 14_400, currency: 'GBP' },
  documents: [],
});

async function keptBy(vendor: 'smokeball' | 'zoho'): Promise<{ matterId: string; external: string }> {
  const { id: matterId, clients } = await world.matter();
  const external = await world.begin(matterId, clients);
  const connection = crypto.randomUUID();
  await world.phones.query(
    `insert into connections (firm_id, id, vendor, name, region, sign_in_grant, client_id, credentials, status, hook_key, hook_secret)
     values ($1, $2, $3, $3, 'uk', 'authorization_code', 'x', '', 'active', $4, '')`,
    [world.phones.firm.id, connection, vendor, `con_${connection}`],
  );
  await world.phones.query('update matters set kept_in = $2 where id = $1', [matterId, connection]);
  return { matterId, external };
}
const writes = (matterId: string) =>
  world.phones.query<{ reference: string; record: unknown }>(
    `select reference, record from destination_writes where matter_id = $1 and record_kind = 'cost_recovery'`,
    [matterId],
  );

test('a search that came back makes one cost recovery there, with its VAT, however often it is told', async () => {
  const { matterId, external } = await keptBy('smokeball');
  world.service.change(external, ({ orders }) => orders.push(search('o-1')));
  await world.work();
  world.service.change(external, ({ orders: [order] }) =>
    Object.assign(order ?? {}, { product: 'Local search' }),
  );
  await world.work();
  const made = await writes(matterId);
  expect(made).toHaveLength(1);
  expect(z.looseObject({}).parse(made[0]?.record)).toMatchObject({
    ...{ subject: 'Local search', amount: 12_000, taxAmount: 2_400, tax: 'standard', quantity: 1 },
  });
  expect((await world.workspace(matterId)).orders[0]?.cost).toEqual({
    costRecoveryId: null,
    sent: true,
    skipped: null,
  });
  const { items } = await world.ok<{ items: unknown[] }>('GET', `matters/${matterId}/cost-recoveries`);
  expect(items).toEqual([]);
});

test('a system that takes no costs says so', async () => {
  const { matterId, external } = await keptBy('zoho');
  world.service.change(external, ({ orders }) => orders.push(search('o-2')));
  await world.work();
  expect(await writes(matterId)).toEqual([]);
  expect((await world.workspace(matterId)).orders[0]?.cost).toMatchObject({
    sent: false,
    skipped: 'kept_elsewhere',
  });
});
