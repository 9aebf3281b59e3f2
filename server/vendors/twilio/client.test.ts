import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createTwilioSimulator,
  type TwilioSimulator,
  type TwilioSimulatorOptions,
} from '../../../simulators/twilio.ts';
import { verify } from '../kit/verify.ts';
import { type Observation, VendorError } from '../ports.ts';
import { twilio } from './index.ts';
import { readEvent } from './map.ts';

const now = new Date('2026-03-05T09:00:00Z');
const outside = '+61491570156';
const firm = '+61491570157';
const hookUrl = 'http://127.0.0.1:9/hooks/x';
let simulator: TwilioSimulator;

async function start(options: TwilioSimulatorOptions = {}) {
  await simulator?.close();
  simulator = await createTwilioSimulator({ now: () => now, timeScale: 0, hookUrl, ...options });
}

beforeEach(() => start());
afterEach(() => simulator.close());

function client(apiKey = simulator.authToken) {
  const made = twilio.client?.({
    credentials: { apiUrl: simulator.url, accountId: simulator.accountSid, apiKey },
    fetch,
    now: () => now,
    saveTokens: async () => undefined,
  });
  if (!made?.catchUp || !made.history || !made.fetchArtefact) throw new Error('abilities');
  return { catchUp: made.catchUp, history: made.history, fetchArtefact: made.fetchArtefact };
}

const failure = (error: unknown) => (error instanceof VendorError ? error.problem.failure : String(error));

async function readAll(since: Date, from: string | null = null) {
  const eventIds: string[] = [];
  const observations: Observation[] = [];
  let cursor = from;
  let more = true;
  while (more) {
    const page = await client().catchUp(cursor, since);
    for (const { eventId, eventType, body } of page.items) {
      const reading = twilio.readItem?.({ eventType, body });
      eventIds.push(eventId);
      if (reading?.outcome === 'observed') observations.push(...reading.observations);
    }
    ({ cursor, more } = page);
  }
  return { eventIds, observations, cursor };
}

async function readHistory(period: { since: Date; until: Date }) {
  const eventIds: string[] = [];
  const requests = simulator.control.requests.length;
  let pages = 0;
  for (let page: string | null = null; page !== null || pages === 0; pages += 1) {
    const found = await client().history(period, page);
    eventIds.push(...found.items.map(({ eventId }) => eventId));
    page = found.next;
  }
  return { eventIds, pages, requests: simulator.control.requests.length - requests };
}

const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

describe('history', () => {
  test('calls with their legs, then texts, of the period alone; the same ids as catch-up gives', async () => {
    for (const days of [0.5, 1.5, 1.9, 2.5])
      simulator.control.placeCall({
        from: outside,
        to: firm,
        startedAt: daysAgo(days),
        dial: [{ to: 'client:ada' }],
      });
    simulator.control.sendSms({ from: outside, to: firm, body: 'Now', pictures: 1 });
    const earlier = await readHistory({ since: daysAgo(2), until: daysAgo(1) });
    expect(new Set(earlier.eventIds).size).toBe(4);
    expect(earlier.pages).toBe(2);
    const latest = await readHistory({ since: daysAgo(1), until: new Date(now.getTime() + 1000) });
    expect(new Set(latest.eventIds).size).toBe(3);
    const polled = await readAll(daysAgo(4));
    expect(polled.eventIds).toEqual(expect.arrayContaining([...earlier.eventIds, ...latest.eventIds]));
    expect(simulator.control.complaints).toEqual([]);
  });

  test('a call at the edge of two periods is in one of them', async () => {
    const edge = daysAgo(1);
    simulator.control.placeCall({ from: outside, to: firm, startedAt: edge });
    expect((await readHistory({ since: daysAgo(2), until: edge })).eventIds).toHaveLength(0);
    expect((await readHistory({ since: edge, until: now })).eventIds).toHaveLength(1);
  });

  test('a day of more than a page is read to its end, one request a page', async () => {
    for (let count = 0; count < 205; count += 1)
      simulator.control.placeCall({
        from: outside,
        to: firm,
        startedAt: new Date(now.getTime() - (count + 1) * 60_000),
      });
    const { eventIds, pages, requests } = await readHistory({ since: daysAgo(1), until: now });
    expect(new Set(eventIds).size).toBe(205);
    expect([pages, requests]).toEqual([3, 3]);
  });

  test('no words of ours leave the host for a page that names another', async () => {
    const elsewhere = JSON.stringify({ list: 'calls', page: 'https://evil.example.com/2010-04-01/x' });
    const failed = await client()
      .history({ since: daysAgo(1), until: now }, elsewhere)
      .catch(failure);
    expect(failed).toBe('rejected');
  });
});

describe('catch-up', () => {
  test('calls with their dialled legs and texts with their pictures, of several days, once', async () => {
    for (let day = 1; day <= 3; day += 1) {
      simulator.control.placeCall({
        from: outside,
        to: firm,
        startedAt: daysAgo(day - 0.5),
        dial: [{ to: 'client:ada' }],
      });
    }
    simulator.control.sendSms({ from: outside, to: firm, body: 'Hello', pictures: 2 });
    const { eventIds, observations, cursor } = await readAll(daysAgo(4));
    expect(new Set(eventIds).size).toBe(7);
    expect(observations.filter((seen) => seen.kind === 'call' && seen.role === 'user')).toHaveLength(3);
    expect(observations.at(-1)).toMatchObject({
      kind: 'message',
      body: 'Hello',
      artefacts: [{ contentType: 'image/png' }, {}],
    });
    expect((await readAll(daysAgo(4))).eventIds).toEqual(eventIds);
    expect((await readAll(daysAgo(4), cursor)).eventIds).toEqual(eventIds.slice(-1));
    expect(simulator.control.complaints).toEqual([]);
  });

  test('a list of more than a page is read to its end', async () => {
    for (let count = 0; count < 205; count += 1) {
      simulator.control.placeCall({
        from: outside,
        to: firm,
        startedAt: new Date(now.getTime() - (count + 1) * 60_000),
      });
    }
    expect(new Set((await readAll(daysAgo(1))).eventIds).size).toBe(205);
  });

  test('a softphone that called out: one person, the number outside at the far end', async () => {
    simulator.control.placeCall({
      from: 'client:ada',
      to: outside,
      startedAt: daysAgo(0.1),
      dial: [{ to: outside, talkSeconds: 30 }],
    });
    const { observations } = await readAll(daysAgo(1));
    expect(observations.find((seen) => seen.kind === 'call' && (seen.talkSeconds ?? 0) > 0)).toMatchObject({
      direction: 'outbound',
      near: { providerUserId: 'client:ada' },
      far: { number: outside },
      talkSeconds: 30,
    });
  });

  test.each([
    [401, 'unauthorised'],
    [429, 'rate_limited'],
    [503, 'unavailable'],
  ])('an answer %i is %s', async (status, expected) => {
    simulator.control.failNext(1, status);
    expect(await client().catchUp(null, now).catch(failure)).toBe(expected);
  });

  test('a wrong token', async () => {
    expect(await client('wrong').catchUp(null, now).catch(failure)).toBe('unauthorised');
  });

  test('a next page on another host is not asked for', async () => {
    const cursor = JSON.stringify({ list: 'calls', from: 0, until: 1, page: 'https://evil.example.com/x' });
    expect(await client().catchUp(cursor, now).catch(failure)).toBe('rejected');
    expect(simulator.control.requests).toEqual([]);
  });
});

describe('webhooks of the stand-in', () => {
  test('are signed, and are read: a call, its voicemail and transcription, a text', async () => {
    simulator.control.placeCall({ from: outside, to: firm, voicemail: { text: 'Please call.' } });
    simulator.control.sendSms({ from: outside, to: firm, body: 'Grüße & 👍+1' });
    await simulator.control.deliveries.settled();
    const types = simulator.control.deliveries.log.map(({ url, headers, body }) => {
      const rawBody = Buffer.from(body);
      expect(verify(twilio.signature, simulator.authToken, { headers, rawBody, url }, now)).toEqual({
        ok: true,
      });
      expect(
        verify(twilio.signature, simulator.authToken, { headers, rawBody, url: `${url}?x` }, now).ok,
      ).toBe(false);
      const reading = readEvent({ contentType: '', rawBody, receivedAt: now.toISOString() });
      return reading.outcome === 'observed' ? reading.eventType : reading.reason;
    });
    expect(new Set(types)).toEqual(
      new Set([
        'call.initiated',
        'call.ringing',
        'call.in-progress',
        'call.completed',
        'recording.completed',
        'transcription.completed',
        'message.received',
      ]),
    );
  });

  test('lost, doubled and turned round on request', async () => {
    const { deliveries } = simulator.control;
    deliveries.faults.drop = 1;
    simulator.control.sendSms({ from: outside, to: firm, body: 'lost' });
    deliveries.faults.duplicate = 1;
    simulator.control.sendSms({ from: outside, to: firm, body: 'twice' });
    await deliveries.settled();
    deliveries.faults.reorder = true;
    for (const body of ['first', 'second']) simulator.control.sendSms({ from: outside, to: firm, body });
    deliveries.release();
    await deliveries.settled();
    const bodies = deliveries.log.map(({ body }) => new URLSearchParams(body).get('Body'));
    expect(bodies.slice(0, 2)).toEqual(['twice', 'twice']);
    expect(bodies.slice(2).toSorted()).toEqual(['first', 'second']);
    // Nobody listens there: one more attempt after a broken connection.
    expect(deliveries.log.every(({ attempts, status }) => attempts === 2 && status === null)).toBe(true);
  });

  test('sending honours the magic numbers', async () => {
    const send = async (From: string, To: string) => {
      const response = await fetch(
        `${simulator.url}/2010-04-01/Accounts/${simulator.accountSid}/Messages.json`,
        {
          method: 'POST',
          headers: {
            authorization: `Basic ${Buffer.from(`${simulator.accountSid}:${simulator.authToken}`).toString('base64')}`,
          },
          body: new URLSearchParams({ From, To, Body: 'x' }),
        },
      );
      return response.status === 201 ? 'sent' : JSON.parse(await response.text()).code;
    };
    expect(await send('+15005550006', outside)).toBe('sent');
    expect(await send('+15005550006', '+15005550001')).toBe(21211);
    expect(await send('+15005550006', '+15005550004')).toBe(21610);
    expect(await send('+15005550001', outside)).toBe(21212);
  });
});

describe('files', () => {
  test('a recording and a picture are streamed; the credential stays with the API', async () => {
    const { callbacks } = simulator.control.placeCall({ from: outside, to: firm, voicemail: {} });
    const text = simulator.control.sendSms({ from: outside, to: firm, body: '', pictures: 1 });
    const files = [...callbacks, text].flatMap((form) => {
      const reading = readEvent({
        contentType: '',
        rawBody: Buffer.from(new URLSearchParams(form).toString()),
        receivedAt: now.toISOString(),
      });
      const seen = reading.outcome === 'observed' ? reading.observations : [];
      return seen.flatMap((one) =>
        one.kind === 'call' || one.kind === 'message' ? (one.artefacts ?? []) : [],
      );
    });
    const fetched = await Promise.all(
      files.map(async (file) => {
        const { contentType, body } = await client().fetchArtefact(file);
        return [
          contentType,
          Buffer.from(await new Response(body).arrayBuffer())
            .subarray(0, 2)
            .toString('hex'),
        ];
      }),
    );
    expect(fetched).toEqual([
      ['audio/mpeg', 'fffb'],
      ['image/png', '8950'],
    ]);
    const kept = simulator.control.requests.map(
      ({ path, authorised }) => path.startsWith('/store/') === authorised,
    );
    expect(kept).toEqual([false, false, false, false]);
  });
});
