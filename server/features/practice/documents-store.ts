import { sql } from 'kysely';
import type { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { StoredFile } from '../../platform/file-store.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type * as schema from './documents-schema.ts';
import type { DocumentListItem, DocumentVersion } from './documents-schema.ts';
import { idCursor } from './formats.ts';
import {
  contactNameOf,
  interactionOf,
  lockRecord,
  matterNumberOf,
  matterTitleOf,
  recordPatched,
  removedIs,
} from './matter-records.ts';
import { addDocumentVersions, insertDocuments } from './record-writes.ts';
import { checkReferences } from './references.ts';
import './tables.ts';

type Document = z.input<typeof schema.document>;

function selectDocuments(tx: Tx, firmId: string) {
  return tx
    .selectFrom('documents as d')
    .selectAll('d')
    .select([
      contactNameOf(firmId, 'd.contact_id').as('contact_name'),
      interactionOf(firmId, 'd.log_entry_id').as('interaction_id'),
      matterNumberOf(firmId, 'd.matter_id').as('matter_number'),
      matterTitleOf(firmId, 'd.matter_id').as('matter_title'),
    ])
    .where('d.firm_id', '=', firmId);
}

/** Documents, newest first. */
export async function listDocuments(
  tx: Tx,
  firmId: string,
  query: z.output<typeof schema.documentsQuery>,
): Promise<{ items: DocumentListItem[]; next: string | null }> {
  let rows = selectDocuments(tx, firmId)
    .where(removedIs(query.removed, 'd'))
    .orderBy('d.id', 'desc')
    .limit(query.limit + 1);
  if (query.matterId) rows = rows.where('d.matter_id', '=', query.matterId);
  if (query.folderId === 'root') rows = rows.where('d.folder_id', 'is', null);
  else if (query.folderId) rows = rows.where('d.folder_id', '=', query.folderId);
  if (query.after !== undefined) rows = rows.where('d.id', '<', decodeCursor(query.after, idCursor)[0]);
  const page = toPage(
    await rows.execute(),
    query.limit,
    (row) => [row.id],
    (row) => row,
  );
  const versions = await versionsOf(
    tx,
    firmId,
    page.items.map((row) => row.id),
  );
  return { items: page.items.map((row) => toItem(row, versions.get(row.id)?.[0])), next: page.next };
}

export async function getDocument(tx: Tx, firmId: string, id: string): Promise<Document> {
  const row = found(await selectDocuments(tx, firmId).where('d.id', '=', id).executeTakeFirst());
  const versions = (await versionsOf(tx, firmId, [id])).get(id) ?? [];
  return { ...toItem(row, versions[0]), versions };
}

/** Versions of each document, the newest first. */
async function versionsOf(
  tx: Tx,
  firmId: string,
  ids: readonly string[],
): Promise<Map<string, DocumentVersion[]>> {
  const byDocument = new Map<string, DocumentVersion[]>();
  if (ids.length === 0) return byDocument;
  const { rows } = await sql<DocumentVersion & { document_id: string; at: Date }>`
    select v.document_id, v.number, v.file_name as "fileName", v.content_type as "contentType",
      v.size_bytes as "sizeBytes", encode(v.sha256, 'hex') as sha256, v.created_by_staff_id as "createdByStaffId",
      s.first_name || ' ' || s.last_name as "createdByName", v.created_at as at
    from document_versions v
    left join staff_members s on s.firm_id = ${firmId} and s.id = v.created_by_staff_id
    where v.firm_id = ${firmId} and v.document_id = any(${[...ids]}::uuid[])
    order by v.document_id, v.number desc`.execute(tx);
  for (const { document_id, at, ...version } of rows) {
    const list = byDocument.get(document_id) ?? [];
    list.push({ ...version, createdAt: at.toISOString() });
    byDocument.set(document_id, list);
  }
  return byDocument;
}

type Row = Awaited<ReturnType<ReturnType<typeof selectDocuments>['execute']>>[number];

function toItem(row: Row, newest: DocumentVersion | undefined): DocumentListItem {
  return {
    id: row.id,
    matterId: row.matter_id,
    matterNumber: row.matter_number,
    matterTitle: row.matter_title,
    folderId: row.folder_id,
    contactId: row.contact_id,
    contactName: row.contact_name,
    name: row.name,
    description: row.description,
    newest: newest ?? null,
    logEntryId: row.log_entry_id,
    interactionId: row.interaction_id,
    removedAt: row.removed_at?.toISOString() ?? null,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** Makes a document of a file that the file store holds already. */
export async function createDocument(
  tx: Tx,
  actor: Actor & { staffId: string },
  matterId: string,
  input: z.output<typeof schema.uploadQuery>,
  file: StoredFile,
): Promise<Document> {
  const { firmId, staffId } = actor;
  const id = newId();
  const { name, contentType, description } = input;
  await checkReferences(tx, firmId, { contactId: input.contactId });
  await checkFolder(tx, firmId, matterId, input.folderId ?? null);
  await insertDocuments(tx, firmId, [
    {
      id,
      matterId,
      folderId: input.folderId ?? null,
      contactId: input.contactId ?? null,
      name,
      description,
      logEntryId: null,
    },
  ]);
  await addDocumentVersions(tx, firmId, [
    { id: newId(), documentId: id, ...file, contentType, fileName: name, staffId },
  ]);
  await recordChange(tx, actor, { action: 'document.created', id, matterId, detail: { name } });
  return await getDocument(tx, firmId, id);
}

export async function addVersion(
  tx: Tx,
  actor: Actor & { staffId: string },
  id: string,
  input: z.output<typeof schema.newVersionQuery>,
  file: StoredFile,
): Promise<Document> {
  const { firmId, staffId } = actor;
  const { matterId, version } = await lockRecord(tx, firmId, 'document', id);
  await addDocumentVersions(tx, firmId, [
    {
      id: newId(),
      documentId: id,
      ...file,
      contentType: input.contentType,
      fileName: input.name,
      staffId,
    },
  ]);
  await tx
    .updateTable('documents')
    .set({ version: version + 1, updated_at: sql`now()` })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  const detail = { fileName: input.name };
  await recordChange(tx, actor, { action: 'document.version_added', id, matterId, detail });
  return await getDocument(tx, firmId, id);
}

export async function updateDocument(
  tx: Tx,
  actor: Actor,
  id: string,
  patch: z.output<typeof schema.documentPatch>,
  expected: number | null,
): Promise<Document> {
  const { firmId } = actor;
  const { version } = await lockRecord(tx, firmId, 'document', id, expected);
  const before = await getDocument(tx, firmId, id);
  const { matterId } = before;
  await checkReferences(tx, firmId, { contactId: patch.contactId });
  if (patch.folderId) await checkFolder(tx, firmId, matterId, patch.folderId);
  await tx
    .updateTable('documents')
    .set({
      name: patch.name ?? before.name,
      description: patch.description ?? before.description,
      folder_id: patch.folderId === undefined ? before.folderId : patch.folderId,
      contact_id: patch.contactId === undefined ? before.contactId : patch.contactId,
      version: version + 1,
      updated_at: sql`now()`,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await recordPatched(tx, actor, { kind: 'document', id, matterId, patch });
  return await getDocument(tx, firmId, id);
}

/** Ends with `invalid_input` unless the folder is one of the matter's own. */
export async function checkFolder(
  tx: Tx,
  firmId: string,
  matterId: string,
  folderId: string | null,
): Promise<void> {
  if (folderId === null) return;
  const row = await tx
    .selectFrom('folders')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('matter_id', '=', matterId)
    .where('id', '=', folderId)
    .executeTakeFirst();
  if (!row) throw problem('invalid_input', 'There is no such folder on this matter.');
}

/** Where the bytes of a version are; not found when there is none yet. */
export async function findContent(
  tx: Tx,
  firmId: string,
  id: string,
  number: number | undefined,
): Promise<{
  matterId: string;
  number: number;
  sha256: Buffer;
  sizeBytes: number;
  contentType: string;
  fileName: string;
}> {
  let rows = tx
    .selectFrom('document_versions as v')
    .innerJoin('documents as d', (join) =>
      join.onRef('d.firm_id', '=', 'v.firm_id').onRef('d.id', '=', 'v.document_id'),
    )
    .select([
      'd.matter_id as matterId',
      'v.number',
      'v.sha256',
      'v.size_bytes as sizeBytes',
      'v.content_type as contentType',
      'v.file_name as fileName',
    ])
    .where('v.firm_id', '=', firmId)
    .where('v.document_id', '=', id)
    .orderBy('v.number', 'desc')
    .limit(1);
  if (number !== undefined) rows = rows.where('v.number', '=', number);
  return found(await rows.executeTakeFirst());
}
