import { sql } from 'kysely';
import { z } from 'zod';
import { type JobKind, jobKind } from './jobs.ts';
import type { Platform } from './platform.ts';

const dayMs = 24 * 3_600_000;
/** A live stream that was away for longer starts again; nobody is signed in that long without coming back. */
const keepEventsMs = 30 * dayMs;
/** A client that repeats a request later than this means a new one. */
const keepAnswersMs = 7 * dayMs;
/** Small transactions: nobody waits long for a row. */
const atOnce = 5_000;

/**
 * Removes once a night what only the last days need: live events and the answers kept for repeated requests. What came
 * in (raw_events) and who did what (audit_log) is never removed here.
 */
export function cleanupJob({ database, clock }: Pick<Platform, 'database' | 'clock'>): JobKind {
  return jobKind({
    name: 'platform.cleanup',
    cron: '17 3 * * *',
    data: z.unknown(),
    async run() {
      const now = clock.now().getTime();
      const firms = await database.system((tx) => sql<{ id: string }>`select id from firms`.execute(tx));
      for (const { id } of firms.rows) {
        while ((await removeEvents(id, new Date(now - keepEventsMs))) === atOnce);
        await removeAnswers(id, new Date(now - keepAnswersMs));
      }
    },
  });

  /** The oldest come first in the key, so that no index by time is needed. Answers how many. */
  async function removeEvents(firmId: string, before: Date): Promise<number> {
    const removed = await database.firm(firmId).write((tx) =>
      sql`delete from events where firm_id = ${firmId} and at < ${before} and seq = any(array(
        select seq from events where firm_id = ${firmId} order by seq limit ${atOnce}))`.execute(tx),
    );
    return Number(removed.numAffectedRows ?? 0);
  }

  async function removeAnswers(firmId: string, before: Date): Promise<void> {
    await database
      .firm(firmId)
      .write((tx) =>
        tx
          .deleteFrom('idempotency_keys')
          .where('firm_id', '=', firmId)
          .where('created_at', '<', before)
          .execute(),
      );
  }
}
