import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder: string;
let program: ChildProcess;
let firm: string;
/** Where the program listens. */
let address: string;

const fileOf = (name: string) => new URL(name, import.meta.url).pathname;
const environment = (more: Record<string, string> = {}) => ({
  PATH: process.env.PATH,
  HOME: folder,
  DATA_DIR: join(folder, 'data'),
  PORT: '0',
  ...more,
});

function run(words: string[], env = environment()): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [fileOf('main.ts'), ...words], { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

async function runJson(words: string[]) {
  const { code, out, err } = await run([...words, '--json']);
  if (code !== 0) throw new Error(err);
  return JSON.parse(out);
}

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matterline-operator-'));
  // PostgreSQL's own account must be able to go there; else the cluster would be put elsewhere, and stay.
  await chmod(folder, 0o711);
  program = spawn(process.execPath, [fileOf('../main.ts')], { env: environment() });
  await new Promise<void>((resolve, reject) => {
    program.stdout?.on('data', (part) => {
      const said = /Matterline is ready at (\S+)/.exec(String(part));
      if (!said?.[1]) return;
      address = said[1];
      resolve();
    });
    program.on('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  const owner = ['--owner-name', 'Ada Archer', '--owner-email', 'ada@example.com'];
  const made = await runJson(
    ['firm', 'create', '--name', 'Harbour Law', '--country', 'GB', '--time-zone', 'Europe/London'].concat(
      owner,
      ['--owner-password', 'a long password'],
    ),
  );
  firm = made.id;
}, 120_000);
afterAll(async () => {
  const ended = new Promise((resolve) => program.on('exit', resolve));
  program.kill('SIGTERM');
  await ended;
  await rm(folder, { recursive: true, force: true });
});

describe('source create', { timeout: 60_000 }, () => {
  const generic = () => ['source', 'create', '--firm', firm, '--kind', 'generic', '--name', 'Office'];

  test('tells address and secret, once', async () => {
    const made = await runJson([...generic(), '--own-numbers', '020 7946 0190, 020 7946 0191']);
    expect(Object.keys(made)).toEqual(['id', 'kind', 'hookUrl', 'secret']);
    expect(made).toMatchObject({ kind: 'generic', hookUrl: expect.stringMatching(/\/hooks\/src_/) });
    expect(made.secret).toMatch(/^whsec_/);
  });

  test('takes the secret that is given', async () => {
    const secret = 'whsec_bWF0dGVybGluZS1leGFtcGxlLXNlY3JldA==';
    expect(await runJson([...generic(), '--secret', secret])).toMatchObject({ secret });
  });

  test.each<[string, string[], RegExp]>([
    ['a kind that is not known', ['--kind', 'pbx'], /^--kind .*ringcentral.*\n$/],
    ['a number that is none', ['--own-numbers', 'none'], /^“none” cannot be read as a phone number\.\n$/],
    [
      'plain http to elsewhere',
      ['--api-url', 'http://example.com'],
      /^The API address must start with https/,
    ],
    ['a firm that is not there', ['--firm', '0198c0de-0000-7000-8000-000000000000'], /^--firm: .*\n$/],
  ])('says in one line what to change: %s', async (_name, words, line) => {
    const answer = await run([...generic(), ...words]);
    expect([answer.code, answer.out]).toEqual([1, '']);
    expect(answer.err).toMatch(line);
  });
});

describe('import', { timeout: 60_000 }, () => {
  const contacts = 'First name,Last name,Mobile\nBo,Best,07700 900801\n,,07700 900802\n';

  test('previews, imports beside the running program, and changes nothing the second time', async () => {
    const path = await write('contacts.csv', contacts);
    const words = ['import', 'contacts', '--firm', firm, '--file', path];
    const counts = async (more: string[]) => (await runJson([...words, ...more])).counts;
    expect(await counts(['--preview'])).toMatchObject({ created: 1, leftOut: 1 });
    expect(await counts([])).toMatchObject({ created: 1, leftOut: 1 });
    expect(await counts([])).toMatchObject({ created: 0, unchanged: 1 });
  });

  test('puts problems on stderr, each with its line', async () => {
    const path = await write('problems.csv', contacts);
    const answer = await run(['import', 'contacts', '--firm', firm, '--file', path, '--preview']);
    expect(answer.code).toBe(0);
    expect(answer.out).toMatch(/^Would import contacts, 2 rows: .*1 left out/);
    expect(answer.err).toMatch(/^Line 3: .*\n$/);
  });

  test('matters', async () => {
    const path = await write('matters.csv', 'Number,Title,Client\nM-1,Best – Will,Bo Best\n');
    const done = await runJson(['import', 'matters', '--firm', firm, '--file', path]);
    expect(done).toMatchObject({ what: 'matters', rows: 1, counts: { created: 1 }, problems: [] });
  });

  test('calls', async () => {
    const header = 'id,occurredAt,callId,direction,from,to,startedAt,endedAt,talkSeconds';
    const row =
      'r1,2026-03-02T10:05:00Z,c1,inbound,+447700900801,+442079460100,2026-03-02T10:00:00Z,2026-03-02T10:05:00Z,290';
    const path = await write('calls.csv', `${header}\n${row}\n`);
    const words = ['import', 'calls', '--firm', firm, '--file', path];
    expect((await runJson([...words, '--preview'])).counts).toMatchObject({ accepted: 1 });
    expect((await runJson(words)).counts).toEqual({ accepted: 1, alreadyKnown: 0 });
    expect((await runJson(words)).counts).toEqual({ accepted: 0, alreadyKnown: 1 });
  });

  test.each<[string, string[], RegExp]>([
    ['a file that is not there', ['--file', '/nowhere/at-all.csv'], /^--file cannot be read: .*\n$/],
    ['somebody who is not there', ['--staff', 'no@example.com'], /^--staff: .*\n$/],
  ])('says in one line what to change: %s', async (_name, words, line) => {
    const path = await write('some.csv', contacts);
    const answer = await run(['import', 'contacts', '--firm', firm, '--file', path, ...words]);
    expect([answer.code, answer.out]).toEqual([1, '']);
    expect(answer.err).toMatch(line);
  });
});

describe('doctor', { timeout: 60_000 }, () => {
  const stateOf = (text: string, check: string) =>
    JSON.parse(text).findings.find((one: { check: string }) => one.check === check)?.state;

  test('finds nothing wrong behind an https address', async () => {
    const answer = await run(['doctor', '--json'], environment({ PUBLIC_URL: 'https://hub.example.com' }));
    expect([answer.err, answer.code]).toEqual(['', 0]);
    expect(JSON.parse(answer.out).ok).toBe(true);
    expect(stateOf(answer.out, 'schema')).toBe('ok');
  });

  test('fails where the phone systems cannot reach the program', async () => {
    const answer = await run(['doctor']);
    expect(answer.code).toBe(1);
    expect(answer.err).toBe('Something needs you: public address\n');
    expect(answer.out).toMatch(/^BAD {3}public address: .*\n {6}→ set PUBLIC_URL/m);
    // Whatever PORT says here, it is the running program's that counts.
    const elsewhere = await run(['doctor'], environment({ PORT: '' }));
    expect(elsewhere.out).toContain(`public address: ${address} is this machine only`);
  });

  test('knows another secret key', async () => {
    const made = ['source', 'create', '--firm', firm, '--kind', 'generic', '--name', 'Sealed'];
    await runJson(made);
    const env = environment({ SECRET_KEY: 'x'.repeat(40), PUBLIC_URL: 'https://hub.example.com' });
    const answer = await run(['doctor', '--json'], env);
    expect(answer.code).toBe(1);
    expect(stateOf(answer.out, 'source “Sealed” of Harbour Law')).toBe('bad');
  });

  test('tells of a database that cannot be reached, beside all the rest', async () => {
    const key = (await readFile(join(folder, 'data', 'secret-key'), 'utf8')).trim();
    const nowhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', SECRET_KEY: key };
    const answer = await run(['doctor', '--json'], environment(nowhere));
    expect(answer.code).toBe(1);
    expect(stateOf(answer.out, 'database')).toBe('bad');
    expect(stateOf(answer.out, 'disk')).toBeDefined();
  });
});
