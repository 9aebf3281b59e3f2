/** What the documentation says that we ask Zoho for is what we ask for. Behind it, `createServer` runs. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ContactToWrite } from '../../server/vendors/ports.ts';
import { loadOpenApi } from '../practice/openapi.ts';
import { deviations } from './deviations.ts';
import { call, createProgress, fax, leadRef, note, startWorld, type World } from './test-world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld({ seeded: true, accessTokenSeconds: 30 * 86_400 });
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

const contact: ContactToWrite = {
  record: 'contact',
  reference: 'ML-C1',
  type: 'person',
  name: 'Grace Hopper',
  e164: '+14155550190',
  country: 'US',
};

/** Everything that the adapter can do, once. */
async function doEverything(): Promise<void> {
  const { client, ids } = world;
  await client.whoAmI();
  for (const kind of ['staff', 'matter_type', 'stage', 'contact', 'matter'] as const) {
    await client.pull(kind, { cursor: null, since: null });
    for (let cursor: string | null = null, first = true; first || cursor !== null; first = false)
      ({ cursor } = await client.pull(kind, { cursor, since: '2026-03-01T00:00:00.000Z' }));
  }
  await client.fetchOne('staff', ids.nora);
  await client.findContactsByPhone('+14155550142');
  for (const record of [
    call(world),
    note(world),
    note(world, { reference: 'ML-L1', contact: leadRef(ids.omar) }),
    fax(world),
    contact,
  ]) {
    const { externalId } = await client.write(record, createProgress());
    await client.findByReference(record, createProgress());
    await client.read(record, externalId);
    await client.update(record, externalId, null);
    await client.retire(record, externalId, 'remove');
  }
}

async function subscribe(): Promise<void> {
  const { client, clock } = world;
  const wanted = { hookUrl: 'http://127.0.0.1:9/hooks', secret: 'secret', existing: null };
  await client.ensureSubscription?.(wanted);
  clock.advance(5 * 86_400_000);
  const kept = await client.ensureSubscription?.(wanted);
  if (kept !== undefined) await client.removeSubscription?.(kept);
}

test('the tables of operations in docs/vendors/zoho.md are true', async () => {
  await doEverything();
  await subscribe();
  const text = readFileSync(new URL('../../docs/vendors/zoho.md', import.meta.url), 'utf8');
  const told = text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) =>
      [...line.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) [^`]+)`/g)].map(([, name]) => name),
    );
  expect([...world.control.used.keys()].toSorted()).toEqual(told.toSorted());
});

test('what the description at hand does not have is told apart', async () => {
  await doEverything();
  await subscribe();
  const text = readFileSync(new URL('../../docs/vendors/zoho.md', import.meta.url), 'utf8');
  const outside = text.slice(text.indexOf('## Outside'), text.indexOf('## Knowing'));
  for (const { operation } of world.control.undescribed()) expect(outside).toContain(`\`${operation}\``);
});

test('each deviation that is told of is met, and stands in the documentation', async () => {
  await doEverything();
  expect(world.control.deviations().filter(({ met }) => !met)).toEqual([]);
  const text = readFileSync(new URL('../../docs/vendors/zoho.md', import.meta.url), 'utf8');
  const knowing = text.slice(text.indexOf('## Knowing'));
  for (const { operation } of deviations) expect(knowing).toContain(`\`${operation}\``);
});

test.skipIf(loadOpenApi('zoho', { closed: true }) === null)(
  'the vendor’s description is what requests are checked against (skipped where it is not at hand)',
  async () => {
    const answer = await fetch(`${world.apiUrl}/crm/v8/Contacts?fields=Phone&per_page=many`, {
      headers: { authorization: `Zoho-oauthtoken ${await world.context.token()}` },
    });
    expect(answer.status).toBe(400);
    expect(world.control.violations.splice(0)).toEqual([
      expect.stringMatching(/^GET \/crm\/v8\/\{module_api_name\}: query: \/per_page must be integer/),
    ]);
  },
);
