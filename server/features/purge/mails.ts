/** Both who decided hear of each turn, so that nothing is purged in somebody's name without their knowing. */
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import type { Tx } from '../../platform/db/database.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { firmFacts } from '../firms/index.ts';

export type Told = 'proposed' | 'confirmed' | 'cancelled' | 'done';
export type MailDeps = Pick<Platform, 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl'>;

interface About {
  firmId: string;
  matters: number;
  runsAt: Date | null;
  /** Who decided so far; of what is proposed, every other administrator who could confirm is told by the screen. */
  staffIds: readonly (string | null)[];
}

/** No matter is named: a mailbox is not behind its wall. */
export async function tellDeciders(tx: Tx, platform: MailDeps, about: About, told: Told): Promise<void> {
  const { firmId, matters } = about;
  const { timeZone } = await firmFacts(tx, firmId);
  const day = about.runsAt && DateTime.fromJSDate(about.runsAt, { zone: timeZone });
  const count = matters === 1 ? '1 matter' : `${matters} matters`;
  const when = day?.setLocale('en-GB').toFormat("d MMMM yyyy 'at' HH:mm") ?? '';
  const words: Record<Told, string> = {
    proposed: `The purge of ${count} is proposed. Nothing happens until somebody else confirms it.`,
    confirmed: `The purge of ${count} is confirmed. It runs on ${when}; until then either of you can cancel it.`,
    cancelled: `The purge of ${count} is cancelled. Nothing of it goes.`,
    done: `The purge of ${count} has run. Its certificate says what went and what stayed.`,
  };
  const { rows } = await sql<{ email: string }>`
    select email from staff_members where firm_id = ${firmId} and active and email <> ''
      and id = any(${about.staffIds.filter((id) => id !== null)}::uuid[])`.execute(tx);
  const link = new URL('/settings/retention/purges', platform.publicUrl);
  for (const { email } of rows)
    await queueMail(tx, platform, {
      ...{ firmId, to: email, automatic: true, subject: 'Purge of matters' },
      body: `Hello,\n\n${words[told]}\n\n${link.href}\n`,
    });
}
