/** Pictures and files that come with texts. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, line, otherLine, startTextsWorld, type TextsWorld } from './test-world.ts';

let world: TextsWorld;
let jane: Client;
let matter: string;
let conversation: string;
let people = 200;
const nextNumber = () => {
  people += 1;
  return `+61491570${people}`;
};
beforeAll(async () => {
  world = await startTextsWorld();
  await world.ok('POST', 'text-lines', { number: otherLine, label: 'Wills' }, world.firm.owner);
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.now = new Date('2026-03-05T00:00:00Z');
  await world.rows(
    `update text_settings set poll_due_at = 'infinity', rest_until = null where firm_id = $1`,
    [world.firm.id],
  );
  for (const table of ['text_inbound', 'text_messages', 'tasks'])
    await world.rows(`delete from ${table} where firm_id = $1`, [world.firm.id]);
  jane = await world.client(nextNumber());
  await world.agree(jane);
  matter = await world.matter();
  conversation = await world.conversation(matter, [jane]);
});

describe('pictures', () => {
  beforeEach(() => {
    world.files.kept = [];
    world.files.lost = [];
    world.files.broken = false;
  });
  const media = () =>
    world.rows<{ state: string; detail: string }>(
      `select state, detail from text_media where firm_id = $1 order by position`,
      [world.firm.id],
    );
  const atProvider = () => world.provider.control.messages().at(-1)?.media;

  test('are fetched with the credentials, kept with the message, then deleted at the provider', async () => {
    await world.text(jane.number, 'Signed page!', { pictures: 2 });
    await world.work();
    expect(await media()).toMatchObject([{ state: 'done' }, { state: 'done' }]);
    expect(world.files.kept).toMatchObject([
      { fileName: 'text-1.png', contentType: 'image/png', conversationId: conversation, seq: 1 },
      { fileName: 'text-2.png' },
    ]);
    expect(world.files.kept[0]?.bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(atProvider()).toBe(0);
  });

  test('a picture alone is a message, too', async () => {
    await world.text(jane.number, '', { pictures: 1 });
    expect(await world.messages(conversation)).toEqual(['Sent a file by text.']);
  });

  test('stay at the provider while they cannot be kept, and are tried again', async () => {
    world.files.broken = true;
    await world.text(jane.number, 'Picture', { pictures: 1 });
    await world.work();
    expect(await media()).toMatchObject([{ state: 'waiting' }]);
    expect(atProvider()).toBe(1);
    world.files.broken = false;
    world.pass(5);
    await world.work();
    expect(await media()).toMatchObject([{ state: 'done' }]);
    expect(atProvider()).toBe(0);
  });

  test('that are too large stay at the provider, and the thread says so', async () => {
    const body = Buffer.alloc(25 * 1024 * 1024 + 1);
    world.provider.control.sendSms({
      ...{ from: jane.number, to: line, body: 'A film' },
      pictures: [{ contentType: 'video/mp4', body }],
    });
    await world.tell();
    await world.work();
    expect(await media()).toMatchObject([{ state: 'too_large' }]);
    expect(world.files).toMatchObject({ kept: [], lost: ['too_large'] });
    expect(atProvider()).toBe(1);
  });

  test('wait for the place of their text', async () => {
    await world.text('+61491570666', 'My passport', { pictures: 1 });
    await world.work();
    expect(atProvider()).toBe(1);
    const [item] = await world.triage();
    expect(item?.files).toMatchObject([{ contentType: 'image/png', state: 'waiting' }]);
    await world.ok('POST', `text-triage/${item?.id}/file`, { conversationId: conversation });
    await world.work();
    expect(world.files.kept).toHaveLength(1);
    expect(atProvider()).toBe(0);
  });
});
