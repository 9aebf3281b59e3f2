/** The stand-in itself, asked as anybody may ask Clio: the habits that the vendor's papers name. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestClock } from '../practice/clock.ts';
import { loadOpenApi } from '../practice/openapi.ts';
import { type ClioSimulator, clioDemoApplication, startClioSimulator } from './index.ts';
import { shapes } from './shapes.ts';

const clock = createTestClock('2026-03-02T17:00:00.000Z');
let simulator: ClioSimulator;
let token: string;
beforeEach(async () => {
  // Without the description, so that the simulator's own rules are seen.
  simulator = await startClioSimulator({ clock, enforceBudget: false, seeded: false, description: null });
  token = simulator.control.signIn.issue().accessToken;
});
afterEach(() => simulator.close());

async function ask(path: string, init: RequestInit & { data?: unknown } = {}) {
  const { data, ...rest } = init;
  const response = await fetch(`${simulator.apiUrl}${path}`, {
    redirect: 'manual',
    ...rest,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...rest.headers },
    ...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
  });
  const text = await response.text();
  const body: unknown = text.startsWith('{') ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body };
}
const post = (path: string, data: unknown) => ask(path, { method: 'POST', data });
const call = {
  type: 'PhoneCommunication',
  subject: 'Call',
  body: 'Talk',
  received_at: '2026-03-02T16:50:00Z',
};
const idOf = ({ body }: { body: unknown }) =>
  z.object({ data: z.object({ id: z.number() }) }).parse(body).data.id;

describe('answers', () => {
  test('without fields there is id and etag, and nothing else', async () => {
    const { status, body } = await post('/communications.json', call);
    expect([status, body]).toEqual([
      201,
      { data: { id: expect.any(Number), etag: expect.stringMatching(/^".+"$/) } },
    ]);
  });

  test.each([
    ['an unknown field', 'id,colour'],
    ['an unknown nested field', 'id,matter{colour}'],
    ['a second level', 'id,matter{client{name}}'],
    ['braces on a plain field', 'subject{id}'],
  ])('%s is refused', async (_title, fields) => {
    expect(await ask(`/communications.json?fields=${encodeURIComponent(fields)}`)).toMatchObject({
      status: 400,
      body: { error: { type: 'InvalidFields' } },
    });
  });

  test('what is nested comes with its default fields, people as what they are', async () => {
    const dana = simulator.world.addContact({ name: 'Dana Whitlock' });
    await post('/communications.json', { ...call, senders: [{ id: dana, type: 'Contact' }] });
    const { body } = await ask('/communications.json?fields=matter,user,senders%7Bid,type,name%7D');
    expect(body).toMatchObject({
      data: [
        {
          matter: null,
          user: { id: 1002, etag: expect.any(String) },
          senders: [{ id: dana, type: 'Person', name: 'Dana Whitlock' }],
        },
      ],
    });
  });

  test('an unknown parameter is ignored without a word', async () => {
    simulator.world.addContact({ name: 'Dana Whitlock' });
    expect(await ask('/contacts.json?clientonly=true')).toMatchObject({ body: { data: [{}] } });
  });

  test('the last page has no next', async () => {
    simulator.world.seedContacts(3);
    const { body } = await ask('/contacts.json?limit=2&order=id(asc)');
    const { next } = z.object({ meta: z.object({ paging: z.object({ next: z.string() }) }) }).parse(body)
      .meta.paging;
    expect(await ask(next.slice(simulator.apiUrl.length))).toMatchObject({
      body: { data: [{}], meta: { paging: {}, records: 3 } },
    });
    expect((await ask('/contacts.json?limit=201')).status).toBe(422);
  });

  test('the same etag again is 304', async () => {
    const id = simulator.world.addContact({ name: 'Dana Whitlock' });
    const { headers } = await ask(`/contacts/${id}.json`);
    const again = await ask(`/contacts/${id}.json`, {
      headers: { 'if-none-match': headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });
});

describe('tokens, versions, limits', () => {
  test('two shapes of 401', async () => {
    const bare = await fetch(`${simulator.apiUrl}/contacts.json`);
    expect([bare.status, await bare.json()]).toEqual([
      401,
      { error: { type: 'UnauthorizedError', message: 'User is not authorized' } },
    ]);
    simulator.control.signIn.expireAccess();
    const { status, headers, body } = await ask('/contacts.json');
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(body).toMatchObject({ error: 'invalid_token' });
  });

  test('another version of the API is gone', async () => {
    expect((await ask('/contacts.json', { headers: { 'x-api-version': '4.0.3' } })).status).toBe(410);
    expect((await ask('/contacts.json')).headers.get('x-api-version')).toBe('4.0.13');
  });

  test('fifty a minute', async () => {
    simulator.control.budget.enforced = true;
    for (let count = 0; count < 50; count += 1) await ask('/users/who_am_i.json');
    const refused = await ask('/users/who_am_i.json');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
  });

  test('a refresh gives no new refresh token, and works again', async () => {
    const { refreshToken } = simulator.control.signIn.issue();
    for (let count = 0; count < 2; count += 1) {
      const body = new URLSearchParams({
        client_id: clioDemoApplication.clientId,
        client_secret: clioDemoApplication.clientSecret,
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
      });
      const response = await fetch(`${simulator.authUrl}/oauth/token`, { method: 'POST', body });
      expect(Object.keys(z.record(z.string(), z.unknown()).parse(await response.json()))).toEqual([
        'access_token',
        'token_type',
        'expires_in',
      ]);
    }
  });

  test('disconnecting ends the token', async () => {
    const body = new URLSearchParams({ token });
    const headers = { authorization: `Bearer ${token}` };
    await fetch(`${simulator.authUrl}/oauth/deauthorize`, { method: 'POST', body, headers });
    expect((await ask('/contacts.json')).status).toBe(401);
  });
});

describe('what is refused', () => {
  test.each([
    ['no received_at', { ...call, received_at: undefined }],
    ['no subject', { ...call, subject: undefined }],
    ['six external properties', { ...call, external_properties: Array(6).fill({ name: 'a', value: 'b' }) }],
    ['a matter that is not there', { ...call, matter: { id: 9 } }],
    ['a type that there is not', { ...call, type: 'TextCommunication' }],
  ])('a communication with %s', async (_title, data) => {
    expect((await post('/communications.json', data)).status).toBe(422);
    expect(simulator.world.records('communications')).toEqual([]);
  });

  test('more than twenty numbers, and a person without a name', async () => {
    const phone_numbers = Array(21).fill({ name: 'Work', number: '415-555-0142' });
    const name = 'Dana Whitlock';
    expect((await post('/contacts.json', { type: 'Person', name, phone_numbers })).status).toBe(422);
    expect(
      (await post('/contacts.json', { type: 'Person', name, phone_numbers: phone_numbers.slice(1) })).status,
    ).toBe(201);
    expect((await post('/contacts.json', { type: 'Person', name: ' ' })).status).toBe(422);
  });

  test('a stale If-Match', async () => {
    const id = idOf(await post('/communications.json', call));
    const change = (etag: string) =>
      ask(`/communications/${id}.json`, {
        method: 'PATCH',
        data: { subject: 'x' },
        headers: { 'if-match': etag },
      });
    expect((await change('"stale"')).status).toBe(412);
    const { headers } = await ask(`/communications/${id}.json`);
    expect((await change(headers.get('etag') ?? '')).status).toBe(200);
  });

  test('an entry on a bill', async () => {
    const id = idOf(await post('/activities.json', { type: 'TimeEntry', date: '2026-03-02', quantity: 372 }));
    simulator.world.bill(id);
    expect((await ask(`/activities/${id}.json`, { method: 'PATCH', data: { note: 'x' } })).status).toBe(422);
    expect((await ask(`/activities/${id}.json`, { method: 'DELETE' })).status).toBe(422);
  });

  test('a webhook that is too long, not on https, or of an unknown kind', async () => {
    const hook = { url: 'https://hooks.example.com/1', model: 'contact', fields: 'id' };
    const late = { ...hook, expires_at: '2026-04-03T17:00:00Z' };
    for (const wrong of [late, { ...hook, url: 'http://hooks.example.com' }, { ...hook, model: 'note' }])
      expect((await post('/webhooks.json', wrong)).status).toBe(422);
    expect((await post('/webhooks.json', { ...hook, fields: 'id,colour' })).status).toBe(400);
  });
});

describe('webhooks', () => {
  /** Answers what it is told to, and keeps what came. */
  async function listen(status: () => number) {
    const came: { headers: IncomingHttpHeaders; body: string }[] = [];
    const server = createServer(async (message, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of message) chunks.push(Buffer.from(chunk));
      came.push({ headers: message.headers, body: Buffer.concat(chunks).toString() });
      const secret = message.headers['x-hook-secret'];
      response.writeHead(status(), secret === undefined ? {} : { 'x-hook-secret': secret }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = z.object({ port: z.number() }).parse(server.address());
    return { came, url: `http://127.0.0.1:${port}/`, close: () => server.close() };
  }

  test('greeted first; told of what was selected only; ended by 410 and by time', async () => {
    let status = 200;
    const receiver = await listen(() => status);
    const dana = simulator.world.addContact({ name: 'Dana Whitlock' });
    const hook = { url: receiver.url, model: 'contact', fields: 'id,name' };
    const change = async (values: Record<string, string>) => {
      simulator.world.edit('contacts', dana, values);
      await simulator.control.hooks.settled();
      return receiver.came.length;
    };
    const made = await post('/webhooks.json?fields=id,status,shared_secret', hook);
    expect(made.body).toMatchObject({ data: { status: 'enabled' } });
    expect(receiver.came[0]?.headers['x-hook-secret']).toMatch(/^[0-9a-f]{48}$/);
    expect(await change({ title: 'Dr' })).toBe(2); // The first update of a record is always told.
    expect(await change({ title: 'Prof' })).toBe(2);
    expect(await change({ name: 'Dana Reyes' })).toBe(3);
    expect(JSON.parse(receiver.came[2]?.body ?? '')).toEqual({
      data: { id: dana, name: 'Dana Reyes' },
      meta: { event: 'updated', webhook_id: idOf(made) },
    });
    status = 410;
    await change({ name: 'Dana' });
    expect(await change({ name: 'Dana Whitlock' })).toBe(4);
    expect(simulator.world.records('webhooks')[0]?.status).toBe('suspended');
    status = 200;
    await post('/webhooks.json', hook);
    expect(await change({ name: 'D. Whitlock' })).toBe(6);
    clock.advance(3 * 24 * 3_600_000);
    expect(await change({ name: 'Dana' })).toBe(6);
    receiver.close();
  });
});

describe('records', () => {
  test('seconds become hours, and six-minute units of the bill', async () => {
    await post('/activities.json', { type: 'TimeEntry', date: '2026-03-02', quantity: 372 });
    const { body } = await ask('/activities.json?fields=quantity,quantity_in_hours,rounded_quantity');
    expect(body).toMatchObject({
      data: [{ quantity: 372, quantity_in_hours: 372 / 3600, rounded_quantity: 720 }],
    });
  });

  test('deleted: 204 without a body, then 404', async () => {
    const id = idOf(await post('/communications.json', call));
    expect(await ask(`/communications/${id}.json`, { method: 'DELETE' })).toMatchObject({
      status: 204,
      body: '',
    });
    expect((await ask(`/communications/${id}.json`)).status).toBe(404);
  });

  test('an item of a list with an id is changed, without is added, with _destroy removed', async () => {
    const property = { name: 'a', value: '1' };
    const id = idOf(await post('/communications.json', { ...call, external_properties: [property] }));
    const list = () =>
      z
        .array(z.looseObject({ id: z.number() }))
        .parse(simulator.world.records('communications')[0]?.external_properties);
    const [first] = list();
    const patch = (external_properties: unknown) =>
      ask(`/communications/${id}.json`, { method: 'PATCH', data: { external_properties } });
    await patch([
      { id: first?.id, value: '2' },
      { name: 'b', value: '3' },
    ]);
    expect(list()).toMatchObject([{ name: 'a', value: '2' }, { name: 'b' }]);
    await patch([{ id: first?.id, _destroy: true }]);
    expect(list()).toMatchObject([{ name: 'b' }]);
  });

  test('a document: three steps, the right headers, no token, ten minutes; then a download by redirect', async () => {
    const dana = simulator.world.addContact({ name: 'Dana Whitlock' });
    const upload = 'id,latest_document_version%7Buuid,put_url,put_headers%7D';
    const parent = { id: dana, type: 'Contact' };
    const data = { name: 'a.pdf', content_type: 'application/pdf', parent };
    const made = await post(`/documents.json?fields=${upload}`, data);
    const version = z.object({
      uuid: z.string(),
      put_url: z.string(),
      put_headers: z.array(z.object({ name: z.string(), value: z.string() })),
    });
    const { latest_document_version: step } = z
      .object({ data: z.object({ latest_document_version: version }) })
      .parse(made.body).data;
    const put = (headers: Record<string, string>) =>
      fetch(step.put_url, { method: 'PUT', headers, body: 'pdf' });
    const right = Object.fromEntries(step.put_headers.map(({ name, value }) => [name, value]));
    const confirm = () =>
      ask(`/documents/${idOf(made)}.json`, {
        method: 'PATCH',
        data: { uuid: step.uuid, fully_uploaded: true },
      });
    expect(await confirm()).toMatchObject({ status: 422, body: { error: { type: 'UploadNotFoundError' } } });
    expect((await put({})).status).toBe(403);
    expect((await put({ ...right, authorization: `Bearer ${token}` })).status).toBe(400);
    expect((await put(right)).status).toBe(200);
    expect(await ask('/documents.json')).toMatchObject({ body: { data: [] } });
    expect(await ask('/documents.json?show_uncompleted=true')).toMatchObject({ body: { data: [{}] } });
    expect([(await confirm()).status, (await confirm()).status]).toEqual([200, 422]);
    const { status, headers } = await ask(`/documents/${idOf(made)}/download.json`);
    expect([status, await (await fetch(headers.get('location') ?? '')).text()]).toEqual([303, 'pdf']);
    clock.advance(601_000);
    expect((await put(right)).status).toBe(403);
  });

  test('what was written is searched for in vain while the index lags', async () => {
    await simulator.close();
    simulator = await startClioSimulator({
      clock,
      listLagMilliseconds: 4000,
      seeded: false,
      description: null,
    });
    token = simulator.control.signIn.issue().accessToken;
    const property = { name: 'a', value: '1' };
    const id = idOf(await post('/communications.json', { ...call, external_properties: [property] }));
    const search = () => ask('/communications.json?external_property_name=a&external_property_value=1');
    expect(await search()).toMatchObject({ body: { data: [] } });
    expect((await ask(`/communications/${id}.json`)).status).toBe(200);
    clock.advance(4000);
    expect(await search()).toMatchObject({ body: { data: [{ id }] } });
  });

  test('the demo’s firm is there by itself, and over HTTP', async () => {
    await simulator.close();
    simulator = await startClioSimulator({ clock, description: null });
    token = simulator.control.signIn.issue().accessToken;
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'Dana Whitlock', phones: ['(415) 555-0142'] });
    await fetch(`${simulator.url}/control/add-contact`, { method: 'POST', headers, body });
    const state: unknown = await (await fetch(`${simulator.url}/control/state`)).json();
    expect(state).toMatchObject({ name: 'clio', violations: [], state: { contacts: 3, matters: 3 } });
    expect(await ask('/matters.json?fields=description,client%7Bname%7D&status=open')).toMatchObject({
      body: {
        data: [
          { description: 'Purchase of 4 Elm St', client: { name: 'Ada Byron' } },
          { description: 'Boundary dispute', client: { name: 'Charles Cabbage' } },
        ],
      },
    });
  });

  test('told to begin anew, it is furnished as at first', async () => {
    const before = simulator.world.records('users').map(({ id }) => id);
    simulator.world.addContact({ name: 'Dana Whitlock' });
    simulator.control.reset();
    expect(simulator.world.records('contacts')).toEqual([]);
    expect(simulator.world.records('users').map(({ id }) => id)).toEqual(before);
  });
});

describe.skipIf(loadOpenApi('clio', { closed: true }) === null)(
  'the published description, which lies beside the repository',
  () => {
    const names: Readonly<Record<string, string>> = {
      users: 'User',
      contacts: 'Contact',
      matters: 'Matter',
      relationships: 'Relationship',
      practice_areas: 'PracticeArea',
      matter_stages: 'MatterStage',
      activity_descriptions: 'ActivityDescription',
      communications: 'Communication',
      activities: 'Activity',
      documents: 'Document',
      folders: 'Folder',
      webhooks: 'Webhook',
    };
    test.each(Object.keys(names))('has every field of our %s', (resource) => {
      const api = loadOpenApi('clio', { closed: true });
      const shape = Object.entries(shapes).find(([name]) => name === resource)?.[1];
      for (const [part, fields] of [
        [`${names[resource]}_base`, shape?.flat ?? []],
        [`${names[resource]}`, Object.keys(shape?.nested ?? {})],
      ] as const) {
        for (const field of fields) {
          const schema = {
            $ref: `clio.json#/components/schemas/${part}${part.endsWith('_base') ? '' : '/allOf/1'}/properties/${field}`,
          };
          expect(() => api?.check(`${part} ${field}`, schema, false)(null), `${part} ${field}`).not.toThrow();
        }
      }
    });
  },
);
