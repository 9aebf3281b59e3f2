/** Writing to practice systems: its public face. */
export type { Outcome } from './decide.ts';
export { fence, fenceHash, isOnlyFence, replaceFenced } from './fence.ts';
export type { PlannedRecord } from './planned-record.ts';
export type { FileAnswer, FindFile } from './resolve.ts';
export {
  cancelWaiting,
  insertWrites,
  listEntryWrites,
  type NewWrite,
  redriveWrites,
  type WriteRow,
} from './store.ts';
export { type WorkerDeps, workConnection, writeRound } from './worker.ts';
