/** Texts that leave once, whatever is lost on the way; their links, and a word as their sender. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, line, startTextsWorld, type TextsWorld } from './test-world.ts';

let world: TextsWorld;
let jane: Client;
let conversation: string;
let people = 155;
const nextNumber = () => {
  people += 1;
  return `+61491570${String(people % 1000).padStart(3, '0')}`;
};
beforeAll(async () => {
  world = await startTextsWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.now = new Date('2026-03-05T00:00:00Z');
  Object.assign(world.provider.control.texts, { fates: [], refusals: [], loseAnswers: 0 });
  await world.rows(
    `update text_settings set rest_until = null, failures = 0, trouble = '', poll_due_at = 'infinity' where firm_id = $1`,
    [world.firm.id],
  );
  await world.rows(`delete from text_messages where firm_id = $1`, [world.firm.id]);
  people += 3;
  jane = await world.client(nextNumber());
  conversation = await world.conversation(await world.matter(), [jane]);
});

const sent = () => world.provider.control.messages().filter(({ to }) => to === jane.number);

describe('once', () => {
  test('an answer that nobody heard: it is found, and not sent again', async () => {
    await world.agree(jane);
    world.provider.control.texts.loseAnswers = 1;
    await world.post(conversation, 'Hello', [jane]);
    await world.work();
    expect(await world.states(conversation)).toEqual(['queued']);
    world.pass(2);
    await world.work();
    expect(await world.states(conversation)).toEqual(['delivered']);
    expect(sent()).toHaveLength(1);
  });

  test('a request that never arrived: after a look at the list it is sent', async () => {
    await world.agree(jane);
    world.provider.control.failNext(1, 503);
    await world.post(conversation, 'Hello', [jane]);
    await world.work();
    expect(sent()).toHaveLength(0);
    expect((await world.settings()).trouble).toMatch(/cannot be reached/);
    world.pass(3);
    await world.work();
    expect(sent()).toHaveLength(1);
    expect((await world.settings()).trouble).toBe('');
  });

  test('a worker that died on the way: another takes it when its claim is over, and looks first', async () => {
    await world.agree(jane);
    const [one] = await world.post(conversation, 'Hello', [jane]);
    await world.rows(`update text_messages set claimed_until = $2, asked_at = $3 where id = $1`, [
      one?.textId,
      new Date(world.clock.now.getTime() + 120_000),
      world.clock.now,
    ]);
    await world.work();
    expect(sent()).toHaveLength(0);
    world.pass(3);
    await world.work();
    expect(sent()).toHaveLength(1);
    const lists = world.provider.control.requests.filter(({ path }) => path.includes('Messages.json?To='));
    expect(lists.length).toBeGreaterThan(0);
  });

  test('two workers at once send each text once', async () => {
    await world.agree(jane);
    for (let count = 0; count < 10; count += 1) await world.post(conversation, `Number ${count}`, [jane]);
    await Promise.all([world.work(), world.work(), world.work()]);
    expect(sent()).toHaveLength(10);
    expect(new Set(sent().map(({ body }) => body)).size).toBe(10);
  });

  test('too many requests: it waits as long as it is told', async () => {
    await world.agree(jane);
    world.provider.control.failNext(1, 429);
    await world.post(conversation, 'Hello', [jane]);
    await world.work();
    expect(sent()).toHaveLength(0);
    world.pass(1);
    await world.work();
    expect(sent()).toHaveLength(1);
  });

  test('what could not leave for a day is given up, and says so', async () => {
    await world.agree(jane);
    await world.post(conversation, 'Hello', [jane]);
    world.pass(25 * 60);
    await world.work();
    expect(await world.states(conversation)).toEqual(['failed: too_late']);
    expect(sent()).toHaveLength(0);
  });
});

describe('the link of a text', () => {
  const codeOf = async () => {
    await world.agree(jane);
    await world.post(conversation, 'Hello', [jane]);
    const [row] = await world.rows<{ code: string }>(
      `select code from text_links where conversation_id = $1`,
      [conversation],
    );
    return row?.code ?? '';
  };

  test('leads to the conversation, for whoever signs in there; nothing is shown or used up', async () => {
    const code = await codeOf();
    for (const method of ['HEAD', 'GET', 'GET'] as const) {
      const answer = await world.app.app.inject({ method, url: `/t/${code}` });
      expect(answer.statusCode).toBe(303);
      expect(answer.headers.location).toBe(`/portal/c/${conversation}?firm=${world.firm.id}`);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    expect((await world.app.app.inject({ method: 'GET', url: '/t/AAAAAAAAAAA' })).statusCode).toBe(404);
    expect((await world.app.app.inject({ method: 'GET', url: '/t/x' })).statusCode).toBe(404);
  });

  test('its page ends texts only by its button', async () => {
    const code = await codeOf();
    const page = await world.app.app.inject({ method: 'GET', url: `/t/${code}/stop` });
    expect(page.body).toContain('Stop texts from Example &amp; Co?');
    expect(page.body).not.toContain(jane.number);
    expect(await world.post(conversation, 'Still', [jane])).toMatchObject([{ refused: null }]);
    for (let press = 0; press < 2; press += 1) {
      const pressed = await world.app.app.inject({
        method: 'POST',
        url: `/t/${code}/stop`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: '',
      });
      expect(pressed.body).toContain('No more texts');
    }
    expect(await world.post(conversation, 'Hello', [jane])).toMatchObject([{ refused: 'opted_out' }]);
    const ledger = await world.rows(`select 1 from text_consents where number = $1 and change = 'out'`, [
      jane.number,
    ]);
    expect(ledger).toHaveLength(1);
  });
});

test('a word as sender: one-way, with the ways to answer and to stop', async () => {
  await world.change({ senderWord: 'EXAMPLE', wordRegistered: true, prefer: 'word' });
  await world.agree(jane);
  await world.post(conversation, 'Hello', [jane]);
  await world.work();
  expect(sent()).toMatchObject([{ from: 'EXAMPLE' }]);
  expect(sent()[0]?.body).toMatch(/^Example & Co: Hello\nReply: http:\S+\nNo more texts: http:\S+\/stop$/);
  await world.change({ wordRegistered: false });
  await world.post(conversation, 'Unregistered', [jane]);
  await world.work();
  expect(sent().map(({ from }) => from)).toEqual(['EXAMPLE', line]);
  await world.change({ senderWord: null, prefer: 'number' });
});
