/** The vector of who joins "from now", for what is pinned: it starts where their stay does, on every way to it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';

let world: ConversationsWorld;
beforeAll(async () => {
  world = await startConversationsWorld();
});
afterAll(() => world.close());

const page = z.object({ items: z.array(z.looseObject({ seq: z.number(), pinned: z.boolean() })) });

async function pinnedFor(who: TestPortalUser, id: string, query = ''): Promise<number[]> {
  const answer = await who.call('GET', `/portal/api/conversations/${id}/messages${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return page.parse(answer.json()).items.flatMap(({ seq, pinned }) => (pinned ? [seq] : []));
}
/** What the database itself shows of pins, whatever the program asks. */
async function pinsInDatabase(portalUserId: string, id: string, secondFactor = false): Promise<number[]> {
  const viewer = { firmId: world.firm.id, portalUserId, secondFactor };
  const rows = await world.app.platform.database
    .portal(viewer)
    .read((tx) =>
      tx
        .selectFrom('pins')
        .select('seq')
        .where('firm_id', '=', world.firm.id)
        .where('conversation_id', '=', id)
        .orderBy('seq')
        .execute(),
    );
  return rows.map(({ seq }) => Number(seq));
}
async function pin(id: string, seq: number): Promise<void> {
  const answer = await world.mina.call('PUT', `/api/v1/conversations/${id}/messages/${seq}/pin`);
  expect(answer.statusCode, answer.body).toBe(204);
}
async function partner(): Promise<TestPortalUser> {
  const person = await makePortalUser(world.app, world.firm, { firstName: 'Pat', lastName: 'Marsh' });
  await world.party(world.matterId, person.contactId, 'Client', true);
  return person;
}
async function join(id: string, portalUserId: string, more: object = {}): Promise<void> {
  const body = { portalUserIds: [portalUserId], ...more };
  const answer = await world.mina.call('POST', `/api/v1/conversations/${id}/participants`, body);
  expect(answer.statusCode, answer.body).toBe(200);
}

describe('join: external joins "from now" → pinned starts there', () => {
  test('pinned before they joined, or pinned later but said before: they see neither; the first client sees all', async () => {
    const id = await world.thread();
    const early = await world.say(id, 'pinned before');
    const late = await world.say(id, 'said before, pinned after');
    await pin(id, early);
    const pat = await partner();
    await join(id, pat.id);
    await pin(id, late);
    const since = await world.say(id, 'said and pinned after');
    await pin(id, since);

    expect(await pinnedFor(pat, id)).toEqual([since]);
    expect(await pinnedFor(pat, id, `?before=${since}`)).toEqual([]);
    expect(await pinsInDatabase(pat.id, id)).toEqual([since]);
    expect(await pinnedFor(world.client, id)).toEqual([early, late, since]);
  });

  test('let in to all that was said, they see what was pinned, too', async () => {
    const id = await world.thread();
    const early = await world.say(id, 'pinned before');
    await pin(id, early);
    const pat = await partner();
    await join(id, pat.id, { history: 'all', confirmed: { messages: 2, files: 0 } });
    expect(await pinnedFor(pat, id)).toEqual([early]);
  });

  test('after they left: what is pinned since is not theirs, and taken off it is gone for them as well', async () => {
    const id = await world.thread();
    const pat = await partner();
    await join(id, pat.id);
    const within = await world.say(id, 'for both');
    await pin(id, within);
    const removal = `/api/v1/conversations/${id}/participants/${pat.id}/removal`;
    expect((await world.mina.call('POST', removal, {})).statusCode).toBe(204);
    const after = await world.say(id, 'for one');
    await pin(id, after);
    expect(await pinnedFor(pat, id)).toEqual([within]);
    expect(await pinsInDatabase(pat.id, id)).toEqual([within]);
    await world.mina.call('DELETE', `/api/v1/conversations/${id}/messages/${within}/pin`);
    expect(await pinnedFor(pat, id)).toEqual([]);
  });

  test('where a second factor is asked for, nothing is pinned without one; somebody of no part sees nothing', async () => {
    const id = await world.thread({ secondFactor: true });
    await pin(id, await world.say(id, 'behind a second factor'));
    const stranger = await partner();
    expect([
      await pinsInDatabase(world.client.id, id),
      (await pinsInDatabase(world.client.id, id, true)).length,
      await pinsInDatabase(stranger.id, id, true),
    ]).toEqual([[], 1, []]);
  });
});
