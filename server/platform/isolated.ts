/** Reads what strangers made in a process of its own: without environment, without network where the system lets us, killed in time. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface Limits {
  ms: number;
  /** Of its answer; more ends it. */
  outputBytes: number;
  memoryMb: number;
}

const canIsolate = once(async () => {
  if (process.platform !== 'linux') return false;
  const tried = spawn('unshare', ['--map-root-user', '--net', 'true'], { stdio: 'ignore' });
  return await new Promise<boolean>((resolve) => {
    tried.on('error', () => resolve(false));
    tried.on('exit', (code) => resolve(code === 0));
  });
});

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | null = null;
  return () => {
    done ??= work();
    return done;
  };
}

/** What the program said; nothing when it was killed for taking too long or too much. */
export async function runIsolated(
  program: string,
  args: readonly string[],
  input: Readable,
  { ms, outputBytes, memoryMb }: Limits,
): Promise<Buffer> {
  const node = [process.execPath, '--no-warnings', `--max-old-space-size=${memoryMb}`, program, ...args];
  const [name = '', ...rest] = (await canIsolate()) ? ['unshare', '--map-root-user', '--net', ...node] : node;
  const child = spawn(name, rest, { stdio: ['pipe', 'pipe', 'ignore'], env: { PATH: '/usr/bin:/bin' } });
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  const pieces: Buffer[] = [];
  let bytes = 0;
  child.stdout.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > outputBytes) child.kill('SIGKILL');
    else pieces.push(piece);
  });
  // It may end before it read everything.
  child.stdin.on('error', () => undefined);
  input.on('error', () => child.kill('SIGKILL'));
  input.pipe(child.stdin);
  const killed = await new Promise<boolean>((resolve) => {
    child.on('error', () => resolve(true));
    child.on('close', (_code, signal) => resolve(signal !== null));
  });
  clearTimeout(timer);
  input.destroy();
  return killed ? Buffer.alloc(0) : Buffer.concat(pieces);
}

/** Lets so many work side by side; the others wait. */
export function inTurns(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  let working = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (working >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    working += 1;
    try {
      return await work();
    } finally {
      working -= 1;
      waiting.shift()?.();
    }
  };
}
