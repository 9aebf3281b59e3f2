/** From a planned record to one that the vendor can be given: our ids become theirs. */
import type { Tx } from '../../platform/db/database.ts';
import type { FileStore } from '../../platform/file-store.ts';
import type { ExternalRef, FileToWrite } from '../../vendors/ports.ts';
import type { PlannedRecord } from './planned-record.ts';
import { findRefs, refKey, type WantedRef } from './refs.ts';
import { isOfMatter, resolveOfMatter } from './resolve-matter.ts';
import { never, type ResolvedRecord } from './resolved.ts';
import { getWrite } from './store.ts';

/** The bytes that an interaction's record is about, as whoever keeps them can say. */
export type FileAnswer = { file: Omit<FileToWrite, 'name'> } | { file: null; coming: boolean };
export type FindFile = (tx: Tx, firmId: string, interactionId: string) => Promise<FileAnswer>;

export async function resolveRecord(
  tx: Tx,
  write: { firmId: string; connectionId: string; reference: string },
  planned: PlannedRecord,
  from: { findFile: FindFile; files: FileStore },
): Promise<ResolvedRecord> {
  const { firmId, connectionId, reference } = write;
  if (planned.record === 'contact' || planned.record === 'activity_code')
    return { ready: true, record: { reference, ...planned } };
  if (isOfMatter(planned)) return await resolveOfMatter(tx, write, planned, from.files);
  const { contactId, matterId, staffId, ...rest } = planned;
  const assigneeId = planned.record === 'task' ? planned.assigneeId : null;
  const wanted: WantedRef[] = [
    ...(contactId === null ? [] : [{ kind: 'contact' as const, localId: contactId }]),
    ...(matterId === null ? [] : [{ kind: 'matter' as const, localId: matterId }]),
    ...[staffId, assigneeId].flatMap((id) => (id === null ? [] : [{ kind: 'staff' as const, localId: id }])),
  ];
  const refs = await findRefs(tx, firmId, connectionId, wanted);
  const refOf = (kind: WantedRef['kind'], id: string | null): ExternalRef | null =>
    id === null ? null : (refs.get(refKey({ kind, localId: id })) ?? null);
  const matter = refOf('matter', matterId);
  if (matterId !== null && matter === null) return never('The matter is no longer there.');
  const common = {
    ...rest,
    reference,
    contact: refOf('contact', contactId),
    matter,
    staff: refOf('staff', staffId),
  };
  switch (common.record) {
    case 'task': {
      const { assigneeId: _id, ...task } = common;
      const assignee = refOf('staff', assigneeId);
      if (assignee === null) return never('The person who should get the task is not known there.');
      return { ready: true, record: { ...task, assignee } };
    }
    case 'time_entry': {
      const { parentWriteId, ...entry } = common;
      const parent = parentWriteId === null ? null : await getWrite(tx, firmId, parentWriteId);
      return { ready: true, record: { ...entry, parentId: parent?.external_id ?? null } };
    }
    case 'document':
    case 'attachment': {
      const found = await from.findFile(tx, firmId, common.file.interactionId);
      if (found.file === null)
        return found.coming
          ? { ready: false, coming: true, detail: 'The file has not arrived yet.' }
          : never('The file never arrived.');
      return { ready: true, record: { ...common, file: { ...found.file, name: common.file.name } } };
    }
    default:
      return { ready: true, record: common };
  }
}
