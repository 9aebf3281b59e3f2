/** Connected phone systems: their webhooks, polls, directories and stored events. */

export { catchUpRound } from './catch-up.ts';
export { createSource } from './create.ts';
export { registerHooks } from './hooks.ts';
export { createIntake, type Intake } from './intake.ts';
export { createSourceRoutes } from './routes.ts';
export { sourceRoutes } from './schema.ts';
export {
  bringPollForward,
  claimPendingEvents,
  type DirectoryUser,
  listConnectedSince,
  listFirmsWithPendingEvents,
  listOwnNumbers,
  loadDirectories,
  postponeEvent,
  recordReadings,
  type StoredEvent,
  type UnreadEvent,
} from './store.ts';
export { withVendorClient } from './vendor-session.ts';
