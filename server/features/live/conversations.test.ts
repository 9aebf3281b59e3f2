/** Who is told of what happens in conversations, and for people of the portal; through real streams. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { LiveEvent } from '../../platform/live-events.ts';
import type { TestStaff } from '../../testing/app.ts';
import { type LiveWorld, type Reader, startLiveWorld } from '../../testing/live-world.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';

let world: LiveWorld;
let owner: TestStaff;
let member: TestStaff;
let other: TestStaff;
let client: TestPortalUser;
let stranger: TestPortalUser;
beforeAll(async () => {
  world = await startLiveWorld(60_000);
  owner = world.firm.owner;
  member = await world.signedIn(world.firm);
  other = await world.signedIn(world.firm);
  client = await makePortalUser(world, world.firm);
  stranger = await makePortalUser(world, world.firm);
});
afterAll(async () => {
  await world.close();
});

const open: Reader[] = [];
afterEach(() => {
  for (const reader of open.splice(0)) reader.stop();
});
async function kept(reader: Promise<Reader>): Promise<Reader> {
  open.push(await reader);
  return await reader;
}
const staffReader = (who: TestStaff, query = '') => kept(world.listenAsStaff(who, query));
const portalReader = (who: TestPortalUser, query = '') => kept(world.listenToPortal(who, query));

let events = 0;
/** Which of them are told this event, once all that was on its way has come. */
async function toldOf(event: Partial<LiveEvent>, readers: readonly Reader[]): Promise<boolean[]> {
  events += 1;
  const [type, mark] = [`event-${events}.changed`, `mark-${events}.changed`];
  await world.append({ ...event, type });
  await world.append(
    { type: mark },
    ...[client, stranger].map(({ id }) => ({ type: mark, forPortalUserId: id })),
  );
  await Promise.all(readers.map((reader) => reader.until((text) => text.includes(mark))));
  return readers.map((reader) => reader.text().includes(type));
}

test('an external conversation: those who take part, and staff who have it open; no other client', async () => {
  const matterId = await world.matter();
  const conversationId = await world.converse({
    ...{ kind: 'external', matterId, staff: [owner.id], outside: [client.id] },
  });
  const readers = [
    await staffReader(owner),
    await staffReader(member),
    await staffReader(other, `?watch=${conversationId}`),
    await portalReader(client),
    await portalReader(stranger),
  ];
  expect(await toldOf({ conversationId }, readers)).toEqual([true, false, true, true, false]);
  expect(await toldOf({ conversationId, staffOnly: true }, readers)).toEqual([
    ...[true, false, true, false, false],
  ]);
});

test('having it open shows nothing that one may not see', async () => {
  const walled = await world.matter({ restrictedTo: [owner.id] });
  const direct = await world.converse({ kind: 'direct', staff: [owner.id, member.id] });
  const behind = await world.converse({ kind: 'internal', matterId: walled, staff: [owner.id, member.id] });
  const watch = `?watch=${direct},${behind}`;
  const readers = [
    await staffReader(owner, watch),
    await staffReader(member, watch),
    await staffReader(other, watch),
  ];
  expect(await toldOf({ conversationId: direct }, readers)).toEqual([true, true, false]);
  // Nor does taking part: the wall of the matter stands over it.
  expect(await toldOf({ conversationId: behind }, readers)).toEqual([true, false, false]);
});

test('people of the portal hear of their conversations and what is meant for them, and nothing else of the firm', async () => {
  const matterId = await world.matter();
  const internal = await world.converse({ kind: 'internal', matterId, staff: [owner.id] });
  const draft = await world.converse({
    ...{ kind: 'external', state: 'draft', matterId, staff: [owner.id], outside: [client.id] },
  });
  const readers = [await portalReader(client), await portalReader(stranger)];
  expect(await toldOf({ forPortalUserId: client.id, matterId }, readers)).toEqual([true, false]);
  expect(await toldOf({}, readers)).toEqual([false, false]);
  expect(await toldOf({ matterId }, readers)).toEqual([false, false]);
  expect(await toldOf({ conversationId: internal }, readers)).toEqual([false, false]);
  expect(await toldOf({ conversationId: draft }, readers)).toEqual([false, false]);
  const [reader] = readers;
  expect(reader?.text()).not.toMatch(new RegExp([owner.id, matterId, internal, draft].join('|')));
});

test('vector "join": whoever joins later hears nothing of what was before, not even when the whole past is asked for', async () => {
  const matterId = await world.matter();
  const conversationId = await world.converse({ kind: 'external', matterId, staff: [owner.id] });
  await world.append({ conversationId, type: 'before.changed' });
  await world.join(conversationId, client.id);
  await world.append({ conversationId, type: 'since.changed' });
  const reader = await portalReader(client, '?after=0');
  await reader.until((text) => text.includes('since.changed'));
  expect(reader.text()).not.toContain('before.changed');
});

test('a portal reader that was away goes on after its last number', async () => {
  const reader = await portalReader(client);
  await world.append({ forPortalUserId: client.id, type: 'first.changed' });
  await reader.until((text) => text.includes('first.changed'));
  const [last] = reader.seqs();
  reader.stop();
  await world.append({ forPortalUserId: client.id, type: 'second.changed' }, { type: 'third.changed' });
  const again = await kept(world.listen(client, '/portal/api/events', { 'last-event-id': String(last) }));
  await again.until((text) => text.includes('second.changed'));
  expect(again.seqs()).toEqual([(last ?? 0) + 1]);
});

test('a member of a firm that keeps conversations to their members hears only of their own', async () => {
  const matterId = await world.matter();
  const conversationId = await world.converse({ kind: 'internal', matterId, staff: [owner.id] });
  const readers = [await staffReader(owner), await staffReader(member, `?watch=${conversationId}`)];
  expect(await toldOf({ conversationId }, readers)).toEqual([true, true]);
  await world.query('insert into portal_settings (firm_id, members_only) values ($1, true)', [world.firm.id]);
  expect(await toldOf({ conversationId }, readers)).toEqual([true, false]);
  await world.query('delete from portal_settings where firm_id = $1', [world.firm.id]);
});

test('each realm has its own stream', async () => {
  expect((await world.listenToPortal(owner)).status).toBe(401);
  expect((await world.listenAsStaff(client)).status).toBe(401);
});

test('more than twenty conversations are not on one screen', async () => {
  const id = await world.converse({ kind: 'channel', staff: [owner.id] });
  const reader = await world.listenAsStaff(owner, `?watch=${Array.from({ length: 21 }, () => id).join(',')}`);
  expect(reader.status).toBe(422);
});
