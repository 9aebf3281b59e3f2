import { sql } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { asSystem, endSessions, listSessions, moveLogin } from '../portal-sign-in/index.ts';
import { mustServeAsLogin, textInvitation, textMoved } from './by-number.ts';
import { findOrCreatePortalUser } from './find-or-create.ts';
import { mailAddressMoved, mailAddressTaken, mailInvitation } from './mails.ts';
import { getPortalUser, type PortalUserRow } from './reads.ts';

type Mailing = Pick<Platform, 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl' | 'secrets' | 'textSenderWord'>;

const disabled = () =>
  problem(
    'wrong_state',
    'This person was disabled in the portal: an administrator has to enable them first.',
    {
      reason: 'disabled',
    },
  );

/** Makes the portal user of a contact, if there is none, and sends the invitation. Its id. */
export async function invite(
  tx: Tx,
  platform: Mailing,
  actor: Actor,
  given: { contactId: string; email?: string | undefined },
): Promise<string> {
  const user = await findOrCreatePortalUser(tx, actor, given.contactId, given.email);
  if (!user.active) throw disabled();
  // They came by number, and still do.
  if (user.email === '')
    throw problem('wrong_state', 'This person comes by mobile number: invite them by that.', {
      reason: 'known',
    });
  await sendInvitation(tx, platform, actor, user);
  return user.id;
}

export async function resend(tx: Tx, platform: Mailing, actor: Actor, id: string): Promise<void> {
  const user = await getPortalUser(tx, actor.firmId, id);
  if (!user.active) throw disabled();
  const { number } = user;
  if (number === null) await sendInvitation(tx, platform, actor, user);
  else await textInvitation(tx, platform, actor, { id, number });
}

async function sendInvitation(
  tx: Tx,
  platform: Mailing,
  actor: Actor,
  user: { id: string; email: string },
): Promise<void> {
  await mailInvitation(tx, platform, actor, user);
  await recordChange(tx, actor, {
    action: 'portal_user.invited',
    id: user.id,
    detail: { email: user.email },
  });
}

export async function updatePortalUser(
  tx: Tx,
  platform: Mailing,
  actor: Actor,
  id: string,
  change: {
    email?: string | undefined;
    number?: string | undefined;
    active?: boolean | undefined;
    version: number | null;
  },
): Promise<void> {
  const { firmId, now } = actor;
  await sql`select 1 from portal_users where firm_id = ${firmId} and id = ${id} for update`.execute(tx);
  const before = await getPortalUser(tx, firmId, id);
  checkVersion(before.version, change.version);
  const { active = before.active } = change;
  const way = wayAfter(before, change);
  // Let in again, somebody whose access another one had replaced has one of their own.
  await sql`update portal_users set active = ${active}, version = version + 1, updated_at = ${now},
      replaced_by_id = case when not ${active} then replaced_by_id end
    where firm_id = ${firmId} and id = ${id}`.execute(tx);
  const seat = { firmId, portalUserId: id };
  if (!active && before.active) await asSystem(tx, () => endSessions(tx, { seat }, now));
  if (way !== null && 'number' in way)
    await mustServeAsLogin(tx, firmId, { contactId: before.contactId, number: way.number, hasLogin: true });
  if (way !== null) await move(tx, platform, actor, { before, way });
  await recordChange(tx, actor, {
    action: 'portal_user.changed',
    id,
    detail: {
      ...(way === null ? {} : { ...wayBefore(before), ...way }),
      ...(active === before.active ? {} : { active }),
    },
  });
}

const wayBefore = ({ email, number }: PortalUserRow) =>
  number === null ? { emailBefore: email } : { numberBefore: number };

type Way = { email: string } | { number: string };

/** What they sign in with from now on; null: the same as before. */
function wayAfter(
  before: PortalUserRow,
  change: { email?: string | undefined; number?: string | undefined },
): Way | null {
  const { email, number } = change;
  if (number !== undefined && (before.number === null || email !== undefined))
    throw problem('wrong_state', 'This person comes by e-mail: a number is no way in for them.', {
      reason: 'by_email',
    });
  if (number !== undefined) return number === before.number ? null : { number };
  if (email === undefined || email === before.email) return null;
  return { email };
}

/** Sessions and links end, whoever comes next shows to be the same person first, and both ends are told. */
async function move(
  tx: Tx,
  platform: Mailing,
  { firmId, now }: Actor,
  { before, way }: { before: PortalUserRow; way: Way },
): Promise<void> {
  const { id, email: oldEmail, number: oldNumber } = before;
  const [email, number] = 'email' in way ? [way.email, null] : ['', way.number];
  await sql`update portal_users set email = ${email}, number = ${number} where firm_id = ${firmId} and id = ${id}`.execute(
    tx,
  );
  // Another spelling of the same mailbox is no other mailbox.
  if (number === null && email.toLowerCase() === oldEmail.toLowerCase()) return;
  await sql`update portal_users set email_changed_at = ${now}, bounced_at = null
    where firm_id = ${firmId} and id = ${id}`.execute(tx);
  const seat = { firmId, portalUserId: id };
  await asSystem(tx, () => moveLogin(tx, { ...seat, ...way, now }));
  if (oldNumber === null) return await mailAddressMoved(tx, platform, { firmId, from: oldEmail, to: email });
  const ending = number === null ? 'your e-mail address' : `the number ending in ${number.slice(-3)}`;
  const left = `You sign in to our client portal with ${ending} from now on, and with this number no more.`;
  await textMoved(tx, platform, { ...seat, number: oldNumber, words: left });
  if (number === null)
    return await mailAddressTaken(tx, platform, {
      firmId,
      from: `the mobile number ending in ${oldNumber.slice(-3)}`,
      to: email,
    });
  const taken = `You sign in to our client portal with this number from now on, instead of the one ending in ${oldNumber.slice(-3)}.`;
  await textMoved(tx, platform, { ...seat, number, words: taken });
}

export async function listSessionsOf(tx: Tx, actor: Actor, id: string) {
  await getPortalUser(tx, actor.firmId, id);
  const seat = { firmId: actor.firmId, portalUserId: id };
  return await asSystem(tx, () => listSessions(tx, seat, actor.now));
}

/** One session, or all; only those in which the person looks at this firm. */
export async function endSessionsOf(
  tx: Tx,
  actor: Actor,
  id: string,
  sessionId: string | null,
): Promise<void> {
  await getPortalUser(tx, actor.firmId, id);
  const seat = { firmId: actor.firmId, portalUserId: id };
  const which = { seat, ...(sessionId === null ? {} : { id: sessionId }) };
  const ended = await asSystem(tx, () => endSessions(tx, which, actor.now));
  if (sessionId !== null && ended === 0) throw problem('not_found');
  await recordChange(tx, actor, { action: 'portal_user.session_ended', id, detail: { ended } });
}
