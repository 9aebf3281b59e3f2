import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSigner } from '../features/hand-over/index.ts';
import { packBytes } from '../features/hand-over/test-pack.ts';
import { register } from './commands/verify-hand-over.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'matterline-verify-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const signer = createSigner({ derive: () => '11'.repeat(32) });

async function verify(bytes: Buffer, ...more: string[]): Promise<void> {
  const file = path.join(folder, 'pack.zip');
  await writeFile(file, bytes);
  const program = new Command().exitOverride().option('--json');
  register(program);
  await program.parseAsync(['verify-hand-over', file, ...more], { from: 'user' });
}

test('verify-hand-over passes what is whole, and by the fingerprint that the firm told', async () => {
  const pack = await packBytes(signer, { 'a/x.txt': 'one', 'b.txt': 'two' });
  await verify(pack);
  await verify(pack, '--key', signer.fingerprint.toUpperCase());
});

test('verify-hand-over fails with another firm’s key, and on a flipped byte', async () => {
  const pack = await packBytes(signer, { 'a/x.txt': 'one' });
  await expect(verify(pack, '--key', '0'.repeat(32))).rejects.toThrow('another key');
  // Behind the name stands the content.
  const at = pack.indexOf('a/x.txt') + 'a/x.txt'.length + 1;
  pack[at] = (pack[at] ?? 0) ^ 1;
  await expect(verify(pack)).rejects.toThrow('not as it was given out');
  await expect(verify(Buffer.from('no zip'))).rejects.toThrow('no ZIP file');
});
