import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRunning, noteRunning } from './running.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matterline-running-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a running program is found where it said, until it stops', async () => {
  const data = join(folder, 'new', 'data');
  expect(await findRunning(data)).toBeNull();
  const takeAway = await noteRunning(data, new URL('http://127.0.0.1:9321/'));
  expect((await findRunning(data))?.origin).toBe('http://127.0.0.1:9321');
  await takeAway();
  expect(await findRunning(data)).toBeNull();
});

test('one that was killed is not running', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  await writeFile(
    join(folder, 'running.json'),
    JSON.stringify({ pid, publicUrl: 'https://hub.example.com' }),
  );
  expect(await findRunning(folder)).toBeNull();
});

test('half a note is none', async () => {
  await writeFile(join(folder, 'running.json'), '{"pid":');
  expect(await findRunning(folder)).toBeNull();
});
