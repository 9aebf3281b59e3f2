import type { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type * as schema from './documents-schema.ts';
import { checkFolder } from './documents-store.ts';
import './tables.ts';

type Folder = z.input<typeof schema.folder>;

export async function listFolders(tx: Tx, firmId: string, matterId: string): Promise<Folder[]> {
  return await tx
    .selectFrom('folders')
    .select(['id', 'matter_id as matterId', 'parent_id as parentId', 'name'])
    .where('firm_id', '=', firmId)
    .where('matter_id', '=', matterId)
    .orderBy('name')
    .orderBy('id')
    .execute();
}

export async function createFolder(
  tx: Tx,
  actor: Actor,
  matterId: string,
  input: z.output<typeof schema.folderInput>,
): Promise<Folder> {
  const { firmId } = actor;
  await checkFolder(tx, firmId, matterId, input.parentId);
  const id = newId();
  const made = await tx
    .insertInto('folders')
    .values({ firm_id: firmId, id, matter_id: matterId, parent_id: input.parentId, name: input.name })
    .returning(['id', 'matter_id as matterId', 'parent_id as parentId', 'name'])
    .executeTakeFirstOrThrow()
    .catch(nameTaken);
  await recordChange(tx, actor, { action: 'folder.created', id, matterId, detail: { name: input.name } });
  return made;
}

export async function updateFolder(
  tx: Tx,
  actor: Actor,
  id: string,
  patch: z.output<typeof schema.folderPatch>,
): Promise<Folder> {
  const { firmId } = actor;
  const before = await getFolder(tx, firmId, id);
  const { matterId } = before;
  const parentId = patch.parentId === undefined ? before.parentId : patch.parentId;
  if (parentId !== before.parentId) {
    const folders = await listFolders(tx, firmId, matterId);
    await checkFolder(tx, firmId, matterId, parentId);
    if (isInside(folders, parentId, id)) throw problem('invalid_input', 'A folder cannot lie in itself.');
  }
  const changed = await tx
    .updateTable('folders')
    .set({ name: patch.name ?? before.name, parent_id: parentId })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .returning(['id', 'matter_id as matterId', 'parent_id as parentId', 'name'])
    .executeTakeFirstOrThrow()
    .catch(nameTaken);
  await recordChange(tx, actor, { action: 'folder.changed', id, matterId, detail: patch });
  return changed;
}

/** Removes an empty folder; what was removed from it earlier moves to the top. */
export async function removeFolder(tx: Tx, actor: Actor, id: string): Promise<void> {
  const { firmId } = actor;
  const { matterId } = await getFolder(tx, firmId, id);
  const inside = (await listFolders(tx, firmId, matterId)).some((folder) => folder.parentId === id);
  const document = await tx
    .selectFrom('documents')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('folder_id', '=', id)
    .where('removed_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  if (inside || document) throw problem('wrong_state', 'Empty the folder first.');
  await tx
    .updateTable('documents')
    .set({ folder_id: null })
    .where('firm_id', '=', firmId)
    .where('folder_id', '=', id)
    .execute();
  await tx.deleteFrom('folders').where('firm_id', '=', firmId).where('id', '=', id).execute();
  await recordChange(tx, actor, { action: 'folder.removed', id, matterId });
}

async function getFolder(tx: Tx, firmId: string, id: string): Promise<Folder> {
  return found(
    await tx
      .selectFrom('folders')
      .select(['id', 'matter_id as matterId', 'parent_id as parentId', 'name'])
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  );
}

/** Whether `inner` is `outer` or lies anywhere in it. */
function isInside(folders: readonly Folder[], inner: string | null, outer: string): boolean {
  const parents = new Map(folders.map((folder) => [folder.id, folder.parentId]));
  for (let at = inner; at !== null; at = parents.get(at) ?? null) if (at === outer) return true;
  return false;
}

function nameTaken(error: unknown): never {
  if (typeof error === 'object' && error && 'code' in error && error.code === '23505')
    throw problem('already_exists', 'There is a folder of that name.');
  throw error;
}
