/** How a firm sends texts, through the API. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestFirm } from '../../testing/app.ts';
import type { TextSettings } from './shapes.ts';
import { line, otherLine, startTextsWorld, type TextsWorld } from './test-world.ts';

let world: TextsWorld;
let other: TestFirm;
beforeAll(async () => {
  world = await startTextsWorld({ inbox: false, media: false });
  other = await world.app.makeFirm({ country: 'GB' });
});
afterAll(() => world.close());

const account = () => ({
  apiUrl: world.provider.url,
  accountId: world.provider.accountSid,
  authToken: world.provider.authToken,
});

test('a firm without a provider: what it would start with, and every text is refused', async () => {
  const settings = await world.ok<TextSettings>('GET', 'text-settings', undefined, other.owner);
  expect(settings).toMatchObject({
    connected: false,
    label: 'Twilio',
    countries: ['GB'],
    quietFrom: 21 * 60,
    quietUntil: 9 * 60,
    unknownSenders: 'triage',
    hookUrl: null,
    lines: [],
  });
  for (const [method, path] of [
    ['POST', 'text-settings/test'],
    ['DELETE', 'text-settings'],
  ] as const)
    expect((await other.owner.call(method, `/api/v1/${path}`)).statusCode).toBe(409);
});

test('connected: its own country, a webhook of its own, and no secret is ever shown', async () => {
  const answer = await other.owner.call('POST', '/api/v1/text-settings', account());
  expect(answer.statusCode).toBe(201);
  expect(answer.json()).toMatchObject({
    connected: true,
    status: 'active',
    countries: ['GB'],
    hasKey: false,
  });
  expect(answer.json().hookUrl).toMatch(/^http:\/\/127\.0\.0\.1:9\/hooks\/texts\/txt/);
  expect(answer.body).not.toContain(world.provider.authToken);
  const [row] = await world.rows<{ auth_token: Buffer }>(
    `select auth_token from text_settings where firm_id = $1`,
    [other.id],
  );
  expect(row?.auth_token.toString('latin1')).not.toContain(world.provider.authToken);
  const again = await other.owner.call('POST', '/api/v1/text-settings', account());
  expect(again.statusCode).toBe(409);
});

test('one firm’s key does not open another’s webhook', async () => {
  const ours = await world.settings();
  const theirs = await world.ok<TextSettings>('GET', 'text-settings', undefined, other.owner);
  expect(ours.hookUrl).not.toBe(theirs.hookUrl);
});

test('the account is tried', async () => {
  const good = await world.ok<TextSettings>('POST', 'text-settings/test', undefined, world.firm.owner);
  expect(good.test).toMatchObject({ state: 'ok' });
  await world.change({ account: { ...account(), authToken: 'wrong' } });
  const bad = await world.ok<TextSettings>('POST', 'text-settings/test', undefined, world.firm.owner);
  expect(bad.test).toMatchObject({ state: 'failed', detail: expect.stringContaining('401') });
  await world.change({ account: account() });
});

test.each<[string, Record<string, unknown>]>([
  ['a word of twelve letters', { senderWord: 'TWELVELETTER' }],
  ['a word of digits', { senderWord: '12345' }],
  ['no country at all', { countries: [] }],
  ['a country of three letters', { countries: ['GBR'] }],
  ['a minute too late', { quietFrom: 1440 }],
  ['somebody who does not work here', { triageAssigneeId: '0198c0de-0000-7000-8000-000000000000' }],
  [
    'a service inside our own network',
    { account: { apiUrl: 'http://10.0.0.5', accountId: 'AC1', authToken: 'x' } },
  ],
])('%s is refused, and changes nothing', async (_name, patch) => {
  const before = await world.settings();
  const answer = await world.firm.owner.call('PATCH', '/api/v1/text-settings', {
    ...patch,
    version: before.version,
  });
  expect(answer.statusCode).toBe(422);
  expect(await world.settings()).toEqual(before);
});

test('two who change the settings at once: the second is told', async () => {
  const { version } = await world.settings();
  await world.change({ dailyParts: 200 });
  const late = await world.firm.owner.call('PATCH', '/api/v1/text-settings', { dailyParts: 300, version });
  expect(late.statusCode).toBe(409);
  expect(await world.settings()).toMatchObject({ dailyParts: 200 });
});

test('lines: the first is the default, one number once, the next takes over', async () => {
  const add = (number: string) =>
    world.firm.owner.call('POST', '/api/v1/text-lines', { number, label: 'Second' });
  expect((await add(line)).statusCode).toBe(409);
  expect((await add('0491 570 158')).statusCode).toBe(422);
  const { lines } = (await add(otherLine)).json<TextSettings>();
  expect(lines.map(({ number, isDefault }) => [number, isDefault])).toEqual([
    [line, true],
    [otherLine, false],
  ]);
  const first = lines[0];
  const unset = await world.firm.owner.call('PATCH', `/api/v1/text-lines/${first?.id}`, {
    isDefault: false,
    version: first?.version,
  });
  expect(unset.statusCode).toBe(409);
  const gone = await world.firm.owner.call('DELETE', `/api/v1/text-lines/${first?.id}`);
  expect(gone.statusCode).toBe(204);
  expect((await world.settings()).lines).toMatchObject([{ number: otherLine, isDefault: true }]);
  expect((await add(line)).statusCode).toBe(201);
});

test('where nobody writes into conversations every text waits for a person, and its pictures at the provider', async () => {
  const jane = await world.client('+61491570333');
  const conversation = await world.conversation(await world.matter(), [jane]);
  await world.text(jane.number, 'Hello', { pictures: 1 });
  await world.work();
  const [item] = await world.triage();
  expect(item).toMatchObject({ reason: 'not_taken', files: [{ state: 'waiting' }] });
  const refused = await world.ada.call('POST', `/api/v1/text-triage/${item?.id}/file`, {
    conversationId: conversation,
  });
  expect(refused.statusCode).toBe(409);
  expect(world.provider.control.messages().at(-1)?.media).toBe(1);
});

test('paused, nothing leaves; disconnected, what waits is refused and the keys are gone', async () => {
  const jane = await world.client('+61491570334');
  const conversation = await world.conversation(await world.matter([world.ada]), [jane]);
  await world.agree(jane);
  await world.post(conversation, 'One', [jane]);
  await world.change({ status: 'paused' });
  await world.work();
  expect(await world.states(conversation)).toEqual(['queued']);
  expect(await world.post(conversation, 'Two', [jane])).toMatchObject([{ refused: 'texting_paused' }]);
  const gone = await world.firm.owner.call('DELETE', '/api/v1/text-settings');
  expect(gone.statusCode).toBe(204);
  expect(await world.states(conversation)).toEqual(['refused: texting_paused', 'refused: texting_off']);
  expect(await world.rows(`select 1 from text_settings where firm_id = $1`, [world.firm.id])).toEqual([]);
  expect(await world.post(conversation, 'Three', [jane])).toMatchObject([{ refused: 'texting_off' }]);
});
