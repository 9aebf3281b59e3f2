/** Files that came for a slot, for whoever hands files out. */
import { sql } from 'kysely';
import type { FileRow, FileSource } from '../files/index.ts';
import './tables.ts';

/** Columns that both realms may read; `f` is the file, `r` its request. */
export const fileColumns = sql`f.id, f.conversation_id as "conversationId", r.seq, 0 as position, f.name, f.size_bytes as "sizeBytes", f.sha256,
  f.content_type as "contentType", f.type_mismatch as "typeMismatch", f.location, f.verdict, f.released_at as "releasedAt",
  null::timestamptz as "withdrawnAt", f.created_at as "createdAt", false as retracted`;

export const requestFileSource: FileSource = {
  async find(tx, firmId, id) {
    const { rows } = await sql<FileRow>`
      select ${fileColumns} from request_files f join file_requests r on r.firm_id = ${firmId} and r.id = f.request_id
      where f.firm_id = ${firmId} and f.id = ${id}`.execute(tx);
    return rows[0];
  },
  async detail(tx, firmId, id) {
    const { rows } = await sql<{
      detail: string;
      portalUserId: string;
      matterId: string;
      savedAs: string | null;
    }>`
      select f.verdict_detail as detail, f.added_by_portal_user_id as "portalUserId", f.matter_id as "matterId",
        f.saved_document_id as "savedAs"
      from request_files f where f.firm_id = ${firmId} and f.id = ${id}`.execute(tx);
    const [row] = rows;
    if (!row) return undefined;
    const { portalUserId, ...detail } = row;
    return { ...detail, addedBy: { portalUserId } };
  },
  async saved(tx, firmId, id, documentId) {
    await sql`update request_files set saved_document_id = ${documentId} where firm_id = ${firmId} and id = ${id}`.execute(
      tx,
    );
  },
  async released(tx, firmId, id, { staffId, at, reason }) {
    await sql`update request_files set released_by_staff_id = ${staffId}, released_at = ${at}, release_reason = ${reason}
      where firm_id = ${firmId} and id = ${id}`.execute(tx);
  },
  single: false,
};
