import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTwilioSimulator, type TwilioSimulator } from '../../../simulators/twilio.ts';
import { verify } from '../kit/verify.ts';
import { type HookRequest, VendorError } from '../ports.ts';
import { problemOf } from './text-problems.ts';
import { twilioTexts } from './texts.ts';

const now = new Date('2026-03-05T09:00:00Z');
const client = '+61491570156';
const firm = '+61491570157';
const statusUrl = 'http://127.0.0.1:9/hooks/texts/x/status';
let simulator: TwilioSimulator;

beforeEach(async () => {
  simulator = await createTwilioSimulator({ now: () => now, timeScale: 0, hookUrl: statusUrl });
});
afterEach(() => simulator.close());

const connect = (authToken = simulator.authToken) =>
  twilioTexts.client({
    apiUrl: simulator.url,
    accountId: simulator.accountSid,
    authToken,
    key: null,
    fetch,
    now: () => now,
  });
const fromFirm = { kind: 'number' as const, number: firm, serviceId: null };
const failure = (error: unknown) => (error instanceof VendorError ? error.problem.failure : String(error));

describe('sending', () => {
  test('from a number: what the provider gets is what its description allows', async () => {
    const { sent } = sentOf(await connect().send({ to: client, from: fromFirm, body: 'Hello', statusUrl }));
    expect(sent).toMatchObject({ state: 'accepted', problem: null });
    expect(simulator.control.complaints).toEqual([]);
    expect(simulator.control.messages()).toMatchObject([{ from: firm, to: client, body: 'Hello' }]);
  });

  test('through a messaging service, and in a word’s name', async () => {
    const serviceId = `MG${'0'.repeat(32)}`;
    await connect().send({ to: client, from: { ...fromFirm, serviceId }, body: 'A', statusUrl });
    await connect().send({ to: client, from: { kind: 'word', word: 'Example Co' }, body: 'B', statusUrl });
    expect(simulator.control.messages()).toMatchObject([{ from: null }, { from: 'Example Co' }]);
    expect(simulator.control.complaints).toEqual([]);
  });

  test.each([
    ['+15005550001', 'invalid_number', '21211'],
    ['+15005550002', 'no_route', '21612'],
    ['+15005550003', 'country_off', '21408'],
    ['+15005550004', 'opted_out', '21610'],
    ['+15005550009', 'not_mobile', '21614'],
  ])('to the magic number %s: %s', async (to, problem, code) => {
    expect(await connect().send({ to, from: fromFirm, body: 'Hello', statusUrl })).toMatchObject({
      refused: { problem, code },
    });
  });

  test('whoever stopped gets no more; a word cannot reach the United States', async () => {
    simulator.control.sendSms({ from: client, to: firm, body: ' Stop ' });
    const stopped = await connect().send({ to: client, from: fromFirm, body: 'Hello', statusUrl });
    expect(stopped).toMatchObject({ refused: { problem: 'opted_out' } });
    simulator.control.sendSms({ from: client, to: firm, body: 'START' });
    expect(await connect().send({ to: client, from: fromFirm, body: 'Hello', statusUrl })).toHaveProperty(
      'sent',
    );
    const word = { kind: 'word' as const, word: 'EXAMPLE' };
    expect(await connect().send({ to: '+14155550132', from: word, body: 'Hi', statusUrl })).toMatchObject({
      refused: { problem: 'no_route' },
    });
  });

  test.each([
    [429, 'rate_limited'],
    [503, 'unavailable'],
    [401, 'unauthorised'],
  ])('an answer %i is %s', async (status, expected) => {
    simulator.control.failNext(1, status);
    expect(await connect().send({ to: client, from: fromFirm, body: 'x', statusUrl }).catch(failure)).toBe(
      expected,
    );
  });

  test('an answer that is lost is unavailable, and the text is found by its words', async () => {
    simulator.control.texts.loseAnswers = 1;
    const lost = await connect()
      .send({ to: client, from: fromFirm, body: 'Hi https://x.example/t/1', statusUrl })
      .catch(failure);
    expect(lost).toBe('unavailable');
    await connect().send({ to: client, from: fromFirm, body: 'Hi https://x.example/t/2', statusUrl });
    const found = await connect().findSent({ to: client, mark: 'https://x.example/t/1', since: now });
    expect(found).toHaveLength(1);
    expect(await connect().findSent({ to: client, mark: 'https://x.example/t/3', since: now })).toEqual([]);
    expect(simulator.control.complaints).toEqual([]);
  });

  test('codes that nobody knows are unknown', () => expect(problemOf('99999')).toBe('unknown'));

  test('the account is tried', async () => {
    await connect().test();
    expect(await connect('wrong').test().catch(failure)).toBe('unauthorised');
    expect(simulator.control.complaints).toEqual([]);
  });
});

function sentOf(answer: Awaited<ReturnType<ReturnType<typeof connect>['send']>>) {
  if (!('sent' in answer)) throw new Error('refused');
  return answer;
}

describe('what comes in', () => {
  async function delivered(): Promise<HookRequest[]> {
    await simulator.control.deliveries.settled();
    return simulator.control.deliveries.log.map(({ url, headers, body }) => ({
      url,
      headers,
      rawBody: Buffer.from(body),
    }));
  }

  test('a text with pictures: read from its webhook and from the list alike; fetched, then deleted', async () => {
    simulator.control.sendSms({ from: client, to: firm, body: 'Signed page!', pictures: 2 });
    const [hook] = await delivered();
    if (!hook) throw new Error('no webhook');
    expect(verify(twilioTexts.signature, simulator.authToken, hook, now)).toEqual({ ok: true });
    const text = twilioTexts.readReceived(hook);
    expect(text).toMatchObject({ from: client, to: firm, body: 'Signed page!', answered: false });
    expect(text?.media).toHaveLength(2);
    expect(twilioTexts.readStatus(hook)).toBeNull();
    const day = 86_400_000;
    const listed = await connect().listReceived(
      { since: new Date(now.getTime() - day), until: new Date(now.getTime() + day) },
      null,
    );
    expect(listed).toMatchObject({
      next: null,
      texts: [{ providerId: text?.providerId, media: text?.media }],
    });
    const url = text?.media[0]?.url ?? '';
    const file = await connect().fetchMedia(url);
    expect(file.contentType).toBe('image/png');
    expect((await buffer(file.body)).length).toBeGreaterThan(20);
    expect(await connect('wrong').fetchMedia(url).catch(failure)).toBe('unauthorised');
    await connect().deleteMedia(url);
    await connect().deleteMedia(url);
    expect(await connect().fetchMedia(url).catch(failure)).toBe('not_found');
    expect(simulator.control.complaints).toEqual([]);
  });

  test('media on another host gets no credential', async () => {
    expect(await connect().fetchMedia('https://evil.example.com/Media/ME1').catch(failure)).toBe('rejected');
    expect(simulator.control.requests).toEqual([]);
  });

  test('reports on a text, and other channels are no texts', async () => {
    simulator.control.texts.fates.push({ statuses: ['sent', 'undelivered'], errorCode: '30005' });
    await connect().send({ to: client, from: fromFirm, body: 'Hello', statusUrl });
    const reports = (await delivered()).map((hook) => twilioTexts.readStatus(hook));
    expect(reports.toSorted((a, b) => (a?.state ?? '').localeCompare(b?.state ?? ''))).toMatchObject([
      { state: 'sent', problem: null },
      { state: 'undelivered', problem: 'invalid_number', code: '30005' },
    ]);
    const rawBody = Buffer.from(
      'MessageSid=SM1&From=whatsapp%3A%2B61491570156&To=whatsapp%3A%2B61491570157&Body=x',
    );
    expect(twilioTexts.readReceived({ headers: {}, url: '', rawBody })).toBeNull();
  });
});
