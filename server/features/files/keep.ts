/** Files that came by another way than an upload, such as pictures of texts: kept, scanned, and tied to their message once. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import { head } from './archive.ts';
import { attachContent, type By } from './attach.ts';
import type { Scanner } from './clamd.ts';
import { sniffBytes } from './limits.ts';
import { scanContent, storedBytes } from './scan.ts';
import { sniff } from './sniff.ts';

export interface ComingFile {
  firmId: string;
  conversationId: string;
  /** Of its message, which is there. */
  seq: number;
  by: By;
  /** The same key again is the same file. */
  key: string;
  fileName: string;
  content: Readable;
  maxBytes: number;
}

export interface KeptFile {
  fileId: string;
  sizeBytes: number;
}

type Deps = Pick<Platform, 'database' | 'clock' | 'files'> & { scanner: Scanner | null };

/**
 * Scanned before it stands in the thread. What is infected stands there too, and nobody can open it: its sender and the firm
 * must know that something came. A scanner that is away leaves `error`, which the next round of rescans looks at again.
 * Throws TooLarge past `maxBytes`; nothing is kept then.
 */
export async function keepWithMessage(deps: Deps, file: ComingFile): Promise<KeptFile> {
  const { firmId, conversationId, seq, by, fileName } = file;
  const { sha256, sizeBytes } = await deps.files.put(firmId, file.content, file.maxBytes);
  const bytes = storedBytes(deps, { firmId, sha256, sizeBytes });
  const { contentType, mismatch } = await sniff(await head(bytes, sniffBytes), fileName);
  const { verdict, detail, engine } = await scanContent(deps.scanner, bytes);
  const id = idOf(file);
  await deps.database.firm(firmId).write(async (tx) => {
    await lockMessage(tx, file);
    if (await isKept(tx, firmId, id)) return;
    const now = deps.clock.now();
    await sql`insert into files (firm_id, sha256, size_bytes, content_type)
      values (${firmId}, ${sha256}, ${sizeBytes}, ${contentType})
      on conflict (firm_id, sha256) do nothing`.execute(tx);
    await attachContent(
      tx,
      { firmId, conversationId, seq, by, now },
      {
        id,
        name: fileName,
        sizeBytes,
        sha256,
        contentType,
        mismatch,
        verdict,
        detail,
        engine,
        scannedAt: now,
      },
    );
    await appendEvents(tx, firmId, [
      { type: 'conversation.changed', subjectId: conversationId, conversationId },
    ]);
  });
  return { fileId: id, sizeBytes };
}

/** Two files of one message get their places one after the other. */
async function lockMessage(
  tx: Tx,
  { firmId, conversationId, seq }: Pick<ComingFile, 'firmId' | 'conversationId' | 'seq'>,
): Promise<void> {
  await sql`select 1 from messages where firm_id = ${firmId} and conversation_id = ${conversationId} and seq = ${seq}
    for update`.execute(tx);
}

async function isKept(tx: Tx, firmId: string, id: string): Promise<boolean> {
  const { rows } = await sql`select 1 from attachments where firm_id = ${firmId} and id = ${id}`.execute(tx);
  return rows.length > 0;
}

/** The key as an id, so that a second try after a crash finds what the first one kept. */
function idOf({ firmId, conversationId, seq, key }: ComingFile): string {
  const hex = createHash('sha256').update(`${firmId} ${conversationId} ${seq} ${key}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
