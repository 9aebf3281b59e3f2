import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What PostgreSQL writes into `postmaster.pid` of a cluster; the socket folder is missing while it is still starting. */
export type PostmasterFile = { pid: number; port: number | undefined; socketFolder: string | undefined };

/** Who runs a PostgreSQL process of ours, as told on its own command line. */
export type Owner = { pid: number; startedAt: string };

const OWNER_SETTING = 'matterline.owner';

/** True when a process with this number exists, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * A mark of when a process started, in no particular unit: together with its number it names one process for good, where
 * the number alone is given to others later. Undefined when there is no such process.
 */
export function startMark(pid: number): string | undefined {
  if (process.platform !== 'linux') return ps(pid, 'lstart=');
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name (2nd field) may hold spaces and brackets, so count from its closing bracket; the start is field 22.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** The command line of a process with its words joined by spaces, or undefined. */
export function commandLine(pid: number): string | undefined {
  // `ps` is not everywhere on Linux (slim containers lack it), /proc is.
  if (process.platform !== 'linux') return ps(pid, 'command=');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return undefined;
  }
}

function ps(pid: number, column: string): string | undefined {
  try {
    return (
      execFileSync('ps', ['-ww', '-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
    );
  } catch {
    return undefined;
  }
}

/** The PostgreSQL setting that tells whose child a server is; `readOwner` reads it back. */
export function ownerSetting(): string {
  return `${OWNER_SETTING}=${process.pid}/${(startMark(process.pid) ?? '').replaceAll(' ', '_')}`;
}

/**
 * The program that started PostgreSQL process `pid` on `cluster`; undefined when that process is something else. Read
 * from the process itself and not from a lock file, because the two cannot disagree: no moment between start and write,
 * nothing left over after a crash.
 */
export function readOwner(pid: number, cluster: string): Owner | undefined {
  const words = commandLine(pid);
  if (words === undefined || !words.includes(` -D ${cluster} `)) return undefined;
  const found = new RegExp(`${OWNER_SETTING}=(\\d+)/(\\S*)`).exec(words);
  return found ? { pid: Number(found[1]), startedAt: found[2] ?? '' } : undefined;
}

/** True when the very process that `owner` names still runs. */
export function ownerIsAlive(owner: Owner): boolean {
  return startMark(owner.pid)?.replaceAll(' ', '_') === owner.startedAt;
}

/** Reads `postmaster.pid`; undefined when the cluster has none or it holds no process number. */
export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const [pid, , , port, socketFolder] = readFileSync(file, 'utf8').split('\n');
  if (!pid || !(Number(pid) > 0)) return undefined;
  return {
    pid: Number(pid),
    port: Number(port) || undefined,
    socketFolder: socketFolder?.trim() || undefined,
  };
}

/** The socket's file, as PostgreSQL names it. */
export function socketFile(folder: string, port: number): string {
  return join(folder, `.s.PGSQL.${port}`);
}

/** True when something accepts connections on a Unix socket (PostgreSQL in another container shares no process numbers). */
export async function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Waits until `condition` holds, at most `milliseconds`; tells whether it came true. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  milliseconds: number,
): Promise<boolean> {
  const end = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}

/** Nothing of ours (PGDATA, PGPORT, LD_LIBRARY_PATH …) may change how the packaged server behaves. */
export function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LANG: 'C', LC_ALL: 'C', TZ: 'UTC' };
}

/** Fast shutdown, then immediate shutdown, then the hard way. */
export async function endProcess(pid: number, ended: () => boolean): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', 8_000],
    ['SIGQUIT', 3_000],
    ['SIGKILL', 1_000],
  ] as const) {
    if (ended()) return;
    signalProcess(pid, signal);
    if (await waitUntil(ended, patience)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) does not end.`);
}

/** A process that ended in the meantime needs no signal. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (isAlive(pid)) throw error;
  }
}

/** Keeps the last lines that a program wrote, for the message when it fails. */
export function rememberLines(child: ChildProcess, onLine: (line: string) => void): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > 20) lines.shift();
      onLine(line);
    });
  }
  return lines;
}

export async function exitOf(child: ChildProcess): Promise<number | string> {
  try {
    // 'close' comes after the last line was read.
    const [code, signal]: unknown[] = await once(child, 'close');
    return typeof code === 'number' ? code : String(signal);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
