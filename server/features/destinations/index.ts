/** Writing to practice systems: its public face. */
export type { Outcome } from './decide.ts';
export { fence, fenceHash, isOnlyFence, replaceFenced } from './fence.ts';
export { contactFields, type PlannedChange } from './planned-change.ts';
export { type Planned, type PlannedRecord, parsePlanned } from './planned-record.ts';
export { listWrites, readQueues, recordLateFailure, redrive } from './queue.ts';
export { redriveWrites, reopenWrite } from './reopen.ts';
export type { FileAnswer, FindFile } from './resolve.ts';
export {
  cancelWaiting,
  getWrite,
  insertWrites,
  listContactsOnTheirWay,
  listConversionWrites,
  listEntryWrites,
  type NewWrite,
  replaceWaiting,
  type WriteRow,
} from './store.ts';
export { openStored } from './stored-file.ts';
export { type WorkerDeps, workConnection, writeRound } from './worker.ts';
