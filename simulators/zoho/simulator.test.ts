/** The stand-in has the habits that the facts tell of, also those that the product never meets. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { secondsOf } from './rules.ts';
import { startWorld, type World } from './test-world.ts';

let world: World;
let token: string;
beforeEach(async () => {
  world = await startWorld();
  token = world.control.signIn.issue().accessToken;
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

async function ask(method: string, path: string, json?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${world.apiUrl}/crm/v8${path}`, {
    method,
    headers: {
      authorization: `Zoho-oauthtoken ${token}`,
      'content-type': 'application/json',
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  const text = await response.text();
  const body: unknown = text === '' ? null : JSON.parse(text);
  return { status: response.status, body };
}

const callBody = {
  Subject: 'A call',
  Call_Type: 'Inbound',
  Call_Start_Time: '2026-03-02T08:50:00-08:00',
  Call_Duration: '06:12',
};
const post = (...data: object[]) => ask('POST', '/Calls', { data });
const refusal = (code: string, field?: string) => ({
  status: 'error',
  code,
  ...(field === undefined ? {} : { details: expect.objectContaining({ api_name: field }) }),
});

describe('answers of writes', () => {
  test('201 when all are made, 207 when some, 202 when none of several, 400 when the one is not', async () => {
    const bad = { ...callBody, Call_Duration: '00:00' };
    expect(await post(callBody, callBody)).toMatchObject({ status: 201, body: { data: [{}, {}] } });
    expect(await post(bad, callBody)).toMatchObject({
      status: 207,
      body: { data: [refusal('DEPENDENT_MISMATCH'), { status: 'success', message: 'record added' }] },
    });
    expect(await post(bad, bad)).toMatchObject({ status: 202 });
    expect(await post(bad)).toMatchObject({ status: 400, body: { data: [refusal('DEPENDENT_MISMATCH')] } });
    expect(world.world.records('Calls')).toHaveLength(3);
  });

  test.each([
    ['no subject', { Subject: undefined }, 'MANDATORY_NOT_FOUND', 'Subject'],
    ['a subject that is too long', { Subject: 'x'.repeat(256) }, 'INVALID_DATA', 'Subject'],
    [
      'fractions of a second',
      { Call_Start_Time: '2026-03-02T08:50:00.000Z' },
      'INVALID_DATA',
      'Call_Start_Time',
    ],
    ['a start in the future', { Call_Start_Time: '2026-03-03T08:50:00Z' }, 'INVALID_DATA', 'Call_Start_Time'],
    ['an odd length', { Call_Duration: '6:12' }, 'INVALID_DATA', 'Call_Duration'],
    ['an odd kind', { Call_Type: 'Lost' }, 'INVALID_DATA', 'Call_Type'],
    ['What without its module', { What_Id: { id: '1' } }, 'DEPENDENT_FIELD_MISSING', '$se_module'],
    ['an id as a number', { Who_Id: { id: 1 } }, 'INVALID_DATA', 'Who_Id'],
  ])('%s', async (_title, change, code, field) => {
    expect(await post({ ...callBody, ...change })).toMatchObject({ body: { data: [refusal(code, field)] } });
  });

  test('a lead is What and never Who', async () => {
    const { omar, dana } = world.ids;
    expect(await post({ ...callBody, Who_Id: { id: omar } })).toMatchObject({ status: 400 });
    const asContact = { ...callBody, What_Id: { id: dana }, $se_module: 'Contacts' };
    expect(await post(asContact)).toMatchObject({ status: 400 });
    expect(await post({ ...callBody, What_Id: { id: omar }, $se_module: 'Leads' })).toMatchObject({
      status: 201,
    });
  });

  test('kind, start and owner of a call stay', async () => {
    await post(callBody);
    const id = world.world.records('Calls')[0]?.id;
    for (const field of ['Call_Type', 'Call_Start_Time'] as const) {
      const data = [{ [field]: callBody[field] }];
      expect(await ask('PUT', `/Calls/${id}`, { data })).toMatchObject({
        body: { data: [refusal('INVALID_DATA', field)] },
      });
    }
  });

  test('a stage must be of the pipeline, a phone not too long', async () => {
    world.world.setPipelines([{ name: 'Advice', stages: ['Engaged'] }]);
    const deal = { Deal_Name: 'X', Stage: 'Qualification', Pipeline: 'Advice' };
    expect(await ask('POST', '/Deals', { data: [deal] })).toMatchObject({
      body: { data: [refusal('MAPPING_MISMATCH', 'Stage')] },
    });
    const person = { Last_Name: 'X', Phone: '1'.repeat(31) };
    expect(await ask('POST', '/Contacts', { data: [person] })).toMatchObject({
      body: { data: [refusal('INVALID_DATA', 'Phone')] },
    });
  });

  test('a field that no module of this kind has is a mistake of ours', async () => {
    expect(await post({ ...callBody, Colour: 'red' })).toMatchObject({ status: 400 });
    expect(world.control.violations.splice(0)).toEqual([expect.stringContaining('no field Colour')]);
  });
});

test.each([
  ['06:12', 372],
  ['01:06:40', 4000],
  ['00:00', 0],
  ['6:12', null],
  ['06:72', null],
  ['372', null],
])('a length of %s is %s seconds', (text, seconds) => expect(secondsOf(text)).toBe(seconds));

describe('lists', () => {
  const info = z.object({ body: z.object({ info: z.looseObject({ next_page_token: z.string() }) }) });

  test('204 for nothing, 304 for nothing new', async () => {
    expect(await ask('GET', '/Accounts?fields=Phone')).toEqual({ status: 204, body: null });
    const headers = { 'if-modified-since': '2026-03-02T18:00:00+00:00' };
    expect((await ask('GET', '/Contacts?fields=Phone', undefined, headers)).status).toBe(304);
  });

  test('without fields they are refused', async () => {
    expect(await ask('GET', '/Contacts')).toMatchObject({ body: refusal('REQUIRED_PARAM_MISSING') });
    expect(world.control.violations.splice(0)).toHaveLength(1);
  });

  test('converted leads only on request, newest first by default', async () => {
    const other = world.world.addLead({ lastName: 'Other' });
    const gone = world.world.addLead({ lastName: 'Gone' });
    world.world.convertLead(gone);
    const ids = async (query: string) => {
      const { body } = await ask('GET', `/Leads?fields=Last_Name${query}`);
      return z
        .object({ data: z.array(z.object({ id: z.string() })) })
        .parse(body)
        .data.map(({ id }) => id);
    };
    expect(await ids('')).toEqual([other, world.ids.omar]);
    expect(await ids('&converted=true')).toEqual([gone]);
    expect(await ids('&converted=both&sort_order=asc')).toEqual([world.ids.omar, other, gone]);
  });

  test('beyond 2,000 by token only, with the same question, for a day', async () => {
    world.world.seedContacts(2100);
    expect(await ask('GET', '/Contacts?fields=Phone&page=11')).toMatchObject({
      body: refusal('LIMIT_REACHED'),
    });
    const { body } = info.parse(await ask('GET', '/Contacts?fields=Phone&page=10'));
    const next = `&page_token=${body.info.next_page_token}`;
    expect(await ask('GET', `/Contacts?fields=Phone${next}`)).toMatchObject({ status: 200 });
    expect(await ask('GET', `/Contacts?fields=Mobile${next}`)).toMatchObject({ status: 400 });
    world.clock.advance(25 * 3_600_000);
    token = world.control.signIn.issue().accessToken;
    expect(await ask('GET', `/Contacts?fields=Phone${next}`)).toMatchObject({
      body: refusal('INVALID_DATA'),
    });
  });
});

describe('the search is behind, queries are not', () => {
  const select = (text: string) => ask('POST', '/coql', { select_query: text });

  test('a new contact, then a changed one', async () => {
    await world.close();
    world = await startWorld({ searchLagMilliseconds: 60_000 });
    token = world.control.signIn.issue().accessToken;
    const find = async () => (await ask('GET', '/Contacts/search?phone=4155550142')).status;
    expect(await find()).toBe(204);
    expect((await select("select id from Contacts where Phone like '%555-0142'")).status).toBe(200);
    world.clock.advance(60_000);
    expect(await find()).toBe(200);
  });

  test.each([
    ['no statement', 'drop table Contacts', 'SYNTAX_ERROR'],
    [
      'three conditions without brackets',
      "select id from Contacts where Phone = '1' or Mobile = '2' or Fax = '3'",
      'SYNTAX_ERROR',
    ],
    ['an unknown column', "select Colour from Contacts where Phone = '1'", 'INVALID_QUERY'],
    ['a text of many lines', "select id from Contacts where Description = '1'", 'INVALID_QUERY'],
    ['an unknown module', "select id from Cars where Phone = '1'", 'INVALID_QUERY'],
  ])('%s is refused, and a mistake of ours', async (_title, text, code) => {
    expect(await select(text)).toMatchObject({ status: 400, body: { code } });
    expect(world.control.violations.splice(0)).toHaveLength(1);
  });

  test.each(['', '4'])('a search for "%s" is refused', async (phone) => {
    expect(await ask('GET', `/Contacts/search?phone=${phone}`)).toMatchObject({ status: 400 });
  });
});

describe('tokens', () => {
  test('“Bearer” is not the word', async () => {
    expect(await ask('GET', '/org', undefined, { authorization: `Bearer ${token}` })).toMatchObject({
      status: 401,
      body: { code: 'INVALID_TOKEN' },
    });
  });

  test('of more than fifteen for one refresh token the oldest ends', async () => {
    const { refreshToken } = world.control.signIn.issue();
    const tokens: string[] = [];
    for (let count = 0; count < 16; count += 1) {
      world.clock.advance(61_000);
      const body = new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: '1000.ZOHOCLIENT',
        client_secret: 'zoho-secret',
      });
      const response = await fetch(`${world.authUrl}/oauth/v2/token`, { method: 'POST', body });
      tokens.push(z.object({ access_token: z.string() }).parse(await response.json()).access_token);
    }
    const living = tokens.filter((each) => world.control.signIn.check(each) !== null);
    expect(living).toEqual(tokens.slice(1));
  });
});

describe('channels', () => {
  const watch = (more: object) =>
    ask('POST', '/actions/watch', {
      watch: [
        { channel_id: '5', events: ['Contacts.all'], notify_url: 'https://firm.example.com/hook', ...more },
      ],
    });
  const end = () => new Date(world.world.channels()[0]?.endsAt ?? 0).toISOString();

  test.each([
    ['without an end', {}],
    ['longer than a week', { channel_expiry: '2026-03-10T17:00:00+00:00' }],
  ])('%s: one hour', async (_title, more) => {
    expect(await watch(more)).toMatchObject({ status: 201 });
    expect(end()).toBe('2026-03-02T18:00:00.000Z');
  });

  test('a week is kept', async () => {
    await watch({ channel_expiry: '2026-03-09T17:00:00+00:00' });
    expect(end()).toBe('2026-03-09T17:00:00.000Z');
  });

  test('a secret of more than 50 characters is refused, and a renewal of what has lapsed', async () => {
    expect(await watch({ token: 'x'.repeat(51) })).toMatchObject({ body: refusal('INVALID_DATA', 'token') });
    const known = { channel_id: '6', events: ['Contacts.all'], notify_url: 'https://firm.example.com/hook' };
    expect(await ask('PUT', '/actions/watch', { watch: [known] })).toMatchObject({
      status: 202,
      body: { watch: [{ code: 'NOT_SUBSCRIBED' }] },
    });
  });
});

test('the handles over HTTP', async () => {
  const act = (action: string, json: object) =>
    fetch(`${world.url}/control/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
  const { id } = z
    .object({ id: z.string() })
    .parse(await (await act('add-lead', { lastName: 'Mercer', phone: '+14155550143' })).json());
  await act('convert-lead', { id });
  await act('add-deal', { name: 'Claim', contactId: world.ids.dana });
  const state = await (await fetch(`${world.url}/control/state`)).json();
  expect(state).toMatchObject({ name: 'zoho', state: { contacts: 2, leads: 2, deals: 2 } });
  await act('reset', {});
  expect(world.world.records('Contacts')).toEqual([]);
  expect(world.world.users()).toHaveLength(3);
});
