/** The mirror of practice systems: its public face. */
export type { Applied } from './applied.ts';
export { applyMirrored, removeMirrored } from './apply.ts';
export { hintRound } from './hints.ts';
export {
  findExternalIds,
  findLocalId,
  forgetContent,
  linkRecord,
  type MirrorContext,
  type RecordLink,
  resolveRefs,
} from './links-store.ts';
export {
  addHints,
  type MirrorProgress,
  readMirrorProgress,
  requestWholePass,
  startMirror,
} from './streams-store.ts';
export type { LinkKind } from './tables.ts';
export { type MirrorDeps, mirrorConnection, mirrorRound } from './worker.ts';
