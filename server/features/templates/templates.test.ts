import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import { createNoticeListener, noticeRound } from '../notices/index.ts';
import { templateKinds, templates } from './catalogue/index.ts';
import { createTemplatesFeature } from './index.ts';
import { defaultWords, faultsOf, render, samplesOf } from './words.ts';

const how = { namesMatter: false };

describe('our own words', () => {
  test.each(templateKinds)('%s has no fault in any country, and every sample fills in', (kind) => {
    for (const country of ['GB', 'US', 'AU']) {
      const words = defaultWords(kind, country);
      expect(faultsOf(kind, words, how)).toEqual([]);
      const said = render(words, samplesOf(kind, 'Hartley & Reid'));
      expect(`${said.subject}${said.body}`).not.toMatch(/[{}]/);
    }
  });

  test('nothing stands for a message’s words or a file’s name in any notice', () => {
    for (const kind of templateKinds)
      expect(Object.keys(templates[kind].placeholders)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(?:words|text|file|files|document|author)$/)]),
      );
  });
});

describe('what a firm may not save', () => {
  const fine = { subject: 'News of {firm}', body: 'From {firm}: {link}' };
  test.each([
    ['fine', fine, []],
    [
      'an unknown placeholder',
      { ...fine, body: '{firm} {link} {mesage}' },
      [/Nothing stands for \{mesage\}/],
    ],
    ['no link', { ...fine, body: 'From {firm}' }, [/must hold \{link\}/]],
    ['a lone brace', { ...fine, body: '{firm} {link} {messages' }, [/brace stands alone/]],
    ['no subject', { ...fine, subject: ' ' }, [/Say what it is about/]],
    ['a subject of two lines', { ...fine, subject: 'One\nTwo' }, [/one line/]],
    [
      'the matter, which the firm keeps out',
      { ...fine, body: '{firm} {link} {matter}' },
      [/keeps the matter out/],
    ],
    ['bank details', { ...fine, body: '{firm} {link} sort code 12-34-56' }, [/bank details/]],
    ['too long', { ...fine, body: `{firm} {link} ${'a'.repeat(5000)}` }, [/at most 5000/]],
  ])('%s', (_name, words, expected) => {
    const faults = faultsOf('unread', words, how).map(({ message }) => message);
    expect(faults).toHaveLength(expected.length);
    for (const [at, fault] of expected.entries()) expect(faults[at]).toMatch(fault);
  });

  test.each([
    ['text_end_first', '{link}', /must say STOP/],
    ['text_end_one_way', 'Reply: {link}', /must hold \{stop_link\}/],
    ['text_stopped', '{firm}: no more texts.', /must say START/],
    ['text_help', '{firm}, {number}', /must say STOP/],
  ] as const)('%s without its way out', (kind, body, fault) => {
    expect(
      faultsOf(kind, { subject: '', body }, how)
        .map(({ message }) => message)
        .join(),
    ).toMatch(fault);
  });
});

describe('rendering', () => {
  test('a line whose placeholder stands for nothing is left out', () => {
    const body = 'Dear {name},\nWhere: {place}\n{firm}';
    const said = render({ subject: '{firm}', body }, { name: 'Jane', place: '', firm: 'Reid' });
    expect(said).toEqual({ subject: 'Reid', body: 'Dear Jane,\nReid' });
  });

  test('what stands for one placeholder is never read as another, and ends no subject', () => {
    const said = render({ subject: '{name}', body: '{name} {link}' }, { name: 'A\nBcc: {link}', link: 'x' });
    expect(said).toEqual({ subject: 'A Bcc: {link}', body: 'A\nBcc: {link} x' });
  });
});

describe('over HTTP', () => {
  let world: ConversationsWorld;
  beforeAll(async () => {
    world = await startConversationsWorld({
      listeners: (platform) => [createNoticeListener(platform)],
      features: [createTemplatesFeature],
    });
  });
  afterAll(() => world.close());
  const url = '/api/v1/message-templates/welcome';
  const own = { subject: 'A word from {firm}', body: 'Dear client,\n{firm} wrote: {link}\nAbout {matter}' };
  const lastMail = async () => {
    const { rows } = await world.app.platform.database.pool.query<{ subject: string; body: string }>(
      'select subject, body from outbox where recipient = $1 order by id desc limit 1',
      [world.client.email],
    );
    return rows[0];
  };

  test('the firm’s words go out, and ours again; who and when is kept', async () => {
    await world.owner.call('PATCH', '/api/v1/message-template-settings', { namesMatter: true });
    const saved = await world.owner.call('PUT', url, { ...own, version: 0 });
    expect(saved.statusCode, saved.body).toBe(200);
    expect(saved.json()).toMatchObject({ own: true, version: 1, changedBy: 'Olive Owner' });
    await world.thread();
    await noticeRound(world.app.platform);
    expect(await lastMail()).toMatchObject({ subject: 'A word from Hartley & Reid' });
    expect((await lastMail())?.body).toMatch(/About Purchase of 12 Mill Lane$/);

    await world.owner.call('PATCH', '/api/v1/message-template-settings', { namesMatter: false });
    await world.thread();
    await noticeRound(world.app.platform);
    expect((await lastMail())?.body).not.toMatch(/About|Mill Lane/);

    expect((await world.owner.call('DELETE', url)).json()).toMatchObject({ own: false, version: 2 });
    await world.thread();
    await noticeRound(world.app.platform);
    expect(await lastMail()).toMatchObject({ subject: 'Hartley & Reid has a message for you' });
    const { items } = (
      await world.owner.call('GET', '/api/v1/message-template-versions?kind=welcome')
    ).json();
    expect(
      items.map(({ version, own: firms }: { version: number; own: boolean }) => [version, firms]),
    ).toEqual([
      [2, false],
      [1, true],
    ]);
  });

  test('two who change it at once: the second is told; members and bad words change nothing', async () => {
    expect((await world.owner.call('PUT', url, { ...own, version: 0 })).statusCode).toBe(409);
    expect((await world.mina.call('PUT', url, own)).statusCode).toBe(403);
    const bad = await world.owner.call('PUT', url, { subject: 'Hi', body: 'Hi {firm}' });
    expect([bad.statusCode, bad.json().errors]).toEqual([
      422,
      [{ field: 'body', message: 'It must hold {link}.' }],
    ]);
    expect((await world.owner.call('POST', `${url}/preview`, own)).json()).toMatchObject({
      subject: 'A word from Hartley & Reid',
      faults: [{ field: 'body' }],
    });
    expect(
      (await world.owner.call('GET', '/api/v1/message-template-versions?kind=welcome')).json().items,
    ).toHaveLength(2);
  });
});
