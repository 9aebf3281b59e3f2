/** The files of a backup: the sealed bytes as they lie in the store, read through their keys first. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type pg from 'pg';
import type { FileStore, StoredForm } from '../file-store.ts';
import { ContentDamaged } from '../sealing/chunks.ts';
import { ContentDestroyed } from '../sealing/content-keys.ts';
import type { BackupWriter } from './container.ts';
import { BackupError, entryNames, fileLine, type Manifest } from './manifest.ts';
import { RowDigest } from './row-digest.ts';

const filesAtOnce = 1000;

interface FileRow {
  firm_id: string;
  sha256: Buffer;
  size_bytes: string;
}

/** Contents never change, so those of the snapshot can be copied after it. */
export async function dumpFiles(
  client: pg.Client,
  writer: BackupWriter,
  store: FileStore,
): Promise<Manifest['files']> {
  const digest = new RowDigest();
  const lost: string[] = [];
  let [bytes, destroyed] = [0, 0];
  let after: FileRow = {
    firm_id: '00000000-0000-0000-0000-000000000000',
    sha256: Buffer.alloc(0),
    size_bytes: '0',
  };
  for (;;) {
    const { rows } = await client.query<FileRow>(
      `select firm_id, sha256, size_bytes::text as size_bytes from files where (firm_id, sha256) > ($1, $2)
       order by firm_id, sha256 limit ${filesAtOnce}`,
      [after.firm_id, after.sha256],
    );
    const end = rows.at(-1);
    if (!end) return { count: digest.rows, bytes, digest: digest.hex(), lost, destroyed };
    for (const row of rows) {
      const state = await stateOf(store, row);
      if (state === 'lost') lost.push(entryNames.file(row.firm_id, row.sha256.toString('hex')));
      if (state === 'destroyed') destroyed += 1;
      if (state !== 'whole') continue;
      digest.add(await dumpFile(client, writer, store, row));
      bytes += Number(row.size_bytes);
    }
    after = end;
  }
}

/** Answers its line for the digest. */
async function dumpFile(
  client: pg.Client,
  writer: BackupWriter,
  store: FileStore,
  { firm_id: firmId, sha256, size_bytes }: FileRow,
): Promise<Buffer> {
  const hash = sha256.toString('hex');
  const form = await store.asStored.find(firmId, sha256);
  if (!form) throw new BackupError(`${entryNames.file(firmId, hash)} went away while it was copied`);
  if (form.keyId !== null && (await isInSnapshot(client, firmId, form.keyId))) {
    const name = `${hash}.${await sha256Of(form.open())}`;
    await writer.addStream(entryNames.file(firmId, name), form.sizeBytes, form.open());
    return fileLine(firmId, name, form.sizeBytes);
  }
  // Sealed only after the snapshot was taken, its key is not among the rows: then the backup holds it as it was, in plain.
  const content = await store.get(firmId, sha256);
  if (!content) throw new BackupError(`${entryNames.file(firmId, hash)} went away while it was copied`);
  await writer.addStream(entryNames.file(firmId, hash), Number(size_bytes), content);
  return fileLine(firmId, hash, Number(size_bytes));
}

async function isInSnapshot(
  client: pg.Client,
  firmId: string,
  keyId: NonNullable<StoredForm['keyId']>,
): Promise<boolean> {
  const there = await client.query("select 1 where to_regclass('content_keys') is not null");
  if (there.rows.length === 0) return false;
  const { rows } = await client.query('select 1 from content_keys where firm_id = $1 and id = $2', [
    firmId,
    keyId,
  ]);
  return rows.length > 0;
}

/** Read through its keys before it is copied: a damaged file must not stand in a backup under the name of a whole one. */
async function stateOf(
  store: FileStore,
  { firm_id, sha256, size_bytes }: FileRow,
): Promise<'whole' | 'lost' | 'destroyed'> {
  try {
    const content = await store.get(firm_id, sha256);
    if (!content) return 'lost';
    const found = await measure(content);
    return found.sizeBytes === Number(size_bytes) && found.sha256.equals(sha256) ? 'whole' : 'lost';
  } catch (error) {
    if (error instanceof ContentDestroyed) return 'destroyed';
    if (error instanceof ContentDamaged) return 'lost';
    throw error;
  }
}

async function sha256Of(content: Readable): Promise<string> {
  return (await measure(content)).sha256.toString('hex');
}

/** Reads it to its end. */
export async function measure(content: Readable): Promise<{ sha256: Buffer; sizeBytes: number }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const piece of content) {
    if (!Buffer.isBuffer(piece)) throw new Error('a stored file is read as bytes');
    hash.update(piece);
    sizeBytes += piece.length;
  }
  return { sha256: hash.digest(), sizeBytes };
}
