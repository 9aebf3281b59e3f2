/** What people do with files of messages: a link to open one, withdraw it, save it to the matter. */
import type { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Scope, Tx } from '../../platform/db/database.ts';
import type { PortalPrincipal, Principal } from '../../platform/http/contract.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import { refuseHeld } from '../holds/index.ts';
import { addDocumentVersions, insertDocuments } from '../practice/index.ts';
import { deliveryOf, type FileRow, findPageCount, isDrawn, toFile } from './files-store.ts';
import { makeLink, ownerOf } from './links.ts';
import type { FileListener } from './listeners.ts';
import { actorOfPerson, type Person } from './person.ts';
import { readSettings } from './settings-store.ts';
import type * as shapes from './shapes.ts';
import { type FileSource, findInSources } from './sources.ts';
import { deliveryWords } from './words.ts';

type Deps = Pick<Platform, 'database' | 'clock' | 'secrets' | 'filesUrl'> & {
  sources: readonly FileSource[];
};
type Listening = { listeners: readonly FileListener[] };

/** Seen with the person's eyes; what else there is to know of it, as the program. */
async function getFileRow(deps: Deps, eyes: Scope, firmId: string, id: string) {
  const { row, source } = found(await eyes.read((tx) => findInSources(deps.sources, tx, firmId, id)));
  return await deps.database.firm(firmId).read(async (tx) => ({
    row,
    source,
    detail: found(await source.detail(tx, firmId, id)),
    policy: await readSettings(tx, firmId),
  }));
}

export async function getFile(
  deps: Deps,
  eyes: Scope,
  firmId: string,
  id: string,
): Promise<z.input<typeof shapes.file>> {
  const { row, detail, policy } = await getFileRow(deps, eyes, firmId, id);
  return toFile(row, detail.detail, policy);
}

export async function createLink(
  deps: Deps,
  eyes: Scope,
  principal: Principal | PortalPrincipal,
  { id, what, page }: { id: string; what: 'download' | 'page'; page: number },
): Promise<z.input<typeof shapes.fileLink>> {
  const { firmId } = principal;
  const { row, policy } = await getFileRow(deps, eyes, firmId, id);
  mustBeOpen(row, policy);
  if (what === 'page' && !isDrawn(row))
    throw problem('wrong_state', 'There is no preview of this file; download it.');
  const link = makeLink(deps, { firmId, fileId: id, what, page, who: ownerOf(principal) });
  const pages = await deps.database.firm(firmId).read((tx) => findPageCount(tx, firmId, row.sha256));
  return { ...link, pages };
}

function mustBeOpen(row: FileRow, policy: Parameters<typeof deliveryOf>[1]): void {
  if (row.withdrawnAt !== null || row.retracted) throw problem('wrong_state', 'This file was withdrawn.');
  const delivery = deliveryOf(row, policy);
  if (row.pending) throw problem('wrong_state', 'It is being checked; try again in a moment.');
  if (delivery !== 'deliver' && delivery !== 'warn')
    throw problem('wrong_state', `It cannot be opened: ${deliveryWords(row.verdict, delivery)}`);
}

/** By whoever sent it, or an administrator. A hold keeps it where it is. */
export async function withdrawFile(
  deps: Deps & Listening,
  eyes: Scope,
  person: Person & { administers: boolean },
  id: string,
): Promise<z.input<typeof shapes.file>> {
  const { firmId } = person;
  const { row, detail, source } = await getFileRow(deps, eyes, firmId, id);
  if (!source.single)
    throw problem('wrong_state', 'It is no file of a message: take back what it belongs to instead.');
  const by = detail.addedBy;
  const own =
    by !== null &&
    ('staffId' in by ? by.staffId === person.staffId : by.portalUserId === person.portalUserId);
  if (!own && !person.administers)
    throw problem('forbidden', 'Only who sent a file, or an administrator, withdraws it.');
  if (row.withdrawnAt === null) {
    const actor = actorOfPerson(person, deps.clock);
    await deps.database.firm(firmId).write(async (tx) => {
      const wish = { act: 'file.withdraw', subjectType: 'file', subjectId: id };
      await refuseHeld(tx, actor, { conversationId: row.conversationId, matterId: detail.matterId }, wish);
      if (await markWithdrawn(tx, deps, actor, row, 'person'))
        await tellOfConversations(tx, firmId, [row.conversationId]);
    });
  }
  return await getFile(deps, eyes, firmId, id);
}

/** False when it was withdrawn before. Listeners hear of it; telling open streams is left to the caller, once and last. */
export async function markWithdrawn(
  tx: Tx,
  { listeners }: Listening,
  { firmId, staffId, portalUserId, now }: Actor,
  { id, conversationId, seq }: Pick<FileRow, 'id' | 'conversationId' | 'seq'>,
  why: 'person' | 'infected',
): Promise<boolean> {
  const changed = await tx
    .updateTable('attachments')
    .set({
      withdrawn_at: now,
      withdrawn_by_staff_id: staffId,
      withdrawn_by_portal_user_id: portalUserId ?? null,
      withdrawn_why: why,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) return false;
  await audit(tx, {
    ...{ firmId, staffId, ...(portalUserId ? { portalUserId } : {}), action: 'file.withdrawn', at: now },
    ...{ subjectType: 'file', subjectId: id, detail: { conversationId, seq, why } },
  });
  const by = staffId !== null ? { staffId } : portalUserId ? { portalUserId } : null;
  for (const listener of listeners)
    await listener.withdrawn?.(tx, { firmId, fileId: id, conversationId, seq, why, by, at: now });
  return true;
}

/** An owner hands it out all the same, with the reason: what could not be scanned must not be stuck. Malware stays where it is. */
export async function releaseFile(
  tx: Tx,
  { sources }: Pick<Deps, 'sources'>,
  actor: Actor & { staffId: string },
  id: string,
  reason: string,
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const { row, source } = found(await findInSources(sources, tx, firmId, id));
  const policy = await readSettings(tx, firmId);
  if (row.pending || deliveryOf(row, policy) !== 'owner_must_release')
    throw problem('wrong_state', 'There is nothing to release.');
  await source.released(tx, firmId, id, { staffId, at: now, reason });
  const { conversationId, seq, verdict } = row;
  await audit(tx, {
    ...{ firmId, staffId, action: 'file.released', subjectType: 'file', subjectId: id, at: now },
    detail: { reason, verdict, conversationId, seq },
  });
  await tellOfConversations(tx, firmId, [conversationId]);
}

/** Open threads read their messages again. Last in a transaction: others of the firm wait for the counter of news. */
export async function tellOfConversations(
  tx: Tx,
  firmId: string,
  conversationIds: readonly string[],
): Promise<void> {
  await appendEvents(
    tx,
    firmId,
    [...new Set(conversationIds)].map((id) => ({
      type: 'conversation.changed',
      subjectId: id,
      conversationId: id,
    })),
  );
}

/** A copy in the matter's documents, of the very same bytes; once, as long as that copy is there. */
export async function saveToMatter(
  tx: Tx,
  { sources }: Pick<Deps, 'sources'>,
  actor: Actor & { staffId: string },
  id: string,
  { name, folderId }: { name?: string | undefined; folderId: string | null },
): Promise<{ documentId: string; name: string; already: boolean }> {
  const { firmId, staffId } = actor;
  const { row, source } = found(await findInSources(sources, tx, firmId, id));
  mustBeOpen(row, await readSettings(tx, firmId));
  const { matterId, savedAs } = found(await source.detail(tx, firmId, id));
  if (matterId === null) throw problem('wrong_state', 'This conversation is on no matter.');
  const before = savedAs && (await findDocument(tx, firmId, savedAs));
  if (before) return { documentId: before.id, name: before.name, already: true };
  if (folderId !== null) await mustBeFolder(tx, firmId, matterId, folderId);
  const documentId = newId();
  const fileName = name ?? row.name;
  await insertDocuments(tx, firmId, [
    {
      id: documentId,
      matterId,
      folderId,
      contactId: null,
      name: fileName,
      description: '',
      logEntryId: null,
    },
  ]);
  const { sha256, sizeBytes, contentType } = row;
  await addDocumentVersions(tx, firmId, [
    { id: newId(), documentId, sha256, sizeBytes, contentType, fileName, staffId },
  ]);
  await source.saved(tx, firmId, id, documentId);
  const detail = { name: fileName, fileId: id };
  await recordChange(tx, actor, { action: 'document.created', id: documentId, matterId, detail });
  return { documentId, name: fileName, already: false };
}

async function findDocument(tx: Tx, firmId: string, id: string) {
  return await tx
    .selectFrom('documents')
    .select(['id', 'name'])
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
}

async function mustBeFolder(tx: Tx, firmId: string, matterId: string, id: string): Promise<void> {
  const row = await tx
    .selectFrom('folders')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('matter_id', '=', matterId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw problem('invalid_input', 'There is no such folder on this matter.');
}
