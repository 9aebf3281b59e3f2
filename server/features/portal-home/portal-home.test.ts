/** What somebody sees first in the portal, on a real PostgreSQL. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';
import { createCalendarFeature } from '../calendar/index.ts';
import { createKeyStagesFeature } from '../key-stages/index.ts';
import { createLeadsFeature } from '../leads/index.ts';
import { createToDosFeature } from '../to-dos/index.ts';
import { createPortalHomeFeature } from './index.ts';
import type { PortalMatter, WaitingCounts } from './schema.ts';

let world: ConversationsWorld;
beforeAll(async () => {
  world = await startConversationsWorld({
    features: [
      (platform) => createLeadsFeature(platform, { quoteLink: async () => null }),
      (platform) => createKeyStagesFeature(platform),
      (platform) => createToDosFeature(platform),
      (platform) => createCalendarFeature(platform),
      (platform) => createPortalHomeFeature(platform),
    ],
  });
});
afterAll(async () => {
  await world.close();
});

const newcomer = (names: { firstName?: string; lastName?: string; email?: string } = {}) =>
  makePortalUser(world.app, world.firm, names);
const mattersOf = async (
  who: TestPortalUser,
  query = '',
): Promise<{ items: PortalMatter[]; next: string | null }> => {
  const answer = await who.call('GET', `/portal/api/matters${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
};
const waitingOf = async (who: TestPortalUser): Promise<WaitingCounts> => {
  const answer = await who.call('GET', '/portal/api/waiting');
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
};
const askToDo = async (matterId: string, who: TestPortalUser, title = 'Send your passport') => {
  const body = { portalUserId: who.id, title };
  const answer = await world.owner.call('POST', `/api/v1/matters/${matterId}/to-dos`, body);
  expect(answer.statusCode, answer.body).toBe(201);
};
const invite = async (matterId: string, who: TestPortalUser) => {
  const answer = await world.mina.call('POST', `/api/v1/matters/${matterId}/events`, {
    title: 'Signing',
    startsAt: '2026-12-10T10:00',
    endsAt: '2026-12-10T11:00',
    contactIds: [who.contactId],
  });
  expect(answer.statusCode, answer.body).toBe(201);
};
const caseOf = async (matterId: string) => {
  const { pool } = world.app.platform.database;
  const { rows } = await pool.query<{ id: string }>(
    `insert into leads (firm_id, id, number, state_since, transaction, title, matter_id, created_at, updated_at)
     select $1, gen_random_uuid(), 1 + count(*), now(), 'purchase', 'Purchase', $2, now(), now() from leads where firm_id = $1 returning id`,
    [world.firm.id, matterId],
  );
  return rows[0]?.id ?? '';
};

describe('my matters', () => {
  test('a matter is there by what one writes about, attends or has to do; being its client alone shows nothing', async () => {
    const cleo = await newcomer();
    const quiet = await world.matter('Will', [cleo]);
    expect(await mattersOf(cleo)).toEqual({ items: [], next: null });
    await askToDo(quiet, cleo);
    const written = await world.matter('Purchase of 3 High Street', [cleo]);
    await world.thread({ matterId: written, portalUserIds: [cleo.id] });
    const attended = await world.matter('Lease', [cleo]);
    await invite(attended, cleo);
    const { items } = await mattersOf(cleo);
    expect(items.map(({ title, current }) => [title, current])).toEqual([
      ['Lease', true],
      ['Purchase of 3 High Street', true],
      ['Will', true],
    ]);
  });

  test('a witness who only attends an appointment does not learn what it is for', async () => {
    const [cleo, nina] = [await newcomer(), await newcomer({ firstName: 'Nina' })];
    const matterId = await world.matter('Divorce', [cleo]);
    await invite(matterId, nina);
    expect((await mattersOf(nina)).items).toEqual([]);
    expect((await nina.call('GET', '/portal/api/appointments')).json().items).toHaveLength(1);
  });

  test('its client reads how far it is in the client’s words; the other side, in a conversation of it, does not', async () => {
    const [cleo, other] = [await newcomer(), await newcomer({ firstName: 'Otis' })];
    const matterId = await world.matter('Purchase of 4 High Street', [cleo]);
    await world.party(matterId, other.contactId, 'Other side', false);
    await world.thread({ matterId, portalUserIds: [cleo.id] });
    await world.thread({ matterId, portalUserIds: [other.id], class: 'opposing' });
    const leadId = await caseOf(matterId);
    const progress = (await world.owner.call('GET', `/api/v1/leads/${leadId}/progress`)).json();
    const accepted = progress.tracks[0].stages.find(
      ({ code }: { code: string }) => code === 'quote_accepted',
    );
    const reached = await world.owner.call('POST', `/api/v1/leads/${leadId}/progress`, {
      ...{ stageId: accepted.stageId, do: 'reach', on: '2026-11-20', tell: false, note: 'secret' },
    });
    expect(reached.statusCode, reached.body).toBe(200);
    const [mine] = (await mattersOf(cleo)).items;
    expect(mine?.tracks[0]?.steps[0]).toMatchObject({
      words: 'You have instructed us',
      state: 'done',
      on: '2026-11-20',
    });
    expect(mine?.tracks[0]?.steps.find(({ state }) => state === 'next')?.expectedOn).toMatch(/^2026-1[12]-/);
    expect(JSON.stringify(mine)).not.toContain('secret');
    expect((await mattersOf(other)).items).toMatchObject([
      { title: 'Purchase of 4 High Street', tracks: [] },
    ]);
  });

  test('what has ended is past, and tells no more how the case goes on', async () => {
    const cleo = await newcomer();
    const matterId = await world.matter('Sale of 5 High Street', [cleo]);
    const id = await world.thread({ matterId, portalUserIds: [cleo.id] });
    await caseOf(matterId);
    expect((await mattersOf(cleo)).items[0]?.tracks).toHaveLength(1);
    expect((await world.mina.call('POST', `/api/v1/conversations/${id}/end`)).statusCode).toBe(200);
    expect((await mattersOf(cleo)).items).toMatchObject([{ current: false, tracks: [] }]);
  });

  test('whoever was removed for cause has no such matter any more', async () => {
    const cleo = await newcomer();
    const matterId = await world.matter('Probate', []);
    const id = await world.thread({ matterId, portalUserIds: [cleo.id] });
    expect((await mattersOf(cleo)).items).toHaveLength(1);
    const { rows } = await world.app.platform.database.pool.query(
      `update participants set left_at = now(), left_how = $2, cause = 'Adverse', to_seq = 1 where portal_user_id = $1 returning id`,
      [cleo.id, 'for_cause'],
    );
    expect(rows).toHaveLength(1);
    expect((await mattersOf(cleo)).items).toEqual([]);
    expect((await cleo.call('GET', `/portal/api/conversations/${id}`)).statusCode).toBe(404);
  });

  test('page by page', async () => {
    const cleo = await newcomer();
    for (const title of ['One', 'Two', 'Three']) await askToDo(await world.matter(title, [cleo]), cleo);
    const first = await mattersOf(cleo, '?limit=2');
    expect(first.items.map(({ title }) => title)).toEqual(['Three', 'Two']);
    const second = await mattersOf(cleo, `?limit=2&after=${first.next}`);
    expect(second).toMatchObject({ items: [{ title: 'One' }], next: null });
  });
});

describe('what waits', () => {
  test('unread messages of open conversations and open to-dos are counted', async () => {
    const cleo = await newcomer();
    const matterId = await world.matter('Purchase', [cleo]);
    const id = await world.thread({ matterId, portalUserIds: [cleo.id] });
    await world.say(id, 'And this.');
    await askToDo(matterId, cleo);
    expect(await waitingOf(cleo)).toEqual({ unread: 2, toDos: 1, elsewhere: [] });
    await cleo.call('PUT', `/portal/api/conversations/${id}/read`, { seq: 1 });
    expect(await waitingOf(cleo)).toMatchObject({ unread: 1 });
    await world.mina.call('POST', `/api/v1/conversations/${id}/archive`);
    expect(await waitingOf(cleo)).toMatchObject({ unread: 0, toDos: 1 });
  });

  test('of a conversation that asks for a second factor nothing is counted without one', async () => {
    const cleo = await newcomer();
    const matterId = await world.matter('Purchase', [cleo]);
    const id = await world.thread({ matterId, portalUserIds: [cleo.id] });
    await world.app.platform.database.pool.query(
      'update conversations set second_factor = true where id = $1',
      [id],
    );
    expect(await waitingOf(cleo)).toMatchObject({ unread: 0 });
  });

  test('of other firms with the same mailbox, each with the eyes that one has there; not where one must first confirm', async () => {
    const email = 'both.firms@example.com';
    const here = await newcomer({ email });
    const marsh = await world.app.makeFirm({ name: 'Marsh Legal' });
    const there = await makePortalUser(world.app, marsh, { email });
    const matterId = await world.matter('Purchase', [here]);
    await world.thread({ matterId, portalUserIds: [here.id] });
    await askToDo(matterId, here);
    expect(await waitingOf(there)).toEqual({
      unread: 0,
      toDos: 0,
      elsewhere: [{ firmId: world.firm.id, portalUserId: here.id, unread: 1, toDos: 1 }],
    });
    const { pool } = world.app.platform.database;
    await pool.query('update portal_users set email_changed_at = now() where id = $1', [here.id]);
    expect((await waitingOf(there)).elsewhere).toEqual([]);
    await pool.query('update portal_users set email_changed_at = null, active = false where id = $1', [
      here.id,
    ]);
    expect((await waitingOf(there)).elsewhere).toEqual([]);
  });
});
