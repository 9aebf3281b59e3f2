/** The vector of who joins "from now", for pushes: they start where the stay does. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PushSimulator, startPushSimulator } from '../../../simulators/push/index.ts';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import { makePortalUser } from '../../testing/portal-user.ts';
import { createPortalLookFeature } from '../portal-look/index.ts';
import { createTemplatesFeature } from '../templates/index.ts';
import { createPushFeature, createPushListener, pushRound } from './index.ts';

let world: ConversationsWorld;
let service: PushSimulator;
beforeAll(async () => {
  world = await startConversationsWorld({
    listeners: () => [createPushListener()],
    features: [createPushFeature, createPortalLookFeature, createTemplatesFeature],
  });
  world.app.platform.allowLoopback = true;
  service = await startPushSimulator();
});
afterAll(async () => {
  await service.close();
  await world.close();
});

test('join: external joins "from now" → push starts there: nothing of before is pushed, what comes since is', async () => {
  const id = await world.thread();
  await world.say(id, 'said before');
  const pat = await makePortalUser(world.app, world.firm, { trusted: true });
  await world.party(world.matterId, pat.contactId, 'Client', true);
  const { publicKey } = (await pat.call('GET', '/portal/api/push')).json();
  const subscribed = await pat.call('PUT', '/portal/api/push', service.subscribe(publicKey));
  expect(subscribed.statusCode, subscribed.body).toBe(200);

  await pushRound(world.app.platform);
  expect(service.taken).toEqual([]);
  const body = { portalUserIds: [pat.id] };
  const added = await world.mina.call('POST', `/api/v1/conversations/${id}/participants`, body);
  expect(added.statusCode, added.body).toBe(200);
  // A message from before that changes now is none of theirs, either.
  const changed = await world.mina.call('PATCH', `/api/v1/conversations/${id}/messages/2`, {
    body: 'changed',
  });
  expect(changed.statusCode, changed.body).toBeLessThan(300);
  await pushRound(world.app.platform);
  world.pass(24 * 3600);
  await pushRound(world.app.platform);
  const before = service.taken.length;
  expect(service.taken.map(({ text }) => JSON.parse(text).body)).not.toContain('You have a new message.');

  await world.say(id, 'said since');
  await pushRound(world.app.platform);
  expect(service.taken.slice(before).map(({ text }) => JSON.parse(text).body)).toEqual([
    'You have a new message.',
  ]);
});
