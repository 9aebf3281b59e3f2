import { sql } from 'kysely';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';

type Mailing = Pick<Platform, 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl'>;

async function firmName(tx: Tx, firmId: string): Promise<string> {
  const { name } = await tx
    .selectFrom('firms')
    .select('name')
    .where('id', '=', firmId)
    .executeTakeFirstOrThrow();
  return name;
}

/**
 * Its link leads to the portal's door and opens nothing: whoever gets hold of the mail later gets nowhere. The address
 * stands behind a `#`, which no server and no log ever sees, and fills in the one field there.
 */
export async function mailInvitation(
  tx: Tx,
  platform: Mailing,
  actor: Actor,
  user: { id: string; email: string },
): Promise<void> {
  const { firmId, now } = actor;
  const firm = await firmName(tx, firmId);
  const door = new URL('/portal/sign-in', platform.publicUrl);
  door.hash = user.email;
  await queueMail(tx, platform, {
    firmId,
    to: user.email,
    subject: `${firm} invites you to its client portal`,
    body: [
      'Hello,',
      `${firm} uses a client portal to exchange messages and files with you safely. Come in here:`,
      door.href,
      'You need no password: each time you sign in, you get a link and a code by e-mail.',
      `If you do not know ${firm}, ignore this mail.`,
    ].join('\n\n'),
  });
  await sql`insert into portal_invitations (firm_id, id, portal_user_id, email, staff_id, sent_at)
    values (${firmId}, ${newId()}, ${user.id}, ${user.email}, ${actor.staffId}, ${now})`.execute(tx);
}

/** Tells both addresses, so that nobody loses a sign-in, or gets one, without noticing. */
export async function mailAddressMoved(
  tx: Tx,
  platform: Mailing,
  moved: { firmId: string; from: string; to: string },
): Promise<void> {
  const firm = await firmName(tx, moved.firmId);
  const words = {
    [moved.from]: `from now on you sign in with another e-mail address, ${moved.to}. Links and codes that were sent to this one work no longer.`,
    [moved.to]: `from now on you sign in with this e-mail address instead of ${moved.from}. The first time, you are asked for something that only you have: your second step of signing in, or a code that ${firm} reads out to you.`,
  };
  for (const [to, what] of Object.entries(words))
    await queueMail(tx, platform, {
      ...{ firmId: moved.firmId, to },
      subject: `Your sign-in to the portal of ${firm} has another e-mail address`,
      body: `Hello,\n\n${what}\n\nIf you did not expect this, call ${firm} at once, by a number that you know.\n`,
    });
}
