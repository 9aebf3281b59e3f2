/** Records that a practice system keeps are shown with it, and changed there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  mirroredCode,
  mirroredContact,
  mirroredMatter,
  mirroredStage,
  mirroredType,
} from '../../testing/mirror-items.ts';
import { type MirrorWorld, startMirrorWorld } from '../../testing/mirror-world.ts';

let world: MirrorWorld;
let contactId: string;
let matterId: string;
const idOf = async (list: string, name: string): Promise<string> => {
  const items: { id: string; name?: string; displayName?: string; label?: string; title?: string }[] = (
    await world.owner.call('GET', `/api/v1/${list}`)
  ).json().items;
  const one = items.find((item) => [item.name, item.displayName, item.label, item.title].includes(name));
  return one?.id ?? 'none';
};
beforeAll(async () => {
  world = await startMirrorWorld();
  await world.apply([
    mirroredType('t', 'Boundary disputes'),
    mirroredStage('s', 'Instructed', { matterTypeIds: ['t'] }),
    mirroredCode('c', 'LET'),
    mirroredContact('1', { phones: ['ask Jane'] }),
    mirroredMatter('m', { matterTypeId: 't' }),
  ]);
  contactId = await idOf('contacts', 'Jane Okafor 1');
  matterId = await idOf('matters', 'Purchase m');
});
afterAll(() => world.app.close());

test('a contact and a matter say where they are kept, alone and in lists', async () => {
  const kept = (kind: string, id: string) => ({
    connectionId: world.connectionId,
    vendor: 'fake',
    label: 'Fake',
    url: `https://fake.example.com/${kind}/${id}`,
  });
  for (const path of [`contacts/${contactId}`, 'contacts']) {
    const body = (await world.owner.call('GET', `/api/v1/${path}`)).json();
    expect((body.items ?? [body])[0].keptIn, path).toEqual(kept('contact', '1'));
  }
  for (const path of [`matters/${matterId}`, 'matters']) {
    const body = (await world.owner.call('GET', `/api/v1/${path}`)).json();
    expect((body.items ?? [body])[0].keptIn, path).toEqual(kept('matter', 'm'));
  }
  const own = await world.owner.call('POST', '/api/v1/contacts', { kind: 'person', lastName: 'Own' });
  expect(own.json().keptIn).toBeNull();
});

test('what is kept there is not changed here', async () => {
  const own = (await world.owner.call('POST', '/api/v1/contacts', { kind: 'person', lastName: 'Own' })).json()
    .id;
  const number = (await world.owner.call('GET', '/api/v1/contact-numbers')).json().items[0].id;
  const typeId = await idOf('matter-types', 'Boundary disputes');
  const setId = await idOf('stage-sets', 'Steps');
  const stageId = (await world.owner.call('GET', `/api/v1/stages?stageSetId=${setId}`)).json().items[0].id;
  const codeId = await idOf('activity-codes', 'LET');
  const attempts = [
    ['PATCH', `contacts/${contactId}`, { lastName: 'Hale' }],
    ['DELETE', `contacts/${contactId}`, undefined],
    ['POST', `contacts/${contactId}/merge`, { otherId: own }],
    ['POST', `contacts/${own}/merge`, { otherId: contactId }],
    ['PATCH', `contact-numbers/${number}`, { text: '020 7946 0101' }],
    ['PATCH', `matters/${matterId}`, { title: 'Other' }],
    ['PATCH', `matter-types/${typeId}`, { name: 'Other' }],
    ['DELETE', `matter-types/${typeId}`, undefined],
    ['PATCH', `stage-sets/${setId}`, { name: 'Other' }],
    ['DELETE', `stage-sets/${setId}`, undefined],
    ['POST', 'stages', { stageSetId: setId, name: 'Other' }],
    ['PATCH', `stages/${stageId}`, { name: 'Other' }],
    ['DELETE', `stages/${stageId}`, undefined],
    ['PATCH', `activity-codes/${codeId}`, { label: 'Other' }],
  ] as const;
  for (const [method, path, body] of attempts) {
    const answer = await world.owner.call(method, `/api/v1/${path}`, body);
    expect([path, answer.statusCode, answer.json().detail]).toEqual([
      path,
      409,
      'Kept in Fake; change it there.',
    ]);
  }
});

test('the firm still decides who sees a matter, and works on it', async () => {
  const wall = { restricted: true, staffIds: [world.owner.id] };
  expect((await world.owner.call('PUT', `/api/v1/matters/${matterId}/wall`, wall)).statusCode).toBe(200);
  const task = await world.owner.call('POST', '/api/v1/tasks', { matterId, subject: 'Ring back' });
  expect(task.statusCode).toBe(201);
});

test('when the connection was ended, the record is the firm’s', async () => {
  await world.sql(`update connections set status = 'disconnected' where id = $1`, [world.connectionId]);
  const answer = await world.owner.call('PATCH', `/api/v1/contacts/${contactId}`, { lastName: 'Hale' });
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({ displayName: 'Jane Hale', keptIn: null });
});
