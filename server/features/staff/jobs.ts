import { sql } from 'kysely';
import { z } from 'zod';
import { type JobKind, jobKind } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';

/** Removes once a night the sessions that are over and the codes that nobody used in time: both are refused anyway. */
export function signInCleanupJob({ database, clock }: Pick<Platform, 'database' | 'clock'>): JobKind {
  return jobKind({
    name: 'sign-in.cleanup',
    cron: '7 3 * * *',
    data: z.unknown(),
    async run() {
      const now = clock.now();
      await database.system(async (tx) => {
        await sql`delete from auth_session where "expiresAt" < ${now}`.execute(tx);
        await sql`delete from auth_verification where "expiresAt" < ${now}`.execute(tx);
      });
    },
  });
}
