/** A backup's outer form: a folder, or one .tar file, with the same entries in the same order. */
import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, pack } from 'tar-stream';
import { BackupError, entryNames } from './manifest.ts';

export interface BackupWriter {
  add(name: string, content: Buffer): Promise<void>;
  /** `sizeBytes` is what the content must come to. */
  addStream(name: string, sizeBytes: number, content: AsyncIterable<Buffer>): Promise<void>;
  /** Makes it durable and gives it its name. */
  finish(): Promise<void>;
  /** Removes what there is. */
  abandon(): Promise<void>;
}

export interface BackupEntry {
  name: string;
  /** Must be read to its end before the next entry. */
  content: AsyncIterable<Buffer>;
}

/** A backup that is not finished never has the name that was asked for. */
const unfinished = (target: string) => `${target}.unfinished`;

/** Starts a backup at a place where nothing is yet; what an interrupted run left of the same name goes. */
export async function createBackupWriter(to: string): Promise<BackupWriter> {
  const target = resolve(to);
  if (await exists(target)) throw new BackupError(`${target} is there already: choose a new name`);
  await mkdir(dirname(target), { recursive: true });
  await rm(unfinished(target), { recursive: true, force: true });
  return target.endsWith('.tar') ? createTarWriter(target) : await createFolderWriter(target);
}

async function createFolderWriter(target: string): Promise<BackupWriter> {
  const root = unfinished(target);
  await mkdir(root, { mode: 0o700 });
  const pathOf = async (name: string) => {
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return path;
  };
  return {
    async add(name, content) {
      await writeFile(await pathOf(name), content, { mode: 0o600, flag: 'wx', flush: true });
    },
    async addStream(name, _sizeBytes, content) {
      const path = await pathOf(name);
      await pipeline(content, createWriteStream(path, { mode: 0o600, flags: 'wx', flush: true }));
    },
    async finish() {
      for (const entry of await readdir(root, { recursive: true, withFileTypes: true }))
        if (entry.isDirectory()) await syncFolder(join(entry.parentPath, entry.name));
      await syncFolder(root);
      await rename(root, target);
      await syncFolder(dirname(target));
    },
    abandon: () => rm(root, { recursive: true, force: true }),
  };
}

function createTarWriter(target: string): BackupWriter {
  const path = unfinished(target);
  const packing = pack();
  const written = pipeline(
    Readable.from(packing, { objectMode: false }),
    createWriteStream(path, { mode: 0o600, flush: true }),
  );
  // It is looked at when all is packed; until then a full disk must not end the process.
  written.catch(() => undefined);
  const entry = (
    name: string,
    size: number,
    fill: (sink: ReturnType<typeof packing.entry>) => Promise<void>,
  ) =>
    Promise.race([
      new Promise<void>((done, fail) => {
        const sink = packing.entry({ name, size, mode: 0o600 }, (error) => (error ? fail(error) : done()));
        fill(sink).catch(fail);
      }),
      written.then(() => Promise.reject(new Error('the tar file ended early'))),
    ]);
  return {
    add: (name, content) =>
      entry(name, content.length, async (sink) => {
        sink.end(content);
      }),
    addStream: (name, sizeBytes, content) =>
      entry(name, sizeBytes, async (sink) => {
        for await (const piece of content)
          if (!sink.write(piece)) await new Promise<void>((drained) => sink.once('drain', () => drained()));
        sink.end(undefined);
      }),
    async finish() {
      packing.finalize();
      await written;
      await rename(path, target);
      await syncFolder(dirname(target));
    },
    async abandon() {
      packing.destroy();
      await written.catch(() => undefined);
      await rm(path, { force: true });
    },
  };
}

/** The entries of a backup that are `wanted`, the manifest last. @throws BackupError when there is no backup */
export async function* readBackup(
  from: string,
  wanted: (name: string) => boolean = () => true,
): AsyncGenerator<BackupEntry> {
  const path = resolve(from);
  const found = await lstat(path).catch(() => null);
  if (!found) throw new BackupError(`there is no backup at ${path}`);
  yield* found.isDirectory() ? readFolder(path, '', wanted) : readTar(path, wanted);
}

async function* readFolder(
  root: string,
  below: string,
  wanted: (name: string) => boolean,
): AsyncGenerator<BackupEntry> {
  const last: string[] = [entryNames.manifest, entryNames.manifestHash];
  const rank = (name: string) => last.indexOf(name);
  const entries = await readdir(join(root, below), { withFileTypes: true });
  entries.sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* readFolder(root, name, wanted);
    else if (wanted(name)) yield { name, content: createReadStream(join(root, name)) };
  }
}

async function* readTar(path: string, wanted: (name: string) => boolean): AsyncGenerator<BackupEntry> {
  const extracting = extract();
  const source = createReadStream(path);
  source.on('error', (error) => extracting.destroy(error));
  source.on('data', (piece: string | Buffer) => {
    if (extracting.write(piece)) return;
    source.pause();
    extracting.once('drain', () => source.resume());
  });
  source.on('end', () => extracting.end(undefined));
  try {
    for await (const entry of extracting) {
      const { name } = entry.header;
      if (wanted(name)) yield { name, content: bytesOf(entry) };
      else entry.resume();
    }
  } finally {
    source.destroy();
  }
}

async function* bytesOf(entry: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const piece of entry) if (Buffer.isBuffer(piece)) yield piece;
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  await folder.sync().finally(() => folder.close());
}
