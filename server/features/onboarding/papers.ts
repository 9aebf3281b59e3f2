/** Copies results and forms to the matter's documents: each once, only PDFs, and the same bytes never twice. */
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { StoredFile } from '../../platform/file-store.ts';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { VendorError } from '../../vendors/ports.ts';
import { addDocumentVersions, insertDocuments } from '../practice/index.ts';
import { nextTry } from './decide.ts';
import { maxPaperBytes } from './settings-store.ts';
import type { Work } from './test-service.ts';
import { findWorkspace } from './workspaces-store.ts';
import './tables.ts';

interface Paper {
  workspaceId: string;
  externalId: string;
  fileId: string;
  name: string;
  attempts: number;
}

export async function copyPapers(work: Work): Promise<void> {
  const { deps, firmId } = work;
  const { database, clock } = deps.platform;
  const { rows } = await database.firm(firmId).read((tx) =>
    sql<Paper>`
      select f.workspace_id as "workspaceId", w.external_id as "externalId", f.file_id as "fileId", f.name, f.attempts
      from onboarding_files f join onboarding_workspaces w on w.firm_id = ${firmId} and w.id = f.workspace_id
      where f.firm_id = ${firmId} and f.state = 'waiting' and f.due_at <= ${clock.now()} and w.external_id is not null
      order by f.due_at, f.file_id limit 100`.execute(tx),
  );
  for (const paper of rows) await copyOne(work, paper);
}

async function copyOne(work: Work, paper: Paper): Promise<void> {
  const { deps, client, firmId } = work;
  const { database, clock, files } = deps.platform;
  const scope = database.firm(firmId);
  let bytes: Uint8Array;
  try {
    bytes = await client.fetchDocument(paper.externalId, paper.fileId);
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    const next = nextTry(error.problem, paper.attempts);
    if (next.kind === 'rest') throw error;
    const change =
      next.kind === 'again'
        ? {
            attempts: paper.attempts + 1,
            due_at: new Date(clock.now().getTime() + next.seconds * 1000),
          }
        : { state: 'failed' as const, detail: next.why };
    return await scope.write((tx) => noteFile(tx, firmId, paper, change));
  }
  if (bytes.length > maxPaperBytes || !isPdf(bytes))
    return await scope.write((tx) =>
      noteFile(tx, firmId, paper, {
        state: 'failed',
        detail: isPdf(bytes) ? 'It is larger than 25 MB.' : 'It is not a PDF.',
      }),
    );
  const stored = await files.put(firmId, Readable.from([bytes]), maxPaperBytes);
  await scope.write((tx) => fileAway(tx, { firmId, staffId: null, now: clock.now() }, paper, stored));
}

function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-';
}

async function fileAway(tx: Tx, actor: Actor, paper: Paper, stored: StoredFile): Promise<void> {
  const { firmId } = actor;
  const workspace = await findWorkspace(tx, firmId, paper.workspaceId, true);
  const matterId = workspace?.matter_id ?? null;
  if (matterId === null) return;
  const { rows } = await sql<{ id: string }>`
    select document_id as id from document_versions
    where firm_id = ${firmId} and matter_id = ${matterId} and sha256 = ${stored.sha256} order by id limit 1`.execute(
    tx,
  );
  const id = rows[0]?.id ?? newId();
  if (rows.length === 0) {
    const { name } = paper;
    await insertDocuments(tx, firmId, [
      { id, matterId, folderId: null, contactId: null, name, description: '', logEntryId: null },
    ]);
    await addDocumentVersions(tx, firmId, [
      {
        id: newId(),
        documentId: id,
        ...stored,
        contentType: 'application/pdf',
        fileName: name,
        staffId: null,
      },
    ]);
    await recordChange(tx, actor, { action: 'document.created', id, matterId, detail: { name } });
  }
  await noteFile(tx, firmId, paper, { state: 'done', detail: '', document_id: id });
}

async function noteFile(
  tx: Tx,
  firmId: string,
  { workspaceId, fileId }: Paper,
  change: Partial<{
    state: 'done' | 'failed';
    detail: string;
    attempts: number;
    due_at: Date;
    document_id: string;
  }>,
): Promise<void> {
  await tx
    .updateTable('onboarding_files')
    .set(change)
    .where('firm_id', '=', firmId)
    .where('workspace_id', '=', workspaceId)
    .where('file_id', '=', fileId)
    .execute();
  if (change.state === undefined) return;
  // The screen of the onboarding shows its papers as links; the document's own news does not reach it.
  const matterId = (await findWorkspace(tx, firmId, workspaceId))?.matter_id ?? null;
  await appendEvents(tx, firmId, [{ type: 'onboarding.changed', subjectId: workspaceId, matterId }]);
}
