import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matterline-cli-'));
  // PostgreSQL's own account must be able to go there; else the cluster would be put elsewhere, and stay.
  await chmod(folder, 0o711);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const environment = (more: Record<string, string> = {}) => ({
  PATH: process.env.PATH,
  HOME: folder,
  DATA_DIR: join(folder, 'data'),
  PORT: '0',
  ...more,
});
const fileOf = (name: string) => new URL(name, import.meta.url).pathname;

/** Runs the command line as a shell does. */
function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [fileOf('main.ts'), ...words], { env: environment() }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

/** Starts the program itself and waits until it says where it is. */
async function startProgram(
  more: Record<string, string> = {},
): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [fileOf('../main.ts')], { env: environment(more) });
  let text = '';
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (part) => {
      text += String(part);
      const found = /Matterline is ready at (\S+)/.exec(text)?.[1];
      if (found) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`ended with ${code}: ${text}`)));
  });
  return { child, address };
}

const firm = ['--name', 'Harbour Law', '--country', 'GB', '--time-zone', 'Europe/London'];
const owner = [
  '--owner-name',
  'Ada Archer',
  '--owner-email',
  'ada@example.com',
  '--owner-password',
  'a long password',
];

describe('the command line', { timeout: 120_000 }, () => {
  let firmId = '';

  test('makes a firm with no program running, and prints one JSON object', async () => {
    const made = await run('firm', 'create', ...firm, ...owner, '--json');
    expect([made.code, made.err]).toEqual([0, '']);
    const answer = JSON.parse(made.out);
    expect(Object.keys(answer)).toEqual(['id']);
    firmId = answer.id;
  });

  test('lists the firms with the ids that other commands ask for', async () => {
    const listed = await run('firm', 'list', '--json');
    expect(JSON.parse(listed.out)).toEqual({ firms: [expect.objectContaining({ id: firmId })] });
    expect((await run('firm', 'list')).out).toContain(`${firmId}  `);
  });

  test('makes staff and a token beside a running program, which knows both at once and stops within ten seconds', async () => {
    const { child, address } = await startProgram();
    const person = [
      '--first-name',
      'Bo',
      '--last-name',
      'Best',
      '--email',
      'bo@example.com',
      '--password',
      'a long password',
    ];
    const staff = await run(
      'staff',
      'create',
      '--firm',
      firmId,
      ...person,
      '--role',
      'member',
      '--extension',
      '12',
      '--json',
    );
    expect(JSON.parse(staff.out)).toEqual({ id: expect.any(String), email: 'bo@example.com' });
    const { id } = JSON.parse(staff.out);
    const token = await run('token', 'create', '--firm', firmId, '--staff', id, '--name', 'Test', '--json');
    expect(JSON.parse(token.out)).toEqual({ id: expect.any(String), token: expect.stringMatching(/^mlt_/) });
    const me = await fetch(`${address}/api/v1/me`, {
      headers: { authorization: `Bearer ${JSON.parse(token.out).token}` },
    });
    expect(await me.json()).toMatchObject({ staff: { id, firstName: 'Bo', role: 'member' } });
    const stopped = new Promise((resolve) => child.on('exit', resolve));
    const start = performance.now();
    child.kill('SIGTERM');
    expect(await stopped).toBe(0);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  /** The port of files, as pages are told it. */
  async function filesPortOf(address: string): Promise<number> {
    const answer = await fetch(`${address}/readyz`);
    expect(answer.status).toBe(200);
    const named = /img-src[^;]* http:\/\/127\.0\.0\.1:(\d+)/.exec(
      answer.headers.get('content-security-policy') ?? '',
    );
    return Number(named?.[1]);
  }
  const answersAt = async (port: number) => (await fetch(`http://127.0.0.1:${port}/f/nothing`)).status;

  test('starts beside another program that has the usual port of files', async () => {
    const other = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = z.object({ port: z.number() }).parse(other.address());
    const { child, address } = await startProgram({ PORT: String(port - 10_000) });
    try {
      const became = await filesPortOf(address);
      expect(became).not.toBe(port);
      expect(await answersAt(became)).toBe(404);
    } finally {
      child.kill('SIGTERM');
      await once(child, 'exit');
      other.close();
    }
  });

  test('any free port for files is the one that pages are told', async () => {
    const { child, address } = await startProgram({ FILES_PORT: '0' });
    try {
      const became = await filesPortOf(address);
      expect(became).toBeGreaterThan(0);
      expect(await answersAt(became)).toBe(404);
    } finally {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  });

  test.each<[string, string[], RegExp]>([
    ['a missing flag', ['firm', 'create'], /--name/],
    ['an unknown command', ['frim'], /unknown command/],
    ['a country that is not known', ['firm', 'create', ...firm.with(3, 'FR'), ...owner], /^--country .*\n$/],
    [
      'an id that is none',
      ['token', 'create', '--firm', 'x', '--staff', 'y', '--name', 'z'],
      /^--firm .*\n$/,
    ],
    [
      'a firm that is not there',
      ['token', 'create', '--firm', '0198c0de-0000-7000-8000-000000000000', '--staff', 'y', '--name', 'z'],
      /^--staff: the firm has no staff member y\n$/,
    ],
  ])('says in one line what to change: %s', async (_name, words, line) => {
    const answer = await run(...words);
    expect(answer.code).not.toBe(0);
    expect(answer.err).toMatch(line);
    expect(answer.out).toBe('');
  });

  test('tells its flags', async () => {
    const help = await run('staff', 'create', '--help');
    expect(help.code).toBe(0);
    for (const flag of ['--firm', '--first-name', '--extension', '--json']) expect(help.out).toContain(flag);
  });
});
