/** Whose matters are offered for an interaction: those that its contacts have now. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { clientNumber, genericCall } from '../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';

let first: PhoneWorld;
let world: PhoneWorld;
beforeAll(async () => {
  first = await startPhoneWorld();
});
beforeEach(async () => {
  world = await first.newFirm();
});
afterAll(() => first.close());

const shown = z.object({
  externalParty: z.object({ contactId: z.string().nullable() }),
  candidates: z.array(z.object({ contactId: z.string(), matterId: z.string().nullable() })),
});
async function offered(id: string) {
  const seen = await world.owner.call('GET', `/api/v1/interactions/${id}`);
  return shown.parse(seen.json());
}

test('a matter opened for the contact that a call made is offered, and no other', async () => {
  const sam = await world.addContact('Sam Whitlock', '+442079460177');
  await world.addMatter('Somebody else’s', [sam]);
  const one = await world.log(genericCall());
  expect(one.logEntries).toMatchObject([{ review: 'unknown_party', recordKind: 'task' }]);
  const { externalParty, candidates } = await offered(one.id);
  const made = externalParty.contactId ?? '';
  expect(candidates).toEqual([{ contactId: made, matterId: null }]);
  const own = await world.addMatter('Their own', [made]);
  expect((await offered(one.id)).candidates).toEqual([{ contactId: made, matterId: own }]);
});

test('a matter that was closed since, or whose party the contact is no longer, is not offered', async () => {
  const jane = await world.addContact('Jane Okafor', clientNumber);
  const purchase = await world.addMatter('Purchase', [jane]);
  const will = await world.addMatter('Will', [jane]);
  const one = await world.log(genericCall());
  expect((await offered(one.id)).candidates).toHaveLength(2);
  await world.query(`update matters set status = 'closed' where id = $1`, [purchase]);
  expect((await offered(one.id)).candidates).toEqual([{ contactId: jane, matterId: will }]);
  await world.query('delete from matter_parties where matter_id = $1', [will]);
  expect((await offered(one.id)).candidates).toEqual([{ contactId: jane, matterId: null }]);
});

test('where contacts share the number, the linked one’s matters come first', async () => {
  const jane = await world.addContact('Jane Okafor', clientNumber);
  const one = await world.log(genericCall());
  expect((await offered(one.id)).externalParty.contactId).toBe(jane);
  const ltd = await world.addContact('Okafor Ltd', clientNumber);
  const lease = await world.addMatter('Lease', [ltd]);
  const will = await world.addMatter('Will', [jane]);
  expect((await offered(one.id)).candidates).toEqual([
    { contactId: jane, matterId: will },
    { contactId: ltd, matterId: lease },
  ]);
});
