/** Completion Details of a matter that a practice system keeps. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mirroredMatter } from '../../../testing/mirror-items.ts';
import { type MirrorWorld, startMirrorWorld } from '../../../testing/mirror-world.ts';

let world: MirrorWorld;
beforeAll(async () => {
  world = await startMirrorWorld();
  await world.apply([mirroredMatter('m')]);
});
afterAll(() => world.app.close());

test('are kept here, field by field as a person confirmed them, and say where the matter is kept', async () => {
  const [matter] = (await world.owner.call('GET', '/api/v1/matters')).json().items;
  const path = `/api/v1/matters/${matter.id}/layouts/completion-details`;
  const refused = await world.owner.call('PATCH', `/api/v1/matters/${matter.id}`, { title: 'Another' });
  expect(refused.json().code).toBe('wrong_state');
  const saved = await world.owner.call('PATCH', path, {
    fields: { price: { value: { amount: 5, currency: 'GBP' } } },
  });
  expect(saved.statusCode).toBe(200);
  expect(saved.json()).toMatchObject({ version: 1, keptIn: { label: 'Fake' } });
});
