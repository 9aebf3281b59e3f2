/** How a connection fares, as every worker that uses it finds out. */
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';

interface Which {
  firmId: string;
  id: string;
}

/** The vendor answered: nothing stands in the way any more. */
export async function recordSuccess(platform: Platform, { firmId, id }: Which): Promise<void> {
  const now = platform.clock.now();
  await platform.database
    .firm(firmId)
    .write((tx) =>
      tx
        .updateTable('connections')
        .set({ failures: 0, blocked_until: null, last_success_at: now, last_served_at: now })
        .where('firm_id', '=', firmId)
        .where('id', '=', id)
        .execute(),
    );
}

/** Nothing is asked before `until`: the vendor said so, or is down. */
export async function recordBlocked(
  platform: Platform,
  { firmId, id }: Which,
  block: { until: Date; failed: boolean },
): Promise<void> {
  await platform.database.firm(firmId).write((tx) =>
    tx
      .updateTable('connections')
      .set((eb) => ({
        blocked_until: block.until,
        last_served_at: platform.clock.now(),
        ...(block.failed ? { failures: eb('failures', '+', 1) } : {}),
      }))
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .execute(),
  );
}

/** The vendor no longer lets us in: work rests, nothing is lost, an administrator is told; connecting again resumes it. */
export async function recordLockedOut(
  platform: Platform,
  { firmId, id }: Which,
  detail: string,
): Promise<void> {
  await platform.database.firm(firmId).write(async (tx) => {
    const changed = await tx
      .updateTable('connections')
      .set({ status: 'needs_attention', status_detail: detail, updated_at: platform.clock.now() })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .where('status', '=', 'active')
      .returning('id')
      .executeTakeFirst();
    if (changed) await appendEvents(tx, firmId, [{ type: 'connection.changed', subjectId: id }]);
  });
}
