import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import { checkAuditLog } from './check.ts';
import { sealAll } from './seal-round.ts';

let world: ConversationsWorld;
let conversationId: string;
const secretWords = 'the settlement is four hundred thousand';
beforeAll(async () => {
  world = await startConversationsWorld();
  conversationId = await world.thread({ title: 'Completion' });
  await world.say(conversationId, secretWords);
  await world.say(conversationId, secretWords, world.client);
});
afterAll(async () => {
  await world.close();
});

async function list(query = '', who = world.owner) {
  const answer = await who.call('GET', `/api/v1/audit-log?${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

test('entries tell names: who, what, on which matter, and of ids in what was written', async () => {
  const { items } = await list(`subjectType=conversation&limit=200`);
  const begun = items.find(({ action }: { action: string }) => action === 'conversation.created');
  expect(begun).toMatchObject({
    ...{ whoName: 'Mina Shah', subjectName: 'Completion', matterName: 'Purchase of 12 Mill Lane' },
    subjectId: conversationId,
  });
  const posted = items.find(({ portalUserId }: { portalUserId: string | null }) => portalUserId !== null);
  expect(posted).toMatchObject({ whoName: 'Cleo Marsh', staffId: null });
});

test('it can be asked by person, by somebody outside, by kind, by matter and by day in the firm’s zone', async () => {
  const who = async (query: string) =>
    new Set((await list(query)).items.map(({ whoName }: { whoName: string }) => whoName));
  expect(await who(`staffId=${world.mina.id}`)).toEqual(new Set(['Mina Shah']));
  expect(await who(`portalUserId=${world.client.id}`)).toEqual(new Set(['Cleo Marsh']));
  expect((await list('subjectType=matter')).items).toHaveLength(1);
  expect((await list(`matterId=${world.matterId}&limit=200`)).items.length).toBeGreaterThan(2);
  expect((await list('from=2026-11-23&to=2026-11-23')).items.length).toBeGreaterThan(2);
  expect((await list('from=2026-11-24')).items).toEqual([]);
  expect((await list('to=2026-11-22')).items).toEqual([]);
});

test('pages go on where the one before ended, also among entries of one moment', async () => {
  const whole = (await list('limit=200')).items.map(({ id }: { id: string }) => id);
  const paged: string[] = [];
  let after = '';
  do {
    const page = await list(`limit=2${after && `&after=${after}`}`);
    paged.push(...page.items.map(({ id }: { id: string }) => id));
    after = page.next ?? '';
  } while (after !== '');
  expect(paged).toEqual(whole);
});

test('as CSV it says names and the time of the firm’s zone, and that it was taken out is written down', async () => {
  const answer = await world.owner.call('GET', '/api/v1/audit-log.csv?subjectType=conversation');
  expect(answer.headers['content-type']).toContain('text/csv');
  expect(answer.body).toContain('2026-11-23 10:00:00,Mina Shah,conversation.created,conversation,Completion');
  expect((await list('subjectType=audit_log')).items[0]).toMatchObject({ action: 'audit_log.exported' });
});

test('what happens on a walled matter is in the log for those inside alone', async () => {
  const hidden = await world.matter('Zebra takeover', [world.client]);
  await world.restrict(hidden, [world.owner.id]);
  const outside = await world.app.signedIn(world.firm, 'administrator');
  const theirs = await list('limit=200', outside);
  expect(
    (await list('limit=200')).items.map(({ matterName }: { matterName: string }) => matterName),
  ).toContain('Zebra takeover');
  expect(JSON.stringify(theirs)).not.toMatch(new RegExp(`${hidden}|Zebra`));
  expect((await list(`matterId=${hidden}`, outside)).items).toEqual([]);
});

test('no words of messages are in it', async () => {
  const { rows } = await world.app.platform.database.pool.query(
    `select action from audit_log where detail::text like '%' || $1 || '%'`,
    [secretWords],
  );
  expect(rows).toEqual([]);
});

test('reading without taking part is in it, and on the chain', async () => {
  await world.owner.call('GET', `/api/v1/conversations/${conversationId}/messages`);
  const { firm } = world;
  await sealAll(world.app.platform, firm.id);
  const { rows } = await world.app.platform.database.pool.query(
    `select l.action from audit_log l join audit_blocks b on b.firm_id = l.firm_id and l.id = any(b.event_ids)
     where l.firm_id = $1 and l.action = 'conversation.read' and l.staff_id = $2`,
    [firm.id, world.owner.id],
  );
  expect(rows).toHaveLength(1);
  expect((await checkAuditLog(world.app.platform, firm.id)).broken).toBeNull();
});
