import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundledRates } from '../features/rates/index.ts';
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts';

let folder: string;
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'matterline-rates-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const main = new URL('main.ts', import.meta.url).pathname;

function run(words: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    DATA_DIR: join(folder, 'data'),
    DATABASE_URL: database.url,
    SECRET_KEY: 'a1'.repeat(32),
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [main, 'rates', ...words], { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

async function write(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const own = () => ({ ...structuredClone(bundledRates().book), id: 'our-rates', title: 'Our own rates' });

describe('rates check', { timeout: 60_000 }, () => {
  test('takes a book without a fault', async () => {
    const answer = await run(['check', await write('good.json', own())]);
    expect(answer).toMatchObject({ code: 0, err: '' });
    expect(answer.out).toMatch(/^our-rates@[0-9a-f]{16}: \d+ sets, no fault\n$/);
  });

  test('names the set and the band of a fault', async () => {
    const book = own();
    const band = book.propertyTaxes[0]?.sets[0]?.bands[2];
    if (band) band.from = 260_000;
    const answer = await run(['check', await write('hole.json', book)]);
    expect([answer.code, answer.out]).toEqual([1, '']);
    expect(answer.err).toContain('The rate book has 1 fault; nothing was changed:');
    expect(answer.err).toContain('sdlt-res-std-2025, band 260,000 to 925,000: there is a hole');
  });

  test.each([
    ['a file that is not there', 'nowhere.json', /^The file cannot be read: /],
    ['a file that is no JSON', 'text.json', /^The file is no JSON: /],
  ])('says in one line what is wrong: %s', async (_name, name, line) => {
    if (name === 'text.json') await write(name, 'rates: high');
    const answer = await run(['check', join(folder, name)]);
    expect(answer.code).toBe(1);
    expect(answer.err).toMatch(line);
  });
});

describe('rates show, load and confirm', { timeout: 240_000 }, () => {
  test('a loaded book is in use, is confirmed, and gives way to the program’s own again', async () => {
    const shown = await run(['show', '--json']);
    expect(shown.code, shown.err).toBe(0);
    expect(JSON.parse(shown.out)).toMatchObject({
      version: bundledRates().version,
      origin: 'bundled',
      loaded: [],
    });

    const wrong = await run(['load', await write('wrong.json', { ...own(), propertyTaxes: [] })]);
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain('nothing was changed');

    const file = await write('own.json', own());
    const loaded = await run(['load', file, '--note', 'Budget of November']);
    expect(loaded.out).toMatch(/^Our own rates \(our-rates@[0-9a-f]{16}, loaded\)\n/);
    expect(loaded.out).toContain('LOOK  SDLT');

    const future = await run(['confirm', '--on', '2999-01-01']);
    expect(future.code).toBe(1);
    expect(future.err).toMatch(/^--on lies in the future\n$/m);

    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const confirmed = await run(['confirm', '--on', yesterday, '--part', 'SDLT', '--json']);
    const { parts } = JSON.parse(confirmed.out);
    expect(parts.find(({ part }: { part: string }) => part === 'SDLT')).toMatchObject({
      confirmedOn: yesterday,
      stale: false,
    });

    const back = await run(['load', '--bundled', '--json']);
    expect(JSON.parse(back.out)).toMatchObject({ version: bundledRates().version, origin: 'bundled' });
    const all = JSON.parse((await run(['show', '--json'])).out);
    expect(all.loaded.map((one: { note: string }) => one.note)).toEqual(['', '', 'Budget of November']);
  });

  test('a load without a file, and one with both, are refused', async () => {
    for (const words of [['load'], ['load', 'x.json', '--bundled']])
      expect((await run(words)).err).toBe('Give the file of a rate book, or --bundled\n');
  });
});
