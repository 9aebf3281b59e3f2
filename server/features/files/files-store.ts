/** Files of messages, within the eyes of whoever asks: staff by the conversation's wall, people of the portal by their stays. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { By } from './attach.ts';
import { type Delivery, decideDelivery, mayPreview, type Policy } from './decide.ts';
import { readSettings } from './settings-store.ts';
import type * as shapes from './shapes.ts';
import type { LocationResult, Verdict } from './states.ts';
import { verdictWords } from './words.ts';

/** What both realms may read of a file. */
export interface FileRow {
  id: string;
  conversationId: string;
  seq: number;
  position: number;
  name: string;
  sizeBytes: number;
  sha256: Buffer;
  contentType: string;
  typeMismatch: boolean;
  location: LocationResult | null;
  verdict: Verdict;
  releasedAt: Date | null;
  withdrawnAt: Date | null;
  createdAt: Date;
  /** Its message was taken back. */
  retracted: boolean;
  /** Nobody has looked at its content yet: it is not handed out. */
  pending?: boolean;
  /** Of a file that changes. */
  version?: number;
}

export const fileColumns = sql`a.id, a.conversation_id as "conversationId", a.seq, a.position, a.name, a.size_bytes as "sizeBytes", a.sha256,
  a.content_type as "contentType", a.type_mismatch as "typeMismatch", a.location, a.verdict, a.released_at as "releasedAt",
  a.withdrawn_at as "withdrawnAt", a.created_at as "createdAt", m.retracted_at is not null as retracted`;

export async function findFile(tx: Tx, firmId: string, id: string): Promise<FileRow | undefined> {
  const { rows } = await sql<FileRow>`
    select ${fileColumns} from attachments a
    join messages m on m.firm_id = ${firmId} and m.conversation_id = a.conversation_id and m.seq = a.seq
    where a.firm_id = ${firmId} and a.id = ${id}`.execute(tx);
  return rows[0];
}

/** Those of these messages, in their order. */
export async function listFileRows(
  tx: Tx,
  firmId: string,
  conversationId: string,
  seqs: readonly number[],
): Promise<FileRow[]> {
  const { rows } = await sql<FileRow>`
    select ${fileColumns} from attachments a
    join messages m on m.firm_id = ${firmId} and m.conversation_id = a.conversation_id and m.seq = a.seq
    where a.firm_id = ${firmId} and a.conversation_id = ${conversationId} and a.seq = any(${[...seqs]}::bigint[])
    order by a.seq, a.position`.execute(tx);
  return rows;
}

/** What only staff and the program know of a file beside its row. */
export interface FileDetail {
  /** Of the verdict. */
  detail: string;
  addedBy: By | null;
  matterId: string | null;
  /** The document that it was saved as. */
  savedAs: string | null;
}

export async function findDetail(tx: Tx, firmId: string, id: string): Promise<FileDetail | undefined> {
  const { rows } = await sql<{
    detail: string;
    staffId: string | null;
    portalUserId: string | null;
    matterId: string | null;
    savedAs: string | null;
  }>`
    select a.verdict_detail as detail, a.saved_document_id as "savedAs", a.added_by_staff_id as "staffId", a.added_by_portal_user_id as "portalUserId",
      c.matter_id as "matterId"
    from attachments a join conversations c on c.firm_id = ${firmId} and c.id = a.conversation_id
    where a.firm_id = ${firmId} and a.id = ${id}`.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const { staffId, portalUserId, ...rest } = row;
  const addedBy = staffId ? { staffId } : portalUserId ? { portalUserId } : null;
  return { ...rest, addedBy };
}

export function toFile(row: FileRow, detail: string, policy: Policy): z.input<typeof shapes.file> {
  const gone = row.withdrawnAt !== null || row.retracted;
  return {
    id: row.id,
    conversationId: row.conversationId,
    seq: row.seq,
    name: row.name,
    sizeBytes: row.sizeBytes,
    sha256: row.sha256.toString('hex'),
    contentType: row.contentType,
    typeMismatch: row.typeMismatch,
    location: row.location,
    state: gone ? 'withdrawn' : row.verdict,
    delivery: deliveryOf(row, policy),
    words: gone
      ? 'It was withdrawn.'
      : row.pending
        ? 'It is being checked.'
        : verdictWords(row.verdict, detail),
    preview: !gone && isDrawn(row),
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

export function deliveryOf(row: FileRow, policy: Policy) {
  return row.withdrawnAt !== null || row.retracted || row.pending
    ? ('blocked' as const)
    : decideDelivery(row.verdict, row.releasedAt !== null, policy);
}

const drawn = /^(?:application\/pdf|image\/(?:png|jpeg|gif|webp|tiff))$/;
export const isDrawn = ({
  contentType,
  verdict,
  pending,
}: Pick<FileRow, 'contentType' | 'verdict' | 'pending'>) =>
  !pending && drawn.test(contentType) && mayPreview(verdict);

interface AttachedFile {
  id: string;
  name: string;
  bytes: number;
  type: string;
  /** What the scan said, or `withdrawn`. */
  state: Verdict | 'withdrawn';
  released: boolean;
}

/** The files of these messages, in their order, by the message's number; for staff and for people of the portal alike. */
export async function listAttachments(
  tx: Tx,
  firmId: string,
  conversationId: string,
  seqs: readonly number[],
): Promise<Map<number, AttachedFile[]>> {
  if (seqs.length === 0) return new Map();
  const { rows } = await sql<{ seq: number; file: AttachedFile }>`
    select seq, jsonb_build_object('id', id, 'name', name, 'bytes', size_bytes, 'type', content_type,
      'state', case when withdrawn_at is not null then 'withdrawn' else verdict end, 'released', released_at is not null) as file
    from attachments
    where firm_id = ${firmId} and conversation_id = ${conversationId} and seq = any(${[...seqs]}::bigint[])
    order by seq, position`.execute(tx);
  const bySeq = Map.groupBy(rows, ({ seq }) => seq);
  return new Map([...bySeq].map(([seq, ofMessage]) => [seq, ofMessage.map(({ file }) => file)]));
}

export interface ListedFile extends Omit<AttachedFile, 'released'> {
  delivery: Delivery;
  preview: boolean;
}

/** With what may be done with each. As the program: the firm's policy is not everybody's to read. */
export async function listMessageFiles(
  tx: Tx,
  firmId: string,
  conversationId: string,
  seqs: readonly number[],
): Promise<Map<number, ListedFile[]>> {
  const attached = await listAttachments(tx, firmId, conversationId, seqs);
  if (attached.size === 0) return new Map();
  const policy = await readSettings(tx, firmId);
  const toListed = ({ released, ...file }: AttachedFile): ListedFile => ({
    ...file,
    ...(file.state === 'withdrawn'
      ? { delivery: 'blocked', preview: false }
      : {
          delivery: decideDelivery(file.state, released, policy),
          preview: isDrawn({ contentType: file.type, verdict: file.state }),
        }),
  });
  return new Map([...attached].map(([seq, files]) => [seq, files.map(toListed)]));
}

/** How many files there are before a message, those that were withdrawn left out. */
export async function countAttachments(
  tx: Tx,
  firmId: string,
  conversationId: string,
  beforeSeq: number,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from attachments
    where firm_id = ${firmId} and conversation_id = ${conversationId} and seq < ${beforeSeq} and withdrawn_at is null`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}

/** Who opened or downloaded it, the newest first. */
export async function listReads(
  tx: Tx,
  firmId: string,
  id: string,
): Promise<z.input<typeof shapes.reads>['items']> {
  const { rows } = await sql<{
    at: Date;
    who: 'staff' | 'external';
    personId: string;
    name: string;
    what: 'download' | 'page';
    page: number | null;
  }>`
    select l.at, case when l.portal_user_id is null then 'staff' else 'external' end as who,
      coalesce(l.portal_user_id, l.staff_id) as "personId",
      coalesce(c.display_name, s.first_name || ' ' || s.last_name, '') as name,
      l.detail->>'what' as what, (l.detail->>'page')::int as page
    from audit_log l
    left join staff_members s on s.firm_id = ${firmId} and s.id = l.staff_id
    left join portal_users u on u.firm_id = ${firmId} and u.id = l.portal_user_id
    left join contacts c on c.firm_id = ${firmId} and c.id = u.contact_id
    where l.firm_id = ${firmId} and l.subject_type = 'file' and l.subject_id = ${id} and l.action = 'file.read'
    order by l.id desc limit 500`.execute(tx);
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}

/** How many pages were counted when the first was drawn; null: none was yet. */
export async function findPageCount(tx: Tx, firmId: string, sha256: Buffer): Promise<number | null> {
  const { rows } = await sql<{ pages: number | null }>`
    select max(pages)::int as pages from file_previews where firm_id = ${firmId} and sha256 = ${sha256}`.execute(
    tx,
  );
  return rows[0]?.pages ?? null;
}
