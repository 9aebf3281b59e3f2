/** The connections' public face. */
export { canaryRound, checkRound } from './canary-round.ts';
export { type ConnectionDeps, connectNow, connectRound } from './connect.ts';
export { createConnection } from './create.ts';
export { type KeptCredentials, openKept, sealKept } from './credentials.ts';
export { createConnectionsFeature } from './feature.ts';
export { recordBlocked, recordLockedOut, recordSuccess } from './health-store.ts';
export { laneKeyOf, readLane } from './lane.ts';
export type { Priority } from './lane-decide.ts';
export type { ConnectionNeighbours, KindProgress, Queue, Which, WriteLine } from './neighbours.ts';
export { connectionRoutes } from './schema.ts';
export {
  addressesOf,
  type ConnectionRow,
  findConnection,
  lockConnection,
  openConnection,
} from './session.ts';
export { beginSignIn } from './sign-in.ts';
