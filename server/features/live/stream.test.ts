import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LiveWorld, startLiveWorld } from '../../testing/live-world.ts';

let world: LiveWorld;
beforeAll(async () => {
  world = await startLiveWorld();
});
afterAll(async () => {
  await world.close();
});

const many = (count: number) => Array.from({ length: count }, () => ({ type: 'task.changed' }));

test('a reader gets what happens from now on, as { seq, type, id } alone', async () => {
  const { firm } = world;
  await world.append(...many(2));
  const reader = await world.listenAsStaff(firm.owner);
  expect(reader.type).toContain('text/event-stream');
  // Where it stands, so that one who is cut off before the first event misses nothing.
  await reader.until((text) => text.startsWith('retry: 2000\nid: 2\n\n'));
  await world.append(...many(1));
  await reader.until((text) => text.includes('"seq":3'));
  expect(reader.text()).toContain(`id: 3\ndata: {"seq":3,"type":"task.changed","id":"${firm.id}"}\n\n`);
  expect(reader.seqs()).toEqual([3]);
  reader.stop();
});

test('a reader that was away goes on after its last number, by query or by Last-Event-ID', async () => {
  const { firm } = world;
  await world.append(...many(1200));
  for (const reader of await Promise.all([
    world.listenAsStaff(firm.owner, '?after=1'),
    world.listen(firm.owner, '/api/v1/events/stream', { 'last-event-id': '1' }),
    // The browser's own number is newer than the one in the address that it first came with.
    world.listen(firm.owner, '/api/v1/events/stream?after=900', { 'last-event-id': '1' }),
  ])) {
    await reader.until((text) => text.includes('"seq":1203'));
    expect(reader.seqs()).toEqual(Array.from({ length: 1202 }, (_, n) => n + 2));
    reader.stop();
  }
});

test('what comes while somebody catches up is told once, in order', async () => {
  const { firm } = world;
  const before = 1203;
  const here = await world.listenAsStaff(firm.owner);
  const late = Promise.all([0, 400, 1100].map((after) => world.listenAsStaff(firm.owner, `?after=${after}`)));
  for (let n = 0; n < 20; n += 1) await world.append(...many(5));
  const readers = [here, ...(await late)];
  await Promise.all(readers.map((reader) => reader.until((text) => text.includes('"seq":1303'))));
  for (const [n, after] of [before, 0, 400, 1100].entries())
    expect(readers[n]?.seqs()).toEqual(Array.from({ length: 1303 - after }, (_, one) => after + 1 + one));
  for (const reader of readers) reader.stop();
});

test('old events that are gone are not waited for, nor is a number that is still to come', async () => {
  const { firm } = world;
  await world.query('delete from events where firm_id = $1', [firm.id]);
  const readers = await Promise.all([
    world.listenAsStaff(firm.owner, '?after=3'),
    world.listenAsStaff(firm.owner, '?after=99999'),
  ]);
  await world.append(...many(1));
  for (const reader of readers) {
    await reader.until((text) => text.includes('"seq":1304'));
    expect(reader.seqs()).toEqual([1304]);
    reader.stop();
  }
});

test('events of a walled matter reach only those inside the wall', async () => {
  const { firm } = world;
  const matterId = await world.matter({ restrictedTo: [firm.owner.id] });
  const outside = await world.signedIn(firm, 'administrator');
  const [inside, excluded] = [await world.listenAsStaff(firm.owner), await world.listenAsStaff(outside)];
  await world.append({ matterId });
  await world.append({});
  await Promise.all([inside, excluded].map((reader) => reader.until((text) => text.includes('"seq":1306'))));
  expect([inside.seqs(), excluded.seqs()]).toEqual([[1305, 1306], [1306]]);
  inside.stop();
  excluded.stop();
});

test('another firm’s events never come', async () => {
  const other = await world.makeFirm();
  const reader = await world.listenAsStaff(other.owner, '?after=0');
  await world.append(...many(1));
  await reader.until((text) => text.includes(': still here'));
  expect(reader.seqs()).toEqual([]);
  reader.stop();
});

test('a number that is none is refused before anything is told', async () => {
  const reader = await world.listenAsStaff(world.firm.owner, '?after=-1');
  expect(reader.status).toBe(422);
});
