/** Reads packs, for tests. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { type Entry, fromBuffer } from 'yauzl';
import { createPack, textEntry } from './pack.ts';
import type { Signer } from './signature.ts';

const run = promisify(execFile);

/** Every file of it, by its path. */
export async function unpack(bytes: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  await new Promise<void>((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('error', reject);
      zip.on('end', resolve);
      zip.on('entry', (entry: Entry) => {
        zip.openReadStream(entry, (failed, stream) => {
          if (failed) return reject(failed);
          const pieces: Buffer[] = [];
          stream.on('data', (piece: Buffer) => pieces.push(piece));
          stream.on('end', () => {
            files.set(entry.fileName, Buffer.concat(pieces));
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
  return files;
}

/** As a person does it by hand: unpacks into an empty folder and asks `sha256sum`. Its words, for as long as all is well. */
export async function checkByHand(
  files: ReadonlyMap<string, Buffer>,
): Promise<{ ok: boolean; words: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'matterline-pack-'));
  try {
    for (const [name, bytes] of files) {
      const target = path.join(folder, name);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, bytes);
    }
    const sums = await readFile(path.join(folder, 'SHA256SUMS'), 'utf8');
    if (sums === '') return { ok: false, words: '' };
    return await run('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: folder }).then(
      ({ stdout }) => ({ ok: true, words: stdout }),
      (error: Error) => ({ ok: false, words: error.message }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A pack of these files. */
export async function packBytes(signer: Signer, given: Readonly<Record<string, string>>): Promise<Buffer> {
  const entries = async function* () {
    for (const [name, text] of Object.entries(given)) yield textEntry(name, text);
  };
  const { stream, packed } = createPack(entries(), {
    about: { title: 'Test', madeAt: '2026-11-22T10:00:00.000Z' },
    signer,
    at: new Date('2026-11-22T10:00:00Z'),
    onBytes: () => undefined,
  });
  const bytes = await buffer(stream);
  await packed;
  return bytes;
}
