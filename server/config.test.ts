import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';
import { startTestApp, type TestApp } from './testing/app.ts';

const env = { DATA_DIR: mkdtempSync(join(tmpdir(), 'matterline-config-')), SECRET_KEY: 'k'.repeat(32) };
const trustProxyOf = (text: string | undefined) =>
  readConfig({ ...env, TRUST_PROXY: text }, { demo: false }).trustProxy;

describe('TRUST_PROXY', () => {
  test.each([
    [undefined, false],
    ['', false],
    ['0', false],
    ['1', 1],
    ['10', 10],
    ['10.0.0.7', ['10.0.0.7']],
    ['10.0.0.7, 10.1.0.0/16,2001:db8::/32', ['10.0.0.7', '10.1.0.0/16', '2001:db8::/32']],
  ])('%j is read as %j', (text, read) => {
    expect(trustProxyOf(text)).toEqual(read);
  });

  test.each([
    'true',
    '-1',
    '11',
    '1.5',
    'nginx',
    '10.0.0.7,',
    '10.0.0.0/33',
    '0.0.0.0/0',
    '::/129',
    '10.0.0.0/8/8',
  ])('%j is refused with what to write instead', (text) => {
    expect(() => trustProxyOf(text)).toThrow(ConfigError);
    expect(() => trustProxyOf(text)).toThrow(/^TRUST_PROXY cannot be used: give the number of proxies/);
  });
});

describe('TEXT_SENDER_WORD: one sender ID in words for the installation', () => {
  const wordOf = (text: string | undefined) =>
    readConfig({ ...env, TEXT_SENDER_WORD: text }, { demo: false }).textSenderWord;

  test.each([
    [undefined, null],
    ['', null],
    ['HARTLEY 2', 'HARTLEY 2'],
  ])('%j is read as %j', (text, read) => {
    expect(wordOf(text)).toEqual(read);
  });

  test.each(['ONE,TWO', 'TWELVELETTER', '447700900123', 'Müller', 'A-B'])(
    '%j is refused with what it takes',
    (text) => {
      expect(() => wordOf(text)).toThrow(/^TEXT_SENDER_WORD cannot be used: takes up to 11 letters/);
    },
  );
});

describe('the origin of files, and the scanner', () => {
  const read = (more: Record<string, string>) => readConfig({ ...env, ...more }, { demo: false });

  test.each([
    ['nothing set: a port far from the app’s', { PORT: '8080' }, 'http://127.0.0.1:18080', 18080],
    ['the app’s port is one of the last', { PORT: '60000' }, 'http://127.0.0.1:50000', 50000],
    ['any free port for both', { PORT: '0' }, 'http://127.0.0.1:0', 0],
    [
      'a public address',
      { PUBLIC_URL: 'https://hub.example.com', PORT: '9000' },
      'https://hub.example.com:19000',
      19000,
    ],
    [
      'its own',
      { FILES_URL: 'https://files.example.com', FILES_PORT: '9100' },
      'https://files.example.com',
      9100,
    ],
  ])('%s', (_name, more, origin, port) => {
    expect(read(more)).toMatchObject({ filesUrl: { origin }, filesPort: port, clamd: null });
  });
  test('it is never the app’s own', () => {
    const same = 'https://hub.example.com';
    expect(() => read({ PUBLIC_URL: same, FILES_URL: same })).toThrow(/^FILES_URL must be another origin/);
  });
  test('the scanner’s limits are megabytes, at most 2 GiB', () => {
    const limits = { maxFileBytes: 50 * 1024 ** 2, maxScanBytes: 400 * 1024 ** 2 };
    expect(read({ CLAMD_URL: 'unix:/run/clamd.ctl', CLAMD_MAX_FILE_MB: '50' }).clamd).toMatchObject(limits);
    expect(() => read({ CLAMD_URL: 'http://127.0.0.1' })).toThrow(ConfigError);
    expect(() => read({ CLAMD_MAX_FILE_MB: '4096' })).toThrow(ConfigError);
  });
});

describe('the caller’s address', () => {
  const forwarded = { 'x-forwarded-for': '203.0.113.9, 198.51.100.2' };
  const apps: TestApp[] = [];
  const seenWith = async (trustProxy: false | number | string[]) => {
    const app = await startTestApp({
      config: { trustProxy },
      extend: async (server) => {
        server.get('/address', async (request) => ({ address: request.ip }));
      },
    });
    apps.push(app);
    return app;
  };
  const cases = [
    { trustProxy: false, address: '127.0.0.1' },
    { trustProxy: 1, address: '198.51.100.2' },
    { trustProxy: 2, address: '203.0.113.9' },
    { trustProxy: ['127.0.0.1'], address: '198.51.100.2' },
    { trustProxy: ['192.0.2.1'], address: '127.0.0.1' },
  ] as const;
  beforeAll(async () => {
    for (const { trustProxy } of cases)
      await seenWith(typeof trustProxy === 'object' ? [...trustProxy] : trustProxy);
  });
  afterAll(async () => {
    for (const app of apps) await app.close();
  });
  test.each(cases)('with $trustProxy is $address', async ({ trustProxy, address }) => {
    const app = apps[cases.findIndex((one) => one.trustProxy === trustProxy)];
    const answer = await app?.call('GET', '/address', undefined, { headers: forwarded });
    expect(answer?.json()).toEqual({ address });
  });
});
