/** What people are told about an endpoint: the administrators by mail when it is given up, open screens at every change. */
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { disable, type Which } from './deliveries-store.ts';

/** Last in a transaction, as every event. */
export async function tellScreens(tx: Tx, { firmId, id }: Which): Promise<void> {
  await appendEvents(tx, firmId, [{ type: 'webhook_endpoint.changed', subjectId: id }]);
}

const reasons = {
  gone: 'It answered that it is gone (410).',
  failing: 'Nothing could be delivered there for five days.',
} as const;

/** Switches an endpoint off and tells the administrators once. */
export async function giveUp(
  tx: Tx,
  platform: Pick<Platform, 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl'>,
  which: Which,
  endpoint: { url: string; description: string; why: keyof typeof reasons; error: string },
): Promise<void> {
  const { firmId, id } = which;
  const now = platform.clock.now();
  const detail = endpoint.why === 'gone' ? reasons.gone : `${reasons.failing} ${endpoint.error}`;
  await disable(tx, which, detail, now);
  const name = endpoint.description === '' ? endpoint.url : `${endpoint.description} (${endpoint.url})`;
  const page = new URL(`/settings/webhooks/${id}`, platform.publicUrl).href;
  const people = await tx
    .selectFrom('staff_members')
    .select('email')
    .where('firm_id', '=', firmId)
    .where('active', '=', true)
    .where('role', 'in', ['owner', 'administrator'])
    .where('email', '<>', '')
    .execute();
  for (const { email } of people)
    await queueMail(tx, platform, {
      firmId,
      to: email,
      subject: 'A webhook endpoint was switched off',
      body: `Matterline no longer sends to ${name}. ${detail}\n\nWhat waits there is kept for 30 days. Once it works again, switch it on and send again what failed:\n\n${page}`,
    });
  await audit(tx, {
    firmId,
    staffId: null,
    action: 'webhook_endpoint.disabled',
    subjectType: 'webhook_endpoint',
    subjectId: id,
    detail: { url: endpoint.url, reason: detail },
    at: now,
  });
  await tellScreens(tx, which);
}
