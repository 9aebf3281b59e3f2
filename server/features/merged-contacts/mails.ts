import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';

export type Mailing = Pick<Platform, 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl'>;

/** Each mailbox is told, so that whoever is somebody else notices; neither learns the other's address. */
export async function tellBoth(
  tx: Tx,
  platform: Mailing,
  firmId: string,
  emails: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from firms where id = ${firmId}`.execute(tx);
  const firm = rows[0]?.name ?? '';
  const mailboxes = new Map(
    emails.filter((email) => email !== '').map((email) => [email.toLowerCase(), email]),
  );
  for (const to of mailboxes.values())
    await queueMail(tx, platform, {
      ...{ firmId, to, automatic: true, inFirmsName: true },
      subject: `Your sign-in to the portal of ${firm}`,
      body: `Hello,\n\n${firm} knew you twice in its client portal. From now on there is one place for everything that you write and receive.\n\nYou were signed out everywhere. Sign in as before. Before you read anything, your second step of signing in shows that it is you; without one, ${firm} reads eight figures out to you, which you type.\n\nIf you did not expect this, call the firm at once, by a number that you know.\n`,
    });
}
