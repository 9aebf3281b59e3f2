/** Uploads become files of a message, in the transaction of whoever posts it; all of them or none. */
import { type SqlBool, sql } from 'kysely';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type FieldError, found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { decideDelivery, decideUpload, type Policy } from './decide.ts';
import { maxFilesInMessage } from './limits.ts';
import { readSettings } from './settings-store.ts';
import { servedType } from './sniff.ts';
import type { Verdict } from './states.ts';
import type { UploadRow } from './uploads-store.ts';
import { deliveryWords, stateWords } from './words.ts';

export type By = { staffId: string } | { portalUserId: string };

export interface AttachTo {
  firmId: string;
  conversationId: string;
  /** The message's number; its row may be written later in the same transaction. */
  seq: number;
  by: By;
  now: Date;
}

export function refuseTooMany(count: number): void {
  if (count <= maxFilesInMessage) return;
  throw problem(
    'invalid_input',
    `A message takes at most ${maxFilesInMessage} files; these are ${count}. Send the rest in another message.`,
    { fields: [{ field: 'uploadIds', message: `at most ${maxFilesInMessage}` }] },
  );
}

/**
 * Makes files of uploads, as the program, after it was decided that the person may post here. Every upload must be that
 * person's own, for this conversation, and ready by the firm's policy: else `invalid_input` names each that is not, and
 * nothing is attached.
 */
export async function attachUploads(tx: Tx, to: AttachTo & { uploadIds: readonly string[] }): Promise<void> {
  refuseTooMany(new Set(to.uploadIds).size + (await countInMessage(tx, to)));
  let position = await nextPosition(tx, to);
  for (const upload of await takeUploads(tx, to)) {
    await insertAttachment(tx, to, upload, position);
    position += 1;
  }
}

/** An upload that is ready: its content is in the store, under its hash. */
export type TakenUpload = UploadRow & { sha256: Buffer; content_type: string; verdict: Verdict };

/**
 * Takes uploads for whoever makes something of them: each once, in the order asked for, and each counts as attached from
 * here on. What is not ready, or not for this (`forId`), is refused, as `attachUploads` does.
 */
export async function takeUploads(
  tx: Tx,
  of: Pick<AttachTo, 'firmId' | 'conversationId' | 'by' | 'now'> & {
    uploadIds: readonly string[];
    forId?: string;
  },
): Promise<TakenUpload[]> {
  const ids = [...new Set(of.uploadIds)];
  if (ids.length === 0) return [];
  const { firmId, now } = of;
  const rows = await lockUploads(tx, of, ids);
  const policy = await readSettings(tx, firmId);
  const errors = ids.flatMap((id, index) => errorOf(rows.get(id), `uploadIds.${index}`, policy));
  if (errors.length > 0)
    throw problem('invalid_input', 'Some files cannot be sent; nothing was sent.', { fields: errors });
  await sql`update uploads set state = 'attached', updated_at = ${now}
    where firm_id = ${firmId} and id = any(${ids}::uuid[])`.execute(tx);
  return ids.map((id) => {
    const { sha256, content_type, verdict, ...rest } = found(rows.get(id));
    if (!sha256 || !content_type || !verdict) throw problem('wrong_state');
    return { ...rest, sha256, content_type, verdict };
  });
}

function errorOf(upload: UploadRow | undefined, field: string, policy: Policy): FieldError[] {
  if (!upload) return [{ field, message: 'There is no such upload of yours for this conversation.' }];
  if (upload.state === 'infected')
    return [{ field, message: `${upload.name}: ${deliveryWords('infected', 'blocked')}` }];
  if (decideUpload(upload.state, 'attach') === null || upload.verdict === null)
    return [{ field, message: `${upload.name}: ${stateWords(upload.state)}` }];
  const delivery = decideDelivery(upload.verdict, upload.released_at !== null, policy);
  if (delivery === 'deliver' || delivery === 'warn') return [];
  return [{ field, message: `${upload.name}: ${deliveryWords(upload.verdict, delivery)}` }];
}

async function lockUploads(
  tx: Tx,
  {
    firmId,
    conversationId,
    by,
    forId,
  }: Pick<AttachTo, 'firmId' | 'conversationId' | 'by'> & { forId?: string },
  ids: readonly string[],
): Promise<Map<string, UploadRow>> {
  const rows = await tx
    .selectFrom('uploads')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .where(sql<SqlBool>`for_id is not distinct from ${forId ?? null}::uuid`)
    .where(
      'staffId' in by ? 'staff_id' : 'portal_user_id',
      '=',
      'staffId' in by ? by.staffId : by.portalUserId,
    )
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

async function countInMessage(tx: Tx, { firmId, conversationId, seq }: AttachTo): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from attachments
    where firm_id = ${firmId} and conversation_id = ${conversationId} and seq = ${seq}`.execute(tx);
  return rows[0]?.count ?? 0;
}

async function nextPosition(tx: Tx, { firmId, conversationId, seq }: AttachTo): Promise<number> {
  const { rows } = await sql<{ next: number }>`select coalesce(max(position), 0) + 1 as next from attachments
    where firm_id = ${firmId} and conversation_id = ${conversationId} and seq = ${seq}`.execute(tx);
  return rows[0]?.next ?? 1;
}

async function insertAttachment(tx: Tx, to: AttachTo, upload: TakenUpload, position: number): Promise<void> {
  await insertOne(tx, to, {
    position,
    name: upload.name,
    sizeBytes: upload.size_bytes,
    sha256: upload.sha256,
    contentType: upload.content_type,
    mismatch: upload.type_mismatch,
    location: upload.location,
    verdict: upload.verdict,
    detail: upload.verdict_detail,
    engine: upload.engine,
    scannedAt: upload.scanned_at,
    released: { by: upload.released_by_staff_id, at: upload.released_at, reason: upload.release_reason },
    documentId: null,
  });
}

interface NewAttachment {
  id?: string;
  position: number;
  name: string;
  sizeBytes: number;
  sha256: Buffer;
  contentType: string;
  mismatch: boolean;
  location: UploadRow['location'];
  verdict: Verdict;
  detail: string;
  engine: string;
  scannedAt: Date | null;
  released: { by: string | null; at: Date | null; reason: string };
  documentId: string | null;
}

async function insertOne(tx: Tx, to: AttachTo, file: NewAttachment): Promise<string> {
  const { firmId, conversationId, seq, by, now } = to;
  const id = file.id ?? newId();
  const staffId = 'staffId' in by ? by.staffId : null;
  const portalUserId = 'portalUserId' in by ? by.portalUserId : null;
  await tx
    .insertInto('attachments')
    .values({
      ...{ firm_id: firmId, id, conversation_id: conversationId, seq, position: file.position },
      ...{ name: file.name, size_bytes: file.sizeBytes, sha256: file.sha256, content_type: file.contentType },
      ...{ type_mismatch: file.mismatch, location: file.location, verdict: file.verdict },
      ...{ verdict_detail: file.detail, engine: file.engine, scanned_at: file.scannedAt },
      released_by_staff_id: file.released.by,
      released_at: file.released.at,
      release_reason: file.released.reason,
      added_by_staff_id: staffId,
      added_by_portal_user_id: portalUserId,
      document_id: file.documentId,
      created_at: now,
    })
    .execute();
  await audit(tx, {
    firmId,
    staffId,
    ...(portalUserId ? { portalUserId } : {}),
    action: 'file.attached',
    subjectType: 'file',
    subjectId: id,
    detail: { conversationId, seq, sha256: file.sha256.toString('hex'), verdict: file.verdict },
    at: now,
  });
  return id;
}

/** A content that is in the store already, as the next file of a message. */
export async function attachContent(
  tx: Tx,
  to: AttachTo,
  file: Omit<NewAttachment, 'position' | 'location' | 'released' | 'documentId'>,
): Promise<string> {
  return await insertOne(tx, to, {
    ...file,
    position: await nextPosition(tx, to),
    location: null,
    released: { by: null, at: null, reason: '' },
    documentId: null,
  });
}

/**
 * A copy of a document of the matter, as it is now: later versions do not touch what was sent. The document must be on the
 * conversation's matter and there for whoever asks. Nothing scanned it yet, unless the same content was scanned before.
 */
export async function attachDocument(tx: Tx, to: AttachTo & { documentId: string }): Promise<{ id: string }> {
  const { firmId, conversationId, documentId } = to;
  refuseTooMany(1 + (await countInMessage(tx, to)));
  const { rows } = await sql<{ name: string; sha256: Buffer; sizeBytes: number; contentType: string }>`
    select v.file_name as name, v.sha256, v.size_bytes as "sizeBytes", v.content_type as "contentType"
    from document_versions v
    join documents d on d.firm_id = ${firmId} and d.id = v.document_id and d.removed_at is null
    join conversations c on c.firm_id = ${firmId} and c.id = ${conversationId} and c.matter_id = d.matter_id
    where v.firm_id = ${firmId} and v.document_id = ${documentId} order by v.number desc limit 1`.execute(tx);
  const document = found(rows[0]);
  const known = await knownVerdict(tx, firmId, document.sha256);
  const delivery = decideDelivery(known.verdict, false, await readSettings(tx, firmId));
  if (delivery !== 'deliver' && delivery !== 'warn')
    throw problem('invalid_input', `${document.name}: ${deliveryWords(known.verdict, delivery)}`);
  const id = await insertOne(tx, to, {
    ...document,
    ...known,
    contentType: servedType(document.contentType),
    position: await nextPosition(tx, to),
    mismatch: false,
    location: null,
    released: { by: null, at: null, reason: '' },
    documentId,
  });
  return { id };
}

/** What the newest scan of the same content in this firm said. */
async function knownVerdict(
  tx: Tx,
  firmId: string,
  sha256: Buffer,
): Promise<Pick<NewAttachment, 'verdict' | 'detail' | 'engine' | 'scannedAt'>> {
  const { rows } = await sql<Pick<NewAttachment, 'verdict' | 'detail' | 'engine' | 'scannedAt'>>`
    select verdict, verdict_detail as detail, engine, scanned_at as "scannedAt" from (
      select verdict, verdict_detail, engine, scanned_at from attachments where firm_id = ${firmId} and sha256 = ${sha256}
      union all
      select verdict, verdict_detail, engine, scanned_at from uploads
        where firm_id = ${firmId} and sha256 = ${sha256} and verdict is not null) seen
    where scanned_at is not null order by scanned_at desc limit 1`.execute(tx);
  return rows[0] ?? { verdict: 'unscanned', detail: 'not_yet', engine: '', scannedAt: null };
}
