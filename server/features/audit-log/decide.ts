import type { AnchorMail } from './tables.ts';

const dayMs = 24 * 3_600_000;
/** The job that asks runs by the clock and may be late once and early the next time. */
const slackMs = 3_600_000;

/** Whether owners get the end of the chain now. */
export function isMailDue(mail: AnchorMail, mailedAt: Date | null, now: Date): boolean {
  if (mail === 'never') return false;
  if (mailedAt === null) return true;
  return now.getTime() - mailedAt.getTime() >= (mail === 'daily' ? dayMs : 7 * dayMs) - slackMs;
}
