/** What a refusal or failure of the vendor means for reading, and for the connection as a whole. */
import { appendEvents } from '../../platform/live-events.ts';
import {
  type MirrorKind,
  type PracticeSystemClient,
  VendorError,
  type VendorFailure,
} from '../../vendors/ports.ts';
import { recordBlocked, recordLockedOut } from '../connections/index.ts';
import { restartPass, restUntil } from './pass-store.ts';
import { restMs } from './streams-decide.ts';
import type { MirrorDeps, Turn } from './worker.ts';

const minuteMs = 60_000;

/**
 * Nothing is lost: a kind goes on from its cursor later. A kind that cannot be read alone rests alone; a vendor that is not
 * there, or no longer lets us in, is left alone as a whole.
 */
export async function heedFailure(
  deps: MirrorDeps,
  turn: Turn,
  client: PracticeSystemClient,
  at: { kind: MirrorKind | null; midway: boolean },
  error: unknown,
): Promise<void> {
  if (!(error instanceof VendorError)) throw error;
  const { problem } = error;
  if (await heedConnection(deps, turn, client, problem)) return;
  const { platform } = deps;
  const { context } = turn;
  const now = platform.clock.now();
  await platform.database.firm(context.firmId).write(async (tx) => {
    const { kind } = at;
    const refused = problem.failure === 'rejected' || problem.failure === 'not_found';
    // Places in a list do not live for ever.
    if (kind !== null && refused && at.midway) await restartPass(tx, { ...context, now }, kind);
    const until = new Date(now.getTime() + (refused && !at.midway ? 60 : 1) * minuteMs);
    await restUntil(tx, { ...context, now }, kind, until, problem.detail);
    await appendEvents(tx, context.firmId, [{ type: 'connection.changed', subjectId: context.connectionId }]);
  });
}

/** True when the connection as a whole rests, or its reading does. */
export async function heedConnection(
  deps: MirrorDeps,
  turn: Turn,
  client: PracticeSystemClient,
  problem: VendorFailure,
): Promise<boolean> {
  const { platform } = deps;
  const { connection, context } = turn;
  const now = platform.clock.now();
  const which = { firmId: context.firmId, id: context.connectionId };
  switch (problem.failure) {
    case 'rate_limited':
      // Only reading: what is more urgent may still have room. A 429 itself keeps everybody away, by the lane.
      await platform.database
        .firm(which.firmId)
        .write((tx) => restUntil(tx, { ...context, now }, null, problem.retryAt, null));
      return true;
    case 'unauthorised':
      await recordLockedOut(platform, which, problem.detail);
      return true;
    case 'unavailable': {
      const found = await probe(client);
      if (found === null) return false;
      if (found.failure !== 'unavailable') return await heedConnection(deps, turn, client, found);
      const pause = restMs(connection.failures + 1, (deps.random ?? Math.random)());
      await recordBlocked(platform, which, { until: new Date(now.getTime() + pause), failed: true });
      return true;
    }
    case 'not_found':
    case 'rejected':
      return false;
  }
}

/** Was it this page's own trouble (null), or is nobody there? */
async function probe(client: PracticeSystemClient): Promise<VendorFailure | null> {
  try {
    await client.whoAmI();
    return null;
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    return error.problem;
  }
}
