/** Key stages of a case whose matter Smokeball keeps: its stage is read and followed, never set. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  demoIds,
  type SmokeballSimulator,
  startSmokeballSimulator,
} from '../../../simulators/smokeball/index.ts';
import { type MirrorWorld, startMirrorWorld } from '../../testing/mirror-world.ts';
import { smokeball as vendor } from '../../vendors/smokeball/index.ts';
import { createLeadsFeature, noteAccepted, noteConverted } from '../leads/index.ts';
import { createKeyStagesFeature, followRound } from './index.ts';

// A page may be several requests, which would wait for each other's seconds on a clock that stands still.
const smokeball = { ...vendor, budget: { ...vendor.budget, windows: [] } };

let world: MirrorWorld;
let simulator: SmokeballSimulator;
beforeAll(async () => {
  world = await startMirrorWorld({ smokeball }, [
    (platform) => createLeadsFeature(platform),
    (platform) => createKeyStagesFeature(platform, { smokeball }),
  ]);
  await world.newFirm('US');
  await world.sql(`update connections set status = 'disconnected'`);
  const clock = { now: () => world.clock.now, after: (_milliseconds: number, act: () => void) => act() };
  simulator = await startSmokeballSimulator({ clock, lag: { read: 0, list: 0 }, enforceBudget: false });
  world.connectionId = await world.addConnection('Smokeball', {
    vendor: 'smokeball',
    apiUrl: simulator.url,
    authUrl: simulator.authUrl,
    credentials: { ...simulator.credentials, ...simulator.control.signIn.issue() },
  });
  await world.load(world.connectionId, smokeball);
});
afterAll(async () => {
  await simulator.close();
  await world.app.close();
  expect(simulator.control.violations).toEqual([]);
});

const call = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown) => {
  const answer = await world.owner.call(method, `/api/v1/${path}`, body);
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer.json();
};
const moveThere = async (stage: string) => {
  simulator.control.people.moveStage(demoIds.purchase, demoIds.stages, stage);
  await world.later(6);
  await followRound(world.app.platform);
};
const stageNamed = (shown: { tracks: { stages: { code: string }[] }[] }, code: string) =>
  shown.tracks[0]?.stages.find((stage) => stage.code === code);

test('reaching sets nothing there and says so; their stage moves ours; theirs going back is a question', async () => {
  const [theirs] = (await call('GET', 'matters?q=elm')).items;
  const matter = await call('GET', `matters/${theirs.id}`);
  const [opened, settled] = matter.stages;
  const stages = (await call('GET', 'key-stages?side=purchase')).items;
  const map = (code: string, stageId: string) => {
    const { id } = stages.find((stage: { code: string }) => stage.code === code);
    return call('PATCH', `key-stages/${id}`, { mappings: [{ matterTypeId: matter.matterTypeId, stageId }] });
  };
  await map('quote_accepted', opened.id);
  const completed = await map('completed', settled.id);

  const lead = await call('POST', 'leads', {
    transaction: 'purchase',
    clients: [{ firstName: 'Ada', lastName: 'Byron', emails: ['ada@example.com'] }],
  });
  await world.write(async (tx) => {
    const actor = { firmId: world.firmId, staffId: null, now: world.clock.now };
    await noteAccepted(tx, actor, lead.id, { quoteId: lead.id, quoteNumber: 1, versionNumber: 1 });
    await noteConverted(tx, actor, lead.id, matter.id);
  });
  await followRound(world.app.platform);
  const path = `leads/${lead.id}/progress`;
  const begun = await call('GET', path);
  expect(begun.matter).toMatchObject({ stageName: 'Opened', keptIn: 'Smokeball', mayMove: false });
  expect(stageNamed(begun, 'quote_accepted')).toMatchObject({ state: 'reached' });

  const requests = simulator.control.log.length;
  await call('POST', path, { stageId: completed.id, do: 'reach' });
  expect((await call('GET', path)).matter.stageName).toBe('Opened');
  await call('POST', path, { stageId: completed.id, do: 'undo' });
  expect(simulator.control.log.length).toBe(requests);

  await moveThere(demoIds.settled);
  const followed = await call('GET', path);
  expect(followed.matter.stageName).toBe('Settled');
  expect(stageNamed(followed, 'completed')).toMatchObject({
    state: 'reached',
    by: 'matter_stage',
    staffName: null,
  });

  await moveThere(demoIds.opened);
  const back = await call('GET', path);
  expect(stageNamed(back, 'completed')).toMatchObject({ state: 'reached' });
  expect(back.conflicts).toMatchObject([{ matterStageName: 'Opened', mayMoveMatter: false, movedBy: null }]);
  const answerTo = `${path}/conflicts/${back.conflicts[0].id}`;
  const refused = await world.owner.call('POST', `/api/v1/${answerTo}`, { answer: 'move_matter' });
  expect(refused.statusCode).toBe(409);
  expect(stageNamed(await call('POST', answerTo, { answer: 'undo' }), 'completed')).toMatchObject({
    state: 'pending',
  });
});
