/** `GET /api/v1/matters/{id}/stages` on a real PostgreSQL. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import { createLeadsFeature, noteConverted } from '../leads/index.ts';
import { createKeyStagesFeature } from './index.ts';

let world: PhoneWorld;
beforeAll(async () => {
  world = await startPhoneWorld({
    features: [(platform) => createLeadsFeature(platform), (platform) => createKeyStagesFeature(platform)],
  });
  world.clock.now = new Date('2026-03-02T10:00:00.000Z');
});
afterAll(() => world.close());

const call = async (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, as = world.ada) => {
  const answer = await as.call(method, `/api/v1/${path}`, body);
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer.json();
};
interface Stage {
  name: string;
  current: boolean;
  keyStages: { code: string; state: string; eventOn: string | null }[];
}
const stagesOf = async (
  matterId: string,
): Promise<{ items: Stage[]; leadId: string | null; stageSetId: string | null }> =>
  call('GET', `matters/${matterId}/stages`);

async function typeNamed(name: string): Promise<{ id: string; stageSetId: string }> {
  const { items } = await call('GET', 'matter-types');
  return items.find((one: { name: string }) => one.name === name);
}

async function purchase(): Promise<string> {
  const { id } = await typeNamed('Purchase');
  return (await call('POST', 'matters', { title: 'Okafor', matterTypeId: id })).id;
}

test('a matter that never was a lead: its stages in order, one current, no key stages', async () => {
  const shown = await stagesOf(await purchase());
  expect(shown).toMatchObject({ leadId: null, stageSetId: (await typeNamed('Purchase')).stageSetId });
  expect(shown.items.map(({ name, current }) => [name, current]).slice(0, 2)).toEqual([
    ['Instructed', true],
    ['Searches', false],
  ]);
  expect(shown.items.filter(({ current }) => current)).toHaveLength(1);
  expect(shown.items.flatMap(({ keyStages }) => keyStages)).toEqual([]);
});

test('a case: each stage carries the key stages that are the same thing, with their state', async () => {
  const matterId = await purchase();
  const lead = await call('POST', 'leads', {
    transaction: 'purchase',
    clients: [{ firstName: 'Jane', lastName: 'Okafor' }],
  });
  await call('POST', `leads/${lead.id}/state`, { state: 'instructed' });
  const actor = { firmId: world.firm.id, staffId: null, now: world.clock.now };
  await world.app.platform.database
    .firm(world.firm.id)
    .write((tx) => noteConverted(tx, actor, lead.id, matterId));
  const { items } = await call('GET', 'key-stages?side=purchase');
  const exchanged = items.find((one: { code: string }) => one.code === 'exchanged');
  await call('POST', `leads/${lead.id}/progress`, { stageId: exchanged.id, do: 'reach', on: '2026-03-01' });
  const shown = await stagesOf(matterId);
  expect(shown.leadId).toBe(lead.id);
  expect(shown.items.filter(({ current }) => current).map(({ name }) => name)).toEqual(['Exchanged']);
  expect(shown.items.find(({ name }) => name === 'Exchanged')?.keyStages).toMatchObject([
    {
      code: 'exchanged',
      side: 'purchase',
      label: 'Contracts exchanged',
      state: 'reached',
      eventOn: '2026-03-01',
    },
  ]);
  expect(shown.items.find(({ name }) => name === 'Completed')?.keyStages).toMatchObject([
    { state: 'pending' },
  ]);
});

test('a matter without a type has no stages', async () => {
  const { id } = await call('POST', 'matters', { title: 'Something else' });
  expect(await stagesOf(id)).toEqual({ items: [], next: null, stageSetId: null, leadId: null });
});

test('behind a wall, and of another firm, the matter does not exist', async () => {
  const id = await purchase();
  const wall = { restricted: true, staffIds: [world.ada.id] };
  await call('PUT', `matters/${id}/wall`, wall, world.owner);
  const other = await world.newFirm();
  for (const who of [world.owner, other.ada])
    expect((await who.call('GET', `/api/v1/matters/${id}/stages`)).statusCode).toBe(404);
  expect((await stagesOf(id)).items.length).toBeGreaterThan(0);
});

test.each(['nothing', '0', '%27', '%00'])('%s is no id of a matter', async (id) => {
  expect((await world.ada.call('GET', `/api/v1/matters/${id}/stages`)).statusCode).toBeGreaterThanOrEqual(
    400,
  );
});
