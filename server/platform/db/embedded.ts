import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { type Account, findBinaries } from './embedded-binaries.ts';
import {
  chooseAccount,
  chooseSocketFolder,
  PORT,
  prepareCluster,
  releaseCluster,
  removeSocketFolder,
  USER,
} from './embedded-cluster.ts';
import {
  answers,
  endProcess,
  environment,
  exitOf,
  ownerSetting,
  readPostmasterFile,
  rememberLines,
  signalProcess,
  socketFile,
} from './embedded-process.ts';

/** How to connect: `host` is the folder of a Unix socket that only we (and root) may enter, so there is no password. */
export type EmbeddedConnection = { host: string; port: number; user: string; database: string };

export type EmbeddedPostgres = {
  connection: EmbeddedConnection;
  pid: number;
  /** Resolves, with the reason in words, when the server ends without `stop` or `kill`: the program should end too. */
  lost: Promise<string>;
  /** Ends it cleanly (open connections are cut, everything is on disk); at most about 12 seconds, usually under one. */
  stop(): Promise<void>;
  /** Ends it at once without tidying up; the next start recovers. */
  kill(): void;
};

export type EmbeddedOptions = {
  /** PostgreSQL's own folder, made when missing; it holds `cluster`. Nothing else belongs in there. */
  dataFolder: string;
  log: (line: string) => void;
  /** False only for tests: nothing is forced to disk. */
  durable?: boolean;
};

const DATABASE = 'matterline';

const COMMON_SETTINGS = {
  listen_addresses: '',
  port: String(PORT),
  unix_socket_permissions: '0700',
  max_connections: '100',
  work_mem: '8MB',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  // Failed statements reach the program that sent them; here they would only put personal data into the log.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
} as const;

/** For a server with 2 cores and about 4 GB that also runs the program. */
const DURABLE_SETTINGS = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  maintenance_work_mem: '128MB',
  wal_compression: 'on',
  max_wal_size: '2GB',
  min_wal_size: '160MB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  autovacuum_vacuum_scale_factor: '0.05',
} as const;

const TEST_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '2GB',
  max_connections: '200',
  io_method: 'sync',
} as const;

/**
 * Starts PostgreSQL 18 from its npm package on `dataFolder` and waits until it takes statements. Works as root (it then
 * runs under the account 65534, because PostgreSQL refuses root) and as an ordinary user, and recovers after a crash.
 * @throws with one sentence when a live program already uses the folder, or when nothing can be started here.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { log } = options;
  const dataFolder = resolve(options.dataFolder);
  const account = chooseAccount(join(dataFolder, 'cluster'));
  const native = await findBinaries(account, log);
  const cluster = await prepareCluster({
    dataFolder,
    native,
    account,
    log,
    durable: options.durable ?? true,
  });
  await releaseCluster(cluster, dataFolder, log);
  const socketFolder = chooseSocketFolder(cluster, account);
  const end = performance.now() + 15_000;
  for (;;) {
    const server = launch({ native, cluster, socketFolder, account, durable: options.durable ?? true, log });
    const failure = await untilReady(server, socketFolder);
    if (failure === undefined) return running(server, socketFolder, log);
    // After kill -9 of PostgreSQL its helpers notice within moments; until then it rightly refuses to start again.
    if (!/still in use|lock file/.test(failure) || performance.now() > end) {
      removeSocketFolder(socketFolder);
      throw new Error(`PostgreSQL did not start on ${dataFolder}: ${failure}`);
    }
    await new Promise((resolveWait) => setTimeout(resolveWait, 250));
    await releaseCluster(cluster, dataFolder, log);
  }
}

/** The connection of the PostgreSQL that another program runs on `dataFolder` at this moment, else undefined. */
export async function findEmbeddedPostgres(dataFolder: string): Promise<EmbeddedConnection | undefined> {
  const cluster = join(resolve(dataFolder), 'cluster');
  const file = existsSync(cluster) ? readPostmasterFile(cluster) : undefined;
  if (file?.socketFolder === undefined || file.port === undefined) return undefined;
  const found = await answers(socketFile(file.socketFolder, file.port));
  return found ? connectionAt(file.socketFolder) : undefined;
}

function connectionAt(socketFolder: string): EmbeddedConnection {
  return { host: socketFolder, port: PORT, user: USER, database: DATABASE };
}

type Launch = {
  native: string;
  cluster: string;
  socketFolder: string;
  account: Account;
  durable: boolean;
  log: (line: string) => void;
};

type Server = { child: ChildProcess; pid: number; lines: string[]; exit: Promise<number | string> };

function launch({ native, cluster, socketFolder, account, durable, log }: Launch): Server {
  const settings = {
    ...COMMON_SETTINGS,
    ...(durable ? DURABLE_SETTINGS : TEST_SETTINGS),
    unix_socket_directories: socketFolder,
  };
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // A session of its own: Ctrl-C in a terminal goes to the whole group, and the program must finish its work first.
  const child = spawn(join(native, 'bin', 'postgres'), ['-D', cluster, '-c', ownerSetting(), ...words], {
    ...account,
    cwd: '/',
    env: environment(),
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines = rememberLines(child, (line) => {
    if (/\b(FATAL|PANIC):/.test(line) && !/starting up|shutting down|administrator command/.test(line))
      log(line);
  });
  const exit = exitOf(child);
  if (child.pid !== undefined) watchOverUs(child.pid, account, exit);
  return { child, pid: child.pid ?? 0, lines, exit };
}

/**
 * PostgreSQL must not outlive us, however we end (kill -9 included): a shell holds the other end of a pipe and, when it
 * closes, asks PostgreSQL to stop. It ends with PostgreSQL, so the number cannot have gone to another process.
 */
function watchOverUs(pid: number, account: Account, exit: Promise<unknown>): void {
  const script = 'while read -r _; do :; done; kill -INT "$1"';
  const watcher = spawn('/bin/sh', ['-c', script, 'matterline-watch', String(pid)], {
    ...account,
    cwd: '/',
    env: {},
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => undefined);
  watcher.unref();
  void exit.then(() => watcher.kill('SIGKILL'));
}

/** Waits for the first statement to work and makes our database; returns the reason when the server ends instead. */
async function untilReady(server: Server, socketFolder: string): Promise<string | undefined> {
  let ended: number | string | undefined;
  void server.exit.then((reason) => {
    ended = reason;
  });
  // No time limit of its own: recovery after a crash takes as long as it takes, and a server that cannot start ends.
  while (ended === undefined) {
    if (existsSync(socketFile(socketFolder, PORT)) && (await makeDatabase(socketFolder))) return undefined;
    await new Promise((resolveWait) => setTimeout(resolveWait, 25));
  }
  const told = server.lines.filter((line) => /FATAL|PANIC|HINT|error/.test(line)).join(' ');
  return told || `it ended with ${ended}`;
}

async function makeDatabase(socketFolder: string): Promise<boolean> {
  const client = new Client({ ...connectionAt(socketFolder), database: 'postgres' });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch {
    // Not listening yet, or still recovering: the caller asks again until the server ends.
    return false;
  }
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
    return true;
  } finally {
    await client.end();
  }
}

function running(server: Server, socketFolder: string, log: (line: string) => void): EmbeddedPostgres {
  let ended = false;
  let wanted = false;
  const lost = new Promise<string>((resolveLost) => {
    void server.exit.then((reason) => {
      ended = true;
      removeSocketFolder(socketFolder);
      if (!wanted)
        resolveLost(`PostgreSQL ended unexpectedly (${reason}). ${server.lines.slice(-3).join(' ')}`);
    });
  });
  return {
    connection: connectionAt(socketFolder),
    pid: server.pid,
    lost,
    async stop() {
      wanted = true;
      await endProcess(server.pid, () => ended);
      log('PostgreSQL stopped.');
    },
    kill() {
      wanted = true;
      if (!ended) signalProcess(server.pid, 'SIGQUIT');
    },
  };
}
