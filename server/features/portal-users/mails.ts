import { sql } from 'kysely';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { portalUrlOf } from '../portal-look/index.ts';
import { wordsFor } from '../templates/index.ts';

type Mailing = Pick<Platform, 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl'>;

export async function firmName(tx: Tx, firmId: string): Promise<string> {
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
  const door = new URL('/portal/sign-in', await portalUrlOf(tx, platform, firmId));
  door.hash = user.email;
  const words = await wordsFor(tx, firmId, 'invitation', { firm, link: door.href });
  await queueMail(tx, platform, { firmId, to: user.email, inFirmsName: true, ...words });
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
  const { firmId, from, to } = moved;
  const mail = { firmId, inFirmsName: true };
  const left = await wordsFor(tx, firmId, 'address_left', { firm, address: to });
  await queueMail(tx, platform, { ...mail, to: from, ...left });
  await mailAddressTaken(tx, platform, moved);
}

/** `from`: what they signed in with until now. */
export async function mailAddressTaken(
  tx: Tx,
  platform: Mailing,
  { firmId, from, to }: { firmId: string; from: string; to: string },
): Promise<void> {
  const taken = await wordsFor(tx, firmId, 'address_taken', {
    firm: await firmName(tx, firmId),
    address: from,
  });
  await queueMail(tx, platform, { firmId, inFirmsName: true, to, ...taken });
}
