/** How a connection fares, as every worker that uses it finds out. */
import { sql } from 'kysely';
import { audit } from '../../platform/audit.ts';
import type { Platform } from '../../platform/platform.ts';
import { isOut } from './decide.ts';
import { changed, mailAdministrators, pageOf } from './store.ts';

interface Which {
  firmId: string;
  id: string;
}

/** The vendor answered: nothing stands in the way any more. */
export async function recordSuccess(platform: Platform, { firmId, id }: Which): Promise<void> {
  const now = platform.clock.now();
  await platform.database.firm(firmId).write(async (tx) => {
    const { rows } = await sql<{ failures: number }>`
      update connections c set failures = 0, canary_failures = 0, blocked_until = null, last_success_at = ${now},
        last_served_at = ${now}
      from (select firm_id, id, failures, canary_failures from connections
        where firm_id = ${firmId} and id = ${id} for update) was
      where c.firm_id = was.firm_id and c.id = was.id
      returning greatest(was.failures, was.canary_failures) as failures`.execute(tx);
    // Open screens show an alarm, which is over.
    if ((rows[0]?.failures ?? 0) > 0) await changed(tx, firmId, id);
  });
}

/** Nothing is asked before `until`: the vendor said so, or is down. */
export async function recordBlocked(
  platform: Platform,
  { firmId, id }: Which,
  block: { until: Date; failed: boolean },
): Promise<void> {
  await platform.database.firm(firmId).write(async (tx) => {
    const blocked = await tx
      .updateTable('connections')
      .set((eb) => ({
        blocked_until: block.until,
        last_served_at: platform.clock.now(),
        ...(block.failed ? { failures: eb('failures', '+', 1) } : {}),
      }))
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .returning(['failures', 'canary_failures'])
      .executeTakeFirst();
    if (!block.failed || !blocked) return;
    const { failures, canary_failures: canaryFailures } = blocked;
    const outBefore = isOut({ failures: failures - 1, canaryFailures });
    if (failures === 1 || outBefore !== isOut({ failures, canaryFailures })) await changed(tx, firmId, id);
  });
}

/** The vendor no longer lets us in. */
export async function recordLockedOut(platform: Platform, which: Which, detail: string): Promise<void> {
  await putToRest(platform, which, detail, {
    action: 'connection.locked_out',
    subject: (name) => `${name} no longer lets Matterline in`,
    body: (name) =>
      `${name} no longer lets Matterline in, so nothing is logged there for now. Nothing is lost: sign in again, and what waits is logged.`,
  });
}

/** The vendor lets us in, to an account that this connection does not belong to. */
export async function recordOtherAccount(platform: Platform, which: Which, detail: string): Promise<void> {
  await putToRest(platform, which, detail, {
    action: 'connection.other_account',
    subject: (name) => `${name} answers for another account`,
    body: (name) =>
      `${name} answers for another account than the one that was connected, so nothing is read or logged there for now. Nothing is lost: sign in to the right account, and what waits is logged.`,
  });
}

interface Rest {
  action: string;
  subject(name: string): string;
  body(name: string): string;
}

/** Work rests, nothing is lost, the administrators are told once; connecting again resumes it. */
async function putToRest(
  platform: Platform,
  { firmId, id }: Which,
  detail: string,
  { action, subject, body }: Rest,
): Promise<void> {
  await platform.database.firm(firmId).write(async (tx) => {
    const now = platform.clock.now();
    const rested = await tx
      .updateTable('connections')
      .set({ status: 'needs_attention', status_detail: detail, updated_at: now })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .where('status', '=', 'active')
      .returning(['name', 'account_name'])
      .executeTakeFirst();
    if (!rested) return;
    const { name, account_name: account } = rested;
    const whole = account === null || account === name ? name : `${name} (${account})`;
    await mailAdministrators(tx, platform, firmId, {
      subject: subject(name),
      body: `${body(whole)}\n\n${pageOf(platform, id)}\n\n${detail}`,
    });
    await audit(tx, {
      firmId,
      staffId: null,
      action,
      subjectType: 'connection',
      subjectId: id,
      detail: { name },
      at: now,
    });
    await changed(tx, firmId, id);
  });
}
