/** What connections ask of the features that are built on them. */
import type { ConnectionNeighbours } from './features/connections/index.ts';
import { listWrites, readQueues, recordLateFailure, redrive } from './features/destinations/index.ts';
import {
  addHints,
  hintRound,
  type MirrorDeps,
  mirrorRound,
  readMirrorProgress,
  requestWholePass,
  startMirror,
} from './features/mirror/index.ts';
import { noteLayoutHints, reviewSuggestions } from './features/sync/index.ts';
import type { Platform } from './platform/platform.ts';
import { practiceSystems } from './vendors/registry.ts';

/**
 * Suggestions for changed contacts are looked at anew. What earlier interactions say of them is found when somebody looks.
 */
const mirrorDeps = (platform: Platform): MirrorDeps => ({
  platform,
  practiceSystems,
  onMirrored: (tx, firmId, { contactIds }) => reviewSuggestions(tx, firmId, contactIds, platform.clock.now()),
});

export const connectionNeighbours: ConnectionNeighbours = {
  mirror: {
    start: (tx, which, vendor, now) => startMirror(tx, { ...which, vendor, now }),
    requestWholePass: (tx, which, confirmRemovals, now) =>
      requestWholePass(tx, { ...which, now, confirmRemovals }),
    addHints: (tx, { firmId, connectionId }, hints, now) => addHints(tx, firmId, connectionId, hints, now),
    readProgress: async (tx, { firmId, connectionId }) =>
      (await readMirrorProgress(tx, firmId, connectionId)).map(
        ({ kind, pass, done, total, firstDoneAt, upToDateAt, linked, missing, error }) => ({
          kind,
          pass,
          done,
          total,
          firstDoneAt,
          upToDateAt,
          linked,
          missing,
          error,
        }),
      ),
    round: (platform) => mirrorRound(mirrorDeps(platform)),
    hintRound: (platform) => hintRound(mirrorDeps(platform)),
  },
  sync: { noteHints: noteLayoutHints },
  writes: { readQueues, list: listWrites, redrive, recordLateFailure },
};
