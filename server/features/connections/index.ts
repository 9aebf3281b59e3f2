/** The connections' public face. */
export { type KeptCredentials, openKept, sealKept } from './credentials.ts';
export { recordBlocked, recordLockedOut, recordSuccess } from './health-store.ts';
export { laneKeyOf, readLane } from './lane.ts';
export type { Priority } from './lane-decide.ts';
export { addressesOf, type ConnectionRow, findConnection, openConnection } from './session.ts';
