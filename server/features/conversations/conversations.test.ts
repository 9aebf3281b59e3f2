import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { newId } from '../../platform/ids.ts';
import type { TestStaff } from '../../testing/app.ts';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';
import { endingsRound } from './index.ts';

let world: ConversationsWorld;
beforeAll(async () => {
  world = await startConversationsWorld();
});
afterAll(() => world.close());

type Who = TestStaff | TestPortalUser;
const at = (who: Who) => ('accountId' in who ? '/portal/api/conversations' : '/api/v1/conversations');
const listed = z.object({ items: z.array(z.looseObject({ id: z.string() })) });
const page = z.object({
  items: z.array(
    z.looseObject({
      seq: z.number(),
      body: z.string(),
      kind: z.string(),
      note: z.unknown(),
      replyTo: z.unknown(),
    }),
  ),
});

async function status(who: Who, id: string): Promise<number> {
  return (await who.call('GET', `${at(who)}/${id}`)).statusCode;
}
async function words(who: Who, id: string): Promise<string[]> {
  const answer = await who.call('GET', `${at(who)}/${id}/messages`);
  if (answer.statusCode !== 200) return [String(answer.statusCode)];
  return page.parse(answer.json()).items.flatMap(({ kind, body }) => (kind === 'message' ? [body] : []));
}
async function lists(who: Who, query = ''): Promise<string[]> {
  const answer = await who.call('GET', `${at(who)}?limit=200${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return listed.parse(answer.json()).items.map(({ id }) => id);
}
const post = (who: Who, id: string, body: Record<string, unknown>) =>
  who.call('POST', `${at(who)}/${id}/messages`, body);
const reason = (answer: { json(): unknown }) =>
  z.looseObject({ reason: z.string() }).parse(answer.json()).reason;

describe('parity', () => {
  test('kinds: external, internal, channel, direct', async () => {
    const { mina, omar, matterId, client } = world;
    const kinds = [
      { kind: 'external', matterId, portalUserIds: [client.id] },
      { kind: 'internal', matterId, staffIds: [omar.id] },
      { kind: 'channel', title: 'Land registry', staffIds: [omar.id] },
      { kind: 'direct', staffIds: [omar.id] },
    ];
    for (const body of kinds) {
      const answer = await mina.call('POST', '/api/v1/conversations', body);
      expect(answer.statusCode, answer.body).toBe(201);
      expect(answer.json()).toMatchObject({ kind: body.kind, state: 'draft', member: true, canPost: true });
    }
  });

  test('direct messages are private to their members; the same people have one', async () => {
    const { mina, omar, owner } = world;
    const open = () => mina.call('POST', '/api/v1/conversations', { kind: 'direct', staffIds: [omar.id] });
    const { id } = (await open()).json<{ id: string }>();
    expect((await open()).json<{ id: string }>().id).toBe(id);
    await world.say(id, 'between us');
    expect(await words(omar, id)).toEqual(['between us']);
    expect(await status(owner, id)).toBe(404);
    expect(await lists(owner, '&view=all')).not.toContain(id);
    expect(
      (await owner.call('POST', `/api/v1/conversations/${id}/participants`, { staffIds: [owner.id] }))
        .statusCode,
    ).toBe(404);
  });

  test('a matter’s conversations are found by all staff who may see it, and a restricted one hides them', async () => {
    const { mina, omar, owner, client } = world;
    const matterId = await world.matter('Sale of 3 Elm Road', [client]);
    const id = await world.thread({ matterId });
    const internal = (await mina.call('POST', '/api/v1/conversations', { kind: 'internal', matterId })).json<{
      id: string;
    }>().id;
    await world.say(internal, 'what we think');
    expect(await lists(omar, '&view=all')).toEqual(expect.arrayContaining([id, internal]));
    expect(await words(omar, id)).toEqual(['Welcome']);
    await world.restrict(matterId, [mina.id, owner.id]);
    for (const one of [id, internal]) {
      expect(await status(omar, one)).toBe(404);
      expect(await lists(omar, '&view=all')).not.toContain(one);
      expect(await words(mina, one)).not.toEqual(['404']);
    }
    expect(await words(client, id)).toEqual(['Welcome']);
    expect(await status(client, internal)).toBe(404);
  });

  test('conversations are never deleted', async () => {
    const id = await world.thread();
    expect((await world.owner.call('DELETE', `/api/v1/conversations/${id}`)).statusCode).toBe(404);
  });

  test('staff see who read what and when; clients do not see what staff read', async () => {
    const { mina, omar, client } = world;
    const id = await world.thread({ staffIds: [omar.id] });
    const seq = await world.say(id, 'please look');
    world.pass(60);
    expect((await client.call('PUT', `/portal/api/conversations/${id}/read`, { seq })).statusCode).toBe(204);
    world.pass(60);
    await omar.call('PUT', `/api/v1/conversations/${id}/read`, { seq });
    const looks = (await mina.call('GET', `/api/v1/conversations/${id}/messages/${seq}/looks`)).json<{
      items: { name: string; at: string }[];
    }>();
    expect(looks.items.map(({ name }) => name)).toEqual(['Mina Shah', 'Cleo Marsh', 'Omar Reid']);
    expect(new Date(looks.items[2]?.at ?? '').getTime() - new Date(looks.items[1]?.at ?? '').getTime()).toBe(
      60_000,
    );
    for (const path of [`messages/${seq}/looks`, 'receipts'])
      expect((await client.call('GET', `/portal/api/conversations/${id}/${path}`)).statusCode).toBe(404);
    const seen = (await client.call('GET', `/portal/api/conversations/${id}/messages`)).body;
    expect(seen).not.toMatch(/privileged|looks|receipt|example\.com/);
  });

  test('reading by staff who take no part is written down; by members it is not', async () => {
    const { mina, omar, app } = world;
    const id = await world.thread();
    await words(mina, id);
    await words(omar, id);
    const { rows } = await app.platform.database.pool.query(
      `select staff_id, detail from audit_log where action = 'conversation.read' and subject_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ staff_id: omar.id, detail: { why: 'matter' } }]);
  });

  test('an ex-client keeps reading what there was, and the firm’s people are gone from it', async () => {
    const { mina, omar, client } = world;
    const id = await world.thread({ staffIds: [omar.id] });
    await client.call('PUT', `/portal/api/conversations/${id}/draft`, { body: 'one more thing' });
    await world.say(id, 'and thank you', client);
    expect((await mina.call('POST', `/api/v1/conversations/${id}/end`)).json()).toMatchObject({
      state: 'ended',
      member: false,
      awaitingSince: null,
    });
    expect(await words(client, id)).toEqual(['Welcome', 'and thank you']);
    const refused = await post(client, id, { body: 'hello?' });
    expect(refused.statusCode).toBe(409);
    expect(await lists(client)).not.toContain(id);
    expect(await lists(client, '&view=past')).toContain(id);
    expect(await lists(omar, '&view=unread')).not.toContain(id);
    const seen = (await client.call('GET', `/portal/api/conversations/${id}`)).json<{
      closedWords: string;
      staff: unknown[];
    }>();
    expect(seen).toMatchObject({ past: true, canPost: false, staff: [] });
    expect(seen.closedWords).toContain('Hartley & Reid');
    const again = await mina.call('POST', '/api/v1/conversations', {
      kind: 'external',
      matterId: world.matterId,
      portalUserIds: [client.id],
      continuesId: id,
    });
    expect(again.json()).toMatchObject({ continuesId: id, state: 'draft' });
  });

  test('a matter that closes ends its conversations with clients, and no others', async () => {
    const { mina, owner, client, app, neighbours } = world;
    const matterId = await world.matter('Sale of 9 Oak Lane', [client]);
    const id = await world.thread({ matterId });
    const internal = (await mina.call('POST', '/api/v1/conversations', { kind: 'internal', matterId })).json<{
      id: string;
    }>().id;
    await world.say(internal, 'what we think');
    const set = async (status: 'open' | 'closed') => {
      const answer = await owner.call('PATCH', `/api/v1/matters/${matterId}`, { status });
      expect(answer.statusCode, answer.body).toBe(200);
    };
    const stateOf = async (one: string) =>
      (await mina.call('GET', `/api/v1/conversations/${one}`)).json<{ state: string }>().state;
    // Opened again before anybody was told: nothing happened.
    await set('closed');
    await set('open');
    await endingsRound(app.platform, neighbours);
    expect(await stateOf(id)).toBe('open');
    await set('closed');
    await endingsRound(app.platform, neighbours);
    expect([await stateOf(id), await stateOf(internal)]).toEqual(['ended', 'open']);
    expect(await words(client, id)).toEqual(['Welcome']);
    expect((await post(client, id, { body: 'wait' })).statusCode).toBe(409);
  });

  test('a draft that could not be posted is kept', async () => {
    const { mina, client } = world;
    const id = await world.thread();
    await client.call('PUT', `/portal/api/conversations/${id}/draft`, { body: 'half a thought' });
    await mina.call('POST', `/api/v1/conversations/${id}/archive`);
    expect(reason(await post(client, id, { body: 'half a thought' }))).toBe('archived');
    expect((await client.call('GET', `/portal/api/conversations/${id}`)).json()).toMatchObject({
      draft: 'half a thought',
    });
    expect(await lists(client)).not.toContain(id);
    await mina.call('POST', `/api/v1/conversations/${id}/restore`);
    expect((await post(client, id, { body: 'a whole one' })).statusCode).toBe(201);
    expect((await client.call('GET', `/portal/api/conversations/${id}`)).json()).toMatchObject({ draft: '' });
  });
});

describe('T2: who joins reads from where they joined', () => {
  test('from now: earlier messages are a stub when answered, and nowhere else', async () => {
    const { mina, app, firm } = world;
    const id = await world.thread();
    const early = await world.say(id, 'a rare word: zymurgy');
    const partner = await makePortalUser(app, firm, { firstName: 'Pat', lastName: 'Marsh' });
    await world.party(world.matterId, partner.contactId, 'Client', true);
    const added = await mina.call('POST', `/api/v1/conversations/${id}/participants`, {
      portalUserIds: [partner.id],
    });
    expect(added.statusCode, added.body).toBe(200);
    await post(mina, id, { body: 'as I said', replyTo: early, confirmed: true });
    await world.release();
    const seen = (await partner.call('GET', `/portal/api/conversations/${id}/messages`)).json<
      z.infer<typeof page>
    >();
    expect(seen.items.flatMap(({ kind, body }) => (kind === 'message' ? [body] : []))).toEqual(['as I said']);
    expect(seen.items.at(-1)?.replyTo).toEqual({ seq: null, author: '', text: '' });
    const before = await partner.call('GET', `/portal/api/conversations/${id}/messages?before=${early + 1}`);
    expect(before.json()).toMatchObject({ items: [] });
    expect((await post(partner, id, { body: 'what?', replyTo: early })).statusCode).toBe(422);
    expect((await mina.call('PUT', `/api/v1/conversations/${id}/messages/${early}/pin`)).statusCode).toBe(
      204,
    );
    expect(
      JSON.stringify((await partner.call('GET', `/portal/api/conversations/${id}`)).json()),
    ).not.toContain('zymurgy');
  });

  test('all that was said: only with the count that was shown', async () => {
    const { mina, app, firm } = world;
    const id = await world.thread();
    await world.say(id, 'second');
    const partner = await makePortalUser(app, firm, {});
    await world.party(world.matterId, partner.contactId, 'Client', true);
    const add = (more: object) =>
      mina.call('POST', `/api/v1/conversations/${id}/participants`, {
        portalUserIds: [partner.id],
        history: 'all',
        ...more,
      });
    expect(reason(await add({}))).toBe('confirm_history');
    const preview = await mina.call('POST', `/api/v1/conversations/${id}/participants/preview`, {
      portalUserIds: [partner.id],
    });
    const { becoming } = preview.json<{ becoming: object }>();
    expect(becoming).toEqual({ messages: 2, files: 0 });
    await world.say(id, 'third');
    expect(reason(await add({ confirmed: becoming }))).toBe('confirm_history');
    expect((await add({ confirmed: { messages: 3, files: 0 } })).statusCode).toBe(200);
    expect(await words(partner, id)).toEqual(['Welcome', 'second', 'third']);
  });

  test('a third party is no part of privileged words; a conversation of their own is', async () => {
    const { mina, app, firm, matterId, client } = world;
    const id = await world.thread();
    const agent = await makePortalUser(app, firm, { firstName: 'Ed', lastName: 'Agent' });
    await world.party(matterId, agent.contactId, 'Estate agent', false);
    expect(
      reason(
        await mina.call('POST', `/api/v1/conversations/${id}/participants`, { portalUserIds: [agent.id] }),
      ),
    ).toBe('lower_class');
    const fork = await mina.call('POST', '/api/v1/conversations', {
      kind: 'external',
      matterId,
      portalUserIds: [client.id, agent.id],
    });
    expect(fork.json()).toMatchObject({ class: 'third_party' });
    const privileged = {
      kind: 'external',
      matterId,
      portalUserIds: [client.id, agent.id],
      class: 'privileged',
    };
    expect(reason(await mina.call('POST', '/api/v1/conversations', privileged))).toBe('lower_class');
  });

  test('staff outside the wall are not added; the last of the staff stays while a client is in', async () => {
    const { mina, omar, owner, client } = world;
    const matterId = await world.matter('Estate of R. Marsh', [client]);
    const id = await world.thread({ matterId });
    await world.restrict(matterId, [mina.id, owner.id]);
    expect(
      reason(await mina.call('POST', `/api/v1/conversations/${id}/participants`, { staffIds: [omar.id] })),
    ).toBe('outside_wall');
    const leave = () => mina.call('POST', `/api/v1/conversations/${id}/participants/${mina.id}/removal`, {});
    expect(reason(await leave())).toBe('last_staff');
    await mina.call('POST', `/api/v1/conversations/${id}/participants`, { staffIds: [owner.id] });
    expect((await leave()).statusCode).toBe(204);
    expect(await lists(mina)).not.toContain(id);
  });

  test('removed: read to the end of the stay; for cause: nothing is there any more', async () => {
    const { mina, app, firm } = world;
    const id = await world.thread();
    const partner = await makePortalUser(app, firm, {});
    await world.party(world.matterId, partner.contactId, 'Client', true);
    await mina.call('POST', `/api/v1/conversations/${id}/participants`, { portalUserIds: [partner.id] });
    await world.say(id, 'for both');
    const remove = (body: object) =>
      mina.call('POST', `/api/v1/conversations/${id}/participants/${partner.id}/removal`, body);
    expect((await remove({})).statusCode).toBe(204);
    await world.say(id, 'for one');
    expect(await words(partner, id)).toEqual(['for both']);
    expect((await post(partner, id, { body: 'wait' })).statusCode).toBe(409);
    expect((await remove({ how: 'for_cause' })).statusCode).toBe(422);
    expect((await remove({ how: 'for_cause', reason: 'A court order.' })).statusCode).toBe(204);
    expect(await status(partner, id)).toBe(404);
    expect(await lists(partner, '&view=past')).not.toContain(id);
  });

  test('access until: over when the time is', async () => {
    const { mina, client } = world;
    const id = await world.thread();
    const accessUntil = new Date(world.app.platform.clock.now().getTime() + 60_000).toISOString();
    await mina.call('POST', `/api/v1/conversations/${id}/participants/${client.id}/removal`, { accessUntil });
    expect(await words(client, id)).toEqual(['Welcome']);
    world.pass(61);
    expect(await status(client, id)).toBe(404);
  });
});

describe('sending', () => {
  test('can be taken back for ten seconds, and its words are the draft again', async () => {
    const { mina, client } = world;
    const id = await world.thread();
    const sent = await post(mina, id, { body: 'oops', replyTo: 1, privileged: true });
    const { outgoing } = sent.json<{ outgoing: { id: string; releaseAt: string } }>();
    expect(sent.json()).toMatchObject({ message: null });
    expect(await words(client, id)).toEqual(['Welcome']);
    expect(await words(world.omar, id)).toEqual(['Welcome']);
    const back = () => mina.call('POST', `/api/v1/conversations/${id}/outgoing/${outgoing.id}/take-back`);
    expect((await back()).json()).toEqual({
      body: 'oops',
      replyTo: 1,
      privileged: true,
      uploadIds: [],
      texts: [],
    });
    await world.release();
    expect(await words(client, id)).toEqual(['Welcome']);
    expect((await mina.call('GET', `/api/v1/conversations/${id}`)).json()).toMatchObject({ draft: 'oops' });
    expect((await back()).statusCode).toBe(409);
  });

  test('sent twice with one key: one message, taken back or not', async () => {
    const { mina, client } = world;
    const id = await world.thread();
    const clientKey = newId();
    for (let n = 0; n < 2; n += 1) await post(mina, id, { body: 'once', clientKey });
    await world.release();
    await post(mina, id, { body: 'once', clientKey });
    await world.release();
    expect(await words(client, id)).toEqual(['Welcome', 'once']);
    const key = newId();
    const seqs = [
      await post(client, id, { body: 'mine', clientKey: key }),
      await post(client, id, { body: 'mine', clientKey: key }),
    ];
    expect(new Set(seqs.map((one) => one.json<{ seq: number }>().seq)).size).toBe(1);
  });

  test('a wall that rose meanwhile stops it: its author is told, the client gets nothing', async () => {
    const { mina, owner, client } = world;
    const matterId = await world.matter('Lease of 5 High Street', [client]);
    const id = await world.thread({ matterId });
    await post(mina, id, { body: 'too late' });
    await mina.call('POST', `/api/v1/conversations/${id}/archive`);
    await world.release();
    expect(await words(client, id)).toEqual(['Welcome']);
    const waiting = (await mina.call('GET', `/api/v1/conversations/${id}/outgoing`)).json();
    expect(waiting).toMatchObject({
      items: [{ body: 'too late', refused: 'This conversation is archived. Restore it to go on.' }],
    });
    expect(owner.id).not.toBe(mina.id);
  });

  test('asked once after 30 days of rest', async () => {
    const { mina } = world;
    const id = await world.thread();
    await world.app.platform.database.pool.query(
      `update conversations set last_message_at = last_message_at - interval '31 days' where id = $1`,
      [id],
    );
    expect(reason(await post(mina, id, { body: 'hello again' }))).toBe('confirm');
    expect((await post(mina, id, { body: 'hello again', confirmed: true })).statusCode).toBe(201);
  });

  test('nothing, too much and strangers are refused, and nothing is written', async () => {
    const { mina, client, omar } = world;
    const id = await world.thread();
    for (const body of [
      { body: '' },
      { body: '  \n' },
      { body: 'x'.repeat(20_001) },
      { body: 'x', replyTo: 999 },
      { body: 'x', mentions: [newId()] },
    ])
      expect([409, 422]).toContain((await post(mina, id, body)).statusCode);
    expect((await post(omar, id, { body: 'not mine' })).statusCode).toBe(403);
    expect((await post(client, newId(), { body: 'x' })).statusCode).toBe(404);
    await world.release();
    expect(await words(mina, id)).toEqual(['Welcome']);
  });

  test('the unanswered clock runs from the client’s first message after ours', async () => {
    const { mina, client } = world;
    const id = await world.thread();
    const since = async () =>
      (await mina.call('GET', `/api/v1/conversations/${id}`)).json<{ awaitingSince: string | null }>()
        .awaitingSince;
    expect(await since()).toBeNull();
    const first = world.app.platform.clock.now().toISOString();
    await world.say(id, 'are you there?', client);
    world.pass(60);
    await world.say(id, 'hello?', client);
    expect(await since()).toBe(first);
    expect(await lists(mina, '&view=awaiting')).toContain(id);
    await world.say(id, 'yes');
    expect(await since()).toBeNull();
  });
});

describe('amending', () => {
  test('five minutes for an edit, with what stood before kept; later only withdrawing', async () => {
    const { mina, client, app } = world;
    const id = await world.thread();
    const seq = await world.say(id, 'at ten');
    const edit = (body: string) =>
      mina.call('PATCH', `/api/v1/conversations/${id}/messages/${seq}`, { body });
    expect((await edit('at eleven')).statusCode).toBe(204);
    world.pass(301);
    expect((await edit('at twelve')).statusCode).toBe(409);
    expect(await words(client, id)).toEqual(['Welcome', 'at eleven']);
    const { rows } = await app.platform.database.pool.query(
      'select body from message_versions where conversation_id = $1',
      [id],
    );
    expect(rows).toEqual([{ body: 'at ten' }]);
    expect((await client.call('DELETE', `/portal/api/conversations/${id}/messages/${seq}`)).statusCode).toBe(
      403,
    );
    expect((await mina.call('DELETE', `/api/v1/conversations/${id}/messages/${seq}`)).statusCode).toBe(204);
    expect(await words(client, id)).toEqual(['Welcome', '']);
  });

  test('on hold: nothing is edited or withdrawn', async () => {
    const { mina, owner } = world;
    const id = await world.thread();
    const seq = await world.say(id, 'evidence');
    expect(
      (await owner.call('PUT', `/api/v1/conversations/${id}/hold`, { reason: 'Complaint 7' })).json(),
    ).toMatchObject({ held: true, heldReason: 'Complaint 7' });
    expect(reason(await mina.call('DELETE', `/api/v1/conversations/${id}/messages/${seq}`))).toBe('held');
    expect(
      reason(await mina.call('PATCH', `/api/v1/conversations/${id}/messages/${seq}`, { body: 'x' })),
    ).toBe('held');
    expect((await owner.call('DELETE', `/api/v1/conversations/${id}/hold`)).statusCode).toBe(204);
    expect((await mina.call('DELETE', `/api/v1/conversations/${id}/messages/${seq}`)).statusCode).toBe(204);
  });

  test('a message becomes a task on its matter', async () => {
    const { mina, client, matterId } = world;
    const id = await world.thread();
    const seq = await world.say(id, 'Please send the lease\nby Friday', client);
    const answer = await mina.call('POST', `/api/v1/conversations/${id}/messages/${seq}/task`, {});
    expect(answer.statusCode, answer.body).toBe(201);
    expect(answer.json()).toMatchObject({ matterId, subject: 'Please send the lease', assigneeId: mina.id });
  });

  test('pins and mentions', async () => {
    const { mina, omar, client } = world;
    const id = await world.thread({ staffIds: [omar.id] });
    await post(mina, id, { body: '@Omar see this', mentions: [omar.id] });
    await world.release();
    expect(await lists(omar, '&view=mentioned')).toContain(id);
    expect(
      (await omar.call('GET', '/api/v1/conversations/counts')).json<{ mentioned: number }>().mentioned,
    ).toBeGreaterThan(0);
    await omar.call('PUT', `/api/v1/conversations/${id}/read`, { seq: 99 });
    expect(await lists(omar, '&view=mentioned')).not.toContain(id);
    expect((await mina.call('PUT', `/api/v1/conversations/${id}/messages/2/pin`)).statusCode).toBe(204);
    const pins = await mina.call('GET', `/api/v1/conversations/${id}/pins`);
    expect(pins.json()).toMatchObject({ items: [{ seq: 2, pinned: true }] });
    expect(
      (await client.call('GET', `/portal/api/conversations/${id}/messages`)).json<{
        items: { pinned: boolean }[];
      }>().items[1]?.pinned,
    ).toBe(true);
  });
});

test('members only: matter conversations are their members’', async () => {
  const { omar, owner } = world;
  const id = await world.thread();
  expect((await owner.call('PATCH', '/api/v1/portal-settings', { membersOnly: true })).statusCode).toBe(200);
  expect(await status(omar, id)).toBe(404);
  expect(await lists(omar, '&view=all')).not.toContain(id);
  expect((await world.mina.call('POST', `/api/v1/conversations/${id}/end`)).statusCode).toBe(200);
  expect(await status(omar, id)).toBe(200);
  await owner.call('PATCH', '/api/v1/portal-settings', { membersOnly: false });
});

test('a second factor: the list shows no words, the messages are not there', async () => {
  const { mina, client, app, firm } = world;
  const id = await world.thread({ secondFactor: true });
  const line = (await client.call('GET', '/portal/api/conversations'))
    .json<{ items: { id: string; needsSecondFactor: boolean; lastMessage: unknown; unread: number }[] }>()
    .items.find((one) => one.id === id);
  expect(line).toMatchObject({ needsSecondFactor: true, lastMessage: null, unread: 0 });
  expect((await client.call('GET', `/portal/api/conversations/${id}/messages`)).statusCode).toBe(403);
  expect((await post(client, id, { body: 'x' })).statusCode).toBe(403);
  const strong = await makePortalUser(app, firm, { secondFactor: true });
  await world.party(world.matterId, strong.contactId, 'Client', true);
  await mina.call('POST', `/api/v1/conversations/${id}/participants`, {
    portalUserIds: [strong.id],
    history: 'all',
    confirmed: { messages: 1, files: 0 },
  });
  expect(await words(strong, id)).toEqual(['Welcome']);
});

test('what is not there and what is hidden are answered alike', async () => {
  const { omar, client, mina } = world;
  const matterId = await world.matter('Quiet matter', [client]);
  const id = await world.thread({ matterId });
  await world.restrict(matterId, [mina.id]);
  const nowhere = newId();
  const tries: [Who, 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', string, object?][] = [
    [omar, 'GET', ''],
    [omar, 'GET', '/messages'],
    [omar, 'GET', '/pins'],
    [omar, 'GET', '/receipts'],
    [omar, 'GET', '/outgoing'],
    [omar, 'POST', '/messages', { body: 'x' }],
    [omar, 'POST', '/archive'],
    [omar, 'POST', '/participants', { staffIds: [omar.id] }],
    [omar, 'PUT', '/read', { seq: 1 }],
    [omar, 'PUT', '/draft', { body: 'x' }],
    [omar, 'PUT', '/messages/1/pin'],
    [omar, 'DELETE', '/messages/1'],
  ];
  for (const [who, method, path, body] of tries) {
    const [hidden, missing] = [
      await who.call(method, `${at(who)}/${id}${path}`, body),
      await who.call(method, `${at(who)}/${nowhere}${path}`, body),
    ];
    expect(hidden.statusCode, path).toBe(404);
    const strip = (text: string) => text.replace(/"instance":"[^"]*"/, '');
    expect(strip(hidden.body)).toBe(strip(missing.body));
  }
});

describe('break glass', () => {
  test('two owners, a reason, at most a day; read only, written down, and its members are told', async () => {
    const { mina, omar, owner, app, firm } = world;
    const second = await app.signedIn(firm, 'owner', { firstName: 'Ola', lastName: 'Owner' });
    const { id } = (
      await mina.call('POST', '/api/v1/conversations', { kind: 'direct', staffIds: [omar.id] })
    ).json<{ id: string }>();
    await world.say(id, 'a secret');
    const ask = {
      of: { kind: 'direct', staffIds: [mina.id, omar.id] },
      staffId: owner.id,
      reason: 'A complaint about both',
      hours: 24,
    };
    expect((await mina.call('POST', '/api/v1/break-glass', ask)).statusCode).toBe(403);
    expect((await owner.call('POST', '/api/v1/break-glass', { ...ask, hours: 25 })).statusCode).toBe(422);
    expect((await owner.call('POST', '/api/v1/break-glass', { ...ask, silent: true })).statusCode).toBe(409);
    const grant = (await owner.call('POST', '/api/v1/break-glass', ask)).json<{ id: string }>();
    expect(await status(owner, id)).toBe(404);
    expect((await owner.call('POST', `/api/v1/break-glass/${grant.id}/approve`)).statusCode).toBe(403);
    expect((await second.call('POST', `/api/v1/break-glass/${grant.id}/approve`)).json()).toMatchObject({
      state: 'open',
    });
    expect(await words(owner, id)).toContain('a secret');
    expect(await status(second, id)).toBe(404);
    expect((await post(owner, id, { body: 'hello' })).statusCode).toBe(403);
    const seen = (await mina.call('GET', `/api/v1/conversations/${id}/messages`)).json<{
      items: { note: { what: string } | null }[];
    }>();
    expect(seen.items.at(-1)?.note).toMatchObject({ what: 'opened_to', text: 'A complaint about both' });
    // Past the day, and past everybody's session: by token.
    const byToken = async () => {
      const headers = { authorization: `Bearer ${owner.token}` };
      return (await app.call('GET', `/api/v1/conversations/${id}`, undefined, { headers })).statusCode;
    };
    expect(await byToken()).toBe(200);
    world.pass(24 * 3600);
    expect(await byToken()).toBe(404);
  });
});

describe('the people of a matter, as those one could write to', () => {
  test('clients first; who is of the portal, their class, and an address', async () => {
    const { mina, app, firm, client } = world;
    const matterId = await world.matter('Sale of 9 Elm Road', [client]);
    const agent = await makePortalUser(app, firm, { firstName: 'Ed', lastName: 'Agent' });
    await world.party(matterId, agent.contactId, 'Estate agent', false);
    const { rows } = await app.platform.database.pool.query<{ id: string }>(
      `insert into contacts (firm_id, id, kind, display_name) values ($1, $2, 'company', 'Bank of Mill Lane') returning id`,
      [firm.id, newId()],
    );
    await world.party(matterId, rows[0]?.id ?? '', 'Other side', false);
    const answer = await mina.call('GET', `/api/v1/matters/${matterId}/portal-people`);
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.json()).toEqual({
      items: [
        {
          ...{
            contactId: client.contactId,
            portalUserId: client.id,
            name: 'Cleo Marsh',
            email: client.email,
          },
          ...{ roles: ['Client'], isClient: true, class: 'privileged' },
        },
        {
          ...{ contactId: rows[0]?.id, portalUserId: null, name: 'Bank of Mill Lane', email: null },
          ...{ roles: ['Other side'], isClient: false, class: 'opposing' },
        },
        {
          ...{ contactId: agent.contactId, portalUserId: agent.id, name: 'Ed Agent', email: agent.email },
          ...{ roles: ['Estate agent'], isClient: false, class: 'third_party' },
        },
      ],
    });
  });

  test('whoever was shut out of the portal is not one to write to', async () => {
    const { mina, app, firm } = world;
    const gone = await makePortalUser(app, firm, {});
    const matterId = await world.matter('Sale of 10 Elm Road', [gone]);
    await app.platform.database.pool.query('update portal_users set active = false where id = $1', [gone.id]);
    const answer = await mina.call('GET', `/api/v1/matters/${matterId}/portal-people`);
    expect(answer.json()).toMatchObject({ items: [{ portalUserId: null, email: gone.email }] });
  });

  test('a restricted matter has none for those outside, as one that is not there', async () => {
    const { mina, omar, owner, client } = world;
    const matterId = await world.matter('Sale of 11 Elm Road', [client]);
    await world.restrict(matterId, [mina.id, owner.id]);
    for (const id of [matterId, newId()])
      expect((await omar.call('GET', `/api/v1/matters/${id}/portal-people`)).statusCode).toBe(404);
    expect((await mina.call('GET', `/api/v1/matters/${matterId}/portal-people`)).statusCode).toBe(200);
  });
});
