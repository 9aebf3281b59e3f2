import { z } from 'zod';
import { createSecrets } from '../secrets.ts';

/** What the operator must know or change: shown as it is. */
export class BackupError extends Error {
  override name = 'BackupError';
}

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));
const count = z.number().int().min(0);

const part = z.object({ name: z.string(), bytes: count, sha256: hex(32) });
const table = z.object({
  name: z.string(),
  columns: z.array(z.string()),
  rows: count,
  /** See RowDigest, over the rows as COPY writes them. */
  digest: hex(32),
  parts: z.array(part),
});

/** The last thing in a backup, so that one that was cut short has none. */
export const manifestShape = z.object({
  /** 2: files may be sealed. */
  format: z.union([z.literal(1), z.literal(2)]),
  id: z.uuid(),
  program: z.string(),
  madeAt: z.iso.datetime(),
  /** The schema of the rows: names of the migrations that made it, in order. */
  migrations: z.array(z.string()).min(1),
  /** Of each key of SECRET_KEY, newest first; they tell nothing about the keys. */
  keyFingerprints: z.array(hex(8)).min(1),
  hasKey: z.boolean(),
  tables: z.array(table),
  sequences: z.array(z.object({ name: z.string(), value: z.string(), called: z.boolean() })),
  files: z.object({
    count,
    bytes: count,
    /** RowDigest over a line each: firm, name of the entry, size of the entry. */
    digest: hex(32),
    /** Known to the database, but their keys were destroyed with their matter. */
    destroyed: count.default(0),
    /** Known to the database, but no longer whole in the file store when the backup was made. */
    lost: z.array(z.string()),
  }),
});
export type Manifest = z.infer<typeof manifestShape>;
export type TableEntry = z.infer<typeof table>;
export type Part = z.infer<typeof part>;

/** Names inside a backup. */
export const entryNames = {
  manifest: 'manifest.json',
  manifestHash: 'manifest.sha256',
  key: 'secret-key',
  part: (table: string, number: number) => `tables/${table}.${String(number).padStart(6, '0')}.gz`,
  /** `contentName`: the hash of the content; if it is sealed, a dot and the hash of the sealed bytes. */
  file: (firmId: string, contentName: string) => `files/${firmId}/${contentName}`,
} as const;

export function fileLine(firmId: string, contentName: string, sizeBytes: number): Buffer {
  return Buffer.from(`${firmId} ${contentName} ${sizeBytes}\n`);
}

/** Tells keys apart without telling them: derived as every other use of a key is. */
export function keyFingerprints(secretKeys: string): string[] {
  return secretKeys
    .split(',')
    .map((key) => key.trim())
    .filter(Boolean)
    .map((key) => createSecrets(key).derive('backup.fingerprint').slice(0, 16));
}
