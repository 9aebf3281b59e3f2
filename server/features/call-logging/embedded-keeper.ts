/** The firm's own practice record as a destination: written in the very transaction that decides. */
import { completeTask, removeRecord, reopenTask, restoreRecord } from '../practice/index.ts';
import { addToBatch, ownKinds } from './embedded-record.ts';
import type { RecordKeeper } from './record-keeper.ts';
import { isAsWritten, refreshRecord } from './refresh.ts';

export const embeddedKeeper: RecordKeeper = {
  add: (batch, facts) => addToBatch(batch, facts),
  isAsWritten: (context, entry, records) => isAsWritten(context, entry, ownKinds(records)),
  async takeOut({ tx, firm }, _batch, _entry, records, how) {
    for (const { kind, id } of ownKinds(records)) {
      if (kind === 'task' && how.tasks === 'complete') await completeTask(tx, firm.firmId, id);
      else if ((await removeRecord(tx, firm.firmId, kind, id)) === 'billed') return { billed: true };
    }
    return { billed: false, afterId: null };
  },
  refresh: (context, _batch, one) => refreshRecord(context, one),
  async bringBack({ tx, firm }, records) {
    for (const { kind, id } of ownKinds(records)) {
      await restoreRecord(tx, firm.firmId, kind, id);
      if (kind === 'task') await reopenTask(tx, firm.firmId, id);
    }
    return true;
  },
};
