/** The habits that the vendor's papers name: answers, tokens, limits, refusals. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Asker, call, idOf, startAsker } from './asking.ts';
import { clioDemoApplication } from './index.ts';

let asker: Asker;
beforeEach(async () => {
  asker = await startAsker();
});
afterEach(() => asker.simulator.close());
const ask: Asker['ask'] = (path, init) => asker.ask(path, init);
const post: Asker['post'] = (path, data) => asker.post(path, data);

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
    const dana = asker.simulator.world.addContact({ name: 'Dana Whitlock' });
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
    asker.simulator.world.addContact({ name: 'Dana Whitlock' });
    expect(await ask('/contacts.json?clientonly=true')).toMatchObject({ body: { data: [{}] } });
  });

  test('the last page has no next', async () => {
    asker.simulator.world.seedContacts(3);
    const { body } = await ask('/contacts.json?limit=2&order=id(asc)');
    const { next } = z.object({ meta: z.object({ paging: z.object({ next: z.string() }) }) }).parse(body)
      .meta.paging;
    expect(await ask(next.slice(asker.simulator.apiUrl.length))).toMatchObject({
      body: { data: [{}], meta: { paging: {}, records: 3 } },
    });
    expect((await ask('/contacts.json?limit=201')).status).toBe(422);
  });

  test('the same etag again is 304', async () => {
    const id = asker.simulator.world.addContact({ name: 'Dana Whitlock' });
    const { headers } = await ask(`/contacts/${id}.json`);
    const again = await ask(`/contacts/${id}.json`, {
      headers: { 'if-none-match': headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });
});

describe('tokens, versions, limits', () => {
  test('two shapes of 401', async () => {
    const bare = await fetch(`${asker.simulator.apiUrl}/contacts.json`);
    expect([bare.status, await bare.json()]).toEqual([
      401,
      { error: { type: 'UnauthorizedError', message: 'User is not authorized' } },
    ]);
    asker.simulator.control.signIn.expireAccess();
    const { status, headers, body } = await ask('/contacts.json');
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(body).toMatchObject({ error: 'invalid_token' });
  });

  test('another version of the API is gone', async () => {
    expect((await ask('/contacts.json', { headers: { 'x-api-version': '4.0.3' } })).status).toBe(410);
    expect((await ask('/contacts.json')).headers.get('x-api-version')).toBe('4.0.13');
  });

  test('fifty a minute', async () => {
    asker.simulator.control.budget.enforced = true;
    for (let count = 0; count < 50; count += 1) await ask('/users/who_am_i.json');
    const refused = await ask('/users/who_am_i.json');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
  });

  test('a refresh gives no new refresh token, and works again', async () => {
    const { refreshToken } = asker.simulator.control.signIn.issue();
    for (let count = 0; count < 2; count += 1) {
      const body = new URLSearchParams({
        client_id: clioDemoApplication.clientId,
        client_secret: clioDemoApplication.clientSecret,
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
      });
      const response = await fetch(`${asker.simulator.authUrl}/oauth/token`, { method: 'POST', body });
      expect(Object.keys(z.record(z.string(), z.unknown()).parse(await response.json()))).toEqual([
        'access_token',
        'token_type',
        'expires_in',
      ]);
    }
  });

  test('disconnecting ends the token', async () => {
    const body = new URLSearchParams({ token: asker.token });
    const headers = { authorization: `Bearer ${asker.token}` };
    await fetch(`${asker.simulator.authUrl}/oauth/deauthorize`, { method: 'POST', body, headers });
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
    expect(asker.simulator.world.records('communications')).toEqual([]);
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
    asker.simulator.world.bill(id);
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
