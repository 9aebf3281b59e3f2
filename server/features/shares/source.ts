/** Files of shares for whoever hands files out: each as it is now, or for somebody who left as it was then. */
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { FileRow, FileSource, Verdict } from '../files/index.ts';
import type { Ending, ShareFileState } from './states.ts';
import './tables.ts';

/** When the portal's reader left the stay that reaches the share; null: still there, or staff. */
export const leftAt = (firmId: string): RawBuilder<unknown> => sql`(
  select case when not bool_or(p.left_at is null) then max(p.left_at) end from participants p
  where p.firm_id = ${firmId} and p.conversation_id = s.conversation_id and p.portal_user_id = app_portal_user()
    and s.seq between p.from_seq and coalesce(p.to_seq, s.seq))`;

export interface ShareFileRow {
  id: string;
  shareId: string;
  conversationId: string;
  seq: number;
  documentId: string;
  state: ShareFileState;
  version: number;
  level: string;
  name: string;
  sizeBytes: number;
  sha256: Buffer;
  contentType: string | null;
  typeMismatch: boolean;
  verdict: Verdict | null;
  releasedAt: Date | null;
  versionAt: Date;
  endedAt: Date | null;
  endedWhy: Ending | null;
}

/** Columns that both realms may read; `f` is the file, `s` its share, `l` when the reader left. */
export const fileColumns = sql`f.id, f.share_id as "shareId", f.conversation_id as "conversationId", s.seq, f.document_id as "documentId", f.state,
  f.version, f.level, f.name, f.size_bytes as "sizeBytes", f.sha256, f.content_type as "contentType", f.type_mismatch as "typeMismatch", f.verdict,
  f.released_at as "releasedAt", f.version_at as "versionAt",
  case when s.withdrawn_at is not null then s.withdrawn_at when l.at is null or f.until <= l.at then f.until end as "endedAt",
  case when l.at is null or f.until <= l.at then f.until_why end as "endedWhy"`;

export const filesFrom = (firmId: string) => sql`share_files f
  join shares s on s.firm_id = ${firmId} and s.id = f.share_id
  cross join lateral (select ${leftAt(firmId)} as at) l`;

export function toFileRow(row: ShareFileRow): FileRow {
  const { id, conversationId, seq, name, sizeBytes, sha256, typeMismatch, version } = row;
  return {
    ...{ id, conversationId, seq, name, sizeBytes, sha256, typeMismatch, version, position: 0 },
    contentType: row.contentType ?? 'application/octet-stream',
    location: null,
    verdict: row.verdict ?? 'unscanned',
    pending: row.verdict === null,
    releasedAt: row.releasedAt,
    withdrawnAt: row.endedAt,
    createdAt: row.versionAt,
    retracted: false,
  };
}

export const shareSource: FileSource = {
  async find(tx, firmId, id) {
    const { rows } = await sql<ShareFileRow>`
      select ${fileColumns} from ${filesFrom(firmId)} where f.firm_id = ${firmId} and f.id = ${id}`.execute(
      tx,
    );
    return rows[0] && toFileRow(rows[0]);
  },
  async detail(tx: Tx, firmId, id) {
    const { rows } = await sql<{ detail: string; matterId: string; savedAs: string }>`
      select f.verdict_detail as detail, f.matter_id as "matterId", f.document_id as "savedAs"
      from share_files f
      where f.firm_id = ${firmId} and f.id = ${id}`.execute(tx);
    return rows[0] && { ...rows[0], addedBy: null };
  },
  // It comes from the matter's documents and is one already.
  saved: async () => undefined,
  async released(tx, firmId, id, { staffId, at, reason }) {
    await sql`update share_files set released_by_staff_id = ${staffId}, released_at = ${at}, release_reason = ${reason}
      where firm_id = ${firmId} and id = ${id}`.execute(tx);
  },
  single: false,
};
