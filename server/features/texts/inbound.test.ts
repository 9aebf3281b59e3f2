/** Texts that come in: signed webhooks of a simulated provider, the triage inbox, consent by text and in the portal. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestStaff } from '../../testing/app.ts';
import { type Client, otherLine, startTextsWorld, type TextsWorld } from './test-world.ts';

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

const inbound = () =>
  world.rows<{ state: string; reason: string | null; body: string; review: string }>(
    `select state, reason, body, review from text_inbound where firm_id = $1 and channel = 'sms' order by id`,
    [world.firm.id],
  );

describe('where a text goes', () => {
  test('into the one open conversation, in the client’s name', async () => {
    await world.text(jane.number, 'I have signed it');
    expect(await world.messages(conversation)).toEqual(['I have signed it']);
    expect(await inbound()).toMatchObject([{ state: 'filed' }]);
    expect(await world.triage()).toEqual([]);
  });

  test('the same text told again changes nothing; one that is not signed is refused', async () => {
    await world.text(jane.number, 'Once');
    const delivery = world.provider.control.deliveries.log.at(-1);
    const url = new URL(delivery?.url ?? '').pathname;
    const again = await world.app.app.inject({
      method: 'POST',
      url,
      headers: delivery?.headers ?? {},
      payload: delivery?.body ?? '',
    });
    expect(again.statusCode).toBe(200);
    expect(again.headers['content-type']).toBe('text/xml');
    expect(await world.messages(conversation)).toEqual(['Once']);
    const { 'x-twilio-signature': _, ...unsigned } = delivery?.headers ?? {};
    for (const [headers, payload] of [
      [unsigned, delivery?.body ?? ''],
      [delivery?.headers ?? {}, `${delivery?.body}&Extra=1`],
    ] as const) {
      const refused = await world.app.app.inject({ method: 'POST', url, headers, payload });
      expect(refused.statusCode).toBe(403);
      expect(refused.json()).toMatchObject({ code: 'refused_signature' });
    }
    const nobody = await world.app.app.inject({
      method: 'POST',
      url: `${url}x`,
      headers: delivery?.headers ?? {},
      payload: '',
    });
    expect(nobody.statusCode).toBe(404);
    expect(await inbound()).toHaveLength(1);
  });

  test('two conversations of one client: the one that was texted within 72 hours', async () => {
    const will = await world.conversation(await world.matter(), [jane]);
    await world.text(jane.number, 'Which?');
    expect(await world.triage()).toMatchObject([{ reason: 'several_conversations', body: 'Which?' }]);
    await world.post(will, 'Please sign', [jane]);
    await world.work();
    await world.tell();
    await world.text(jane.number, 'Signed');
    expect((await world.messages(will)).at(-1)).toBe('Signed');
    world.pass(73 * 60);
    await world.text(jane.number, 'Later');
    expect((await world.triage()).map(({ body }) => body)).toEqual(['Later', 'Which?']);
  });

  test('lines are apart: what is texted from one is not answered on another', async () => {
    const will = await world.conversation(await world.matter(), [jane]);
    await world.post(conversation, 'From the desk', [jane]);
    await world.work();
    await world.tell();
    await world.text(jane.number, 'To the wills line', { to: otherLine });
    expect(await world.messages(will)).toEqual(['To the wills line']);
  });

  test('an ended conversation is none: the person is known, the place is not', async () => {
    await world.rows(`update conversations set state = 'ended' where id = $1`, [conversation]);
    await world.text(jane.number, 'Hello?');
    expect(await world.triage()).toMatchObject([
      { reason: 'no_conversation', candidates: [{ contactId: jane.contactId }] },
    ]);
  });

  test('an unknown number: triage, and a task for whom the firm chose', async () => {
    await world.change({ triageAssigneeId: world.ada.id });
    await world.text('+61491570999', 'Who are you?');
    expect(await world.triage()).toMatchObject([
      { reason: 'unknown_number', candidates: [], number: '+61491570999' },
    ]);
    const { items } = await world.ok<{ items: { subject: string; assigneeId: string }[] }>(
      'GET',
      'tasks?status=open',
    );
    expect(items).toMatchObject([
      { assigneeId: world.ada.id, subject: expect.stringContaining('+61491570999') },
    ]);
    await world.change({ triageAssigneeId: null });
  });

  test('an unknown number, drop mode: nothing of it is kept', async () => {
    await world.change({ unknownSenders: 'drop' });
    await world.text('+61491570998', 'Buy now', { pictures: 1 });
    expect(await inbound()).toMatchObject([{ state: 'dropped', body: '' }]);
    expect(await world.triage()).toEqual([]);
    expect(await world.rows(`select 1 from tasks where firm_id = $1`, [world.firm.id])).toEqual([]);
    await world.change({ unknownSenders: 'triage' });
  });

  test('a webhook that was lost is found in the provider’s list', async () => {
    world.provider.control.deliveries.faults.drop = 1;
    await world.text(jane.number, 'Lost on the way');
    expect(await inbound()).toEqual([]);
    await world.rows(`update text_settings set poll_due_at = $2, polled_to = $3 where firm_id = $1`, [
      world.firm.id,
      world.clock.now,
      new Date(world.clock.now.getTime() - 60_000),
    ]);
    world.pass(1);
    await world.work();
    expect(await world.messages(conversation)).toEqual(['Lost on the way']);
    await world.work();
    expect(await world.messages(conversation)).toHaveLength(1);
  });
});

describe('the same mobile on clients X and Y', () => {
  let john: Client;
  let secret: string;
  let bea: TestStaff;
  beforeEach(async () => {
    bea = await world.app.signedIn(world.firm, 'member', { firstName: 'Bea' });
    john = await world.client(jane.number, { firstName: 'John' });
    secret = await world.matter([bea]);
    await world.conversation(secret, [john]);
    await world.post(conversation, 'Jane, please sign', [jane]);
    await world.work();
    await world.tell();
    await world.text(jane.number, 'Signed, see you on Friday');
  });

  test('goes to triage with both candidates, though one was texted a moment ago', async () => {
    expect(await world.messages(conversation)).toEqual(['Jane, please sign']);
    const [item] = await world.triage(bea);
    expect(item).toMatchObject({ reason: 'several_people', body: 'Signed, see you on Friday' });
    expect(item?.candidates.map(({ contactId }) => contactId).toSorted()).toEqual(
      [jane.contactId, john.contactId].toSorted(),
    );
  });

  test('only staff who may see both see it: in list, count, by id, and in the database', async () => {
    const [item] = await world.triage(bea);
    expect(await world.ok('GET', 'text-triage/counts', undefined, bea)).toEqual({
      place: 1,
      review: 0,
      all: 1,
    });
    for (const outsider of [world.ada, world.firm.owner]) {
      expect(await world.triage(outsider)).toEqual([]);
      expect(await world.ok('GET', 'text-triage/counts', undefined, outsider)).toEqual({
        place: 0,
        review: 0,
        all: 0,
      });
      for (const act of ['dismiss', 'file', 'review']) {
        const body = { file: { conversationId: conversation }, review: { outcome: 'confirmed' } }[act];
        const answer = await outsider.call('POST', `/api/v1/text-triage/${item?.id}/${act}`, body);
        const nobodys = await outsider.call(
          'POST',
          `/api/v1/text-triage/0198c0de-0000-7000-8000-000000000000/${act}`,
          body,
        );
        expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found']);
        expect(nobodys.statusCode).toBe(404);
      }
      const seen = await world.app.platform.database
        .firm(world.firm.id, outsider.id)
        .read((tx) =>
          tx.selectFrom('text_inbound').select('id').where('firm_id', '=', world.firm.id).execute(),
        );
      expect(seen).toEqual([]);
    }
  });

  test('a wall that comes later hides it, too', async () => {
    expect(await world.triage(bea)).toHaveLength(1);
    await world.rows(`update matters set restricted = true where id = $1`, [matter]);
    expect(await world.triage(bea)).toEqual([]);
  });

  test('two contacts that were one: the texts and words on consent go along, and the text waits still', async () => {
    const merged = await world.firm.owner.call('POST', `/api/v1/contacts/${jane.contactId}/merge`, {
      otherId: john.contactId,
    });
    expect(merged.statusCode, merged.body).toBeLessThan(300);
    const [item] = await world.triage(bea);
    expect(item?.candidates.map(({ contactId }) => contactId)).toEqual([jane.contactId]);
    expect(await world.triage(world.ada)).toEqual([]);
  });

  test('filed by hand, to one of them', async () => {
    const [item] = await world.triage(bea);
    const filed = await world.ok(
      'POST',
      `text-triage/${item?.id}/file`,
      { conversationId: conversation },
      bea,
    );
    expect(filed).toMatchObject({ state: 'filed', conversationId: conversation, contactId: jane.contactId });
    expect((await world.messages(conversation)).at(-1)).toBe('Signed, see you on Friday');
    expect(await world.triage(bea)).toEqual([]);
    const again = await bea.call('POST', `/api/v1/text-triage/${item?.id}/file`, {
      conversationId: conversation,
    });
    expect(again.statusCode).toBe(409);
  });
});

describe('filing by hand', () => {
  test('to a contact: the number is theirs from now on, and the text goes to their conversation', async () => {
    await world.text('+61491570777', 'My new number, Jane');
    const [item] = await world.triage();
    const filed = await world.ok('POST', `text-triage/${item?.id}/file`, { contactId: jane.contactId });
    expect(filed).toMatchObject({ state: 'filed', conversationId: conversation });
    expect(await world.messages(conversation)).toEqual(['My new number, Jane']);
    await world.text('+61491570777', 'Again');
    expect(await world.messages(conversation)).toEqual(['My new number, Jane', 'Again']);
    const { items } = await world.ok<{ items: unknown[] }>('GET', 'tasks?status=open');
    expect(items).toEqual([]);
    await world.rows(`delete from contact_numbers where e164 = '+61491570777'`);
  });

  test('to a contact without a conversation: it stands with the contact', async () => {
    const john = await world.client('+61491570776', { firstName: 'John' });
    await world.text('+61491570775', 'From my new number');
    const [item] = await world.triage();
    await world.ok('POST', `text-triage/${item?.id}/file`, { contactId: john.contactId });
    const shown = await world.ok('GET', `contacts/${john.contactId}/texting`);
    expect(shown).toMatchObject({
      texts: [{ number: '+61491570775', body: 'From my new number', files: 0 }],
      numbers: [{ number: '+61491570776' }, { number: '+61491570775' }],
    });
    const nobody = await world.ada.call('POST', `/api/v1/text-triage/${item?.id}/file`, {
      contactId: john.contactId,
    });
    expect(nobody.statusCode).toBe(409);
    await world.rows(`delete from contact_numbers where e164 in ('+61491570775', '+61491570776')`);
  });

  test('STOP-like words and posts into the same conversation at once never wait for each other', async () => {
    for (let round = 0; round < 5; round += 1) {
      const text = world.text(jane.number, 'please stop texting me');
      const posts = [1, 2, 3].map(() => world.wrote(conversation, jane, 'Please remove my number'));
      await Promise.all([text, ...posts]);
      await world.agree(jane);
    }
    expect(await inbound()).toHaveLength(5);
    expect((await inbound()).every(({ state }) => state === 'filed')).toBe(true);
  });

  test('to a conversation that the person does not see, or that has ended: refused, and nothing changes', async () => {
    await world.text('+61491570778', 'Hello');
    const [item] = await world.triage();
    const bea = await world.app.signedIn(world.firm, 'member');
    const hidden = await world.conversation(await world.matter([bea]), [jane]);
    for (const conversationId of [hidden, '0198c0de-0000-7000-8000-000000000000']) {
      const refused = await world.ada.call('POST', `/api/v1/text-triage/${item?.id}/file`, {
        conversationId,
      });
      expect(refused.statusCode).toBe(422);
    }
    const empty = await world.ada.call('POST', `/api/v1/text-triage/${item?.id}/file`, {});
    expect(empty.statusCode).toBe(422);
    expect(await world.messages(hidden)).toEqual([]);
    expect(await world.triage()).toHaveLength(1);
  });

  test('it belongs nowhere', async () => {
    await world.text('+61491570779', 'Cheap watches');
    const [item] = await world.triage();
    expect(await world.ok('POST', `text-triage/${item?.id}/dismiss`)).toMatchObject({ state: 'dismissed' });
    expect(await world.triage()).toEqual([]);
  });
});
