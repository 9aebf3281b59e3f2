/** Records in the course of time: webhooks, lists, uploads, and a fresh start. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Asker, call, idOf, startAsker } from './asking.ts';

let asker: Asker;
beforeEach(async () => {
  asker = await startAsker();
});
afterEach(() => asker.simulator.close());
const ask: Asker['ask'] = (path, init) => asker.ask(path, init);
const post: Asker['post'] = (path, data) => asker.post(path, data);

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
    const dana = asker.simulator.world.addContact({ name: 'Dana Whitlock' });
    const hook = { url: receiver.url, model: 'contact', fields: 'id,name' };
    const change = async (values: Record<string, string>) => {
      asker.simulator.world.edit('contacts', dana, values);
      await asker.simulator.control.hooks.settled();
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
    expect(asker.simulator.world.records('webhooks')[0]?.status).toBe('suspended');
    status = 200;
    await post('/webhooks.json', hook);
    expect(await change({ name: 'D. Whitlock' })).toBe(6);
    asker.clock.advance(3 * 24 * 3_600_000);
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
        .parse(asker.simulator.world.records('communications')[0]?.external_properties);
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
    const dana = asker.simulator.world.addContact({ name: 'Dana Whitlock' });
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
    expect((await put({ ...right, authorization: `Bearer ${asker.token}` })).status).toBe(400);
    expect((await put(right)).status).toBe(200);
    expect(await ask('/documents.json')).toMatchObject({ body: { data: [] } });
    expect(await ask('/documents.json?show_uncompleted=true')).toMatchObject({ body: { data: [{}] } });
    expect([(await confirm()).status, (await confirm()).status]).toEqual([200, 422]);
    const { status, headers } = await ask(`/documents/${idOf(made)}/download.json`);
    expect([status, await (await fetch(headers.get('location') ?? '')).text()]).toEqual([303, 'pdf']);
    asker.clock.advance(601_000);
    expect((await put(right)).status).toBe(403);
  });

  test('what was written is searched for in vain while the index lags', async () => {
    await asker.simulator.close();
    asker = await startAsker({ listLagMilliseconds: 4000 });
    const property = { name: 'a', value: '1' };
    const id = idOf(await post('/communications.json', { ...call, external_properties: [property] }));
    const search = () => ask('/communications.json?external_property_name=a&external_property_value=1');
    expect(await search()).toMatchObject({ body: { data: [] } });
    expect((await ask(`/communications/${id}.json`)).status).toBe(200);
    asker.clock.advance(4000);
    expect(await search()).toMatchObject({ body: { data: [{ id }] } });
  });

  test('the demo’s firm is there by itself, and over HTTP', async () => {
    await asker.simulator.close();
    asker = await startAsker({ seeded: true });
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'Dana Whitlock', phones: ['(415) 555-0142'] });
    await fetch(`${asker.simulator.url}/control/add-contact`, { method: 'POST', headers, body });
    const state: unknown = await (await fetch(`${asker.simulator.url}/control/state`)).json();
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
    const before = asker.simulator.world.records('users').map(({ id }) => id);
    asker.simulator.world.addContact({ name: 'Dana Whitlock' });
    asker.simulator.control.reset();
    expect(asker.simulator.world.records('contacts')).toEqual([]);
    expect(asker.simulator.world.records('users').map(({ id }) => id)).toEqual(before);
  });
});
