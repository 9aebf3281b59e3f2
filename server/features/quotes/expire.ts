/** Quotes whose last day is over: they are closed, and a lead that has no other offer is told. */
import { recordChange } from '../../platform/change.ts';
import type { Platform } from '../../platform/platform.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { noteExpired } from '../leads/index.ts';
import './tables.ts';

const most = 200;
/** It is over everywhere on Earth a day and a half later; each firm's own day decides. */
const earliest = 14 * 60 * 60 * 1000;

/** One round. True when there may be more. */
export async function expiryRound(platform: Platform): Promise<boolean> {
  const now = platform.clock.now();
  const over = new Date(now.getTime() + earliest).toISOString().slice(0, 10);
  const due = await platform.database.system((tx) =>
    tx
      .selectFrom('quote_versions')
      .select(['firm_id', 'id'])
      .where('state', '=', 'sent')
      .where('expires_on', '<', over)
      .orderBy('expires_on')
      .limit(most)
      .execute(),
  );
  let closed = 0;
  for (const { firm_id: firmId, id } of due) if (await expire(platform, firmId, id, now)) closed += 1;
  return closed === most;
}

async function expire(platform: Platform, firmId: string, id: string, now: Date): Promise<boolean> {
  return await platform.database.firm(firmId).write(async (tx) => {
    const today = todayIn(await firmFacts(tx, firmId), now);
    const version = await tx
      .updateTable('quote_versions')
      .set({ state: 'expired', updated_at: now })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .where('state', '=', 'sent')
      .where('expires_on', '<', today)
      .returning('quote_id')
      .executeTakeFirst();
    if (!version) return false;
    const { lead_id: leadId } = await tx
      .selectFrom('quotes')
      .select('lead_id')
      .where('firm_id', '=', firmId)
      .where('id', '=', version.quote_id)
      .executeTakeFirstOrThrow();
    const other = await tx
      .selectFrom('quotes as quote')
      .innerJoin('quote_versions as version', (join) =>
        join.onRef('version.firm_id', '=', 'quote.firm_id').onRef('version.quote_id', '=', 'quote.id'),
      )
      .select('version.id')
      .where('quote.firm_id', '=', firmId)
      .where('quote.lead_id', '=', leadId)
      .where('version.state', 'in', ['sent', 'accepted'])
      .limit(1)
      .executeTakeFirst();
    const actor = { firmId, staffId: null, now };
    if (!other) await noteExpired(tx, actor, leadId);
    await recordChange(tx, actor, { action: 'quote.expired', id: version.quote_id });
    return true;
  });
}
