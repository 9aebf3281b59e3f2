/** Pictures of texts (T6, "MMS"), from the provider into the thread. */
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eicar } from '../simulators/clamd/index.ts';
import { makePng } from '../simulators/tiny-files.ts';
import { createTextMedia } from './file-neighbours.ts';
import { startWiringWorld, type Texted, type WiringWorld } from './testing/wiring-world.ts';

let world: WiringWorld;
let people = 100;
beforeAll(async () => {
  world = await startWiringWorld();
});
afterAll(() => world.close());

async function begun(): Promise<{ client: Texted; id: string }> {
  people += 1;
  const client = await world.client(`+447700900${people}`);
  const { id } = await world.thread([client]);
  return { client, id };
}
const png = { contentType: 'image/png', body: makePng() };
const atProvider = () => world.provider.control.messages().at(-1)?.media;
const lastOf = async (id: string) => (await world.messages(id)).at(-1);

describe('T6: MMS', () => {
  test('is fetched with credentials, scanned, stored with its message, and then deleted at the provider', async () => {
    const { client, id } = await begun();
    const [asked, scanned] = [world.provider.control.requests.length, world.clamd.scans()];
    await world.text(client.number, 'Here is my passport', [png, png]);
    expect(await lastOf(id)).toMatchObject({
      body: 'Here is my passport',
      files: [
        { name: 'text-1.png', state: 'clean', type: 'image/png', bytes: png.body.length },
        { name: 'text-2.png', state: 'clean' },
      ],
    });
    expect(world.clamd.scans()).toBe(scanned + 2);
    const requests = world.provider.control.requests.slice(asked);
    expect(
      requests.filter(({ path }) => path.includes('/Media/')).every(({ authorised }) => authorised),
    ).toBe(true);
    expect(requests.filter(({ method }) => method === 'DELETE')).toHaveLength(2);
    expect(atProvider()).toBe(0);
    // Who sent it has it in the portal, too, and opens it there.
    const [file] = (await world.messages(id, client)).at(-1)?.files ?? [];
    await world.ok(client, 'POST', `/portal/api/files/${file?.id}/links`, {});
  });

  test('is tied to its message once, however often it is fetched after a crash', async () => {
    const { client, id } = await begun();
    await world.text(client.number, 'Signed page');
    const seq = (await lastOf(id))?.seq ?? 0;
    const { keep } = createTextMedia(world.app.platform);
    const again = () =>
      keep({
        ...{ firmId: world.firm.id, conversationId: id, seq, portalUserId: client.id, key: 'MM1/0' },
        ...{ fileName: 'text-1.png', contentType: 'image/png', maxBytes: 1000 },
        content: Readable.from([png.body]),
      });
    const [first, second] = await Promise.all([again(), again()]);
    expect(second).toEqual(first);
    expect(await again()).toEqual(first);
    expect((await lastOf(id))?.files.map((file) => file.id)).toEqual([first.fileId]);
  });

  test('that is infected stands in the thread as that, and nobody opens it', async () => {
    const { client, id } = await begun();
    const body = Buffer.from(eicar);
    await world.text(client.number, 'Look at this', [{ contentType: 'image/jpeg', body }]);
    const [file] = (await lastOf(id))?.files ?? [];
    expect(file).toMatchObject({ state: 'infected' });
    const refused = await world.mina.call('POST', `/api/v1/files/${file?.id}/links`, {});
    expect(refused.statusCode).toBe(409);
    expect(await world.ok(world.mina, 'GET', `/api/v1/files/${file?.id}`)).toMatchObject({
      delivery: 'blocked',
      words: 'It holds malware: Eicar-Test-Signature.',
      // It says that it is a picture.
      typeMismatch: true,
    });
    expect(atProvider()).toBe(0);
  });

  test('while the scanner is away is marked as not scanned, and scanned when it is back', async () => {
    const { client, id } = await begun();
    world.clamd.setAway(true);
    await world.text(client.number, 'Look', [png]);
    expect((await lastOf(id))?.files).toMatchObject([{ state: 'error' }]);
    world.clamd.setAway(false);
    await world.job('files.rescan');
    expect((await lastOf(id))?.files).toMatchObject([{ state: 'clean' }]);
  });

  test('that is too large stays at the provider, and the thread says so', async () => {
    const { client, id } = await begun();
    const body = Buffer.alloc(25 * 1024 ** 2 + 1);
    await world.text(client.number, 'A film of the leak', [{ contentType: 'video/mp4', body }]);
    expect(await lastOf(id)).toMatchObject({
      kind: 'note',
      note: { what: 'file_lost', people: [{ id: client.id }], text: 'too_large' },
    });
    expect((await world.messages(id)).at(-2)).toMatchObject({ body: 'A film of the leak', files: [] });
    expect(atProvider()).toBe(1);
  });

  test('is told to open threads', async () => {
    const { client, id } = await begun();
    await world.text(client.number, 'Look', [png]);
    const news = await world.rows<{ type: string }>(
      `select type from events where firm_id = $1 and conversation_id = $2 order by seq desc limit 1`,
      [world.firm.id, id],
    );
    expect(news).toEqual([{ type: 'conversation.changed' }]);
  });
});

describe('texts in the thread', () => {
  test('each step of a text is told to those who have its thread open, and not to its client', async () => {
    const { client, id } = await begun();
    await world.say(id, 'We have exchanged', { texts: [{ portalUserId: client.id }] });
    await world.work();
    const { items } = await world.ok<{ items: { state: string }[] }>(
      world.mina,
      'GET',
      `/api/v1/conversations/${id}/texts`,
    );
    expect(items).toMatchObject([{ state: 'delivered' }]);
    const news = await world.rows<{ staff_only: boolean }>(
      `select staff_only from events where firm_id = $1 and conversation_id = $2 and type = 'text.changed'`,
      [world.firm.id, id],
    );
    expect(news.length).toBeGreaterThan(0);
    expect(news.every((one) => one.staff_only)).toBe(true);
  });

  test('who can be texted is told of a conversation in which nothing is written yet', async () => {
    people += 1;
    const client = await world.client(`+447700900${people}`);
    const matterId = await world.matter([client]);
    const body = { kind: 'external', matterId, portalUserIds: [client.id] };
    const { id } = await world.ok<{ id: string }>(world.mina, 'POST', '/api/v1/conversations', body);
    const check = await world.ok(world.mina, 'GET', `/api/v1/conversations/${id}/text-check`);
    expect(check).toMatchObject({ items: [{ portalUserId: client.id, refused: null }] });
  });

  test('STOP stands in every thread of its sender; the provider’s 21610 stands at the text that it refused', async () => {
    const { client, id } = await begun();
    const other = await world.thread([client]);
    await world.text(client.number, 'STOP');
    for (const one of [id, other.id])
      expect((await world.messages(one)).at(-1)?.note).toMatchObject({
        what: 'texts_stopped',
        people: [{ id: client.id }],
      });
    // Other clients of a thread are not told of it.
    expect((await world.messages(id, client)).map(({ note }) => note?.what)).not.toContain('texts_stopped');
    const again = await begun();
    world.provider.control.texts.refusals.push(21610);
    await world.say(again.id, 'Hello', { texts: [{ portalUserId: again.client.id }] });
    await world.work();
    const texts = `/api/v1/conversations/${again.id}/texts`;
    expect(await world.ok(world.mina, 'GET', texts)).toMatchObject({
      items: [{ state: 'failed', errorCode: '21610', reason: 'opted_out_at_carrier' }],
    });
    const check = await world.ok(world.mina, 'GET', `/api/v1/conversations/${again.id}/text-check`);
    expect(check).toMatchObject({ items: [{ refused: 'opted_out' }] });
  });

  test('a message that is taken back comes with who was to be texted', async () => {
    const { client, id } = await begun();
    await world.ok(world.firm.owner, 'PATCH', '/api/v1/portal-settings', { undoSeconds: 10 });
    const texts = [{ portalUserId: client.id, urgentReason: 'Completion is today' }];
    const message = { body: 'Wait', confirmed: true, texts };
    const path = `/api/v1/conversations/${id}`;
    const sent = await world.ok<{ outgoing: { id: string; texts: number } }>(
      world.mina,
      'POST',
      `${path}/messages`,
      message,
    );
    expect(sent.outgoing.texts).toBe(1);
    const back = await world.ok(world.mina, 'POST', `${path}/outgoing/${sent.outgoing.id}/take-back`);
    expect(back).toMatchObject({ body: 'Wait', texts });
    await world.ok(world.firm.owner, 'PATCH', '/api/v1/portal-settings', { undoSeconds: 0 });
    await world.work();
    expect(world.provider.control.messages().some(({ body }) => String(body).includes('Wait'))).toBe(false);
  });
});
