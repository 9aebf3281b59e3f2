/** What must end at once ends within a second, by the clock; the heartbeat is too slow to have a part in it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { features } from '../../feature-list.ts';
import { type LiveWorld, type Reader, startLiveWorld } from '../../testing/live-world.ts';
import { makePortalUser } from '../../testing/portal-user.ts';

let world: LiveWorld;
beforeAll(async () => {
  world = await startLiveWorld(3_600_000, features);
});
afterAll(async () => {
  await world.close();
});

/** How long after the act began it was so, in milliseconds. */
async function timeUntil(act: () => Promise<unknown>, isSo: Promise<unknown>): Promise<number> {
  const before = performance.now();
  await act();
  await isSo;
  return performance.now() - before;
}

describe('a stream of staff ends within a second', () => {
  const ways: Record<
    string,
    (person: { id: string; token: string; userId: string; cookie: string }) => Promise<unknown>
  > = {
    'when the person is disabled': ({ id }) =>
      world.firm.owner.call('PATCH', `/api/v1/staff/${id}`, { active: false }),
    'when the session is signed out': ({ cookie }) =>
      world.call('POST', '/api/v1/sign-out', undefined, { headers: { cookie } }),
    'when the session is ended from elsewhere': ({ userId }) =>
      world.query('delete from auth_session where "userId" = $1', [userId]),
    'when the session turns to another firm': async ({ userId }) => {
      const elsewhere = await world.makeFirm();
      await world.query('insert into memberships (user_id, firm_id, staff_id) values ($1, $2, $3)', [
        userId,
        elsewhere.id,
        elsewhere.owner.id,
      ]);
      return await world.query('update auth_session set "activeFirmId" = $2 where "userId" = $1', [
        userId,
        elsewhere.id,
      ]);
    },
    'when the login leaves the firm': ({ userId }) =>
      world.query('delete from memberships where user_id = $1', [userId]),
  };
  test.each(Object.entries(ways))('%s', async (_name, act) => {
    const person = await world.signedIn(world.firm);
    const bystander = await world.listenAsStaff(world.firm.owner);
    const reader = await world.listenAsStaff(person);
    expect(reader.status).toBe(200);
    expect(await timeUntil(() => act(person), reader.ended)).toBeLessThan(1000);
    await stillListens(bystander);
  });

  test('when its API token is revoked', async () => {
    const person = await world.signedIn(world.firm);
    const reader = await world.listen({ cookie: '' }, '/api/v1/events/stream', {
      authorization: `Bearer ${person.token}`,
    });
    expect(reader.status).toBe(200);
    const revoke = () =>
      world.query('update api_tokens set revoked_at = now() where firm_id = $1 and staff_id = $2', [
        world.firm.id,
        person.id,
      ]);
    expect(await timeUntil(revoke, reader.ended)).toBeLessThan(1000);
  });
});

describe('a stream of the portal ends within a second', () => {
  const ways: Record<string, [string, 'id' | 'sessionId' | 'accountId']> = {
    'when the person is disabled': ['update portal_users set active = false where id = $1', 'id'],
    'when the session is revoked': [
      'update portal_sessions set revoked_at = now() where id = $1',
      'sessionId',
    ],
    'when the session is removed': ['delete from portal_sessions where id = $1', 'sessionId'],
    'when the session looks as somebody else': [
      'update portal_sessions set active_portal_user_id = null where id = $1',
      'sessionId',
    ],
    'when the login is taken away': ['delete from portal_logins where account_id = $1', 'accountId'],
  };
  test.each(Object.entries(ways))('%s', async (_name, [text, of]) => {
    const person = await makePortalUser(world, world.firm);
    const bystander = await makePortalUser(world, world.firm);
    const other = await world.listenToPortal(bystander);
    const reader = await world.listenToPortal(person);
    expect(reader.status).toBe(200);
    expect(await timeUntil(() => world.query(text, [person[of]]), reader.ended)).toBeLessThan(1000);
    await stillListens(other, bystander.id);
  });
});

describe('what one sees no more, one hears no more of, and the screen is told to look', () => {
  test('a wall is raised: the next event of the matter comes only to those inside', async () => {
    const { firm } = world;
    const matterId = await world.matter();
    const [inside, outside] = [await world.signedIn(firm), await world.signedIn(firm)];
    const excluded = await world.listenAsStaff(outside);
    const readers = [await world.listenAsStaff(inside), excluded];
    await world.append({ matterId, type: 'while-open.changed' });
    await Promise.all(readers.map((reader) => reader.until((text) => text.includes('while-open'))));
    const raise = () =>
      firm.owner.call('PUT', `/api/v1/matters/${matterId}/wall`, {
        restricted: true,
        staffIds: [inside.id, firm.owner.id],
      });
    expect(await timeUntil(raise, excluded.until(looksAgain))).toBeLessThan(1000);
    await world.append({ matterId, type: 'walled.changed' }, { type: 'for-all.changed' });
    await Promise.all(readers.map((reader) => reader.until((text) => text.includes('for-all'))));
    expect(readers.map((reader) => reader.text().includes('walled.changed'))).toEqual([true, false]);
    // That something changed is all that those outside are told.
    expect(excluded.text().split('event: sight')[1]).not.toContain(matterId);
    for (const reader of readers) reader.stop();
  });

  test('somebody is struck from the list of a restricted matter', async () => {
    const person = await world.signedIn(world.firm);
    const matterId = await world.matter({ restrictedTo: [world.firm.owner.id, person.id] });
    const reader = await world.listenAsStaff(person);
    const strike = () =>
      world.query('delete from matter_access where matter_id = $1 and staff_id = $2', [matterId, person.id]);
    expect(await timeUntil(strike, reader.until(looksAgain))).toBeLessThan(1000);
    await world.append({ matterId, type: 'walled.changed' }, { type: 'for-all.changed' });
    await reader.until((text) => text.includes('for-all'));
    expect(reader.text()).not.toContain('walled.changed');
    reader.stop();
  });

  test('somebody of the firm and a client are removed from a conversation', async () => {
    const person = await world.signedIn(world.firm);
    const client = await makePortalUser(world, world.firm);
    const matterId = await world.matter();
    const conversationId = await world.converse({
      ...{ kind: 'external', matterId, staff: [person.id, world.firm.owner.id], outside: [client.id] },
    });
    const readers = [await world.listenAsStaff(person), await world.listenToPortal(client)];
    await world.append({ conversationId, type: 'in-it.changed' });
    await Promise.all(readers.map((reader) => reader.until((text) => text.includes('in-it'))));
    const remove = () =>
      world.query(
        `update participants set left_at = now(), to_seq = 0, left_how = 'removed' where conversation_id = $1 and staff_id is distinct from $2`,
        [conversationId, world.firm.owner.id],
      );
    const told = Promise.all(readers.map((reader) => reader.until(looksAgain)));
    expect(await timeUntil(remove, told)).toBeLessThan(1000);
    await world.append({ conversationId, type: 'out-of-it.changed' });
    await world.append({ type: 'end.changed' }, { type: 'end.changed', forPortalUserId: client.id });
    await Promise.all(readers.map((reader) => reader.until((text) => text.includes('end.changed'))));
    for (const reader of readers) {
      expect(reader.text()).not.toContain('out-of-it');
      reader.stop();
    }
  });

  test('a grant to look in ends', async () => {
    const person = await world.signedIn(world.firm);
    const conversationId = await world.converse({ kind: 'direct', staff: [world.firm.owner.id] });
    const reader = await world.listenAsStaff(person, `?watch=${conversationId}`);
    await world.query(
      `insert into break_glass_grants (firm_id, id, conversation_id, staff_id, reason, hours, asked_by_staff_id, asked_at, approved_by_staff_id, approved_at, expires_at)
       values ($1, gen_random_uuid(), $2, $3, 'why', 1, $4, now(), $3, now(), now() + interval '1 hour')`,
      [world.firm.id, conversationId, person.id, world.firm.owner.id],
    );
    await world.append({ conversationId, type: 'granted.changed' });
    await reader.until((text) => text.includes('granted'));
    await world.query('update break_glass_grants set ended_at = now() where conversation_id = $1', [
      conversationId,
    ]);
    await world.append({ conversationId, type: 'over.changed' }, { type: 'for-all.changed' });
    await reader.until((text) => text.includes('for-all'));
    expect(reader.text()).not.toContain('over.changed');
    reader.stop();
  });
});

test('after the connection that brings the news was lost, what came meanwhile is told, and who was signed out meanwhile ends', async () => {
  const person = await world.signedIn(world.firm);
  const [gone, here] = [await world.listenAsStaff(person), await world.listenAsStaff(world.firm.owner)];
  await world.append({ type: 'before.changed' });
  await Promise.all([gone, here].map((reader) => reader.until((text) => text.includes('before.changed'))));
  const cut = await world.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and (query like 'listen %' or query = 'select 1')`,
    [],
  );
  expect(cut).not.toHaveLength(0);
  await world.query('delete from auth_session where "userId" = $1', [person.userId]);
  await world.append({ type: 'meanwhile.changed' });
  await here.until((text) => text.includes('meanwhile.changed'));
  await gone.ended;
  here.stop();
});

const looksAgain = (text: string) => text.includes('event: sight\ndata: {}\n\n');

/** It is told what comes. */
async function stillListens(reader: Reader, forPortalUserId?: string): Promise<void> {
  await world.append({ type: 'later.changed', ...(forPortalUserId ? { forPortalUserId } : {}) });
  await reader.until((text) => text.includes('later.changed'));
  reader.stop();
}
