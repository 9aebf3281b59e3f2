/** T6 after a merge: the words of one client never stand in the name of another, nor go to another's telephone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMergedContactsFeature } from '../merged-contacts/index.ts';
import { type Client, startTextsWorld, type TextsWorld } from './test-world.ts';

let world: TextsWorld;
let jane: Client;
let john: Client;
let hers: string;
let his: string;

beforeAll(async () => {
  world = await startTextsWorld({ features: [createMergedContactsFeature] });
  jane = await world.client('+61491570156', { firstName: 'Jane', lastName: 'Doe' });
  john = await world.client('+61491570159', { firstName: 'John', lastName: 'Doe' });
  const matterId = await world.matter();
  for (const { contactId } of [jane, john])
    await world.rows(
      `insert into matter_parties (firm_id, matter_id, contact_id, role, is_client) values ($1, $2, $3, 'Client', true)`,
      [world.firm.id, matterId, contactId],
    );
  hers = await world.conversation(matterId, [jane]);
  his = await world.conversation(matterId, [john]);
  for (const one of [jane, john]) await world.agree(one);
  await world.post(hers, 'For Jane', [jane]);
  await world.post(his, 'For John', [john]);
  await world.work();
  await world.tell();
  const merged = await world.firm.owner.call('POST', `/api/v1/contacts/${jane.contactId}/merge`, {
    otherId: john.contactId,
  });
  expect(merged.statusCode, merged.body).toBeLessThan(300);
});
afterAll(() => world.close());

const numbersOf = async (conversationId: string) =>
  (
    await world.rows<{ number: string }>(
      `select number from text_messages where conversation_id = $1 and state <> 'refused' order by id`,
      [conversationId],
    )
  ).map(({ number }) => number);

async function decide(body: Record<string, unknown>): Promise<void> {
  await world.rows('update auth_session set "createdAt" = $1, "provenAt" = $1', [world.clock.now]);
  const { seen, gains } = await world.ok<{ seen: string; gains: unknown }>(
    'GET',
    `merged-contacts/${john.contactId}`,
  );
  const more = body.decision === 'unite' ? { confirmed: gains } : {};
  await world.ok('POST', `merged-contacts/${john.contactId}/decision`, { seen, ...more, ...body });
}

test('until somebody decided: the kept one’s number goes on, the other’s waits with both as candidates', async () => {
  await world.text(jane.number, 'From Jane');
  expect(await world.messages(hers)).toEqual(['For Jane', 'From Jane']);
  await world.text(john.number, 'From John');
  expect(await world.messages(hers)).toEqual(['For Jane', 'From Jane']);
  expect(await world.messages(his)).toEqual(['For John']);
  const [item] = await world.triage();
  expect(item).toMatchObject({ body: 'From John', reason: 'several_people' });
  expect(item?.candidates.map(({ contactId }) => contactId).toSorted()).toEqual(
    [jane.contactId, john.contactId].toSorted(),
  );
  await world.ok('POST', `text-triage/${item?.id}/dismiss`);
});

test('what is for the kept one goes to the kept one’s telephone, though the record has both numbers', async () => {
  // John's would be preferred: it agreed, and Jane's did not any more.
  await world.ok('POST', `contacts/${jane.contactId}/text-consents`, {
    ...{ number: jane.number, change: 'out', basis: 'Said no on the telephone' },
  });
  await world.post(hers, 'Only for Jane', [jane]);
  expect(await numbersOf(hers)).toEqual([jane.number]);
  await world.agree(jane);
});

test('kept apart: each number is its owner’s again, both ways', async () => {
  await decide({ decision: 'apart' });
  await world.text(john.number, 'John once more');
  expect((await world.messages(his)).at(-1)).toBe('John once more');
  await world.text(jane.number, 'Jane once more');
  expect((await world.messages(hers)).at(-1)).toBe('Jane once more');
  expect(await world.triage()).toEqual([]);
  await world.post(his, 'Again for John', [john]);
  expect(await numbersOf(his)).toEqual([john.number, john.number]);
});

test('one person: texts of both numbers find the conversations of the one', async () => {
  await decide({ decision: 'unite', email: jane.email });
  await world.text(john.number, 'It is me');
  expect((await world.messages(his)).at(-1)).toBe('It is me');
  const [last] = await world.rows(
    `select author_portal_user_id from messages where conversation_id = $1 order by seq desc limit 1`,
    [his],
  );
  expect(last).toEqual({ author_portal_user_id: jane.id });
  await world.text(jane.number, 'And so am I');
  expect((await world.messages(hers)).at(-1)).toBe('And so am I');
  expect(await world.triage()).toEqual([]);
});
