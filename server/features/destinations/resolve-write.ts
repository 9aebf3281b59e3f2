/** What is due, with the other side's ids: a record to be written, or a change of one. */
import type { Tx } from '../../platform/db/database.ts';
import type { FileStore } from '../../platform/file-store.ts';
import type { ChangeToMake, PracticeSystemClient } from '../../vendors/ports.ts';
import type { Answer } from './decide.ts';
import { plannedChange, resolveChange } from './planned-change.ts';
import { plannedRecord } from './planned-record.ts';
import { type FindFile, resolveRecord } from './resolve.ts';
import type { Resolved } from './resolved.ts';
import type { WriteRow } from './store.ts';

export async function resolveWrite(
  tx: Tx,
  write: WriteRow,
  from: { findFile: FindFile; files: FileStore },
): Promise<Resolved> {
  const { id, reference, firm_id: firmId, connection_id: connectionId } = write;
  const which = { firmId, connectionId, reference, id };
  const change = plannedChange.safeParse(write.record);
  if (change.success) return await resolveChange(tx, which, change.data);
  return await resolveRecord(tx, which, plannedRecord.parse(write.record), from);
}

/** A change may be made twice: it says what it expects. */
export async function makeChange(client: PracticeSystemClient, change: ChangeToMake): Promise<Answer> {
  if (!client.change) return { answer: 'impossible', detail: 'Nothing can be changed there from here.' };
  const { left } = await client.change(change);
  return {
    answer: 'finished',
    detail: left.length === 0 ? '' : `Changed there meanwhile: ${left.join(', ')}`,
  };
}
