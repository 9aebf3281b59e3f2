import { sql } from 'kysely';
import { z } from 'zod';
import { type JobKind, jobKind } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';

const dayMs = 24 * 3_600_000;
/** A browser's cookie lives as long. */
const keepDevicesMs = 400 * dayMs;

/** Removes once a night what is refused anyway: old requests, sessions that are over, counts of long ago. */
export function portalSignInCleanupJob({ database, clock }: Pick<Platform, 'database' | 'clock'>): JobKind {
  return jobKind({
    name: 'portal-sign-in.cleanup',
    cron: '11 3 * * *',
    data: z.unknown(),
    async run() {
      const now = clock.now().getTime();
      const [yesterday, lastMonth, lastYear] = [dayMs, 30 * dayMs, keepDevicesMs].map(
        (ago) => new Date(now - ago),
      );
      await database.system(async (tx) => {
        await sql`delete from portal_requests where created_at < ${yesterday}`.execute(tx);
        await sql`delete from portal_failures where last_at < ${yesterday}
          and (delayed_until is null or delayed_until < ${new Date(now)})`.execute(tx);
        await sql`delete from portal_sessions where expires_at < ${lastMonth} or revoked_at < ${lastMonth}`.execute(
          tx,
        );
        await sql`delete from portal_devices where last_seen_at < ${lastYear}`.execute(tx);
      });
    },
  });
}
