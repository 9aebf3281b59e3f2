import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type Firm,
  makePlace,
  type Place,
  type Program,
  sendEvent,
  setUpFirm,
} from '../../acceptance/program.ts';

let place: Place;
let program: Program;
let firm: Firm;
const at = (...names: string[]) => join(place.folder, ...names);

/** The command line with a data folder of its own. */
function run(words: string[], dataFolder = at('data'), more: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH, HOME: place.folder, DATA_DIR: dataFolder, PORT: '0', ...more };
  const file = new URL('main.ts', import.meta.url).pathname;
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [file, ...words], { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

async function runJson(words: string[], dataFolder?: string) {
  const { code, out, err } = await run([...words, '--json'], dataFolder);
  if (code !== 0) throw new Error(err);
  return JSON.parse(out);
}

/** A data folder with the key of the first, as an operator puts it there. */
async function newFolder(name: string): Promise<string> {
  const folder = at(name);
  await mkdir(folder);
  await cp(at('data', 'secret-key'), join(folder, 'secret-key'));
  return folder;
}

let sent = 0;
function nextCall(): { id: string } & Record<string, unknown> {
  sent += 1;
  const started = Date.UTC(2026, 2, 2, 9) + sent * 1000;
  const time = (seconds: number) => new Date(started + seconds * 1000).toISOString();
  const call = {
    callId: `call-${sent}`,
    status: 'ended',
    direction: 'inbound',
    from: `+4420794601${String(sent % 40).padStart(2, '0')}`,
    to: '+442079460000',
    staff: { email: 'ada@example.com' },
    startedAt: time(0),
    answeredAt: time(10),
    endedAt: time(70),
    talkSeconds: 60,
  };
  return { id: call.callId, type: 'call.updated', occurredAt: time(70), call };
}

/** Sends calls until it is told to stop. */
function load(): { stop(): Promise<void> } {
  let going = true;
  const sender = async () => {
    while (going) await sendEvent(program.address, firm, nextCall());
  };
  const senders = Promise.all(Array.from({ length: 4 }, sender));
  return {
    async stop() {
      going = false;
      await senders;
    },
  };
}

const settled = () =>
  vi.waitFor(
    async () => {
      expect(await place.query('select count(*)::int as waiting from pending_events')).toEqual([
        { waiting: 0 },
      ]);
    },
    { timeout: 60_000, interval: 100 },
  );

const recording = Buffer.from('minutes of a meeting, '.repeat(5000));
let documentId: unknown;

beforeAll(async () => {
  place = await makePlace();
  program = await place.start();
  firm = await setUpFirm(place, program);
  const matter = await firm.call('POST', '/api/v1/matters', { title: 'Purchase', parties: [] });
  const token = await place.command(
    'token',
    'create',
    '--firm',
    firm.firmId,
    '--staff',
    'ada@example.com',
    '--name',
    'files',
  );
  const query = new URLSearchParams({ name: 'minutes.txt' });
  const answer = await fetch(`${program.address}/api/v1/matters/${String(matter.id)}/documents?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token.token}`, 'content-type': 'application/octet-stream' },
    body: recording,
  });
  if (!answer.ok) throw new Error(await answer.text());
  documentId = JSON.parse(await answer.text()).id;
  await Promise.all(Array.from({ length: 50 }, () => sendEvent(program.address, firm, nextCall())));
}, 120_000);
afterAll(async () => {
  await place.remove();
}, 60_000);

describe('a backup', { timeout: 180_000 }, () => {
  test('that was made while calls came in comes back elsewhere, and the program works on it', async () => {
    const busy = load();
    await vi.waitFor(() => expect(sent).toBeGreaterThan(100), { timeout: 30_000 });
    const before = sent;
    const to = at('my backups', 'of today.tar');
    const made = await runJson(['backup', '--to', to]);
    await busy.stop();
    expect(made).toMatchObject({ ok: true, to, files: 1, hasKey: false, lostFiles: [] });
    expect(sent).toBeGreaterThan(before);

    const folder = await newFolder('restored here');
    const restored = await runJson(['restore', '--from', to, '--data-dir', folder]);
    expect(restored).toMatchObject({ ok: true, rows: made.rows, files: 1, id: made.id });
    const [ledger] = restored.ledger.firms;
    expect(ledger.broken).toBeNull();
    expect(ledger.events + ledger.pending).toBeGreaterThanOrEqual(50);

    const address = new URL(program.address);
    const copy = await place.start({ DATA_DIR: folder });
    expect(copy.address).not.toBe(address.origin);
    const found = await fetch(`${copy.address}/api/v1/documents/${String(documentId)}/content`, {
      headers: { authorization: await ownToken(folder) },
    });
    expect([found.status, sha256(Buffer.from(await found.arrayBuffer()))]).toEqual([200, sha256(recording)]);
    // What waited when the snapshot was taken is read now.
    await vi.waitFor(
      async () => {
        const [now] = (await runJson(['verify-ledger'], folder)).firms;
        expect(now).toMatchObject({ pending: 0, events: ledger.events + ledger.pending, broken: null });
      },
      { timeout: 60_000, interval: 500 },
    );
    await copy.stop();
  });

  test('is refused where something is, where a program runs, when it is damaged, and without its key', async () => {
    const to = at('my backups', 'second');
    await runJson(['backup', '--to', to]);
    const refused = async (words: string[], folder: string, line: RegExp, more = {}) => {
      const answer = await run(['restore', '--json', ...words], folder, more);
      expect([answer.code, answer.out]).toEqual([1, '']);
      expect(answer.err).toMatch(line);
    };
    await refused(['--from', to], at('data'), /^a program runs on .*: stop it first.*\n$/);
    await refused(['--from', to], at('restored here'), /^the (database|file store) is not empty.*\n$/);
    await refused(['--from', to], at('nowhere'), /^the key is not in this backup: set SECRET_KEY .*\n$/);
    await refused(['--from', to], at('nowhere'), /^SECRET_KEY is not the key of this backup .*\n$/, {
      SECRET_KEY: 'x'.repeat(40),
    });
    await refused(['--from', at('none')], at('nowhere'), /^there is no backup at .*\n$/);
    const again = await run(['backup', '--to', to]);
    expect([again.code, again.err]).toEqual([1, `${to} is there already: choose a new name\n`]);
    const part = join(to, 'tables', 'firms.000001.gz');
    const bytes = await readFile(part);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    await writeFile(part, bytes);
    await refused(
      ['--from', to, '--check'],
      at('nowhere'),
      /^this backup is damaged: the content of tables\/firms.*\n$/,
    );
    await rm(part);
    await refused(
      ['--from', to],
      at('nowhere'),
      /^this backup is damaged: tables\/firms.000001.gz is missing\n$/,
    );
  });

  test('with the key in it needs nothing else', async () => {
    const to = at('my backups', 'with key.tar');
    const made = await runJson(['backup', '--to', to, '--with-key']);
    expect(made.hasKey).toBe(true);
    const folder = at('all of it');
    await runJson(['restore', '--from', to, '--data-dir', folder]);
    expect(await readFile(join(folder, 'secret-key'), 'utf8')).toBe(
      await readFile(at('data', 'secret-key'), 'utf8'),
    );
    const doctor = await run(['doctor', '--json'], folder, { PUBLIC_URL: 'https://hub.example.com' });
    expect([doctor.code, doctor.err]).toEqual([0, '']);
  });
});

describe('verify-ledger', { timeout: 120_000 }, () => {
  test('holds after kill -9 under load, and finds an older state against a noted head', async () => {
    const busy = load();
    const before = sent;
    await vi.waitFor(() => expect(sent).toBeGreaterThan(before + 50), { timeout: 30_000 });
    await program.kill();
    await busy.stop();
    program = await place.start();
    await settled();
    const { ok, firms } = await runJson(['verify-ledger']);
    expect([ok, firms[0].broken, firms[0].pending]).toEqual([true, null, 0]);
    const noted = at('heads.json');
    await writeFile(noted, JSON.stringify({ ok, firms }));
    const older = await run(['verify-ledger', '--against', noted], at('restored here'));
    expect(older.code).toBe(1);
    expect(older.err).toMatch(/^The ledger is broken: firm .*, block \d+: .*\n$/);
  });

  test('says in one line where it broke, and fails', async () => {
    const [event] = await place.query<{ id: string }>(
      `update raw_events set raw_body = set_byte(raw_body, 9, get_byte(raw_body, 9) # 1)
       where id = (select event_ids[1] from ledger_blocks where number = 1) returning id`,
    );
    const line = `The ledger is broken: firm ${firm.firmId}, block 1, event ${event?.id}: the stored event was changed\n`;
    const plain = await run(['verify-ledger']);
    expect([plain.code, plain.err]).toEqual([1, line]);
    expect(plain.out).toMatch(/^BROKEN/);
    const json = await run(['verify-ledger', '--json', '--firm', firm.firmId]);
    expect([json.code, json.err]).toEqual([1, line]);
    expect(JSON.parse(json.out)).toMatchObject({
      ok: false,
      firms: [{ broken: { what: 'event_changed', block: 1 } }],
    });
  });
});

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

async function ownToken(folder: string): Promise<string> {
  const words = [
    'token',
    'create',
    '--firm',
    firm.firmId,
    '--staff',
    'ada@example.com',
    '--name',
    'restored',
  ];
  return `Bearer ${(await runJson(words, folder)).token}`;
}
