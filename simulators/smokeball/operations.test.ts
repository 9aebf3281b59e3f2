/** What the documentation says that we ask Smokeball for is what we ask for. Behind it, `createServer` runs. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { smokeball } from '../../server/vendors/smokeball/index.ts';
import { loadOpenApi } from '../practice/openapi.ts';
import { demoIds, smokeballDeviations } from './index.ts';
import {
  contactRecord,
  conversionRecords,
  createProgress,
  documentRecord,
  feeRecord,
  memoRecord,
  pullAll,
  startWorld,
  taskRecord,
  type World,
  watchViolations,
} from './test-world.ts';

watchViolations();
const described = loadOpenApi('smokeball', { closed: true }) !== null;
const fileStore = 'PUT /uploads/{key}';

/** Everything that the adapter can do, once. */
async function doEverything({ client }: World): Promise<void> {
  await client.whoAmI();
  for (const kind of ['staff', 'matter_type', 'stage', 'activity_code', 'contact', 'party'] as const)
    await pullAll(client, kind);
  await pullAll(client, 'matter', '2026-03-01T00:00:00.000Z');
  await client.findContactsByPhone('+13125550101');
  const code = {
    record: 'activity_code',
    reference: 'ML-CODE01',
    label: 'ion8-CALL',
    description: 'Telephone call',
  } as const;
  const logged = [feeRecord(), taskRecord(), memoRecord(), documentRecord(), contactRecord(), code];
  for (const record of [...logged, ...Object.values(conversionRecords())]) {
    const progress = createProgress();
    const { externalId } = await client.write(record, progress);
    await client.findByReference(record, progress);
    if (record.record === 'layout') {
      const values = { ...record.values, completionDate: '2026-05-08' };
      await client.write({ ...record, values }, progress);
    }
    await client.update(record, externalId, null);
    const stays = record.record === 'matter' || record.record === 'layout';
    if (!stays) await client.retire(record, externalId, 'remove');
  }
  for (const [kind, id] of [
    ['staff', demoIds.nora],
    ['matter_type', demoIds.conveyance],
    ['stage', `${demoIds.stages}/${demoIds.opened}`],
    ['contact', demoIds.ada],
  ] as const)
    expect(await client.fetchOne(kind, id)).not.toBeNull();
  const emails = (email: string) => ({ emails: email === '' ? [] : [{ email, label: 'Email' }] });
  const contact = { id: demoIds.ada, extra: {} };
  const before = await client.fetchOne('contact', demoIds.ada);
  const known = before?.kind === 'contact' ? (before.emails[0]?.email ?? '') : '';
  const change = { from: emails(known), to: emails('ada.byron@example.com') };
  await client.change?.({ change: 'contact', operationId: 'op-1', contact, ...change });
  const matter = { id: demoIds.purchase, extra: {} };
  await client.readLayoutTexts?.(matter, 'completion_details', ['price']);
  const wanted = { hookUrl: 'http://127.0.0.1:9/hooks', secret: 's', existing: null };
  await client.ensureSubscription?.(wanted);
  const kept = await client.ensureSubscription?.({ ...wanted, secret: 't' });
  if (kept) await client.removeSubscription?.(kept);
}

test('the table of operations in docs/vendors/smokeball.md is true', async () => {
  const world = await startWorld();
  await doEverything(world);
  const used = [...world.control.used.keys()].filter((operation) => operation !== fileStore);
  const text = readFileSync(new URL('../../docs/vendors/smokeball.md', import.meta.url), 'utf8');
  const table = text.split('\n').filter((line) => line.startsWith('| `'));
  const told = table.flatMap((line) =>
    [...line.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) [^`]+)`/g)].map(([, name]) => name),
  );
  expect(used.toSorted()).toEqual(told.toSorted());
  expect(world.control.undescribed().map(({ operation }) => operation)).toEqual([fileStore]);
  expect(smokeballDeviations).toEqual([]);
});

test.skipIf(!described)(
  'the vendor’s description is what requests are checked against (skipped where it is not at hand)',
  async () => {
    const { control, context } = await startWorld();
    const { credentials } = context;
    const answer = await fetch(`${credentials.apiUrl}/tasks`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await context.token()}`,
        'x-api-key': credentials.apiKey ?? '',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ subject: 'no staff', colour: 'red' }),
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(control.violations.splice(0)).toEqual([expect.stringMatching(/^POST \/tasks: body: .*staffId/)]);
  },
);

test('signing in is as the vendor’s facts say', async () => {
  const { simulator } = await startWorld();
  const { signIn } = smokeball;
  const { clientId, clientSecret } = simulator.credentials;
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: 'https://matterline.example.com/back',
    state: 's',
    auto: '1',
  });
  const sent = await fetch(`${simulator.authUrl}${signIn.authorizePath}?${query}`, { redirect: 'manual' });
  const code = new URL(sent.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const ask = async (fields: Record<string, string>) => {
    const response = await fetch(`${simulator.authUrl}${signIn.tokenPath}`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ client_id: clientId, ...fields }),
    });
    const body: unknown = await response.json();
    return body;
  };
  const first = await ask({
    grant_type: 'authorization_code',
    code,
    redirect_uri: 'https://matterline.example.com/back',
  });
  expect(first).toMatchObject({ expires_in: 3600, refresh_token: expect.any(String) });
  // No new refresh token comes with a refresh or with client credentials.
  expect(await ask({ grant_type: 'client_credentials' })).not.toHaveProperty('refresh_token');
});

test('the demo’s handles over HTTP', async () => {
  const { simulator, control } = await startWorld();
  const ask = async (action: string, body: object) => {
    const response = await fetch(`${simulator.url}/control/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    const answer: unknown = await response.json();
    return answer;
  };
  await ask('add-contacts', { count: 10 });
  const person = { firstName: 'Grace', lastName: 'Hopper' };
  expect(await ask('add-contact', { person })).toEqual({ id: expect.any(String) });
  await ask('change-contact', { id: demoIds.ada, fields: { isDeleted: true } });
  await ask('fail-later', { resource: 'fee', message: 'no' });
  await ask('lag', { read: 1, list: 2 });
  const response = await fetch(`${simulator.url}/control/state`);
  expect(await response.json()).toMatchObject({ name: 'smokeball', state: { contacts: 13, tasks: [] } });
  await ask('reset', {});
  expect(control.records('contacts')).toHaveLength(2);
});
