/**
 * From a fresh clone to the set-up page, and the next start on the database that it made. `npm start` as an operator types
 * it: installing, building, migrating; nothing of this folder but its commit is used (npm's own cache may help).
 */
import { execFileSync, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, type Report } from './report.ts';

const coldStarts = 3;

interface Started {
  seconds: number;
  /** Resident memory of the program a few seconds later, without PostgreSQL. */
  megabytes: number;
  stopSeconds: number;
}

export async function run(): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'matterline-start-'));
  // PostgreSQL's own account must be able to go there; else the cluster would be put elsewhere, and stay.
  await chmod(folder, 0o711);
  try {
    const clone = join(folder, 'clone');
    execFileSync('git', ['clone', '-q', new URL('..', import.meta.url).pathname, clone]);
    const first = await start(clone, join(folder, 'data'));
    const later: Started[] = [];
    for (let round = 0; round < coldStarts; round += 1) later.push(await start(clone, join(folder, 'data')));
    const cold = median(later.map(({ seconds }) => seconds));
    const memory = median(later.map(({ megabytes }) => megabytes));
    const stop = Math.max(...[first, ...later].map(({ stopSeconds }) => stopSeconds));
    return {
      name: 'start',
      about: `A fresh clone and an empty data folder, \`npm start\` until the set-up page is answered; then ${coldStarts} starts with what is there (medians). Stopped with SIGTERM to what the terminal started.`,
      columns: ['what', 'page after s', 'idle MB', 'stopped after s'],
      rows: [
        ['fresh clone', ...cells(first)],
        ...later.map((one, round) => [`again, round ${round + 1}`, ...cells(one)]),
      ],
      targets: [
        target('first run from a clone to a page ≤ 120 s', first.seconds, 120, 's'),
        target('cold start with an existing database ≤ 5 s', cold, 5, 's'),
        target('idle memory of the program ≤ 200 MB', memory, 200, 'MB'),
        target('a clean stop within 10 s', stop, 10, 's'),
      ],
      settings: { coldStarts },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function cells({ seconds, megabytes, stopSeconds }: Started): string[] {
  return [seconds.toFixed(1), megabytes.toFixed(0), stopSeconds.toFixed(1)];
}

function target(words: string, reached: number, limit: number, unit: string) {
  return { target: words, reached: `${reached.toFixed(1)} ${unit}`, met: reached <= limit };
}

async function start(cwd: string, dataFolder: string): Promise<Started> {
  const port = await freePort();
  const begun = performance.now();
  const child = spawn('npm', ['start'], {
    cwd,
    env: { ...operatorsEnvironment(), DATA_DIR: dataFolder, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (part) => {
    said += String(part);
  });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!(await answers(port))) {
    if (over) throw new Error(`npm start ended: ${said.slice(-2000)}`);
    await pause(50);
  }
  const seconds = (performance.now() - begun) / 1000;
  await pause(3000);
  const megabytes = await residentMegabytes(Number(/"pid":(\d+)/.exec(said)?.[1]));
  const stopping = performance.now();
  child.kill('SIGTERM');
  await ended;
  return { seconds, megabytes, stopSeconds: (performance.now() - stopping) / 1000 };
}

/** As a terminal has it: without what npm tells the benchmark about this folder, and without settings of a program. */
function operatorsEnvironment(): NodeJS.ProcessEnv {
  const ours =
    /^npm_|^(?:INIT_CWD|NODE_ENV|HOST|PUBLIC_URL|DATABASE_URL|STORAGE_URL|SECRET_KEY|ROLES|LOG_LEVEL)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

async function answers(port: number): Promise<boolean> {
  const page = await fetch(`http://127.0.0.1:${port}/setup`).catch(() => null);
  return page?.status === 200 && (await page.text()).includes('<!doctype html>');
}

/** Linux tells it in /proc; elsewhere it is not measured. */
async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
