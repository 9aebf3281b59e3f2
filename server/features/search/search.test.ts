import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePortalUser } from '../../testing/portal-user.ts';
import { hits, type SearchWorld, seqs, startSearchWorld } from '../../testing/search-world.ts';

let world: SearchWorld;
beforeAll(async () => {
  world = await startSearchWorld();
});
afterAll(() => world.close());

describe('T13 search', () => {
  test('words in any order, the last one begun, accents or not; withdrawn ones are gone', async () => {
    const { mina, client } = world;
    const id = await world.thread();
    const seq = await world.say(id, 'The Grüneberg lease is signed by José');
    for (const q of [
      'gruneb',
      'JOSE lease',
      'lease%20grüneberg',
      '"is%20signed"',
      'nowhere%20or%20grüneberg',
    ])
      for (const who of [mina, client]) expect(await seqs(who, `q=${q}&conversationId=${id}`)).toEqual([seq]);
    for (const q of ['gruneberg%20-signed', '"signed%20is"', 'zzz'])
      expect(await seqs(mina, `q=${q}&conversationId=${id}`)).toEqual([]);
    const [found] = (await hits(mina, `q=gruneberg&conversationId=${id}`)).items;
    expect(found?.excerpt.filter(({ hit }) => hit)).toEqual([{ text: 'Grüneberg', hit: true }]);
    await mina.call('DELETE', `/api/v1/conversations/${id}/messages/${seq}`);
    expect(await seqs(mina, 'q=gruneberg')).toEqual([]);
  });

  test('whatever is typed is looked for, and never breaks', async () => {
    for (const q of [
      `'`,
      `\\`,
      'a & | !',
      `');drop table messages;--`,
      '<->',
      ':*',
      '"',
      '-',
      '💥',
      'ß',
      'x'.repeat(300),
    ])
      await hits(world.mina, `q=${encodeURIComponent(q)}`);
  });

  test('by whom, when, on which matter, what is unread; page by page', async () => {
    const { mina, client, omar } = world;
    const matterId = await world.matter('Search here', [client]);
    const id = await world.thread({ matterId, staffIds: [omar.id] });
    for (let n = 1; n <= 5; n += 1) await world.say(id, `marzipan ${n}`, n % 2 ? client : mina);
    expect(await seqs(omar, `q=marzipan&matterId=${matterId}`)).toEqual([6, 5, 4, 3, 2]);
    expect(await seqs(omar, `q=marzipan&from=${mina.id}`)).toEqual([5, 3]);
    await omar.call('PUT', `/api/v1/conversations/${id}/read`, { seq: 4 });
    expect(await seqs(omar, 'q=marzipan&unread=true')).toEqual([6, 5]);
    const today = world.app.platform.clock.now().toISOString().slice(0, 10);
    expect(await seqs(omar, `q=marzipan&since=${today}&until=${today}`)).toHaveLength(5);
    expect(await seqs(omar, 'q=marzipan&until=2026-01-01')).toEqual([]);
    const first = await hits(omar, 'q=marzipan&limit=3');
    const second = await hits(omar, `q=marzipan&limit=3&after=${first.next ?? ''}`);
    expect([...first.items, ...second.items].map(({ seq }) => seq)).toEqual([6, 5, 4, 3, 2]);
    expect(second.next).toBeNull();
  });

  test('an owner finds nothing of others’ direct messages, staff nothing behind a wall, a client nothing from before', async () => {
    const { mina, omar, owner, client, app, firm } = world;
    const direct = (
      await mina.call('POST', '/api/v1/conversations', { kind: 'direct', staffIds: [omar.id] })
    ).json<{ id: string }>().id;
    await world.say(direct, 'quixotic plan');
    expect(await seqs(omar, 'q=quixotic')).toHaveLength(1);
    expect(await hits(owner, 'q=quixotic')).toEqual({ items: [], next: null });
    const matterId = await world.matter('Walled', [client]);
    const id = await world.thread({ matterId });
    await world.say(id, 'sphinx of quartz');
    expect(await seqs(omar, 'q=quartz')).toHaveLength(1);
    await world.restrict(matterId, [mina.id]);
    expect(await hits(omar, 'q=quartz')).toEqual({ items: [], next: null });
    const partner = await makePortalUser(app, firm, {});
    await world.party(matterId, partner.contactId, 'Client', true);
    await mina.call('POST', `/api/v1/conversations/${id}/participants`, { portalUserIds: [partner.id] });
    await world.say(id, 'quartz again');
    expect(await seqs(client, 'q=quartz')).toHaveLength(2);
    expect(await seqs(partner, 'q=quartz')).toHaveLength(1);
    await mina.call('PATCH', `/api/v1/conversations/${id}`, { secondFactor: true });
    expect(await hits(partner, 'q=quartz')).toEqual({ items: [], next: null });
  });

  test('T7: what asks for a second factor is found, counted and shown only after one', async () => {
    const { mina, client, app, firm } = world;
    const matterId = await world.matter('Guarded', [client]);
    const strong = await makePortalUser(app, firm, { secondFactor: true });
    await world.party(matterId, strong.contactId, 'Client', true);
    const portalUserIds = [client.id, strong.id];
    const id = await world.thread({ matterId, portalUserIds, secondFactor: true });
    await world.say(id, 'a dunlin on the mudflat');
    expect(await seqs(mina, 'q=dunlin')).toHaveLength(1);
    expect(await seqs(strong, 'q=dunlin')).toHaveLength(1);
    for (const asked of ['q=dunlin', `q=dunlin&conversationId=${id}`])
      expect(await hits(client, asked)).toEqual({ items: [], next: null });
    // Taken off, it is found: nothing else kept it.
    await mina.call('PATCH', `/api/v1/conversations/${id}`, { secondFactor: false });
    expect(await seqs(client, 'q=dunlin')).toHaveLength(1);
  });
});

describe('what is asked', () => {
  test('by the names of who wrote it; people outside find the firm’s by name', async () => {
    const { mina, omar, client, app } = world;
    await app.platform.database.pool.query(
      `update contacts set search = to_tsvector('simple', lower(display_name)) where id = $1`,
      [client.contactId],
    );
    const id = await world.thread({ staffIds: [omar.id] });
    const [one, two, three] = [
      await world.say(id, 'avocet'),
      await world.say(id, 'avocet', omar),
      await world.say(id, 'avocet', client),
    ];
    const here = `q=avocet&conversationId=${id}`;
    expect(await seqs(mina, `${here}&fromName=Mina`)).toEqual([one]);
    expect(await seqs(mina, `${here}&fromName=reid%20om`)).toEqual([two]);
    expect(await seqs(mina, `${here}&fromName=cleo`)).toEqual([three]);
    expect(await seqs(client, `${here}&fromName=shah`)).toEqual([one]);
    for (const nobody of ['nobody', '%26%26', "'"])
      expect(await seqs(mina, `${here}&fromName=${nobody}`)).toEqual([]);
  });

  test('mine: where one takes part; unread: there, by others, after what one looked at', async () => {
    const { mina, omar } = world;
    const mineId = await world.thread({ staffIds: [omar.id] });
    const other = await world.thread();
    for (const id of [mineId, other]) await world.say(id, 'dotterel');
    const conversations = async (query: string) =>
      (await hits(omar, query)).items.map(({ conversation }) => conversation.id);
    expect(await conversations('q=dotterel')).toEqual([other, mineId]);
    expect(await conversations('q=dotterel&mine=true')).toEqual([mineId]);
    expect(await conversations('q=dotterel&unread=true')).toEqual([mineId]);
    expect(await seqs(mina, 'q=dotterel&unread=true')).toEqual([]);
    await omar.call('PUT', `/api/v1/conversations/${mineId}/read`, { seq: 99 });
    expect(await conversations('q=dotterel&unread=true')).toEqual([]);
  });

  test('nothing: nothing; filters alone: what they let through', async () => {
    const { mina } = world;
    expect(await hits(mina, '')).toEqual({ items: [], next: null });
    expect(await hits(mina, 'q=%20')).toEqual({ items: [], next: null });
    expect(await hits(mina, 'q=%26%7C&has=file')).toEqual({ items: [], next: null });
    const id = await world.thread();
    const seq = await world.sendFiles(id, [{ name: 'a.txt', bytes: 'a' }]);
    await world.read();
    expect(await seqs(mina, 'has=file')).toEqual([seq]);
  });

  test('garbage is never more than a wrong question', async () => {
    const { mina, client } = world;
    const bad: [string, number][] = [
      [`q=${'x'.repeat(10_000)}`, 200],
      [`q=${'%22%28-'.repeat(1000)}`, 200],
      [`q=${'x'.repeat(10_001)}`, 422],
      ['q=%00', 200],
      ['q=a%00b%00lease', 200],
      ['q=%ED%A0%80', 200],
      ['q=%C2%BD%20%D9%A3%20%F0%9F%92%A5', 200],
      ['q=%3A*%20%3C-%3E%20%21%21%28', 200],
      ['q=a&since=0000-01-01', 422],
      ['q=a&until=9999-12-31', 200],
      ['q=a&until=yesterday', 422],
      ['q=a&type=exe', 422],
      ['q=a&after=AAAA', 422],
      [`q=a&after=${Buffer.from('["2026-13-45",1,2]').toString('base64url')}`, 422],
      [`q=a&fromName=%00${'%27'.repeat(50)}`, 200],
      ['q=a&limit=51', 422],
      ['q=a&nonsense=1', 422],
    ];
    for (const [query, status] of bad)
      for (const [who, path] of [
        [mina, '/api/v1/search'],
        [client, '/portal/api/search'],
      ] as const) {
        const answer = await who.call('GET', `${path}?${query}`);
        expect([query.slice(0, 60), answer.statusCode]).toEqual([query.slice(0, 60), status]);
      }
  });

  test('a person who asks without end is told to wait; others are not', async () => {
    const { owner, mina } = world;
    let last = 200;
    for (let n = 0; n < 130 && last === 200; n += 1)
      last = (await owner.call('GET', '/api/v1/search?q=anything')).statusCode;
    expect(last).toBe(429);
    expect((await mina.call('GET', '/api/v1/search?q=anything')).statusCode).toBe(200);
  });
});
