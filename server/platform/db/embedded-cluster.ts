import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { chown, mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Account, canEnter, NOBODY, reachablePlace } from './embedded-binaries.ts';
import {
  answers,
  endProcess,
  environment,
  exitOf,
  isAlive,
  ownerIsAlive,
  readOwner,
  readPostmasterFile,
  rememberLines,
  socketFile,
  waitUntil,
} from './embedded-process.ts';

/** The socket's name needs a number although no port is opened. */
export const PORT = 5432;
/** The owner of every embedded cluster. */
export const USER = 'matterline';
/** A program that is just stopping (a quick restart) is given this long before we say that the folder is in use. */
const OWNER_PATIENCE_MILLISECONDS = 3_000;
const SOCKET_FOLDER_PREFIX = 'matterline-socket-';
/** The kernel allows 107 bytes on Linux and 103 on macOS for a socket's whole path; room for the lock's name beside it. */
const LONGEST_SOCKET_PATH = 96;

/** As root: the owner of the cluster that is there (it may have been made by an ordinary user), else "nobody". */
export function chooseAccount(cluster: string): Account {
  const owner = statSync(cluster, { throwIfNoEntry: false });
  const us = process.geteuid?.() ?? 0;
  if (us === 0)
    return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : { uid: NOBODY, gid: NOBODY };
  if (owner && owner.uid !== us) {
    throw new Error(
      `The database in ${cluster} belongs to account number ${owner.uid}: start the program as that account or as root.`,
    );
  }
  return undefined;
}

type Preparation = {
  dataFolder: string;
  native: string;
  account: Account;
  log: (line: string) => void;
  durable: boolean;
};

/** Makes the cluster when there is none; returns its real path. A half-made one never gets the final name. */
export async function prepareCluster({
  dataFolder,
  native,
  account,
  log,
  durable,
}: Preparation): Promise<string> {
  await mkdir(dataFolder, { recursive: true, mode: account ? 0o755 : 0o700 });
  const cluster = join(dataFolder, 'cluster');
  if (lstatSync(cluster, { throwIfNoEntry: false })) {
    if (!existsSync(join(cluster, 'PG_VERSION')))
      throw new Error(`${cluster} is not a PostgreSQL data folder.`);
    const real = realpathSync(cluster);
    if (canEnter(real, account)) return real;
    throw new Error(
      `Account number ${account?.uid}, which PostgreSQL runs under, cannot reach ${real}: let others enter its parent folders (chmod o+x), or move it.`,
    );
  }
  log(`Making a new database in ${cluster}.`);
  // Root's data folder is often under a home of mode 700. Then the cluster lives where its account can go, and a
  // symbolic link stands in its place; opening somebody's home to others is not ours to do.
  const reachable = canEnter(dataFolder, account);
  const parent = reachable ? dataFolder : await reachablePlace();
  const unfinished = await mkdtemp(join(parent, 'cluster-'));
  try {
    await initialise(native, unfinished, account, durable);
    if (reachable) await rename(unfinished, cluster);
    else await symlink(unfinished, cluster);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
  if (!reachable)
    log(`The database is in ${unfinished}, because PostgreSQL's account cannot enter ${dataFolder}.`);
  return realpathSync(cluster);
}

async function initialise(native: string, folder: string, account: Account, durable: boolean): Promise<void> {
  const words = ['-D', folder, '-U', USER, '--auth=trust', '--encoding=UTF8', '--no-instructions'];
  // The built-in collation is the same on every machine and in every later version, so no index can go stale.
  words.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--data-checksums');
  if (!durable) words.push('--no-sync');
  const named = account && namedAccount(account);
  if (named) await chown(folder, named.uid, named.gid);
  const child = spawn(join(native, 'bin', 'initdb'), words, { ...named, cwd: '/', env: environment() });
  const lines = rememberLines(child, () => undefined);
  const code = await exitOf(child);
  const told = lines.slice(-4).join(' ');
  if (told.includes('could not look up effective user ID')) {
    throw new Error(
      `PostgreSQL cannot make a database for account number ${process.geteuid?.()}, which has no name on this machine: add it to /etc/passwd, or set DATABASE_URL.`,
    );
  }
  if (code !== 0) throw new Error(`initdb failed: ${told}`);
  if (account && named?.uid !== account.uid) {
    for (const entry of ['', ...(await readdir(folder, { recursive: true }))]) {
      await chown(join(folder, entry), account.uid, account.gid);
    }
  }
}

/** initdb (unlike the server) insists on an account with a name; without one, any other makes the files for it. */
function namedAccount(account: { uid: number; gid: number }): { uid: number; gid: number } {
  const passwd = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : '';
  const accounts = [...passwd.matchAll(/^[^:\n]+:[^:\n]*:(\d+):(\d+):/gm)].map(([, uid, gid]) => ({
    uid: Number(uid),
    gid: Number(gid),
  }));
  return accounts.some(({ uid }) => uid === account.uid)
    ? account
    : (accounts.find(({ uid }) => uid !== 0) ?? account);
}

/**
 * Makes sure that no PostgreSQL runs on the cluster: one whose program is gone is stopped, one whose program lives is
 * left alone and refused.
 */
export async function releaseCluster(
  cluster: string,
  dataFolder: string,
  log: (line: string) => void,
): Promise<void> {
  const file = readPostmasterFile(cluster);
  if (!file) return;
  const inUse = (by: string): Error =>
    new Error(
      `The database in ${dataFolder} is in use by ${by}. Stop that one first, or choose another DATA_DIR.`,
    );
  const owner = isAlive(file.pid) ? readOwner(file.pid, cluster) : undefined;
  if (!owner) {
    const socket = file.socketFolder && file.port ? socketFile(file.socketFolder, file.port) : undefined;
    if (socket && (await answers(socket))) throw inUse('a PostgreSQL of another container or by hand');
    // The number now belongs to some other process: PostgreSQL itself could not tell and would refuse to start.
    if (isAlive(file.pid)) {
      rmSync(join(cluster, 'postmaster.pid'), { force: true });
      if (socket) rmSync(`${socket}.lock`, { force: true });
    }
  } else if (!(await waitUntil(() => !ownerIsAlive(owner), OWNER_PATIENCE_MILLISECONDS))) {
    throw inUse(owner.pid === process.pid ? 'this very program' : `a running program (process ${owner.pid})`);
  } else {
    if (isAlive(file.pid))
      log(`Stopping a PostgreSQL (process ${file.pid}) that an earlier run left behind.`);
    await endProcess(file.pid, () => !isAlive(file.pid));
  }
  if (file.socketFolder) removeSocketFolder(file.socketFolder);
}

/** The cluster itself (nobody else may enter it), or a short folder of its own when that path is too long to bind. */
export function chooseSocketFolder(cluster: string, account: Account): string {
  const fits = (folder: string): boolean =>
    Buffer.byteLength(socketFile(folder, PORT)) <= LONGEST_SOCKET_PATH;
  // The setting is a comma-separated list with its own quoting: stay with plain names.
  if (fits(cluster) && /^[\w./-]+$/.test(cluster)) return cluster;
  const temporary = fits(join(tmpdir(), `${SOCKET_FOLDER_PREFIX}XXXXXX`)) && canEnter(tmpdir(), account);
  const folder = mkdtempSync(join(temporary ? tmpdir() : '/tmp', SOCKET_FOLDER_PREFIX));
  chmodSync(folder, 0o700);
  if (account) chownSync(folder, account.uid, account.gid);
  return folder;
}

export function removeSocketFolder(folder: string): void {
  if (folder.includes(`/${SOCKET_FOLDER_PREFIX}`)) rmSync(folder, { recursive: true, force: true });
}
