/** Who may be texted: by text, in the portal, by staff; and what is answered. */
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

async function makeDefault(number: string): Promise<void> {
  const { lines } = await world.settings();
  const found = lines.find((one) => one.number === number);
  await world.ok(
    'PATCH',
    `text-lines/${found?.id}`,
    { isDefault: true, version: found?.version },
    world.firm.owner,
  );
}

const inbound = () =>
  world.rows<{ state: string; reason: string | null; body: string; review: string }>(
    `select state, reason, body, review from text_inbound where firm_id = $1 and channel = 'sms' order by id`,
    [world.firm.id],
  );

describe('consent', () => {
  const texted = async () => {
    const [outcome] = await world.post(conversation, 'Hello', [jane]);
    return outcome?.refused ?? 'queued';
  };
  const confirmations = () =>
    world.rows<{ body: string; state: string }>(
      `select body, state from text_messages where firm_id = $1 and kind <> 'message' order by id`,
      [world.firm.id],
    );

  test.each([
    ['STOP by text', async () => await world.text(jane.number, 'STOP')],
    ['words by text', async () => await world.text(jane.number, 'pls dont text me')],
    ['STOP on another line', async () => await world.text(jane.number, 'Stop.', { to: otherLine })],
    ['words in the portal', async () => await world.wrote(conversation, jane, 'Please remove my number')],
    [
      'the portal’s switch',
      async () => void (await jane.call('POST', '/portal/api/texting', { texts: false })),
    ],
  ])('%s stops texts on every line; e-mail goes on', async (_name, stop) => {
    expect(await texted()).toBe('queued');
    await stop();
    expect(await texted()).toBe('opted_out');
    await makeDefault(otherLine);
    expect(await texted()).toBe('opted_out');
    await makeDefault(line);
    const [user] = await world.rows<{ active: boolean; email: string }>(
      `select active, email from portal_users where id = $1`,
      [jane.id],
    );
    expect(user).toEqual({ active: true, email: jane.email });
  });

  test('STOP is confirmed once: by the provider, or by us where it does not', async () => {
    await world.text(jane.number, 'STOP');
    expect(await confirmations()).toEqual([]);
    await world.text(jane.number, 'START');
    await world.change({ keywordAnswers: 'ours' });
    world.provider.control.texts.keywords = false;
    await world.text(jane.number, 'STOP');
    await world.text(jane.number, 'STOP');
    await world.work();
    expect(await confirmations()).toMatchObject([
      { body: expect.stringContaining('no more texts'), state: 'accepted' },
    ]);
    await world.text(jane.number, 'Help');
    await world.work();
    expect((await confirmations()).map(({ body }) => body)).toEqual([
      'Example & Co: you get no more texts from us. Text START to get them again.',
      expect.stringMatching(/^Example & Co, \+61491570157\..*STOP/),
    ]);
    for (let count = 0; count < 5; count += 1) await world.text(jane.number, 'Help');
    expect(await confirmations()).toHaveLength(3);
    world.provider.control.texts.keywords = true;
    await world.change({ keywordAnswers: 'provider' });
  });

  test('free words: opted out, confirmed by us, filed, and a person reviews; mistaken gives it back', async () => {
    await world.text(jane.number, 'Please stop texting me, ring me about the contract');
    expect(await world.messages(conversation)).toHaveLength(1);
    const [item] = await world.triage();
    expect(item).toMatchObject({ review: 'open', state: 'filed' });
    expect(await confirmations()).toHaveLength(1);
    expect(await texted()).toBe('opted_out');
    expect(await world.ok('POST', `text-triage/${item?.id}/review`, { outcome: 'mistaken' })).toMatchObject({
      review: 'mistaken',
    });
    expect(await texted()).toBe('queued');
    expect(await world.triage()).toEqual([]);
  });

  test('START, and YES of somebody who had stopped; YES to a question is a message', async () => {
    await world.text(jane.number, 'YES');
    expect(await world.messages(conversation)).toEqual(['YES']);
    await world.text(jane.number, 'STOP');
    await world.text(jane.number, 'yes');
    expect(await texted()).toBe('queued');
    await world.text(jane.number, 'STOP');
    await world.text(jane.number, 'START');
    expect(await texted()).toBe('queued');
  });

  test('“please stop by the office” is a message', async () => {
    await world.text(jane.number, 'please stop by the office');
    expect(await texted()).toBe('queued');
    expect(await world.triage()).toEqual([]);
  });

  test('STOP of a number that nobody has is heeded, and keeps nobody busy', async () => {
    await world.text('+61491570555', 'STOP');
    expect(await inbound()).toMatchObject([{ state: 'noted' }]);
    expect(await world.triage()).toEqual([]);
    const [row] = await world.rows<{ consent: string }>(
      `select consent from text_numbers where number = '+61491570555'`,
    );
    expect(row?.consent).toBe('out');
  });

  test('the ledger only grows, and the contact shows it', async () => {
    await world.text(jane.number, 'STOP');
    await expect(
      world.rows(`update text_consents set change = 'in' where number = $1`, [jane.number]),
    ).rejects.toThrow(/stays/);
    await expect(world.rows(`delete from text_consents where number = $1`, [jane.number])).rejects.toThrow(
      /stays/,
    );
    const shown = await world.ok('GET', `contacts/${jane.contactId}/texting`);
    expect(shown).toMatchObject({
      texting: 'on',
      numbers: [{ number: jane.number, kind: 'mobile', consent: 'out' }],
      ledger: [
        { change: 'out', channel: 'sms', basis: 'Texted: “STOP”', by: null },
        { change: 'in', channel: 'staff', by: 'Ada Reid' },
      ],
    });
    const foreign = await world.ada.call('POST', `/api/v1/contacts/${jane.contactId}/text-consents`, {
      number: '+61491570001',
      change: 'in',
      basis: 'x',
    });
    expect(foreign.statusCode).toBe(422);
  });

  test('somebody in the portal sees the ends of their own numbers alone', async () => {
    const seen = await jane.call('GET', '/portal/api/texting');
    expect(seen.json()).toEqual({
      texting: 'on',
      numbers: [{ ending: jane.number.slice(-3), texts: true, blocked: false }],
    });
    const off = await jane.call('POST', '/portal/api/texting', { texts: false });
    expect(off.json()).toMatchObject({ numbers: [{ texts: false }] });
    const on = await jane.call('POST', '/portal/api/texting', { texts: true });
    expect(on.json()).toMatchObject({ numbers: [{ texts: true }] });
    expect((await world.app.app.inject({ method: 'GET', url: '/portal/api/texting' })).statusCode).toBe(401);
  });

  test('and the texts that were sent to them, and to nobody else; a refused one was not sent', async () => {
    const john = await world.client(nextNumber());
    await world.agree(john);
    const shared = await world.conversation(matter, [jane, john]);
    await world.post(shared, 'To both', [jane, john]);
    await world.post(conversation, 'To Jane', [jane]);
    const sentTo = async (who: Client) => (await who.call('GET', '/portal/api/texting/sent')).json().items;
    expect(await sentTo(john)).toMatchObject([
      { ending: john.number.slice(-3), outcome: 'waiting', conversationId: shared },
    ]);
    expect(await sentTo(jane)).toMatchObject([{ conversationId: conversation }, { conversationId: shared }]);
    await jane.call('POST', '/portal/api/texting', { texts: false });
    await world.post(conversation, 'Too late', [jane]);
    expect(await sentTo(jane)).toHaveLength(2);
    await world.rows(
      `update participants set left_at = now(), left_how = 'for_cause', cause = 'Adverse', to_seq = 0 where portal_user_id = $1`,
      [john.id],
    );
    expect(await sentTo(john)).toMatchObject([{ conversationId: null }]);
    expect((await world.app.app.inject({ method: 'GET', url: '/portal/api/texting/sent' })).statusCode).toBe(
      401,
    );
  });
});
