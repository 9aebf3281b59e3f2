import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSmokeballSimulator } from '../../simulators/smokeball/index.ts';

let folder: string;
let program: ChildProcess;
let firm: string;
let smokeball: Awaited<ReturnType<typeof startSmokeballSimulator>>;

const fileOf = (name: string) => new URL(name, import.meta.url).pathname;
const environment = (more: Record<string, string> = {}) => ({
  PATH: process.env.PATH,
  HOME: folder,
  DATA_DIR: join(folder, 'data'),
  PORT: '0',
  PUBLIC_URL: 'https://matterline.example.com',
  ...more,
});

function run(
  words: string[],
  more: { env?: Record<string, string>; input?: string } = {},
): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [fileOf('main.ts'), ...words],
      { env: environment(more.env) },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
    child.stdin?.end(more.input ?? '');
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matterline-connection-'));
  // PostgreSQL's own account must be able to go there; else the cluster would be put elsewhere, and stay.
  await chmod(folder, 0o711);
  smokeball = await startSmokeballSimulator();
  program = spawn(process.execPath, [fileOf('../main.ts')], { env: environment() });
  await new Promise<void>((resolve, reject) => {
    program.stdout?.on('data', (part) => String(part).includes('Matterline is ready') && resolve());
    program.on('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  const made = await run([
    ...['firm', 'create', '--name', 'Harbour Law', '--country', 'GB', '--time-zone', 'Europe/London'],
    ...['--owner-name', 'Ada Archer', '--owner-email', 'ada@example.com', '--json'],
    ...['--owner-password', 'a long password'],
  ]);
  firm = JSON.parse(made.out).id;
}, 120_000);
afterAll(async () => {
  const ended = new Promise((resolve) => program.on('exit', resolve));
  program.kill('SIGTERM');
  await ended;
  await smokeball.close();
  await rm(folder, { recursive: true, force: true });
});

const flags = (more: string[] = []) => [
  ...[
    'connection',
    'create',
    '--firm',
    firm,
    '--vendor',
    'smokeball',
    '--name',
    'Smokeball',
    '--region',
    'uk',
  ],
  ...['--api-url', smokeball.url, '--auth-url', smokeball.authUrl, '--upload-url', smokeball.uploadUrl],
  ...['--client-id', smokeball.credentials.clientId],
  ...more,
];
const secrets = () => ({
  MATTERLINE_CLIENT_SECRET: smokeball.credentials.clientSecret,
  MATTERLINE_API_KEY: smokeball.credentials.apiKey,
});

test('without tokens: an address to sign in at', { timeout: 60_000 }, async () => {
  const made = await run(flags(['--client-secret', '-', '--api-key', '-', '--json']), {
    input: `${smokeball.credentials.clientSecret}\n${smokeball.credentials.apiKey}\n`,
  });
  expect(made.err).toBe('');
  const { id, status, authorizeUrl } = JSON.parse(made.out);
  expect([typeof id, status]).toEqual(['string', 'waiting']);
  const url = new URL(authorizeUrl);
  expect(url.origin).toBe(new URL(smokeball.authUrl).origin);
  expect(url.searchParams.get('redirect_uri')).toBe('https://matterline.example.com/connections/authorised');
  const there = await fetch(`${authorizeUrl}&auto=1`, { redirect: 'manual' });
  expect(there.headers.get('location')).toMatch(/\/connections\/authorised\?.*code=/);
});

test('by tokens that somebody has: active at once, beside a running program', {
  timeout: 60_000,
}, async () => {
  const { accessToken, refreshToken } = smokeball.control.signIn.issue();
  const made = await run(flags(['--access-token', accessToken, '--refresh-token', refreshToken, '--json']), {
    env: secrets(),
  });
  expect(made.err).toBe('');
  expect(JSON.parse(made.out)).toEqual({ id: expect.any(String), status: 'active' });
});

test('by client credentials; a second one of the same account says why not', {
  timeout: 60_000,
}, async () => {
  const made = await run(flags(['--grant', 'client_credentials', '--json']), { env: secrets() });
  expect(JSON.parse(made.out)).toEqual({
    id: expect.any(String),
    status: 'needs_attention',
    detail: expect.stringContaining('is connected already, as “Smokeball”'),
  });
});

test.each<[string, string[], RegExp]>([
  ['another vendor', ['--vendor', 'abacus'], /^--vendor .*smokeball, clio/],
  ['a region that is not there', ['--region', 'moon'], /us, au, uk/],
  ['plain http outside', ['--api-url', 'http://api.example.com'], /https:\/\//],
  ['no firm', ['--firm', '0198c0de-0000-7000-8000-000000000000'], /^--firm: there is no firm/],
  ['a grant that is none', ['--grant', 'magic'], /^--grant .*client_credentials/],
])('%s: one line that says what to change', { timeout: 60_000 }, async (_name, more, words) => {
  const made = await run(flags(more), { env: secrets() });
  expect(made.code).not.toBe(0);
  expect(made.err).toMatch(words);
  expect(made.err.trim().split('\n')).toHaveLength(1);
});
