/** All files of somebody outside the firm, on a real PostgreSQL. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type FilesWorld,
  portalSender,
  staffSender,
  startFilesWorld,
  upload,
} from '../../testing/files-world.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';
import type { OwnFilesPage } from './shapes.ts';

let world: FilesWorld;
beforeAll(async () => {
  world = await startFilesWorld();
});
afterAll(() => world.close());

const newcomer = () => makePortalUser(world.app, world.firm, { firstName: 'Jane', lastName: 'Okafor' });
const listOf = async (who: TestPortalUser, query = ''): Promise<OwnFilesPage> => {
  const answer = await who.call('GET', `/portal/api/files${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
};
const namesOf = async (who: TestPortalUser, query = '') =>
  (await listOf(who, query)).items.map(({ name }) => name);

/** Sent by the firm, or by the one given. */
async function send(conversationId: string, names: readonly string[], by?: TestPortalUser): Promise<number> {
  const sender = by ? portalSender(by) : staffSender(world.firm.owner);
  const ids: string[] = [];
  for (const name of names) ids.push(await upload(world, sender, { name, bytes: name, conversationId }));
  await world.inspect();
  return await world.post(
    by ? { portalUserId: by.id } : { staffId: world.firm.owner.id },
    ids,
    conversationId,
  );
}

test('files of all conversations, the newest first, with who sent each and where it stands', async () => {
  const jane = await newcomer();
  const first = await world.makeConversation({ clients: [jane] });
  const second = await world.makeConversation({ clients: [jane] });
  await send(first.id, ['contract.pdf', 'plan.pdf']);
  await send(second.id, ['passport.txt'], jane);
  const { items, next, locked } = await listOf(jane);
  expect(items.map(({ name }) => name)).toEqual(['passport.txt', 'plan.pdf', 'contract.pdf']);
  expect(items[0]).toMatchObject({
    ...{ mine: true, fromName: 'Jane Okafor', conversationId: second.id, matterId: second.matterId },
    ...{ conversationTitle: 'Purchase of 12 Mill Lane', sizeBytes: 12, state: 'unscanned', delivery: 'warn' },
  });
  expect(items[1]).toMatchObject({ mine: false, fromName: 'Olive Owner' });
  expect(items[0]?.words).toContain('ot scanned');
  expect({ next, locked }).toEqual({ next: null, locked: false });
  expect(JSON.stringify(items)).not.toContain('sha256');
});

test('of one matter, and by part of a name in which % and _ mean themselves', async () => {
  const jane = await newcomer();
  const first = await world.makeConversation({ clients: [jane] });
  const second = await world.makeConversation({ clients: [jane] });
  await send(first.id, ['100% yours.txt', 'my_plan.txt']);
  await send(second.id, ['Report.txt']);
  expect(await namesOf(jane, `?matterId=${second.matterId}`)).toEqual(['Report.txt']);
  expect(await namesOf(jane, '?q=rePORT')).toEqual(['Report.txt']);
  expect(await namesOf(jane, `?q=${encodeURIComponent('%')}`)).toEqual(['100% yours.txt']);
  expect(await namesOf(jane, '?q=y_')).toEqual(['my_plan.txt']);
  expect(await namesOf(jane, `?q=report&matterId=${first.matterId}`)).toEqual([]);
});

test('page by page, each file once', async () => {
  const jane = await newcomer();
  const { id } = await world.makeConversation({ clients: [jane] });
  await send(id, ['a.txt', 'b.txt', 'c.txt']);
  const first = await listOf(jane, '?limit=2');
  const second = await listOf(jane, `?limit=2&after=${first.next}`);
  expect([...first.items, ...second.items].map(({ name }) => name).sort()).toEqual([
    'a.txt',
    'b.txt',
    'c.txt',
  ]);
  expect(second.next).toBeNull();
});

test('what was withdrawn or found to be infected stays as a name that nobody opens; what went with its message is gone', async () => {
  const jane = await newcomer();
  const { id } = await world.makeConversation({ clients: [jane] });
  await send(id, ['withdrawn.txt', 'infected.txt']);
  const seq = await send(id, ['gone.txt'], jane);
  await world.sql(
    `update attachments set withdrawn_at = now(), withdrawn_why = 'person' where name = 'withdrawn.txt'`,
  );
  await world.sql(
    `update attachments set withdrawn_at = now(), withdrawn_why = 'infected', verdict = 'infected' where name = 'infected.txt'`,
  );
  await world.sql('update messages set retracted_at = now() where conversation_id = $1 and seq = $2', [
    id,
    seq,
  ]);
  const { items } = await listOf(jane);
  expect(items.map(({ name, state, delivery }) => [name, state, delivery]).sort()).toEqual([
    ['infected.txt', 'withdrawn', 'blocked'],
    ['withdrawn.txt', 'withdrawn', 'blocked'],
  ]);
});

test('join: whoever came later reads the files from then on; nobody those of others, of internal ones, or without the second factor', async () => {
  const [jane, john] = [await newcomer(), await newcomer()];
  const { id } = await world.makeConversation({ clients: [jane] });
  await send(id, ['before.txt']);
  await world.sql(
    `insert into participants (firm_id, id, conversation_id, portal_user_id, joined_at, from_seq)
     select $1, gen_random_uuid(), $2, $3, now(), last_seq + 1 from conversations where id = $2`,
    [world.firm.id, id, john.id],
  );
  await send(id, ['after.txt']);
  const internal = await world.makeConversation({ kind: 'internal' });
  await send(internal.id, ['internal.txt']);
  expect(await namesOf(john)).toEqual(['after.txt']);
  expect(await namesOf(jane)).toEqual(['after.txt', 'before.txt']);
  await world.sql('update conversations set second_factor = true where id = $1', [id]);
  expect(await listOf(jane)).toEqual({ items: [], next: null, locked: true });
});
