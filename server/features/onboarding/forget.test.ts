/** What an onboarding service told of an enquiry that was made anonymous. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetWorkspaces } from './index.ts';
import { type OnboardingWorld, startOnboardingWorld } from './test-world.ts';

let world: OnboardingWorld;
beforeAll(async () => {
  world = await startOnboardingWorld();
  await world.connect();
});
afterAll(() => world.close());

const kept = async () =>
  (await world.phones.query<{ row: string }>('select t::text as row from onboarding_workspaces t')).map(
    ({ row }) => row,
  );

test('is gone with its decisions, and does not come back when the service tells of it again', async () => {
  const { id, clients } = await world.lead();
  await world.ok('POST', `leads/${id}/onboarding`, { clients, asks: ['id'] });
  await world.work();
  const [external] = [...world.service.workspaces.keys()].slice(-1);
  world.service.change(external ?? '', ({ tasks: [task] }) =>
    Object.assign(task ?? {}, {
      status: 'complete',
      result: 'refer',
      completedAt: '2026-11-22T10:00:00.000Z',
    }),
  );
  await world.work();
  const { workspaces } = await world.ok<{ workspaces: { id: string; tasks: { id: string }[] }[] }>(
    'GET',
    `leads/${id}/onboarding`,
  );
  const [shown] = workspaces;
  await world.ok('POST', `onboarding/workspaces/${shown?.id}/decisions`, {
    taskId: shown?.tasks[0]?.id,
    result: 'refer',
    completedAt: '2026-11-22T10:00:00.000Z',
    decision: 'accept',
    reason: 'Seen in person, Client Number',
  });
  const text = () => kept().then((rows) => rows.join('\n'));
  expect(await text()).toContain('Client Number');

  const { platform } = world.phones.app;
  const firmId = world.phones.firm.id;
  await platform.database
    .firm(firmId)
    .write((tx) => forgetWorkspaces(tx, firmId, id, world.phones.clock.now));
  expect(await text()).not.toContain('Client Number');
  expect(await world.phones.query('select 1 from onboarding_decisions')).toEqual([]);

  world.service.change(external ?? '', (workspace) =>
    Object.assign(workspace, { title: 'Client Number again' }),
  );
  await world.pass(20);
  expect(await text()).not.toContain('Client Number');
  expect(await kept()).toHaveLength(1);
  const { items } = await world.ok<{ items: unknown[] }>('GET', 'onboarding/workspaces?waiting=match');
  expect(items).toEqual([]);
});
