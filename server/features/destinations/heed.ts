/** What an answer says about the connection as a whole: fine, to be left alone for a while, or no longer letting us in. */
import type { Platform } from '../../platform/platform.ts';
import { type PracticeSystemClient, VendorError } from '../../vendors/ports.ts';
import { type ConnectionRow, recordBlocked, recordLockedOut, recordSuccess } from '../connections/index.ts';
import { connectionPause, type Outcome } from './decide.ts';

/** Draws the connection's own conclusion. False when it should rest. */
export async function heed(
  platform: Platform,
  client: PracticeSystemClient,
  connection: ConnectionRow,
  outcome: Outcome,
  random: () => number,
): Promise<boolean> {
  const which = { firmId: connection.firm_id, id: connection.id };
  const said = outcome.connection ?? (outcome.failure === 'unavailable' ? await probe(client) : null);
  switch (said?.is) {
    case undefined:
      return true;
    case 'fine':
      if (isNews(connection, platform.clock.now())) await recordSuccess(platform, which);
      return true;
    case 'blocked':
      await recordBlocked(platform, which, { until: said.until, failed: false });
      return false;
    case 'locked_out':
      await recordLockedOut(platform, which, said.detail);
      return false;
    case 'down': {
      const now = platform.clock.now();
      const until = connectionPause(connection.failures + 1, now, random());
      await recordBlocked(platform, which, { until, failed: true });
      return false;
    }
  }
}

/** That all is well is noted when it was not, else every few seconds. */
const noteSuccessEveryMs = 5000;

function isNews({ failures, blocked_until, last_success_at }: ConnectionRow, now: Date): boolean {
  if (failures > 0 || blocked_until !== null || last_success_at === null) return true;
  return now.getTime() - last_success_at.getTime() >= noteSuccessEveryMs;
}

/** Was it this record's own trouble, or is nobody there? In the latter case nothing else is tried, so the order stays. */
async function probe(client: PracticeSystemClient): Promise<Outcome['connection'] | { is: 'down' }> {
  try {
    await client.whoAmI();
    return { is: 'fine' };
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    const { problem } = error;
    if (problem.failure === 'rate_limited') return { is: 'blocked', until: problem.retryAt };
    if (problem.failure === 'unauthorised') return { is: 'locked_out', detail: problem.detail };
    return { is: 'down' };
  }
}
