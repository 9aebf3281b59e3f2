import { sql } from 'kysely';
import { z } from 'zod';
import { type JobKind, jobKind } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';

const keepMs = 30 * 24 * 3_600_000;
/** Small transactions: nobody waits long for a row. */
const atOnce = 5_000;

/** Removes every night what is older than 30 days: messages with their deliveries, and what was told. */
export function webhookCleanupJob({ database, clock }: Pick<Platform, 'database' | 'clock'>): JobKind {
  return jobKind({
    name: 'webhooks.cleanup',
    cron: '41 3 * * *',
    data: z.unknown(),
    async run() {
      const before = new Date(clock.now().getTime() - keepMs);
      const feeds = await database.system((tx) =>
        tx.selectFrom('webhook_endpoints').select('firm_id').distinct().execute(),
      );
      for (const { firm_id: firmId } of feeds) {
        while ((await removeMessages(firmId, before)) === atOnce);
        await database
          .firm(firmId)
          .write((tx) =>
            tx
              .deleteFrom('webhook_told')
              .where('firm_id', '=', firmId)
              .where('told_at', '<', before)
              .execute(),
          );
      }
    },
  });

  async function removeMessages(firmId: string, before: Date): Promise<number> {
    const removed = await database.firm(firmId).write((tx) =>
      sql`delete from webhook_messages where firm_id = ${firmId} and id = any(array(
        select id from webhook_messages where firm_id = ${firmId} and created_at < ${before} limit ${atOnce}))`.execute(
        tx,
      ),
    );
    return Number(removed.numAffectedRows ?? 0);
  }
}
