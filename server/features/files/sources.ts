/** Where files come from: messages, and whatever else hands files out through here. Who reads a file is the wall's word alone. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { type FileDetail, type FileRow, findDetail, findFile } from './files-store.ts';

export interface Release {
  staffId: string;
  at: Date;
  reason: string;
}

export interface FileSource {
  /** Within the eyes of whoever asks. */
  find(tx: Tx, firmId: string, id: string): Promise<FileRow | undefined>;
  /** As the program. */
  detail(tx: Tx, firmId: string, id: string): Promise<FileDetail | undefined>;
  /** A copy became this document of the matter. */
  saved(tx: Tx, firmId: string, id: string, documentId: string): Promise<void>;
  /** An owner lets it be handed out though nobody could look inside. */
  released(tx: Tx, firmId: string, id: string, release: Release): Promise<void>;
  /** Files are withdrawn one by one; else with whatever they belong to. */
  single: boolean;
}

export const attachmentSource: FileSource = {
  find: findFile,
  detail: findDetail,
  async saved(tx, firmId, id, documentId) {
    await sql`update attachments set saved_document_id = ${documentId} where firm_id = ${firmId} and id = ${id}`.execute(
      tx,
    );
  },
  async released(tx, firmId, id, { staffId, at, reason }) {
    await sql`update attachments set released_by_staff_id = ${staffId}, released_at = ${at}, release_reason = ${reason}
      where firm_id = ${firmId} and id = ${id}`.execute(tx);
  },
  single: true,
};

export interface FoundFile {
  row: FileRow;
  source: FileSource;
}

/** The first source that shows it to whoever asks. */
export async function findInSources(
  sources: readonly FileSource[],
  tx: Tx,
  firmId: string,
  id: string,
): Promise<FoundFile | undefined> {
  for (const source of sources) {
    const row = await source.find(tx, firmId, id);
    if (row) return { row, source };
  }
  return undefined;
}
