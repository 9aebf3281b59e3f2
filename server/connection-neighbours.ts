/** What connections ask of the features that are built on them. */
import type { ConnectionNeighbours } from './features/connections/index.ts';
import { listWrites, readQueues, recordLateFailure, redrive } from './features/destinations/index.ts';
import { addHints, readMirrorProgress, requestWholePass, startMirror } from './features/mirror/index.ts';

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
  },
  writes: { readQueues, list: listWrites, redrive, recordLateFailure },
};
