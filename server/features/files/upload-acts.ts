/** What people do with uploads beside sending bytes. The same for staff and for people of the portal. */
import { sql } from 'kysely';
import type { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import type { Scope, Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { type CreationFacts, decideCreation, decideUpload } from './decide.ts';
import { enqueueInspection } from './inspect-job.ts';
import { maxFilesInMessage, maxIncomplete } from './limits.ts';
import { actorOfPerson, eyesOf, findPlace, type Person } from './person.ts';
import { readSettings } from './settings-store.ts';
import type * as shapes from './shapes.ts';
import { toUpload } from './upload-views.ts';
import {
  findUpload,
  insertUpload,
  listWaiting,
  moveUpload,
  type NewUpload,
  readCreationFacts,
  type UploadRow,
} from './uploads-store.ts';

type Deps = Pick<Platform, 'database' | 'clock' | 'jobs'>;

const closed = {
  archived: 'The conversation is archived: restore it to send files.',
  ended: 'The conversation has ended and takes no more files.',
};

/** Ends with not_found, step_up_needed or wrong_state unless this person may send files there now. */
export async function mustTakeFiles(eyes: Scope, person: Person, conversationId: string): Promise<void> {
  const place = found(await eyes.read((tx) => findPlace(tx, person, conversationId)));
  if (place.locked) throw problem('step_up_needed', 'This conversation asks for a second factor.');
  if (place.state === 'archived' || place.state === 'ended')
    throw problem('wrong_state', closed[place.state]);
}

export async function createUpload(deps: Deps, person: Person, input: NewUpload): Promise<UploadRow> {
  await mustTakeFiles(eyesOf(deps.database, person), person, input.conversationId);
  return await deps.database.firm(person.firmId).write(async (tx) => {
    mustHaveRoom(await readCreationFacts(tx, person, input));
    const row = await insertUpload(tx, person, input, deps.clock.now());
    await auditUpload(tx, deps, person, row, 'upload.created', { sizeBytes: input.sizeBytes });
    if (row.state === 'received') await enqueueInspection(tx, deps, row);
    return row;
  });
}

export function mustHaveRoom(facts: CreationFacts): void {
  switch (decideCreation(facts)) {
    case 'create':
      return;
    case 'too_large':
      throw problem(
        'too_large',
        `A file may have at most ${megabytes(facts.limitBytes)}; this one has ${megabytes(facts.sizeBytes)}.`,
      );
    case 'too_many_in_message':
      throw problem(
        'wrong_state',
        `A message takes at most ${maxFilesInMessage} files. Send these first, or remove some.`,
      );
    case 'too_many_incomplete':
      throw problem(
        'too_many_requests',
        `At most ${maxIncomplete} uploads at a time; wait for one to end, or remove it.`,
      );
    case 'no_room':
      throw problem(
        'unavailable',
        'Too much is on its way to this firm. Try again when some of it was sent.',
      );
  }
}

const megabytes = (bytes: number) =>
  bytes >= 1024 ** 3
    ? `${Math.round((bytes / 1024 ** 3) * 10) / 10} GB`
    : `${Math.ceil(bytes / 1024 ** 2)} MB`;

export async function auditUpload(
  tx: Tx,
  { clock }: Pick<Deps, 'clock'>,
  person: Person,
  { id, conversation_id }: Pick<UploadRow, 'id' | 'conversation_id'>,
  action: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const { now, ...who } = actorOfPerson(person, clock);
  const conversationId = conversation_id;
  await audit(tx, {
    ...who,
    action,
    subjectType: 'upload',
    subjectId: id,
    detail: { conversationId, ...detail },
    at: now,
  });
}

export async function listUploads(
  deps: Deps,
  person: Person,
  where: { conversationId: string; forId?: string | undefined },
): Promise<z.input<typeof shapes.uploads>> {
  found(await eyesOf(deps.database, person).read((tx) => findPlace(tx, person, where.conversationId)));
  return await deps.database.firm(person.firmId).read(async (tx) => {
    const policy = await readSettings(tx, person.firmId);
    const rows = await listWaiting(tx, person, where);
    return { items: rows.map((row) => toUpload(row, policy)), next: null };
  });
}

/** The scanner is asked again, of whatever has been looked at. */
export async function scanAgain(
  deps: Deps,
  person: Person,
  id: string,
): Promise<z.input<typeof shapes.upload>> {
  return await deps.database.firm(person.firmId).write(async (tx) => {
    const upload = found(await findUpload(tx, person, id, true));
    if (decideUpload(upload.state, 'scan_again') === null)
      throw problem('wrong_state', 'It is not scanned yet.');
    const moved = found(await moveUpload(tx, upload, 'scan_again', { tries: 0 }, deps.clock.now()));
    await enqueueInspection(tx, deps, moved);
    await auditUpload(tx, deps, person, moved, 'upload.scanned_again');
    return toUpload(moved, await readSettings(tx, person.firmId));
  });
}

interface DocumentContent {
  id: string;
  name: string;
  sha256: Buffer;
  sizeBytes: number;
  contentType: string;
}

/** Copies of documents as they are now, on the same way through the scanner as what comes from outside. */
export async function uploadDocuments(
  deps: Deps,
  eyes: Scope,
  person: Person,
  { conversationId, documentIds }: { conversationId: string; documentIds: readonly string[] },
): Promise<z.input<typeof shapes.uploads>> {
  await mustTakeFiles(eyes, person, conversationId);
  const documents = await eyes.read((tx) => readDocuments(tx, person.firmId, conversationId, documentIds));
  if (documents.length !== new Set(documentIds).size) throw problem('not_found');
  return await deps.database.firm(person.firmId).write(async (tx) => {
    const rows: UploadRow[] = [];
    for (const document of documents)
      rows.push(await uploadDocument(tx, deps, person, conversationId, document));
    const policy = await readSettings(tx, person.firmId);
    return { items: rows.map((row) => toUpload(row, policy)), next: null };
  });
}

async function readDocuments(
  tx: Tx,
  firmId: string,
  conversationId: string,
  ids: readonly string[],
): Promise<DocumentContent[]> {
  const { rows } = await sql<DocumentContent>`
    select distinct on (v.document_id) v.document_id as id, v.file_name as name, v.sha256, v.size_bytes as "sizeBytes",
      v.content_type as "contentType"
    from document_versions v
    join documents d on d.firm_id = ${firmId} and d.id = v.document_id and d.removed_at is null
    join conversations c on c.firm_id = ${firmId} and c.id = ${conversationId} and c.matter_id = d.matter_id
    where v.firm_id = ${firmId} and v.document_id = any(${[...ids]}::uuid[])
    order by v.document_id, v.number desc`.execute(tx);
  return rows;
}

async function uploadDocument(
  tx: Tx,
  deps: Deps,
  person: Person,
  conversationId: string,
  document: DocumentContent,
): Promise<UploadRow> {
  const { sizeBytes, name, contentType, sha256 } = document;
  const input = { conversationId, name, declaredType: contentType, sizeBytes, stripLocation: false };
  mustHaveRoom(await readCreationFacts(tx, person, input));
  const { id } = await insertUpload(tx, person, input, deps.clock.now());
  // Its bytes are in the store already, under their hash.
  const row = await tx
    .updateTable('uploads')
    .set({ state: 'scanning', received_bytes: sizeBytes, sha256 })
    .where('firm_id', '=', person.firmId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await auditUpload(tx, deps, person, row, 'upload.created', { documentId: document.id });
  await enqueueInspection(tx, deps, row);
  return row;
}
