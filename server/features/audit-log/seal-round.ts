/**
 * Gives new entries their place on the chain, in small batches after their commit, so that nobody who writes waits for
 * anybody else. Until then, about a second, the log holds an entry and nothing proves it.
 */
import { sql } from 'kysely';
import { sealEvents } from '../../platform/ledger/seal.ts';
import type { Platform } from '../../platform/platform.ts';
import { moveAnchor } from './anchors.ts';
import { auditChain } from './chain.ts';
import './tables.ts';

/** Entries in a block. */
const atOnce = 200;

/** Every firm's new entries; answers whether some are left. */
export async function sealRound(platform: Platform): Promise<boolean> {
  const { rows } = await platform.database.system((tx) =>
    sql<{ firm_id: string }>`select distinct firm_id from audit_pending`.execute(tx),
  );
  let more = false;
  for (const { firm_id } of rows) {
    try {
      if (await sealBatch(platform, firm_id)) more = true;
      await moveAnchor(platform, firm_id);
    } catch (error) {
      // One firm must not keep the others waiting; it is tried again with the next round.
      platform.logger.error({ err: error, firmId: firm_id }, 'entries of the audit log wait for their place');
    }
  }
  return more;
}

/** All that waits of one firm: for tests, and before the end of the chain is noted. */
export async function sealAll(platform: Platform, firmId: string): Promise<void> {
  while (await sealBatch(platform, firmId));
  await moveAnchor(platform, firmId);
}

function sealBatch({ database, secrets, clock }: Platform, firmId: string): Promise<boolean> {
  return database.firm(firmId).write(async (tx) => {
    const { rows } = await sql<{ entry_id: string }>`
      delete from audit_pending where firm_id = ${firmId} and entry_id = any(array(
        select entry_id from audit_pending where firm_id = ${firmId}
        order by entry_id limit ${atOnce} for update skip locked))
      returning entry_id`.execute(tx);
    const ids = rows.map((row) => row.entry_id);
    await sealEvents(tx, { chain: auditChain, secrets, firmId, now: clock.now() }, ids);
    return ids.length === atOnce;
  });
}
