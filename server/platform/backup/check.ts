/** Reads a whole backup and proves that it is what was written, before anything is done with it. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type BackupEntry, readBackup } from './container.ts';
import { BackupError, entryNames, fileLine, type Manifest, manifestShape } from './manifest.ts';
import { RowDigest } from './row-digest.ts';

const fileName = /^files\/([0-9a-f-]{36})\/([0-9a-f]{64})(?:\.([0-9a-f]{64}))?$/;

interface FileName {
  firmId: string;
  /** Of the content, in plain. */
  sha256: string;
  /** Of the entry's bytes, when they are sealed. */
  sealedSha256: string | null;
  contentName: string;
}

/** What the name of a stored file's entry says, else null. */
export function readFileName(name: string): FileName | null {
  const [, firmId, sha256, sealedSha256] = fileName.exec(name) ?? [];
  if (firmId === undefined || sha256 === undefined) return null;
  const contentName = sealedSha256 === undefined ? sha256 : `${sha256}.${sealedSha256}`;
  return { firmId, sha256, sealedSha256: sealedSha256 ?? null, contentName };
}

interface Seen {
  /** Everything but files and what is about the backup itself: name → hash and size. */
  parts: Map<string, { sha256: string; bytes: number }>;
  files: RowDigest;
  manifest: Buffer | null;
  manifestHash: string | null;
  key: string | null;
}

/** What the backup holds, and the key if it is in there. @throws BackupError that names what is wrong with it */
export async function checkBackup(
  from: string,
  onProgress: (line: string) => void = () => undefined,
): Promise<{ manifest: Manifest; key: string | null }> {
  const seen: Seen = {
    parts: new Map(),
    files: new RowDigest(),
    manifest: null,
    manifestHash: null,
    key: null,
  };
  try {
    for await (const entry of readBackup(from)) {
      await look(seen, entry);
      if ((seen.files.rows + 1) % 1000 === 0) onProgress(`${seen.files.rows + 1} files read`);
    }
  } catch (error) {
    if (error instanceof BackupError) throw error;
    throw damaged(error instanceof Error ? error.message : String(error));
  }
  const manifest = readManifest(seen);
  compare(seen, manifest);
  return { manifest, key: seen.key };
}

async function look(seen: Seen, { name, content }: BackupEntry): Promise<void> {
  const file = readFileName(name);
  const small = name === entryNames.manifest || name === entryNames.manifestHash || name === entryNames.key;
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  let bytes = 0;
  for await (const piece of content) {
    hash.update(piece);
    bytes += piece.length;
    if (small) kept.push(piece);
  }
  const sha256 = hash.digest('hex');
  if (name === entryNames.manifest) seen.manifest = Buffer.concat(kept);
  else if (name === entryNames.manifestHash) seen.manifestHash = Buffer.concat(kept).toString().slice(0, 64);
  else if (name === entryNames.key) seen.key = Buffer.concat(kept).toString().trim();
  else if (file) {
    if ((file.sealedSha256 ?? file.sha256) !== sha256) throw damaged(`the content of ${name} is another`);
    seen.files.add(fileLine(file.firmId, file.contentName, bytes));
  } else seen.parts.set(name, { sha256, bytes });
}

function readManifest(seen: Seen): Manifest {
  if (!seen.manifest || !seen.manifestHash)
    throw new BackupError(
      'this is not a whole backup: its manifest is missing (it was cut short, or is something else)',
    );
  if (createHash('sha256').update(seen.manifest).digest('hex') !== seen.manifestHash)
    throw damaged('the manifest is another');
  const json: unknown = JSON.parse(seen.manifest.toString());
  const { format } = z.looseObject({ format: z.number() }).parse(json);
  if (format > 2)
    throw new BackupError('this backup is of a newer version of the program: update the program first');
  return manifestShape.parse(json);
}

function compare(seen: Seen, manifest: Manifest): void {
  for (const { parts } of manifest.tables)
    for (const { name, sha256, bytes } of parts) {
      const found = seen.parts.get(name);
      if (!found) throw damaged(`${name} is missing`);
      if (found.sha256 !== sha256)
        throw damaged(`the content of ${name} is another (${found.bytes} of ${bytes} bytes)`);
    }
  if (seen.files.rows !== manifest.files.count)
    throw damaged(`it holds ${seen.files.rows} files and should hold ${manifest.files.count}`);
  if (seen.files.hex() !== manifest.files.digest) throw damaged('its files are others');
  if (manifest.hasKey && seen.key === null) throw damaged('the key is missing');
}

function damaged(what: string): BackupError {
  return new BackupError(`this backup is damaged: ${what}`);
}
