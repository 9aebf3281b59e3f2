/** Clients without e-mail: they come by mobile number and a second factor, where the firm offers it. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { addToDosOfNewcomer } from '../calendar/index.ts';
import { asSystem, attachLogin } from '../portal-sign-in/index.ts';
import { checkSignInNumber, queueProgramText } from '../texts/index.ts';
import { refuseNumber } from './decide.ts';
import { firmName } from './mails.ts';

type Texting = Pick<Platform, 'clock' | 'publicUrl' | 'secrets' | 'textSenderWord'>;

interface ContactFacts {
  archived: boolean;
  emails: number;
  theirs: boolean;
  shared: boolean;
}

/** Ends with invalid_input and the reason unless this contact may come by this number. */
export async function mustServeAsLogin(
  tx: Tx,
  firmId: string,
  { contactId, number, hasLogin }: { contactId: string; number: string; hasLogin: boolean },
): Promise<void> {
  const { rows } = await sql<ContactFacts>`
    select c.archived_at is not null as archived,
      (select count(*)::int from contact_emails e where e.firm_id = ${firmId} and e.contact_id = c.id) as emails,
      exists (select 1 from contact_numbers n where n.firm_id = ${firmId} and n.contact_id = c.id and n.e164 = ${number}) as theirs,
      exists (select 1 from contact_numbers n join contacts o on o.firm_id = ${firmId} and o.id = n.contact_id and o.archived_at is null
        where n.firm_id = ${firmId} and n.e164 = ${number} and n.contact_id <> c.id)
      or exists (select 1 from portal_users u where u.firm_id = ${firmId} and u.number = ${number} and u.contact_id <> c.id) as shared
    from contacts c where c.firm_id = ${firmId} and c.id = ${contactId}`.execute(tx);
  const { archived, emails, theirs, shared } = found(rows[0]);
  const { on, refused, words } = await checkSignInNumber(tx, firmId, number);
  const refusal = refuseNumber({
    ...{ on, archived, theirs, shared },
    // Whoever comes by number already may have been given an address meanwhile, and stay.
    hasEmail: emails > 0 && !hasLogin,
    textRefusal: refused === null ? null : { reason: refused, words },
  });
  if (refusal === null) return;
  const { reason, words: message } = refusal;
  throw problem('invalid_input', message, { fields: [{ field: 'number', message }], reason });
}

interface Known {
  id: string;
  number: string | null;
  active: boolean;
}

/** Makes the portal user, if there is none, and texts the invitation. Its id. */
export async function inviteByNumber(
  tx: Tx,
  platform: Texting,
  actor: Actor,
  { contactId, number }: { contactId: string; number: string },
): Promise<string> {
  const { firmId, now } = actor;
  // Of two at one moment the second finds what the first made.
  await sql`select 1 from contacts where firm_id = ${firmId} and id = ${contactId} for update`.execute(tx);
  const { rows } = await sql<Known>`
    select id, number, active from portal_users where firm_id = ${firmId} and contact_id = ${contactId}`.execute(
    tx,
  );
  const [known] = rows;
  const hasLogin = known !== undefined && known.number === number;
  if (known && !hasLogin)
    throw problem(
      'wrong_state',
      'This person comes to the portal already. Change how they sign in there instead.',
      { reason: 'known' },
    );
  if (known && !known.active)
    throw problem(
      'wrong_state',
      'This person was disabled in the portal: an administrator has to enable them first.',
      {
        reason: 'disabled',
      },
    );
  await mustServeAsLogin(tx, firmId, { contactId, number, hasLogin });
  const id = known?.id ?? newId();
  if (!known) {
    // Whoever holds the telephone shows to be the client first: staff read out figures to them (`email_changed_at`).
    await sql`
      insert into portal_users (firm_id, id, contact_id, email, number, email_changed_at, created_by_staff_id, created_at, updated_at)
      values (${firmId}, ${id}, ${contactId}, '', ${number}, ${now}, ${actor.staffId}, ${now}, ${now})`.execute(
      tx,
    );
    await asSystem(tx, () => attachLogin(tx, { firmId, portalUserId: id, number, now }));
    await addToDosOfNewcomer(tx, firmId, id, now);
    await recordChange(tx, actor, { action: 'portal_user.created', id, detail: { contactId, number } });
  }
  await textInvitation(tx, platform, actor, { id, number });
  return id;
}

/** It leads to the portal's door and opens nothing. Quiet hours hold it. */
export async function textInvitation(
  tx: Tx,
  platform: Texting,
  actor: Actor,
  { id, number }: { id: string; number: string },
): Promise<void> {
  const { firmId, now } = actor;
  const firm = await firmName(tx, firmId);
  const words = `${firm} invites you to its client portal. Sign in with this mobile number; then call us, and we read you a code. Reply STOP to stop texts.`;
  const text = { firmId, portalUserId: id, conversationId: null, kind: 'invitation' as const, words };
  const { refused } = await queueProgramText(tx, platform, text);
  if (refused !== null)
    throw problem('wrong_state', 'No text can be sent to them now: see the contact’s texts.', {
      reason: refused,
    });
  await sql`insert into portal_invitations (firm_id, id, portal_user_id, email, staff_id, sent_at)
    values (${firmId}, ${newId()}, ${id}, ${number}, ${actor.staffId}, ${now})`.execute(tx);
  await recordChange(tx, actor, { action: 'portal_user.invited', id, detail: { number } });
}

/** Tells a number, so that nobody loses a sign-in, or gets one, without noticing. */
export async function textMoved(
  tx: Tx,
  platform: Texting,
  moved: { firmId: string; portalUserId: string; number: string; words: string },
): Promise<void> {
  const { firmId, portalUserId, number } = moved;
  const words = `${await firmName(tx, firmId)}: ${moved.words} If you did not expect this, call us at once.`;
  await queueProgramText(tx, platform, {
    ...{ firmId, portalUserId, conversationId: null, kind: 'told', number, words },
  });
}
