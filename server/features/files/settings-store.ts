/** What a firm chose for its files. A firm that chose nothing has no row. */
import { checkVersion } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { Policy } from './decide.ts';
import { maxFileBytes } from './limits.ts';
import './tables.ts';

export interface FileSettings extends Policy {
  /** Largest file of somebody outside the firm, in bytes. */
  clientUploadLimit: number;
  /** Bytes that may wait in the firm, not attached yet. */
  waitingBytesLimit: number;
  version: number;
}

const usual: FileSettings = {
  clientUploadLimit: maxFileBytes,
  waitingBytesLimit: 200 * 1024 ** 3,
  whenUnscannable: 'warn',
  whenUnscanned: 'warn',
  version: 1,
};

export async function readSettings(tx: Tx, firmId: string): Promise<FileSettings> {
  const row = await tx
    .selectFrom('file_settings')
    .selectAll()
    .where('firm_id', '=', firmId)
    .executeTakeFirst();
  if (!row) return usual;
  return {
    clientUploadLimit: row.client_upload_limit,
    waitingBytesLimit: row.waiting_bytes_limit,
    whenUnscannable: row.when_unscannable,
    whenUnscanned: row.when_unscanned,
    version: row.version,
  };
}

export async function changeSettings(
  tx: Tx,
  firmId: string,
  patch: Partial<Omit<FileSettings, 'version'>>,
  expected: number | null,
  now: Date,
): Promise<FileSettings> {
  const before = await readSettings(tx, firmId);
  checkVersion(before.version, expected);
  const next = { ...before, ...patch, version: before.version + 1 };
  const row = {
    client_upload_limit: next.clientUploadLimit,
    waiting_bytes_limit: next.waitingBytesLimit,
    when_unscannable: next.whenUnscannable,
    when_unscanned: next.whenUnscanned,
    version: next.version,
    updated_at: now,
  };
  await tx
    .insertInto('file_settings')
    .values({ firm_id: firmId, ...row })
    .onConflict((conflict) => conflict.column('firm_id').doUpdateSet(row))
    .execute();
  return next;
}
