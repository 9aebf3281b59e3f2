/** Texts that leave: through the listener of conversations, the worker and a simulated provider. */
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

describe('sending', () => {
  test('a message becomes a text with its link, and its states are shown', async () => {
    await world.agree(jane);
    expect(await world.post(conversation, 'Completion is on Friday.', [jane])).toMatchObject([
      { refused: null, heldUntil: null },
    ]);
    expect(await world.states(conversation)).toEqual(['queued']);
    await world.work();
    expect(await world.states(conversation)).toEqual(['accepted']);
    expect(sent()).toMatchObject([{ from: line }]);
    expect(sent()[0]?.body).toMatch(
      /^Example & Co: Completion is on Friday\.\nhttp:\/\/127\.0\.0\.1:9\/t\/\w{11}\nReply STOP to get no more texts$/,
    );
    await world.tell();
    expect(await world.states(conversation)).toEqual(['delivered']);
    const { items } = await world.ok<{ items: { history: { state: string }[] }[] }>(
      'GET',
      `conversations/${conversation}/texts`,
    );
    expect(items[0]?.history.map(({ state }) => state)).toEqual(['queued', 'accepted', 'sent', 'delivered']);
    expect(world.provider.control.complaints).toEqual([]);
  });

  test('delivered, sent, delivered twice, failed late: delivered once', async () => {
    world.provider.control.texts.fates.push({
      statuses: ['sent', 'delivered', 'failed'],
      errorCode: '30008',
    });
    await world.agree(jane);
    await world.post(conversation, 'Hello', [jane]);
    await world.work();
    // sent 0, delivered 1, failed 2
    expect(await world.tell(() => [1, 0, 1, 2])).toEqual([200, 200, 200, 200]);
    expect(await world.states(conversation)).toEqual(['delivered']);
    const states = await world.rows<{ state: string }>(
      `select s.state from text_states s join text_messages t on t.firm_id = s.firm_id and t.id = s.text_id
       where t.conversation_id = $1 order by s.id`,
      [conversation],
    );
    expect(states.map(({ state }) => state)).toEqual(['queued', 'accepted', 'delivered']);
  });

  test('the same message told twice is one text', async () => {
    await world.agree(jane);
    const [first] = await world.post(conversation, 'Hello', [jane], {
      messageId: '0198c0de-0000-7000-8000-0000000000a1',
    });
    const [again] = await world.post(conversation, 'Hello', [jane, jane], {
      messageId: '0198c0de-0000-7000-8000-0000000000a1',
    });
    expect(again).toEqual(first);
    await world.work();
    await world.work();
    expect(sent()).toHaveLength(1);
  });

  test('a report that comes before the answer, and one that nobody signed', async () => {
    await world.agree(jane);
    const [queued] = await world.post(conversation, 'Hello', [jane]);
    const { hookUrl } = await world.settings();
    const path = `${new URL(hookUrl ?? '').pathname}/${queued?.textId}`;
    const forged = await world.app.app.inject({
      method: 'POST',
      url: path,
      payload: 'MessageSid=SM1&MessageStatus=delivered',
    });
    expect(forged.statusCode).toBe(403);
    expect(await world.states(conversation)).toEqual(['queued']);
  });
});

describe('refusals tell the sender', () => {
  test('no consent, then consent', async () => {
    expect(await world.post(conversation, 'Hello', [jane])).toMatchObject([{ refused: 'no_consent' }]);
    expect(await world.states(conversation)).toEqual(['refused: no_consent']);
    await world.agree(jane);
    expect(await world.post(conversation, 'Hello', [jane])).toMatchObject([{ refused: null }]);
  });

  test('a client without an e-mail address', async () => {
    await world.agree(jane);
    await world.rows(`update portal_users set email = '' where id = $1`, [jane.id]);
    expect(await world.post(conversation, 'Hello', [jane])).toMatchObject([{ refused: 'no_email' }]);
  });

  test('staff, also behind a client’s number', async () => {
    expect(await world.post(conversation, 'Hello', [world.ada])).toMatchObject([{ refused: 'staff' }]);
    await world.agree(jane);
    await world.rows(`update staff_members set direct_numbers = array[$2] where id = $1`, [
      world.ada.id,
      jane.number,
    ]);
    expect(await world.post(conversation, 'Hello', [jane])).toMatchObject([{ refused: 'staff' }]);
    await world.rows(`update staff_members set direct_numbers = '{}' where id = $1`, [world.ada.id]);
  });

  test('a country that the firm does not text to, a landline, somebody who left', async () => {
    const abroad = await world.client('+447700900123');
    const desk = await world.client('+61391234567');
    const far = await world.conversation(await world.matter(), [abroad, desk, jane]);
    for (const one of [abroad, desk, jane]) await world.agree(one);
    await world.rows(
      `update participants set left_at = now(), left_how = 'removed', to_seq = 1 where conversation_id = $1 and portal_user_id = $2`,
      [far, jane.id],
    );
    expect(await world.post(far, 'Hello', [abroad, desk, jane])).toMatchObject([
      { refused: 'country' },
      { refused: 'not_mobile' },
      { refused: 'gone' },
    ]);
    const { items } = await world.ok<{ items: { name: string; refused: string; detail: string }[] }>(
      'GET',
      `conversations/${far}/text-check`,
    );
    expect(items.map(({ refused }) => refused).toSorted()).toEqual(['country', 'not_mobile']);
    expect(items[0]?.detail).toMatch(/e-mail/);
  });

  test('the day’s limit', async () => {
    await world.agree(jane);
    const { partsToday } = await world.settings();
    await world.change({ dailyParts: partsToday + 1 });
    expect(await world.post(conversation, 'One', [jane])).toMatchObject([{ refused: null }]);
    expect(await world.post(conversation, 'Two', [jane])).toMatchObject([{ refused: 'day_limit' }]);
    world.pass(24 * 60);
    expect(await world.post(conversation, 'Tomorrow', [jane])).toMatchObject([{ refused: null }]);
    await world.change({ dailyParts: 500 });
  });

  test('21610: opted out at the carrier is opted out here, and shown', async () => {
    await world.agree(jane);
    world.provider.control.texts.refusals.push(21610);
    await world.post(conversation, 'Hello', [jane]);
    await world.work();
    expect(await world.states(conversation)).toEqual(['failed: opted_out_at_carrier']);
    expect(await world.post(conversation, 'Hello', [jane])).toMatchObject([{ refused: 'opted_out' }]);
    const again = await world.ada.call('POST', `/api/v1/contacts/${jane.contactId}/text-consents`, {
      number: jane.number,
      change: 'in',
      basis: 'Said yes again',
    });
    expect(again.statusCode).toBe(409);
    await world.text(jane.number, 'START');
    expect(await world.post(conversation, 'Hello', [jane])).toMatchObject([{ refused: null }]);
  });

  test('a retired number is known as such from then on', async () => {
    await world.agree(jane);
    world.provider.control.texts.fates.push({ statuses: ['sent', 'undelivered'], errorCode: '30005' });
    await world.post(conversation, 'Hello', [jane]);
    await world.work();
    await world.tell();
    expect(await world.states(conversation)).toEqual(['undelivered: invalid_number']);
    expect(await world.post(conversation, 'Hello', [jane])).toMatchObject([{ refused: 'bad_number' }]);
  });
});

describe('quiet hours', () => {
  test('held until nine, then sent; urgent with a reason goes now', async () => {
    await world.agree(jane);
    world.clock.now = new Date('2026-03-05T11:00:00Z');
    expect(await world.post(conversation, 'Late', [jane])).toMatchObject([
      { heldUntil: new Date('2026-03-05T22:00:00Z') },
    ]);
    expect(await world.post(conversation, 'Now', [jane], { urgentReason: 'Exchange tonight' })).toMatchObject(
      [{ heldUntil: null }],
    );
    await world.work();
    expect(await world.states(conversation)).toEqual(['accepted', 'queued: quiet_hours']);
    world.clock.now = new Date('2026-03-05T22:00:00Z');
    await world.work();
    expect(sent()).toHaveLength(2);
  });

  test('whoever opts out while it is held gets nothing', async () => {
    await world.agree(jane);
    world.clock.now = new Date('2026-03-05T11:00:00Z');
    await world.post(conversation, 'Late', [jane]);
    await world.text(jane.number, 'stop');
    world.clock.now = new Date('2026-03-05T22:00:00Z');
    await world.work();
    expect(await world.states(conversation)).toEqual(['refused: opted_out']);
    expect(sent().filter(({ direction }) => direction === 'outbound-api')).toEqual([]);
  });
});

describe('words stay in the portal', () => {
  test.each(['a privileged message', 'a flagged matter', 'a walled matter', 'a second factor'])(
    '%s',
    async (which) => {
      await world.agree(jane);
      const matter = await world.matter(which === 'a walled matter' ? [world.ada] : undefined);
      const secret = await world.conversation(matter, [jane], { secondFactor: which === 'a second factor' });
      if (which === 'a flagged matter') await world.ok('PUT', `matters/${matter}/texts`, { sensitive: true });
      await world.post(secret, 'The verdict is in', [jane], { privileged: which === 'a privileged message' });
      await world.work();
      expect(sent()).toHaveLength(1);
      expect(sent()[0]?.body).toMatch(/^You have a message from Example & Co\nhttp:\S+\n?/);
      expect(sent()[0]?.body).not.toContain('verdict');
    },
  );
});
