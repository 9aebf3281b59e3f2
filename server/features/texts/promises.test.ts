/** Two of the portal's promises about texts: never to staff, and one sender ID in words for the installation. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { queueProgramText } from './index.ts';
import type { TextSettings } from './shapes.ts';
import type { ProgramKind } from './tables.ts';
import { type Client, line, startTextsWorld, type TextsWorld } from './test-world.ts';

const word = 'MATTERLINE';

let world: TextsWorld;
let jane: Client;
let conversation: string;
let people = 400;
beforeAll(async () => {
  world = await startTextsWorld({ word });
});
afterAll(() => world.close());
beforeEach(async () => {
  people += 1;
  jane = await world.client(`+61491570${people}`);
  conversation = await world.conversation(await world.matter(), [jane]);
  await world.agree(jane);
});

const everySent = () => world.provider.control.messages().map(({ to, from }) => ({ to, from }));
const sent = () => everySent().filter(({ to }) => to === jane.number);
const program = async (kind: ProgramKind) =>
  await world.app.platform.database.firm(world.firm.id).write((tx) =>
    queueProgramText(tx, world.app.platform, {
      ...{ firmId: world.firm.id, portalUserId: jane.id, kind, words: 'Words', upToSeq: 1 },
      ...{ conversationId: kind === 'notice' ? conversation : null },
    }),
  );

describe('§1: SMS never to staff', () => {
  const desk = '+61491570399';
  beforeAll(() =>
    world.rows(`update staff_members set direct_numbers = array[$2] where id = $1`, [world.ada.id, desk]),
  );

  test('somebody of the firm is refused as a recipient, and nothing leaves', async () => {
    const before = everySent();
    const wishes = [world.ada, world.firm.owner];
    expect(await world.post(conversation, 'Hello', wishes)).toMatchObject([
      { portalUserId: world.ada.id, refused: 'staff' },
      { portalUserId: world.firm.owner.id, refused: 'staff' },
    ]);
    await world.work();
    expect(everySent()).toEqual(before);
  });

  test('nor is the telephone of staff texted that stands with a client, by people or by the program', async () => {
    await world.rows(`update contact_numbers set e164 = $2, raw = $2 where contact_id = $1`, [
      jane.contactId,
      desk,
    ]);
    jane.number = desk;
    await world.agree(jane);
    expect(await world.post(conversation, 'Hello', [jane])).toMatchObject([{ refused: 'staff' }]);
    for (const kind of ['notice', 'told', 'invitation'] as const)
      expect(await program(kind), kind).toMatchObject({ refused: 'staff' });
    await world.work();
    expect(sent()).toEqual([]);
    await world.rows(`delete from contact_numbers where contact_id = $1`, [jane.contactId]);
  });

  test('a number that becomes a colleague’s while its text is held gets nothing', async () => {
    await world.rows(`update text_settings set quiet_from = 0, quiet_until = 1380 where firm_id = $1`, [
      world.firm.id,
    ]);
    const [held] = await world.post(conversation, 'Hello', [jane]);
    expect(held?.heldUntil).not.toBeNull();
    await world.rows(`update staff_members set direct_numbers = array[$2] where id = $1`, [
      world.ada.id,
      jane.number,
    ]);
    world.pass(24 * 60);
    await world.work();
    expect(sent()).toEqual([]);
    expect(await world.states(conversation)).toEqual(['refused: staff']);
    await world.rows(`update staff_members set direct_numbers = array[$2] where id = $1`, [
      world.ada.id,
      desk,
    ]);
    await world.rows(`update text_settings set quiet_from = 1260, quiet_until = 540 where firm_id = $1`, [
      world.firm.id,
    ]);
    world.pass(-24 * 60);
  });

  test('who can be texted are those outside the firm alone', async () => {
    const { items } = await world.ok<{ items: { portalUserId: string }[] }>(
      'GET',
      `conversations/${conversation}/text-check`,
    );
    expect(items.map(({ portalUserId }) => portalUserId)).toEqual([jane.id]);
  });
});

describe('§1: one sender ID in words for the installation, configurable', () => {
  test('the words stand above every text of every firm that has none of its own', async () => {
    await world.change({ prefer: 'word', wordRegistered: true });
    await world.post(conversation, 'Hello', [jane]);
    await program('told');
    await program('notice');
    await world.work();
    expect(sent()).toEqual(Array.from({ length: 3 }, () => ({ to: jane.number, from: word })));
    const other = await world.app.makeFirm({ country: 'GB' });
    for (const { owner } of [world.firm, other])
      expect(await world.ok<TextSettings>('GET', 'text-settings', undefined, owner)).toMatchObject({
        installationWord: word,
        senderWord: null,
      });
  });

  test('a firm may set its own, and goes back to the installation’s; a number of its own can go before both', async () => {
    const from = async (patch: Record<string, unknown>) => {
      await world.change(patch);
      await world.post(conversation, `Hello ${JSON.stringify(patch)}`, [jane]);
      await world.work();
      return sent().at(-1)?.from;
    };
    expect(await from({ prefer: 'word', wordRegistered: true, senderWord: 'EXAMPLE' })).toBe('EXAMPLE');
    expect(await from({ senderWord: null })).toBe(word);
    expect(await from({ prefer: 'number' })).toBe(line);
  });
});
