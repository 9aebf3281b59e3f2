/** How a connection fares, as every worker that uses it finds out. */
import { audit } from '../../platform/audit.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import { mailAdministrators, pageOf } from './store.ts';

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

/**
 * The vendor no longer lets us in: work rests, nothing is lost, the administrators are told once; connecting again resumes
 * it.
 */
export async function recordLockedOut(
  platform: Platform,
  { firmId, id }: Which,
  detail: string,
): Promise<void> {
  await platform.database.firm(firmId).write(async (tx) => {
    const now = platform.clock.now();
    const changed = await tx
      .updateTable('connections')
      .set({ status: 'needs_attention', status_detail: detail, updated_at: now })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .where('status', '=', 'active')
      .returning(['name', 'account_name'])
      .executeTakeFirst();
    if (!changed) return;
    const { name, account_name: account } = changed;
    await mailAdministrators(tx, platform, firmId, {
      subject: `${name} no longer lets Matterline in`,
      body: `${name}${account === null || account === name ? '' : ` (${account})`} no longer lets Matterline in, so nothing is logged there for now. Nothing is lost: sign in again, and what waits is logged.\n\n${pageOf(platform, id)}\n\n${detail}`,
    });
    await audit(tx, {
      firmId,
      staffId: null,
      action: 'connection.locked_out',
      subjectType: 'connection',
      subjectId: id,
      detail: { name },
      at: now,
    });
    await appendEvents(tx, firmId, [{ type: 'connection.changed', subjectId: id }]);
  });
}
