/** The stand-in's own habits, as the facts tell them, asked for by hand. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestClock } from '../practice/clock.ts';
import { loadOpenApi } from '../practice/openapi.ts';
import { type LawmaticsSimulator, startLawmaticsSimulator } from './index.ts';

const described = loadOpenApi('lawmatics', { closed: true }) !== null;

let simulator: LawmaticsSimulator;
let token: string;
const clock = createTestClock('2026-03-02T17:00:00.000Z');
beforeEach(async () => {
  simulator = await startLawmaticsSimulator({ clock });
  token = simulator.control.signIn.issue().accessToken;
});
afterEach(async () => {
  await simulator.close();
  expect(simulator.control.violations).toEqual([]);
});

const record = z.looseObject({
  id: z.string(),
  type: z.string(),
  attributes: z.looseObject({}),
  relationships: z.looseObject({}),
});
const listed = z.looseObject({ data: z.array(record), meta: z.unknown(), links: z.unknown() });

async function ask(path: string, init: RequestInit = {}): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${simulator.apiUrl}${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${token}`,
      ...(init.body ? { 'content-type': 'application/json' } : {}),
    },
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}
const list = async (path: string) => listed.parse((await ask(path)).body);
const refusal = (title: string) => ({ errors: [expect.objectContaining({ status: 422, title })] });

describe('lists', () => {
  test('a few fields without `fields`, the named ones with it, all with `all`', async () => {
    const attributes = async (query: string) =>
      Object.keys((await list(`/contacts${query}`)).data[0]?.attributes ?? {}).toSorted();
    expect(await attributes('')).toEqual(['created_at', 'email', 'first_name', 'last_name', 'updated_at']);
    expect(await attributes('?fields=phone')).toEqual(['phone']);
    expect(await attributes('?fields=all')).toContain('phone_number');
    const matters = await list('/prospects?fields=case_title,contact');
    expect(matters.data[0]?.relationships).toEqual({ contact: { data: { id: '102', type: 'contact' } } });
  });

  test('pages are 25, whatever is asked, and newest first', async () => {
    simulator.world.seedContacts(58);
    const page = await list('/contacts?page=3');
    expect(page.meta).toEqual({ total_pages: 3, limit_per_page: 25, total_entries: 60 });
    expect(page.links).toEqual({ self: '/v1/contact?page=3', prev: '/v1/contact?page=2' });
    expect(page.data.map(({ id }) => id)).toEqual(
      Array.from({ length: 10 }, (_, index) => String(110 - index)),
    );
    expect((await list('/contacts?page=9')).data).toEqual([]);
  });

  test.each([
    ['filter_by=last_name&filter_on=BYRON', 1],
    ['filter_by=last_name&filter_on=byr', 0],
    ['filter_by=last_name&filter_on=byr%25', 1],
    ['filter_by=last_name&filter_on=BYR%25&filter_with=like', 0],
    ['filter_by=last_name&filter_on=Byron&filter_with=!=', 1],
    ['filter_by=email&filter_with=null', 2],
    ['filter_by=updated_at&filter_on=2026-03-02&filter_with=>', 2],
    ['filter_by=updated_at&filter_on=2026-03-02T17:00:00.000Z&filter_with=>', 0],
  ])('filter %s: %i', async (query, count) => {
    expect((await list(`/contacts?${query}`)).data).toHaveLength(count);
  });

  test('the other spellings of the filter stand in the guide only', async () => {
    await simulator.close();
    simulator = await startLawmaticsSimulator({ clock, description: null });
    token = simulator.control.signIn.issue().accessToken;
    const found = await list('/contacts?filter_field=last_name&filter_value=Byron&filter_operator==');
    expect(found.data).toHaveLength(1);
  });

  test('a filter needs its other half, a known field, a known operator, and to be alone', async () => {
    const said = async (query: string) => (await ask(`/prospects?${query}`)).body;
    expect(await said('filter_on=5')).toEqual(refusal('Filter By Parameter Not Available'));
    expect(await said('filter_by=contact_id')).toEqual(refusal('Filter On Parameter Not Available'));
    expect(await said('filter_by=shoe_size&filter_on=5')).toEqual(
      refusal('Filter By Parameter Not Available'),
    );
    expect(await said('filter_by=status&filter_on=5&filter_with=~')).toEqual(
      refusal('Filter Operator Not Available'),
    );
    const two = await ask('/contacts?filter_by=email&filter_by=phone&filter_on=1');
    expect(two.body).toEqual(refusal('Too Many Filters'));
  });
});

describe('what is written', () => {
  const post = (path: string, body: unknown) => ask(path, { method: 'POST', body: JSON.stringify(body) });

  test('success has several codes', async () => {
    const statuses = [
      await post('/contacts', { first_name: 'Omar' }),
      await post('/companies', { name: 'Elm Ltd' }),
      await post('/notes', { name: 'n', body: 'b', notable_type: 'Company', notable_id: 101 }),
      await ask('/notes/101', { method: 'PUT', body: JSON.stringify({ body: 'c' }) }),
      await ask('/notes/101', { method: 'DELETE' }),
      await ask('/notes/101', { method: 'DELETE' }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([201, 200, 201, 200, 200, 404]);
  });

  test('an interaction wants its four fields and a matter that is there', async () => {
    const whole = {
      prospect_id: 101,
      happened_at: '2026-03-02T17:00:00Z',
      body: 'b',
      interaction_type: 'Phone Call',
    };
    expect((await post('/interactions', whole)).status).toBe(201);
    for (const key of Object.keys(whole)) {
      const { status } = await post('/interactions', { ...whole, [key]: undefined });
      expect(status, key).toBe(422);
    }
    expect((await post('/interactions', { ...whole, prospect_id: 999 })).status).toBe(422);
  });

  test.skipIf(!described)(
    'a field that the description does not have is a violation (skipped without it)',
    async () => {
      expect((await post('/companies', { name: 'Elm Ltd', colour: 'red' })).status).toBe(400);
      expect(simulator.control.violations.splice(0)).toEqual([expect.stringContaining('colour')]);
    },
  );
});

describe('finders', () => {
  test('one loose fit, also when there are more, with and without a leading 1', async () => {
    const found = async (number: string) =>
      z.object({ data: record }).parse((await ask(`/contacts/find_by_phone/${number}`)).body).data.id;
    expect(await found('13125550101')).toBe('101');
    expect(await found('312-555-0102')).toBe('102');
    expect(await found('5550')).toBe('101');
    expect((await ask('/contacts/find_by_phone/99999')).status).toBe(404);
  });
});

describe('refusals', () => {
  test('a bad token: 401 with an empty body; a revoked one, too', async () => {
    expect((await ask('/users/me')).status).toBe(200);
    simulator.control.signIn.revokeGrant();
    expect(await ask('/users/me')).toEqual({ status: 401, body: null });
  });

  test('429 always says a minute', async () => {
    for (let index = 0; index < 50; index += 1) await ask('/users/me');
    clock.advance(30_000);
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${simulator.apiUrl}/users/me`, { headers });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '60']);
    expect(await response.json()).toEqual({ errors: [expect.objectContaining({ status: 429 })] });
    clock.advance(30_000);
    expect((await ask('/users/me')).status).toBe(200);
  });
});

describe('over HTTP', () => {
  const control = (action: string, body: unknown) =>
    fetch(`${simulator.url}/control/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  test('people and matters come and go, and everything can begin anew', async () => {
    const made = z.object({ id: z.number() });
    const contact = made.parse(await (await control('add-contact', { lastName: 'Reyes' })).json());
    made.parse(await (await control('add-matter', { contactId: contact.id, title: 'Lease' })).json());
    await control('remove-contact', contact);
    await control('seed-contacts', { count: 3 });
    await control('add-webhook', { url: 'http://127.0.0.1:9/', secret: 'whsec_x' });
    const state = await (await fetch(`${simulator.url}/control/state`)).json();
    expect(state).toMatchObject({ name: 'lawmatics', state: { contacts: 5, matters: 4 } });
    await control('reset', {});
    expect(simulator.world.records('contact')).toHaveLength(2);
    expect(simulator.world.records('contact')[0]).toMatchObject({ id: 101, last_name: 'Byron' });
  });
});
