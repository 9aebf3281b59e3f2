import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestStaff } from '../../testing/app.ts';
import { type LiveWorld, type Reader, startLiveWorld } from '../../testing/live-world.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';
import { mostSigns } from './typing.ts';

let world: LiveWorld;
let owner: TestStaff;
let member: TestStaff;
let watcher: TestStaff;
let client: TestPortalUser;
let spouse: TestPortalUser;
let readers: { owner: Reader; member: Reader; watcher: Reader; client: Reader; spouse: Reader };
let matterId: string;
let external: string;
let direct: string;
beforeAll(async () => {
  world = await startLiveWorld(60_000);
  owner = world.firm.owner;
  [member, watcher] = [await world.signedIn(world.firm), await world.signedIn(world.firm)];
  [client, spouse] = [await makePortalUser(world, world.firm), await makePortalUser(world, world.firm)];
  matterId = await world.matter();
  external = await world.converse({
    ...{ kind: 'external', matterId, staff: [owner.id, member.id], outside: [client.id, spouse.id] },
  });
  direct = await world.converse({ kind: 'direct', staff: [owner.id, member.id] });
  readers = {
    owner: await world.listenAsStaff(owner),
    member: await world.listenAsStaff(member),
    watcher: await world.listenAsStaff(watcher, `?watch=${external},${direct}`),
    client: await world.listenToPortal(client),
    spouse: await world.listenToPortal(spouse),
  };
});
afterAll(async () => {
  await world.close();
});

const staffTypes = (who: TestStaff, id: string) => who.call('POST', `/api/v1/conversations/${id}/typing`);
const clientTypes = (who: TestPortalUser, id: string) =>
  who.call('POST', `/portal/api/conversations/${id}/typing`);

const said = (reader: Reader) =>
  [...reader.text().matchAll(/event: typing\ndata: (.*)\n\n/g)].map(([, data = '']) => JSON.parse(data));

/** What each was told of that somebody writes, and of nothing before; signals come in the order of their commits. */
async function toldOf(act: () => Promise<{ statusCode: number }>): Promise<Record<string, unknown[]>> {
  const before = new Map(Object.values(readers).map((reader) => [reader, said(reader).length]));
  expect((await act()).statusCode).toBe(204);
  // A sign of the owner in a conversation of all staff, shown to clients: when it has come, so has all before.
  await settle();
  return Object.fromEntries(
    Object.entries(readers).map(([name, reader]) => [
      name,
      said(reader)
        .slice(before.get(reader))
        .filter(({ conversationId }) => !marks.has(conversationId)),
    ]),
  );
}

const marks = new Set<string>();
async function settle(): Promise<void> {
  const mark = await world.converse({
    ...{ kind: 'external', matterId, staff: [owner.id, member.id, watcher.id] },
    outside: [client.id, spouse.id],
  });
  marks.add(mark);
  const shown = await world.query('select typing_shown from portal_settings where firm_id = $1', [
    world.firm.id,
  ]);
  const isShown = JSON.stringify(shown).includes('true');
  await staffTypes(owner, mark);
  await Promise.all(
    [readers.member, readers.watcher, ...(isShown ? [readers.client, readers.spouse] : [])].map((reader) =>
      reader.until((text) => text.includes(mark)),
    ),
  );
  await staffTypes(member, mark);
  await readers.owner.until((text) => text.includes(mark));
}

test('staff writes to a client: the others of the firm who take part are told, nobody else', async () => {
  const told = await toldOf(() => staffTypes(owner, external));
  const sign = { conversationId: external, staffId: owner.id };
  expect(told).toEqual({ owner: [], member: [sign], watcher: [], client: [], spouse: [] });
});

test('a client writes: the firm is told, and no other client', async () => {
  const told = await toldOf(() => clientTypes(client, external));
  const sign = { conversationId: external, portalUserId: client.id };
  expect(told).toEqual({ owner: [sign], member: [sign], watcher: [], client: [], spouse: [] });
});

test('where the firm shows it, its clients are told that the firm writes, and not who', async () => {
  await world.query(`insert into portal_settings (firm_id, typing_shown) values ($1, true)`, [world.firm.id]);
  const told = await toldOf(() => staffTypes(owner, external));
  const [sign, ofFirm] = [{ conversationId: external, staffId: owner.id }, { conversationId: external }];
  expect(told).toEqual({ owner: [], member: [sign], watcher: [], client: [ofFirm], spouse: [ofFirm] });
  // Not what is said among the firm's people, whoever is a client elsewhere.
  expect(await toldOf(() => staffTypes(member, direct))).toEqual({
    ...{ owner: [{ conversationId: direct, staffId: member.id }], member: [], watcher: [] },
    ...{ client: [], spouse: [] },
  });
  await world.query('delete from portal_settings where firm_id = $1', [world.firm.id]);
});

test('nothing of it is kept', async () => {
  const count = async () => JSON.stringify(await world.query('select count(*) from events', []));
  const before = await count();
  await staffTypes(owner, external);
  expect(await count()).toBe(before);
});

test('only where one takes part, behind the wall of the conversation', async () => {
  const walled = await world.matter({ restrictedTo: [owner.id] });
  const behind = await world.converse({ kind: 'internal', matterId: walled, staff: [owner.id] });
  const archived = await world.converse({ kind: 'internal', matterId, state: 'archived', staff: [owner.id] });
  const answers = await Promise.all([
    staffTypes(watcher, direct),
    staffTypes(watcher, external),
    staffTypes(member, behind),
    staffTypes(owner, archived),
    staffTypes(owner, '0198c0de-0000-7000-8000-000000000000'),
  ]);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 403, 404, 409, 404]);
});

test('a client: not in what is the firm’s own, nor after the end, nor without the second factor that it asks for', async () => {
  const stranger = await makePortalUser(world, world.firm);
  const internal = await world.converse({ kind: 'internal', matterId, staff: [owner.id] });
  const guarded = await world.converse({
    ...{ kind: 'external', matterId, staff: [owner.id], outside: [stranger.id], secondFactor: true },
  });
  const over = await world.converse({ kind: 'external', matterId, outside: [stranger.id] });
  await world.query(
    `update participants set left_at = now(), to_seq = 1, left_how = 'ended' where conversation_id = $1`,
    [over],
  );
  const answers = await Promise.all([
    clientTypes(stranger, external),
    clientTypes(stranger, internal),
    clientTypes(stranger, guarded),
    clientTypes(stranger, over),
  ]);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404, 403, 409]);
  expect(answers[2]?.json().code).toBe('step_up_needed');
});

test('too many signs are refused', async () => {
  const busy = await world.signedIn(world.firm);
  const answers = await Promise.all(
    Array.from({ length: mostSigns.tries + 1 }, () => staffTypes(busy, external)),
  );
  expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(1);
  const refused = answers.find(({ statusCode }) => statusCode === 429);
  expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
});
