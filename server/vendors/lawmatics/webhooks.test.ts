/** Webhooks: signed, old ones refused, repeated when we are down, and good for hints only. */
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startWorld, type World } from '../../../simulators/lawmatics/test-world.ts';
import type { HookRequest, PracticeEvent } from '../ports.ts';
import { readEvent, signature } from './events.ts';
import { lawmatics } from './index.ts';

const body = (event_type: string, data: unknown): HookRequest => ({
  headers: {},
  url: 'https://matterline.example/hooks/1',
  rawBody: Buffer.from(JSON.stringify({ event_id: 'evt_1', firm_id: 15, event_type, version: 'v1', data })),
});

describe('hints', () => {
  const contact = (...ids: string[]) => ids.map((id) => ({ kind: 'contact', externalId: `contact/${id}` }));
  const matter = (id: string) => ({ kind: 'matter', externalId: id });

  test.each<[string, unknown, unknown[]]>([
    ['contact.updated', { id: '17', type: 'contact' }, contact('17')],
    ['contact.updated', { id: 17 }, contact('17')],
    ['contact.updated', { contact: { id: '17' } }, contact('17')],
    ['contact.deleted', { contact_id: 17 }, contact('17')],
    ['contact.merged', { id: 4, merged_contact_id: 3 }, contact('3', '4')],
    ['matter.updated', { id: '9', type: 'prospect' }, [matter('9')]],
    ['matter.created', { prospect_id: 9, contact_id: 17 }, [...contact('17'), matter('9')]],
    ['matter.converted', { matter: { id: '9' } }, [matter('9')]],
    ['matter.status_changed', { id: 9 }, [matter('9')]],
    ['matter.note_added', { id: '5', type: 'note', matter_id: '9' }, [matter('9')]],
  ])('%s %j', (eventType, data, hints) => {
    expect(readEvent(body(eventType, data))).toEqual({ outcome: 'hints', eventType, hints });
  });

  test.each<[string, unknown]>([
    ['contact.updated', null],
    ['contact.updated', { name: 'Dana' }],
    ['contact.updated', { id: 'abc' }],
    ['contact.updated', { id: 4, type: 'company' }],
    ['matter.note_added', { id: '5' }],
    ['matter.task_completed', { id: '5', type: 'task' }],
    ['invoice.paid', { id: '5', contact_id: 17 }],
    ['form.submitted', []],
  ])('%s %j names nobody for sure: ignored', (eventType, data) => {
    expect(readEvent(body(eventType, data))).toEqual({ outcome: 'ignored', eventType });
  });

  test.each(['', '{', '[]', 'null', '{"event_type":5}', '{"data":{}}', `{"a":${'['.repeat(9000)}`])(
    'a body that is none of theirs is unreadable: %s',
    (text) => {
      const request = { ...body('x', {}), rawBody: Buffer.from(text) };
      expect(readEvent(request)).toMatchObject({ outcome: 'unreadable' });
    },
  );
});

describe('the signature’s data', () => {
  test('the signed bytes are the time, a dot, and the body as it came', () => {
    if (signature.scheme !== 'hmac_sha256') throw new Error('not signed');
    const request = { ...body('x', {}), headers: { 'x-lawmatics-timestamp': '1790000000' } };
    const message = signature.message(request, '');
    expect(message?.toString()).toBe(`1790000000.${request.rawBody.toString()}`);
    expect(signature.message(body('x', {}), '')).toBeNull();
    expect(signature.sentAt?.(request)).toEqual(new Date('2026-09-21T14:13:20.000Z'));
    expect(signature.sentAt?.({ ...request, headers: { 'x-lawmatics-timestamp': 'soon' } })).toBeNull();
    expect(signature.toleranceSeconds).toBe(300);
  });
});

describe('from the stand-in', () => {
  let world: World;
  let receiver: Server;
  let url: string;
  let answers: number[];
  let events: PracticeEvent[];

  beforeEach(async () => {
    world = await startWorld({ deliveryTimeScale: 0 });
    answers = [];
    events = [];
    receiver = createServer(async (request, response) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(z.instanceof(Uint8Array).parse(chunk));
      const status = answers.shift() ?? 200;
      const headers = z.record(z.string(), z.string().optional()).parse(request.headers);
      if (status === 200) events.push(readEvent({ headers, url, rawBody: Buffer.concat(chunks) }));
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${z.object({ port: z.number() }).parse(receiver.address()).port}/`;
    world.hooks.add({ url, secret: 'whsec_demo' });
  });
  afterEach(async () => {
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
    await world.close();
    expect(world.control.violations).toEqual([]);
  });

  test('a changed contact is a hint, and looking tells the rest', async () => {
    world.world.edit('contact', world.ids.dana, { last_name: 'Whitlock-Reyes' });
    await world.control.hooks.settled();
    expect(events).toEqual([
      {
        outcome: 'hints',
        eventType: 'contact.updated',
        hints: [{ kind: 'contact', externalId: `contact/${world.ids.dana}` }],
      },
    ]);
    expect(await world.client.fetchOne('contact', `contact/${world.ids.dana}`)).toMatchObject({
      lastName: 'Whitlock-Reyes',
    });
  });

  test('merged contacts: both are looked at, and one is gone', async () => {
    const other = world.world.addContact({ lastName: 'Whitlock' });
    world.world.mergeContacts(world.ids.dana, other);
    await world.control.hooks.settled();
    const hinted = events.flatMap((event) => (event.outcome === 'hints' ? event.hints : []));
    expect(hinted).toContainEqual({ kind: 'contact', externalId: `contact/${world.ids.dana}` });
    expect(await world.client.fetchOne('contact', `contact/${world.ids.dana}`)).toBeNull();
    expect(await world.client.fetchOne('matter', String(world.ids.lease))).toMatchObject({
      parties: [{ contactId: `contact/${other}` }],
    });
  });

  test('a hired matter tells it three ways', async () => {
    world.world.edit('prospect', world.ids.lease, { status: 'hired' });
    await world.control.hooks.settled();
    expect(events.map(({ outcome }) => outcome)).toEqual(['hints', 'hints', 'hints']);
  });

  test.each([
    [[503, 500], 1, 3],
    [[503, 503, 503, 503, 503, 503, 503], 0, 7],
    [[401], 0, 1],
  ])('answers of %j: %i heard, after %i attempts', async (refusals, heard, attempts) => {
    answers.push(...refusals);
    world.world.edit('contact', world.ids.dana, { first_name: 'D.' });
    await world.control.hooks.settled();
    expect(events).toHaveLength(heard);
    expect(world.control.hooks.log).toMatchObject([{ attempts }]);
  });

  test('a third webhook is one too many', () => {
    world.hooks.add({ url, secret: 'whsec_2' });
    expect(() => world.hooks.add({ url, secret: 'whsec_3' })).toThrow('At most two');
  });
});

test('the webhook is set up by hand, and the sentence says where', () => {
  expect(lawmatics.webhookByHand).toMatch(/Lawmatics.*webhook.*secret/);
  expect(lawmatics.client).not.toHaveProperty('ensureSubscription');
});
