/** The program as an operator meets it: processes, a data folder, HTTP. Imports nothing of the product. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';

const root = new URL('..', import.meta.url).pathname;

export interface Program {
  address: string;
  pid: number;
  /** SIGKILL: no time to tidy up. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** Resolves with the exit code, or the signal. */
  ended: Promise<number | string>;
  stop(): Promise<void>;
}

export interface Place {
  folder: string;
  start(environment?: Record<string, string>): Promise<Program>;
  /** `npm run matterline -- …`, which prints one JSON object. */
  command(...words: string[]): Promise<Record<string, string>>;
  /** Who runs the folder's PostgreSQL at this moment. */
  postgres(): { pid: number; url: string };
  query<Row extends Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  remove(): Promise<void>;
}

export async function makePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'matterline-acceptance-'));
  // As root PostgreSQL runs under another account, which must be able to enter.
  await chmod(folder, 0o711);
  const running = new Set<Program>();
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    DATA_DIR: join(folder, 'data'),
    PORT: '0',
    LOG_LEVEL: 'error',
  };
  const postgres = () => {
    const file = readFileSync(join(folder, 'data/postgres/cluster/postmaster.pid'), 'utf8').split('\n');
    const [pid = '', , , port = '', socket = ''] = file;
    const url = `postgresql://matterline@localhost/matterline?host=${encodeURIComponent(socket.trim())}&port=${port}`;
    return { pid: Number(pid), url };
  };
  return {
    folder,
    postgres,
    async start(more = {}) {
      const program = await startProgram({ ...environment, ...more });
      running.add(program);
      void program.ended.then(() => running.delete(program));
      return program;
    },
    command: (...words) =>
      new Promise((resolve, reject) => {
        const file = join(root, 'server/cli/main.ts');
        execFile(process.execPath, [file, '--json', ...words], { env: environment }, (error, out, err) => {
          if (error) reject(new Error(`${words.join(' ')}: ${err}`));
          else resolve(z.record(z.string(), z.string()).parse(JSON.parse(out)));
        });
      }),
    async query(text, values = []) {
      const client = new pg.Client({ connectionString: postgres().url });
      await client.connect();
      try {
        return (await client.query(text, [...values])).rows;
      } finally {
        await client.end();
      }
    },
    async remove() {
      for (const program of running) await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startProgram(environment: Record<string, string>): Promise<Program> {
  const child = spawn(process.execPath, [join(root, 'server/main.ts')], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = exitOf(child);
  const address = await new Promise<string>((resolve, reject) => {
    let text = '';
    const hear = (part: unknown) => {
      text += String(part);
      const ready = /Matterline is ready (?:at (\S+)|and works)/.exec(text);
      if (ready) resolve(ready[1] ?? '');
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then((how) => reject(new Error(`the program ended (${how}): ${text.slice(-2000)}`)));
  });
  const signal = async (name: NodeJS.Signals) => {
    child.kill(name);
    await ended;
  };
  return {
    address,
    pid: child.pid ?? 0,
    ended,
    kill: () => signal('SIGKILL'),
    stop: () => signal('SIGTERM'),
  };
}

async function exitOf(child: ChildProcess): Promise<number | string> {
  const [code, signal]: unknown[] = await once(child, 'exit');
  return typeof code === 'number' ? code : String(signal);
}

/** A firm with a signed webhook, set up as an operator does it. */
export async function setUpFirm(place: Place, program: Program) {
  const firm = await place.command(
    'firm',
    'create',
    '--name',
    'Harbour Law',
    '--country',
    'GB',
    '--time-zone',
    'Europe/London',
    '--owner-name',
    'Ada Archer',
    '--owner-email',
    'ada@example.com',
    '--owner-password',
    'a long password',
  );
  const firmId = firm.id ?? '';
  const made = await place.command(
    'token',
    'create',
    '--firm',
    firmId,
    '--staff',
    'ada@example.com',
    '--name',
    'tests',
  );
  const token = made.token ?? '';
  const call = async (method: string, path: string, body?: unknown, at = program.address) => {
    const answer = await fetch(`${at}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return z.record(z.string(), z.unknown()).parse(await answer.json());
  };
  const created = await call('POST', '/api/v1/sources', {
    kind: 'generic',
    name: 'Telephones',
    ownNumbers: ['+442079460000'],
  });
  const source = z.object({ id: z.string(), hookUrl: z.string(), secret: z.string() }).parse(created);
  return {
    firmId,
    call,
    sourceId: source.id,
    hookPath: new URL(source.hookUrl).pathname,
    secret: source.secret,
  };
}

export type Firm = Awaited<ReturnType<typeof setUpFirm>>;

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Sends one signed event; true only when it was acknowledged. */
export function sendEvent(address: string, firm: Firm, event: { id: string }): Promise<boolean> {
  const body = Buffer.from(JSON.stringify(event));
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', Buffer.from(firm.secret.replace('whsec_', ''), 'base64'))
    .update(`${event.id}.${timestamp}.`)
    .update(body)
    .digest('base64');
  return new Promise((resolve) => {
    const sending = request(`${address}${firm.hookPath}`, {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        'content-length': body.length,
        'webhook-id': event.id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
    });
    sending.on('response', (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode === 200));
      answer.on('error', () => resolve(false));
    });
    // The program is gone: that is what this is about.
    sending.on('error', () => resolve(false));
    sending.end(body);
  });
}
