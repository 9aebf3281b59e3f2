import { sql } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { asSystem, defaultAccent, endSessions, listSessions, moveLogin } from '../portal-sign-in/index.ts';
import { findOrCreatePortalUser } from './find-or-create.ts';
import { mailAddressMoved, mailInvitation } from './mails.ts';
import { getPortalUser } from './reads.ts';

type Mailing = Pick<Platform, 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl'>;

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
  await sendInvitation(tx, platform, actor, user);
  return user.id;
}

export async function resend(tx: Tx, platform: Mailing, actor: Actor, id: string): Promise<void> {
  const user = await getPortalUser(tx, actor.firmId, id);
  if (!user.active) throw disabled();
  await sendInvitation(tx, platform, actor, user);
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
  change: { email?: string | undefined; active?: boolean | undefined; version: number | null },
): Promise<void> {
  const { firmId, now } = actor;
  await sql`select 1 from portal_users where firm_id = ${firmId} and id = ${id} for update`.execute(tx);
  const before = await getPortalUser(tx, firmId, id);
  checkVersion(before.version, change.version);
  const { email = before.email, active = before.active } = change;
  // Another spelling of the same mailbox is no other mailbox.
  const moved = email.toLowerCase() !== before.email.toLowerCase();
  await sql`update portal_users set email = ${email}, active = ${active}, version = version + 1, updated_at = ${now}
    where firm_id = ${firmId} and id = ${id}`.execute(tx);
  const seat = { firmId, portalUserId: id };
  if (!active && before.active) await asSystem(tx, () => endSessions(tx, { seat }, now));
  if (moved) {
    await sql`update portal_users set email_changed_at = ${now}, bounced_at = null
      where firm_id = ${firmId} and id = ${id}`.execute(tx);
    await asSystem(tx, () => moveLogin(tx, { ...seat, email, now }));
    await mailAddressMoved(tx, platform, { firmId, from: before.email, to: email });
  }
  await recordChange(tx, actor, {
    action: 'portal_user.changed',
    id,
    detail: {
      ...(moved ? { emailBefore: before.email, email } : {}),
      ...(active === before.active ? {} : { active }),
    },
  });
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

export async function readLook(tx: Tx, firmId: string): Promise<{ accent: string; version: number }> {
  const row = await tx
    .selectFrom('portal_looks')
    .select(['accent', 'version'])
    .where('firm_id', '=', firmId)
    .executeTakeFirst();
  return row ?? { accent: defaultAccent, version: 0 };
}

export async function writeLook(
  tx: Tx,
  actor: Actor,
  { accent, version }: { accent: string; version: number | null },
): Promise<{ accent: string; version: number }> {
  const { firmId, now } = actor;
  checkVersion((await readLook(tx, firmId)).version, version);
  await tx
    .insertInto('portal_looks')
    .values({ firm_id: firmId, accent, updated_at: now })
    .onConflict((conflict) =>
      conflict
        .column('firm_id')
        .doUpdateSet({ accent, updated_at: now, version: sql`portal_looks.version + 1` }),
    )
    .execute();
  await recordChange(tx, actor, { action: 'portal_look.changed', id: firmId, detail: { accent } });
  return found(await readLook(tx, firmId));
}
