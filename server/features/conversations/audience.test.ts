/** T12, before somebody hears a client's words: the warnings, and the question before what leaves for many. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';
import { askBeforeSending } from './privilege.ts';

let world: ConversationsWorld;
beforeAll(async () => {
  world = await startConversationsWorld();
});
afterAll(() => world.close());

const query = (text: string, values: unknown[]) => world.app.platform.database.pool.query(text, values);

/** A contact with this mailbox or telephone. */
async function contact(name: string, has: { email?: string; phone?: string }, kind = 'person') {
  const id = newId();
  await query(
    `insert into contacts (firm_id, id, kind, display_name, last_name, company_name) values ($1, $2, $3, $4, $5, $6)`,
    [world.firm.id, id, kind, name, kind === 'person' ? name : '', kind === 'person' ? '' : name],
  );
  if (has.email)
    await query(`insert into contact_emails (firm_id, id, contact_id, email) values ($1, $2, $3, $4)`, [
      ...[world.firm.id, newId(), id, has.email],
    ]);
  if (has.phone) await phone(id, has.phone);
  return id;
}
const phone = (contactId: string, e164: string) =>
  query(
    `insert into contact_numbers (firm_id, id, contact_id, raw, part, e164) values ($1, $2, $3, $4, $4, $4)`,
    [world.firm.id, newId(), contactId, e164],
  );
async function warnings(who: TestPortalUser, id: string) {
  const body = { portalUserIds: [who.id] };
  const answer = await world.mina.call('POST', `/api/v1/conversations/${id}/participants/preview`, body);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer
    .json<{ warnings: { kind: string; with: string }[] }>()
    .warnings.map(({ kind, with: other }) => `${kind}: ${other}`);
}
async function newcomer(): Promise<TestPortalUser> {
  const person = await makePortalUser(world.app, world.firm);
  await world.party(world.matterId, person.contactId, 'Client', true);
  return person;
}

describe('T12: what to look at twice before somebody joins', () => {
  test('nothing shared: no warning', async () => {
    expect(await warnings(await newcomer(), await world.thread())).toEqual([]);
  });

  test('an address that another contact has, too, whatever its capitals; a contact that is archived warns of nothing', async () => {
    const who = await newcomer();
    const id = await world.thread();
    const other = await contact('Sam Housemate', { email: who.email.toUpperCase() });
    expect(await warnings(who, id)).toEqual(['shared_address: Sam Housemate']);
    await query('update contacts set archived_at = now() where id = $1', [other]);
    expect(await warnings(who, id)).toEqual([]);
  });

  test('a telephone that another contact has, too', async () => {
    const who = await newcomer();
    await phone(who.contactId, '+447700900311');
    await contact('Kim Housemate', { phone: '+447700900311' });
    expect(await warnings(who, await world.thread())).toEqual(['shared_address: Kim Housemate']);
  });

  test('of the other side of this matter, or of another on which the person is a client: said above all', async () => {
    const id = await world.thread();
    const [here, elsewhere] = [await newcomer(), await newcomer()];
    const seller = await contact('Sally Seller', { email: here.email });
    await world.party(world.matterId, seller, 'Other side', false);
    expect(await warnings(here, id)).toEqual(['shared_with_other_side: Sally Seller']);
    const divorce = await world.matter('Divorce', [elsewhere]);
    await phone(elsewhere.contactId, '+447700900312');
    const spouse = await contact('Robin Spouse', { phone: '+447700900312' });
    await world.party(divorce, spouse, 'Respondent', false);
    expect(await warnings(elsewhere, id)).toEqual(['shared_with_other_side: Robin Spouse']);
  });

  test('a mailbox at a company that the firm knows, which may be the client’s employer', async () => {
    const who = await makePortalUser(world.app, world.firm, { email: 'jo@works.example.com' });
    await world.party(world.matterId, who.contactId, 'Client', true);
    await contact('Example Works Ltd', { email: 'office@works.example.com' }, 'company');
    expect(await warnings(who, await world.thread())).toEqual(['company_address: Example Works Ltd']);
  });

  test('a matter behind a wall warns of nothing to those outside', async () => {
    const who = await newcomer();
    const secret = await world.matter('Hidden', [who]);
    const rival = await contact('Hidden Rival', { email: who.email });
    await world.party(secret, rival, 'Other side', false);
    const id = await world.thread();
    expect(await warnings(who, id)).toEqual(['shared_with_other_side: Hidden Rival']);
    await world.restrict(secret, [world.owner.id]);
    expect(await warnings(who, id)).toEqual(['shared_address: Hidden Rival']);
  });
});

describe('T12: asked once before what leaves for many', () => {
  const now = new Date('2026-11-23T10:00:00Z');
  test.each([
    [3, 0, []],
    [4, 0, ['many']],
    [1, 30, []],
    [1, 31, ['rested']],
    [4, 31, ['rested', 'many']],
  ])('%i outside the firm, %i days of rest: %j', (externals, days, asked) => {
    const lastAt = new Date(now.getTime() - days * 86_400_000);
    expect(askBeforeSending({ lastAt, externals, now })).toEqual(asked);
  });

  test('four clients: refused until it is confirmed, and nothing is written meanwhile', async () => {
    const people = await Promise.all([1, 2, 3].map(newcomer));
    const portalUserIds = [world.client.id, ...people.map(({ id }) => id)];
    const id = await world.thread({ portalUserIds });
    const write = (more: object) =>
      world.mina.call('POST', `/api/v1/conversations/${id}/messages`, { body: 'to all', ...more });
    const asked = await write({});
    expect([asked.statusCode, asked.json().reason]).toEqual([409, 'confirm']);
    expect(asked.json().detail).toContain('more than three people outside the firm');
    expect((await write({ confirmed: true })).statusCode).toBe(201);
    await world.release();
    const seen = await world.client.call('GET', `/portal/api/conversations/${id}/messages`);
    expect(seen.json().items.map(({ body }: { body: string }) => body)).toEqual(['Welcome', 'to all']);
  });
});
