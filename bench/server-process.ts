/** The server that is measured, in a process of its own beside the one that drives it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { BenchWorld } from './bench-database.ts';

/** One key for all servers of a run: they stand in for each other. */
const secretKey = randomBytes(32).toString('hex');

/** What of it is in memory, in MiB. */
export async function residentMb({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** The processor time that it has used, in milliseconds: unlike the clock's, it does not depend on who else is busy. */
export async function processorMs({ pid }: ChildProcess): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  return ticks * 10;
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** Until it answers. */
export async function startServer(
  { connection, folder }: BenchWorld,
  {
    program,
    port,
    arguments: more = [],
    env = {},
  }: { program: string; port: number; arguments?: readonly string[]; env?: Record<string, string> },
): Promise<ChildProcess> {
  const { host = '', user = '', database = '' } = connection;
  const url =
    connection.connectionString ??
    `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${connection.port ?? 5432}`;
  const child = spawn(process.execPath, [...more, '--no-warnings', program, url], {
    stdio: 'inherit',
    env: {
      ...process.env,
      PORT: String(port),
      DATABASE_URL: url.startsWith('postgres') ? url : '',
      SECRET_KEY: secretKey,
      DATA_DIR: folder,
      LOG_LEVEL: 'error',
      NODE_ENV: 'production',
      ...env,
    },
  });
  for (let tries = 0; tries < 600; tries += 1) {
    if ((await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null))?.ok) return child;
    await wait(100);
  }
  throw new Error('the server did not start');
}
