/** Leads through the API, on a real PostgreSQL. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { TestStaff } from '../../testing/app.ts';
import { clientNumber, genericCall, genericText } from '../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import { createReferrersFeature } from '../referrers/index.ts';
import { createLeadsFeature, noteConverted, noteResponses } from './index.ts';

let world: PhoneWorld;
beforeAll(async () => {
  world = await startPhoneWorld({
    features: [(platform) => createLeadsFeature(platform), (platform) => createReferrersFeature(platform)],
  });
});
afterAll(async () => {
  await world.close();
});

type Answer = Awaited<ReturnType<TestStaff['call']>>;
const ok = (answer: Answer) => {
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer.json();
};
const post = async (path: string, body?: unknown, as = world.ada) =>
  ok(await as.call('POST', `/api/v1/${path}`, body));
const get = async (path: string, as = world.ada) => ok(await as.call('GET', `/api/v1/${path}`));
const patch = (path: string, body: unknown, as = world.ada) => as.call('PATCH', `/api/v1/${path}`, body);
const millLane = { line1: '12 Mill Lane', town: 'Hove', postcode: 'BN3 1AA' };
let people = 0;
/** A lead of somebody new. */
const lead = async (more: Record<string, unknown> = {}, as = world.ada) => {
  people += 1;
  const client = {
    firstName: 'Client',
    lastName: `Number${people}`,
    emails: [`client${people}@example.com`],
  };
  return await post('leads', { transaction: 'purchase', clients: [client], ...more }, as);
};
const events = async (id: string) => (await get(`leads/${id}/events`)).items;
const kinds = async (id: string) => (await events(id)).map((event: { kind: string }) => event.kind);
const inFirm: ReturnType<typeof world.app.platform.database.firm>['write'] = (work) =>
  world.app.platform.database.firm(world.firm.id).write(work);

describe('a new lead', () => {
  test('makes its client a contact of the firm, numbers itself and says what it is about', async () => {
    const made = await post('leads', {
      transaction: 'purchase',
      clients: [
        { firstName: 'Jane', lastName: 'Okafor', phones: ['07700 900123'], emails: ['jane@example.com'] },
      ],
      properties: { purchase: millLane },
      note: 'Saw our board in Hove.',
    });
    expect(made).toMatchObject({
      number: 1,
      state: 'new',
      title: 'Jane Okafor – Purchase of 12 Mill Lane',
      source: 'staff',
      assignee: { id: world.ada.id, name: 'Ada Solicitor' },
      value: null,
      firstResponseAt: null,
      clients: [
        { name: 'Jane Okafor', phones: ['+447700900123'], emails: ['jane@example.com'], noReminders: false },
      ],
      properties: { purchase: { line1: '12 Mill Lane', postcode: 'BN3 1AA', county: '' } },
      createdByName: 'Ada Solicitor',
    });
    const contact = await get(`contacts/${made.clients[0].contactId}`);
    expect(contact).toMatchObject({ displayName: 'Jane Okafor', createdBy: 'staff', kind: 'person' });
    expect(await kinds(made.id)).toEqual(['note', 'created']);
    expect((await lead()).number).toBe(2);
  });

  test('takes contacts that are there, each once, and no other firm’s', async () => {
    const ben = await world.addContact('Ben Marsh', '+44 7700 900200');
    const made = await lead({ clients: [{ contactId: ben }, { contactId: ben }] });
    expect(made.clients).toHaveLength(1);
    expect(made.title).toBe('Ben Marsh – Purchase');
    const other = await world.newFirm();
    const refused = await other.ada.call('POST', '/api/v1/leads', {
      transaction: 'sale',
      clients: [{ contactId: ben }],
    });
    expect(refused.statusCode).toBe(422);
    expect(refused.json().detail).toBe('clients: there is no such contact.');
  });

  test('of somebody who left only a number is known by it', async () => {
    const made = await lead({ clients: [{ phones: ['07700 900333'] }] });
    expect(made.clients[0].name).toBe('07700 900333');
  });

  test('of nobody about nothing is refused; a property or a title is enough', async () => {
    const refused = await world.ada.call('POST', '/api/v1/leads', { transaction: 'sale' });
    expect(refused.statusCode).toBe(422);
    expect((await lead({ clients: [], transaction: 'sale', properties: { sale: millLane } })).title).toBe(
      'Sale of 12 Mill Lane',
    );
    expect((await lead({ clients: [], title: 'Ring back' })).titleGiven).toBe(true);
  });

  test('that comes by itself belongs to nobody yet', async () => {
    expect((await lead({ source: 'api', sourceDetail: 'comparison site' })).assignee).toBeNull();
  });

  test('numbers stay one after the other when many come at once', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => lead()));
    const numbers = made.map((one) => one.number).sort((a, b) => a - b);
    expect(numbers.at(-1)).toBe((numbers[0] ?? 0) + 7);
    expect(new Set(numbers).size).toBe(8);
  });
});

describe('changing a lead', () => {
  test('its title follows clients and property until a person writes one', async () => {
    const made = await lead({ clients: [{ firstName: 'Carl', lastName: 'Webb' }] });
    const at = `leads/${made.id}`;
    expect(ok(await patch(at, { transaction: 'sale', properties: { sale: millLane } })).title).toBe(
      'Carl Webb – Sale of 12 Mill Lane',
    );
    expect(ok(await patch(at, { title: 'The cottage' })).title).toBe('The cottage');
    expect(ok(await patch(at, { transaction: 'purchase' })).title).toBe('The cottage');
    expect(ok(await patch(at, { title: null })).title).toBe('Carl Webb – Purchase');
    expect((await events(made.id))[0]).toMatchObject({
      kind: 'changed',
      staffName: 'Ada Solicitor',
      detail: { fields: ['title'] },
    });
  });

  test('what somebody changed in the meantime is not lost', async () => {
    const made = await lead();
    ok(await patch(`leads/${made.id}`, { sourceDetail: 'Google', version: made.version }));
    const late = await patch(`leads/${made.id}`, { sourceDetail: 'Board', version: made.version });
    expect(late.statusCode).toBe(409);
    expect((await get(`leads/${made.id}`)).sourceDetail).toBe('Google');
  });

  test('merging two contacts brings their leads together', async () => {
    const made = await lead({ clients: [{ firstName: 'Dora', lastName: 'Bell' }] });
    const kept = await world.addContact('Dora Bell', '+44 7700 900210');
    await post(`contacts/${kept}/merge`, { otherId: made.clients[0].contactId });
    expect((await get(`leads/${made.id}`)).clients).toMatchObject([{ contactId: kept }]);
  });
});

describe('a lead goes its way', () => {
  test('lost with a reason of the firm, and reopened to where it was, with its history', async () => {
    const made = await lead();
    const reasons = (await get('lost-reasons')).items;
    expect(
      reasons.map(
        (reason: { label: string; counts: boolean }) => `${reason.label}${reason.counts ? '' : ' –'}`,
      ),
    ).toEqual([
      'Price',
      'Chose another firm',
      'Fell through',
      'Out of scope',
      'Conflict of interest',
      'Not on the lender’s panel',
      'Failed identity checks',
      'No response',
      'Duplicate –',
      'Test –',
    ]);
    await post(`leads/${made.id}/state`, { state: 'quoted' });
    const without = await world.ada.call('POST', `/api/v1/leads/${made.id}/state`, { state: 'lost' });
    expect(without.json()).toMatchObject({ status: 422, errors: [{ field: 'lostReasonId' }] });
    const lost = await post(`leads/${made.id}/state`, {
      state: 'lost',
      lostReasonId: reasons[0].id,
      note: '£200 less elsewhere',
    });
    expect(lost).toMatchObject({
      state: 'lost',
      stateBefore: 'quoted',
      lostReason: { name: 'Price' },
      lostNote: '£200 less elsewhere',
      mayReopen: true,
      mayMoveTo: ['lost', 'expired', 'duplicate'],
    });
    expect(lost.closedAt).not.toBeNull();
    const back = await world.ada.call('POST', `/api/v1/leads/${made.id}/state`, { state: 'new' });
    expect(back.json()).toMatchObject({
      status: 409,
      detail: 'Reopen it first: it then is where it was before, quoted.',
    });
    expect(await post(`leads/${made.id}/reopen`)).toMatchObject({
      state: 'quoted',
      lostReason: null,
      closedAt: null,
    });
    expect(
      (await events(made.id)).map((event: { kind: string; detail: object }) => event.detail),
    ).toMatchObject([
      { from: 'lost', to: 'quoted', reopened: true },
      { from: 'quoted', to: 'lost', reason: 'Price' },
      { from: 'new', to: 'quoted' },
      { source: 'staff' },
    ]);
    expect((await world.ada.call('POST', `/api/v1/leads/${made.id}/reopen`)).statusCode).toBe(409);
  });

  test('a duplicate names the lead that it repeats, which is another one', async () => {
    const first = await lead();
    const second = await lead();
    const self = await world.ada.call('POST', `/api/v1/leads/${second.id}/state`, {
      state: 'duplicate',
      duplicateOfId: second.id,
    });
    expect(self.statusCode).toBe(422);
    const done = await post(`leads/${second.id}/state`, { state: 'duplicate', duplicateOfId: first.id });
    expect(done.duplicateOf).toEqual({ id: first.id, number: first.number, title: first.title });
  });

  test('becomes converted only with a matter, and then stays', async () => {
    const made = await lead();
    const asked = await world.ada.call('POST', `/api/v1/leads/${made.id}/state`, { state: 'converted' });
    expect(asked.json().detail).toBe('A lead becomes a matter by being converted.');
    const matter = await world.addMatter('Purchase of a mill', [made.clients[0].contactId]);
    const actor = { firmId: world.firm.id, staffId: null, now: world.clock.now };
    expect(await inFirm(async (tx) => noteConverted(tx, actor, made.id, matter))).toBe(false);
    await post(`leads/${made.id}/state`, { state: 'instructed' });
    expect(await inFirm(async (tx) => noteConverted(tx, actor, made.id, matter))).toBe(true);
    expect(await get(`leads/${made.id}`)).toMatchObject({
      state: 'converted',
      matterId: matter,
      mayMoveTo: [],
      mayReopen: false,
    });
  });

  test('with a walled matter it is not there for those outside', async () => {
    const made = await lead();
    await post(`leads/${made.id}/state`, { state: 'instructed' });
    const matter = await world.addMatter('Walled', [made.clients[0].contactId]);
    await world.query('update matters set restricted = true where id = $1', [matter]);
    await world.query('insert into matter_access (firm_id, matter_id, staff_id) values ($1, $2, $3)', [
      world.firm.id,
      matter,
      world.ada.id,
    ]);
    const actor = { firmId: world.firm.id, staffId: null, now: world.clock.now };
    await inFirm(async (tx) => noteConverted(tx, actor, made.id, matter));
    expect((await world.ada.call('GET', `/api/v1/leads/${made.id}`)).statusCode).toBe(200);
    for (const path of [`leads/${made.id}`, `leads/${made.id}/events`])
      expect((await world.ben.call('GET', `/api/v1/${path}`)).statusCode).toBe(404);
    expect((await get(`leads?q=${made.clients[0].name.split(' ')[1]}`, world.ben)).items).toEqual([]);
    const seen = await post('conflict-check', { names: [made.clients[0].name] }, world.ben);
    expect(seen.matches).toMatchObject([{ kind: 'contact', level: 'known' }]);
    const inside = await post('conflict-check', { names: [made.clients[0].name] });
    expect(inside.matches.map((match: { kind: string }) => match.kind).sort()).toEqual(['lead', 'matter']);
  });
});

describe('who sent the client', () => {
  test('is told in the ledger what becomes of the enquiry', async () => {
    const { owner, ada } = await world.newFirm();
    const referrer = ok(await owner.call('POST', '/api/v1/referrers', { name: 'Marsh & Co Estate Agents' }));
    const made = await post(
      'leads',
      { transaction: 'sale', clients: [{ lastName: 'Sent' }], referrerId: referrer.id },
      ada,
    );
    expect((await get(`leads/${made.id}`, ada)).referrer).toEqual({
      id: referrer.id,
      name: 'Marsh & Co Estate Agents',
    });
    const state = async () =>
      (await world.query<{ state: string }>('select state from referrals where lead_id = $1', [made.id])).map(
        (row) => row.state,
      );
    expect(await state()).toEqual(['referred']);
    const [reason] = (await get('lost-reasons', ada)).items;
    await post(`leads/${made.id}/state`, { state: 'lost', lostReasonId: reason.id }, ada);
    expect(await state()).toEqual(['lost']);
    await post(`leads/${made.id}/reopen`, undefined, ada);
    expect(await state()).toEqual(['referred']);
    await post(`leads/${made.id}/state`, { state: 'instructed' }, ada);
    expect(await state()).toEqual(['in_progress']);
    ok(await patch(`leads/${made.id}`, { referrerId: null }, ada));
    expect(await state()).toEqual(['lost']);
    const unknown = await ada.call('POST', '/api/v1/leads', {
      transaction: 'sale',
      clients: [{ lastName: 'X' }],
      referrerId: '0198c0de-0000-7000-8000-000000000009',
    });
    expect(unknown.statusCode).toBe(422);
  });
});

describe('lists', () => {
  test('by state, person, source, kind and words; page by page', async () => {
    const { firm, ada, owner } = await world.newFirm();
    const make = async (more: Record<string, unknown>) => ok(await ada.call('POST', '/api/v1/leads', more));
    const clock = world.clock;
    const jane = {
      firstName: 'Jane',
      lastName: 'Okafor',
      phones: ['07700 900123'],
      emails: ['jane@example.org'],
    };
    for (let index = 0; index < 5; index += 1) {
      clock.now = new Date(clock.now.getTime() + 60_000);
      await make({ transaction: 'sale', clients: [{ lastName: `Filler${index}` }], assigneeId: null });
    }
    const hers = await make({
      transaction: 'purchase',
      source: 'api',
      clients: [jane],
      properties: { purchase: millLane },
    });
    const items = async (query: string) =>
      (await get(`leads?${query}`, ada)).items.map((one: { number: number }) => one.number);
    expect(await items('q=okafor')).toEqual([hers.number]);
    expect(await items('q=mill+lane')).toEqual([hers.number]);
    expect(await items('q=bn3')).toEqual([hers.number]);
    expect(await items('q=900123')).toEqual([hers.number]);
    expect(await items('q=jane%40example.org')).toEqual([hers.number]);
    expect(await items('source=api')).toEqual([hers.number]);
    expect(await items('transaction=purchase')).toEqual([hers.number]);
    expect(await items(`contact=${hers.clients[0].contactId}`)).toEqual([hers.number]);
    expect(await items('assignee=me')).toEqual([]);
    expect(await items('assignee=none')).toHaveLength(6);
    expect(await items('state=quoted')).toEqual([]);
    const first = await get('leads?limit=4', ada);
    const second = await get(`leads?limit=4&after=${first.next}`, ada);
    expect(second.next).toBeNull();
    const all = [...first.items, ...second.items].map((one: { number: number }) => one.number);
    expect(all).toEqual([6, 5, 4, 3, 2, 1]);

    ok(await ada.call('POST', `/api/v1/leads/${hers.id}/notes`, { kind: 'answered' }));
    expect(await items('toChase=true')).toHaveLength(5);
    const board = await get('leads/board', ada);
    expect(board.toChase).toBe(5);
    expect(
      board.columns.map((column: { state: string; count: number }) => `${column.state} ${column.count}`),
    ).toEqual([
      'new 6',
      'quoted 0',
      'chasing 0',
      'instructed 0',
      'converted 0',
      'lost 0',
      'expired 0',
      'duplicate 0',
    ]);
    expect(board.columns[0].leads).toHaveLength(6);
    expect((await get('leads/board?transaction=purchase', ada)).columns[0]).toMatchObject({
      count: 1,
      value: { amount: 0, currency: 'GBP' },
    });
    expect(firm.id).toBe(owner.firmId);
  });
});

describe('notes', () => {
  test('an empty one is refused; an answer is the first response, once', async () => {
    const made = await lead();
    expect((await world.ada.call('POST', `/api/v1/leads/${made.id}/notes`, { text: ' ' })).statusCode).toBe(
      422,
    );
    await post(`leads/${made.id}/notes`, { text: 'Left a message.' });
    expect((await get(`leads/${made.id}`)).firstResponseAt).toBeNull();
    await post(`leads/${made.id}/notes`, { kind: 'answered', text: 'Told her our prices.' });
    const first = (await get(`leads/${made.id}`)).firstResponseAt;
    expect(first).toBe(world.clock.now.toISOString());
    world.clock.now = new Date(world.clock.now.getTime() + 60_000);
    await post(`leads/${made.id}/notes`, { kind: 'answered' });
    expect((await get(`leads/${made.id}`)).firstResponseAt).toBe(first);
  });
});

describe('who was known already', () => {
  test('a client, another side, a lead and a property are told with their role and why', async () => {
    const { ada, addContact, addMatter } = await world.newFirm();
    const seller = await addContact('Sam Seller', '+44 7700 900301');
    const buyer = await addContact('Bella Buyer', '+44 7700 900302');
    ok(
      await ada.call('POST', '/api/v1/matters', {
        title: 'Buyer – Purchase of 7 High Road',
        parties: [
          { contactId: buyer, role: 'Buyer', isClient: true },
          { contactId: seller, role: 'Seller', isClient: false },
        ],
      }),
    );
    const check = async (body: unknown) =>
      ok(await ada.call('POST', '/api/v1/conflict-check', body)).matches.map(
        (match: Record<string, string>) => `${match.level} ${match.kind} ${match.by}: ${match.why}`,
      );
    expect(await check({ names: ['SELLER, Sam'] })).toEqual([
      'conflict matter name: Sam Seller (the name) is Seller on matter 00001 (open), not our client.',
    ]);
    expect(await check({ phones: ['07700 900302'] })).toEqual([
      'known matter number: Bella Buyer (the number 07700 900302) is our client on matter 00001 (open).',
    ]);
    expect(await check({ properties: { sale: { line1: '7 High Road' } } })).toEqual([
      'conflict matter address: 7 High Road is the property of matter 00001, for somebody else.',
    ]);
    expect(
      await check({ names: ['Bella Buyer'], properties: { purchase: { line1: '7 High Road' } } }),
    ).toEqual([
      'known matter name: Bella Buyer (the name) is our client on matter 00001 (open).',
      'known matter address: 7 High Road is the property of matter 00001, for the same people.',
    ]);
    const made = ok(
      await ada.call('POST', '/api/v1/leads', {
        transaction: 'purchase',
        clients: [{ firstName: 'Petra', lastName: 'Lane', emails: ['petra@example.com'] }],
        properties: { purchase: { line1: '9 Low Road', postcode: 'BN3 1AA' } },
      }),
    );
    expect(await check({ emails: ['PETRA@example.com'] })).toEqual([
      'duplicate lead email: Petra Lane (the e-mail petra@example.com) has asked before: lead 1, new.',
    ]);
    expect(await check({ properties: { sale: { line1: '9, Low Road', postcode: 'bn3 1aa' } } })).toEqual([
      'conflict lead address: 9, Low Road is the property of lead 1, for somebody else.',
    ]);
    // Of the lead itself: nothing, and it is noted that somebody looked.
    expect(ok(await ada.call('POST', `/api/v1/leads/${made.id}/conflict-check`)).matches).toEqual([]);
    expect(ok(await ada.call('GET', `/api/v1/leads/${made.id}`)).conflictCheckedAt).not.toBeNull();
    await addMatter('Low', []);
    expect(await check({ names: ['Nobody Known'] })).toEqual([]);
  });
});

describe('a lead from a call', () => {
  test('of a number that nobody has makes the contact by caller id; the answered call was the answer', async () => {
    await world.setOptions({ contactCreation: false });
    const call = await world.log(genericCall({ far: '+447700900555', more: { callerName: 'Wanda Caller' } }));
    const made = await post('leads', { transaction: 'sale', source: 'call', interactionId: call.id });
    expect(made).toMatchObject({
      source: 'call',
      interactionId: call.id,
      firstResponseAt: world.clock.now.toISOString(),
    });
    expect(made.clients).toMatchObject([{ phones: ['+447700900555'] }]);
  });

  test('a missed call waits for an answer, which a call back gives', async () => {
    const missed = await world.log(
      genericCall({ far: '+447700900556', status: 'missed', startedAt: world.clock.now }),
    );
    const made = await post('leads', { transaction: 'sale', source: 'call', interactionId: missed.id });
    expect(made.firstResponseAt).toBeNull();
    await noteResponses(world.app.platform);
    expect((await get(`leads/${made.id}`)).firstResponseAt).toBeNull();
    const back = new Date(world.clock.now.getTime() + 600_000);
    await world.log(genericCall({ far: '+447700900556', direction: 'outbound', startedAt: back }));
    await noteResponses(world.app.platform);
    expect((await get(`leads/${made.id}`)).firstResponseAt).toBe(back.toISOString());
  });

  test('a client who writes again was not answered by it', async () => {
    const made = await lead({ clients: [{ lastName: 'Texter', phones: [clientNumber] }] });
    await world.log(genericText({}, new Date(world.clock.now.getTime() + 1000)));
    await noteResponses(world.app.platform);
    expect((await get(`leads/${made.id}`)).firstResponseAt).toBeNull();
  });
});

describe('the list of reasons', () => {
  test('is renamed, added to, ordered and archived by administrators; what was given stays', async () => {
    const { ada, owner } = await world.newFirm();
    const list = async (query = '') => {
      const shape = z.object({ items: z.array(z.looseObject({ id: z.string(), label: z.string() })) });
      return shape.parse(await get(`lost-reasons${query}`, ada)).items;
    };
    const [price, other] = await list();
    if (!price || !other) throw new Error('a new firm has reasons');
    expect((await ada.call('POST', '/api/v1/lost-reasons', { label: 'Moved abroad' })).statusCode).toBe(403);
    const added = await post('lost-reasons', { label: 'Moved abroad' }, owner);
    expect((await owner.call('POST', '/api/v1/lost-reasons', { label: 'moved ABROAD' })).statusCode).toBe(
      409,
    );
    ok(await patch(`lost-reasons/${price.id}`, { label: 'Too dear' }, owner));
    ok(await owner.call('PUT', '/api/v1/lost-reasons/order', { ids: [added.id, other.id] }));
    expect((await list()).slice(0, 3).map(({ label }) => label)).toEqual([
      'Moved abroad',
      'Chose another firm',
      'Too dear',
    ]);
    const made = ok(
      await ada.call('POST', '/api/v1/leads', { transaction: 'sale', clients: [{ lastName: 'Gone' }] }),
    );
    await post(`leads/${made.id}/state`, { state: 'lost', lostReasonId: added.id }, ada);
    ok(await patch(`lost-reasons/${added.id}`, { archived: true }, owner));
    expect((await list()).map(({ label }) => label)).not.toContain('Moved abroad');
    expect((await list('?archived=true')).map(({ label }) => label)).toContain('Moved abroad');
    expect((await get(`leads/${made.id}`, ada)).lostReason.name).toBe('Moved abroad');
  });

  test('a firm from before there were leads gets the usual ones when it first asks, once', async () => {
    const { firm, ada } = await world.newFirm();
    await world.query('delete from lost_reasons where firm_id = $1', [firm.id]);
    await world.query('delete from chase_sequences where firm_id = $1', [firm.id]);
    const both = await Promise.all([
      get('lost-reasons', ada),
      get('lost-reasons', ada),
      get('chase-sequences', ada),
    ]);
    expect(both.map((answer) => answer.items.length)).toEqual([10, 10, 1]);
    expect((await get('lost-reasons', ada)).items).toHaveLength(10);
  });
});
