/** Connected phone systems: their webhooks, polls, directories and stored events. */

export { backfillRound } from './backfill.ts';
export { bringInPeriod } from './backfill-store.ts';
export { catchUpRound } from './catch-up.ts';
export { createSource } from './create.ts';
export { registerHooks } from './hooks.ts';
export { createIntake, type Intake } from './intake.ts';
export { type FirmLedger, type NotedHeads, notedHeads, sealEvents, verifyLedger } from './ledger.ts';
export {
  claimPendingEvent,
  claimPendingEvents,
  isBehind,
  listFirmsWithPendingEvents,
  postponeEvent,
  type StoredEvent,
} from './pending-store.ts';
export { createSourceRoutes } from './routes.ts';
export { sourceRoutes } from './schema.ts';
export {
  bringPollForward,
  type DirectoryUser,
  listConnectedSince,
  listOwnNumbers,
  loadDirectories,
  recordReadings,
  type UnreadEvent,
} from './store.ts';
export { withVendorClient } from './vendor-session.ts';
