/** A lead's matter and what goes on it at the simulated vendor. `createServer` runs behind each test. */
import { describe, expect, test } from 'vitest';
import { smokeball } from '../../server/vendors/smokeball/index.ts';
import { demoIds } from './index.ts';
import { conversionRecords, createProgress, failureOf, startWorld, watchViolations } from './test-world.ts';

watchViolations();

const made = (world: Awaited<ReturnType<typeof startWorld>>) =>
  world.control.records('matters').find(({ externalSystemId }) => externalSystemId === 'ML-C0NV-1');

test('a matter has its clients, type, person responsible and referrer, and is mirrored under our reference', async () => {
  const world = await startWorld();
  const { matter } = conversionRecords();
  const { externalId, there } = await world.client.write(matter, createProgress());
  expect(there).toBe(false);
  expect(made(world)).toMatchObject({
    id: externalId,
    clients: [{ id: demoIds.ada }, { id: demoIds.charles }],
    referrer: { id: demoIds.charles },
    status: 'Open',
  });
  expect(await world.client.fetchOne('matter', externalId)).toMatchObject({
    reference: 'ML-C0NV-1',
    matterTypeId: demoIds.conveyance,
    personResponsibleId: demoIds.nora,
    openedOn: '2026-03-02',
  });
});

describe('the role of a client is one of the matter type’s, or the usual one', () => {
  test.each([
    ['purchaser', 'Purchaser'],
    ['Client', undefined],
    ['Borrower', undefined],
  ])('%s → %s', async (clientRole, sent) => {
    const world = await startWorld();
    let body: unknown;
    const fetched: typeof fetch = async (input, init) => {
      if (init?.method === 'POST' && typeof init.body === 'string') body = JSON.parse(init.body);
      return await fetch(input, init);
    };
    const client = smokeball.client({ ...world.context, fetch: fetched });
    await client.write({ ...conversionRecords().matter, clientRole }, createProgress());
    if (sent === undefined) expect(body).not.toHaveProperty('clientRole');
    else expect(body).toMatchObject({ clientRole: sent });
    expect(made(world)).toBeDefined();
  });
});

test('completion details are merged into the layout that is there, and a matter type without it says so', async () => {
  const world = await startWorld();
  const { layout } = conversionRecords();
  await world.client.write(layout, createProgress());
  await world.client.write({ ...layout, values: { exchangeDate: '2026-04-01' } }, createProgress());
  expect(world.control.records('layouts')).toMatchObject([
    {
      name: 'Completion Details',
      values: [
        { key: 'Matter/CompletionDetails/CompletionDate', value: '2026-05-01' },
        { key: 'Matter/CompletionDetails/PurchasePrice', value: '450000.00' },
        { key: 'Matter/CompletionDetails/DepositHeldAs', value: 'Stakeholder' },
        { key: 'Matter/CompletionDetails/ExchangeDate', value: '2026-04-01' },
      ],
    },
  ]);
  const type = world.control.people.addMatterType({ name: 'Will' });
  const on = world.control.people.addMatter({
    number: 'W-1',
    description: 'Will',
    clientIds: [demoIds.ada],
    matterTypeId: type,
  });
  const elsewhere = { ...layout, matter: { id: on, extra: {} } };
  expect((await failureOf(world.client.write(elsewhere, createProgress()))).detail).toContain(
    'no layout “Completion Details”',
  );
});

test('flags that exclude each other are refused, as the description says', async () => {
  const { context } = await startWorld();
  const { apiUrl, apiKey } = context.credentials;
  const answer = await fetch(`${apiUrl}/matters/${demoIds.purchase}/expenses`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await context.token()}`,
      'x-api-key': apiKey ?? '',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ expenseDate: '2026-03-02T12:00:00Z', taxExempt: true, taxZeroRated: true }),
  });
  expect(answer.status).toBe(400);
});
