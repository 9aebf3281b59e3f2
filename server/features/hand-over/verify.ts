/** Checks a pack: every file by its hash, that nothing is missing or was added, and whose signature is under the list. */
import { createHash } from 'node:crypto';
import type { Entry, ZipFile } from 'yauzl';
import { open } from 'yauzl';
import { manifest, packFiles } from './pack.ts';
import { fingerprintOf, isSignedBy, readPublicKey } from './signature.ts';

export interface Verified {
  /** Nothing was changed, nothing is missing, nothing was added, and the list is signed with the key that lies beside it. */
  ok: boolean;
  files: number;
  bytes: number;
  title: string | null;
  madeAt: string | null;
  /** Null: no signature that fits. */
  fingerprint: string | null;
  faults: string[];
}

/** Larger than any list of ours; whatever else is in there is hashed as it passes. */
const mostListBytes = 256 * 1024 ** 2;
const kept: readonly string[] = Object.values(packFiles);
/** Not in the list, since they are about it. */
const unlisted: readonly string[] = [packFiles.sums, packFiles.signature];

export async function verifyPack(path: string): Promise<Verified> {
  const { sums, texts, bytes, faults } = await readPack(path);
  const listed = readSums(texts.get(packFiles.sums)?.toString('utf8') ?? '');
  if (listed === null || listed.size === 0) faults.push(`${packFiles.sums}: there is no list of hashes`);
  for (const [name, hash] of listed ?? []) {
    const there = sums.get(name);
    if (there === undefined) faults.push(`${name}: it is missing`);
    else if (there !== hash) faults.push(`${name}: it was changed`);
  }
  for (const name of sums.keys())
    if (!unlisted.includes(name) && !listed?.has(name)) faults.push(`${name}: it was added later`);
  const fingerprint = signerOf(texts);
  if (fingerprint === null) faults.push(`${packFiles.signature}: the signature does not fit`);
  const about = manifestOf(texts.get(packFiles.manifest));
  for (const name of about?.missing ?? [])
    faults.push(`${name}: it was not in the store when the pack was made`);
  return {
    ok: faults.length === 0,
    files: listed?.size ?? 0,
    bytes,
    title: about?.about.title ?? null,
    madeAt: about?.about.madeAt ?? null,
    fingerprint,
    faults,
  };
}

function manifestOf(text: Buffer | undefined) {
  if (!text) return null;
  try {
    return manifest.parse(JSON.parse(text.toString('utf8')));
  } catch {
    return null;
  }
}

function signerOf(texts: ReadonlyMap<string, Buffer>): string | null {
  const [list, signature, pem] = [packFiles.sums, packFiles.signature, packFiles.key].map((name) =>
    texts.get(name),
  );
  const key = pem ? readPublicKey(pem.toString('utf8')) : null;
  if (!key || !list || !signature || !isSignedBy(key, list, signature)) return null;
  return fingerprintOf(key);
}

/** `<hash>  <path>` a line, as sha256sum writes and reads it; null: something else stands there. */
function readSums(text: string): Map<string, string> | null {
  const lines = text.split('\n').filter(Boolean);
  const listed = new Map<string, string>();
  for (const line of lines) {
    const [, hash, name] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (hash === undefined || name === undefined) return null;
    listed.set(name, hash);
  }
  return listed;
}

async function readPack(path: string) {
  const sums = new Map<string, string>();
  const texts = new Map<string, Buffer>();
  const faults: string[] = [];
  let bytes = 0;
  const zip = await opened(path);
  try {
    for await (const entry of entriesOf(zip)) {
      const name = entry.fileName;
      if (sums.has(name)) faults.push(`${name}: it is there twice`);
      const { hash, content, size } = await hashed(zip, entry, kept.includes(name));
      sums.set(name, hash);
      bytes += size;
      if (content) texts.set(name, content);
    }
  } catch (error) {
    faults.push(`The file is broken: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    zip.close();
  }
  return { sums, texts, bytes, faults };
}

function opened(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
  });
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | null>((resolve, reject) => {
      zip.removeAllListeners();
      zip.once('entry', resolve);
      zip.once('end', () => resolve(null));
      zip.once('error', reject);
      zip.readEntry();
    });
    if (entry === null) return;
    yield entry;
  }
}

async function hashed(zip: ZipFile, entry: Entry, keep: boolean) {
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    zip.openReadStream(entry, (error, content) => (error ? reject(error) : resolve(content)));
  });
  const hash = createHash('sha256');
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    const bytes = Buffer.from(piece);
    hash.update(bytes);
    size += bytes.length;
    if (keep && size > mostListBytes) throw new Error(`${entry.fileName} is too large`);
    if (keep) pieces.push(bytes);
  }
  return { hash: hash.digest('hex'), size, content: keep ? Buffer.concat(pieces) : null };
}
