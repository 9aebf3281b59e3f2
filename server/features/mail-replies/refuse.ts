/** A mail that becomes no message: its writer is told, their words are kept where that is possible. */
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { findConversation, keepDraft } from '../conversations/index.ts';
import { hasSecondFactor } from '../portal-sign-in/index.ts';
import { longestLetters, type RefusalReason, type ReplyFacts } from './decide.ts';
import { refusedMail } from './mails.ts';
import type { MailRepliesTable } from './tables.ts';

export type MailReply = Selectable<MailRepliesTable>;

export interface PersonAndPlace {
  email: string;
  matterId: string | null;
  place: ReplyFacts['place'];
  secondFactor: boolean;
}

/** T1 and T3 of this person in this conversation, as of now. */
export async function readPersonAndPlace(
  tx: Tx,
  firmId: string,
  { conversationId, portalUserId }: { conversationId: string; portalUserId: string },
  now: Date,
): Promise<PersonAndPlace> {
  const { rows } = await sql<{ email: string; matterId: string | null; second: boolean }>`
    select u.email, c.matter_id as "matterId", c.second_factor as second
    from conversations c join portal_users u on u.firm_id = ${firmId} and u.id = ${portalUserId}
    where c.firm_id = ${firmId} and c.id = ${conversationId}`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('an address of nobody');
  const opened = await findConversation(tx, firmId, { portalUserId }, conversationId, now);
  return {
    email: row.email,
    matterId: row.matterId,
    place: placeOf(opened),
    secondFactor: row.second || (await hasSecondFactor(tx, firmId, portalUserId)),
  };
}

function placeOf(opened: Awaited<ReturnType<typeof findConversation>>): ReplyFacts['place'] {
  if (opened === null || opened.state === 'draft') return 'none';
  if (opened.visibility.post) return 'open';
  return opened.state === 'open' ? 'read_only' : opened.state;
}

/** `words`: what they wrote, without quotes. */
export async function refuse(
  tx: Tx,
  platform: Pick<Platform, 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl'>,
  reply: MailReply & { words: string },
  { email, place }: PersonAndPlace,
  refusal: { why: RefusalReason | 'files'; keepDraft: boolean; files?: readonly string[] },
  now: Date,
): Promise<void> {
  const { firm_id: firmId, conversation_id: conversationId, portal_user_id: personId, words } = reply;
  const draftKept = refusal.keepDraft && words !== '';
  if (draftKept) await addToDraft(tx, { firmId, conversationId, personId, words, now });
  const { name } = await tx
    .selectFrom('firms')
    .select('name')
    .where('id', '=', firmId)
    .executeTakeFirstOrThrow();
  const about = {
    firm: name,
    // Whoever was taken out learns no more than that.
    contact: place === 'none' ? '' : await contactOf(tx, firmId, conversationId),
    link: new URL(`/portal/c/${conversationId}`, platform.publicUrl).href,
  };
  const mail = refusedMail(about, refusal.why, { draftKept, files: refusal.files ?? [] });
  await queueMail(tx, platform, { firmId, to: email, ...mail, automatic: true });
}

/** What stood in the draft before stays. */
async function addToDraft(
  tx: Tx,
  draft: { firmId: string; conversationId: string; personId: string; words: string; now: Date },
): Promise<void> {
  const { words, ...whose } = draft;
  const row = await tx
    .selectFrom('drafts')
    .select('body')
    .where('firm_id', '=', draft.firmId)
    .where('conversation_id', '=', draft.conversationId)
    .where('person_id', '=', draft.personId)
    .executeTakeFirst();
  const body = [row?.body ?? '', words].filter((one) => one !== '').join('\n\n');
  await keepDraft(tx, { ...whose, isStaff: false, body: body.slice(0, longestLetters) });
}

/** Whom to turn to: of the firm's people in the conversation, who wrote last. */
async function contactOf(tx: Tx, firmId: string, conversationId: string): Promise<string> {
  const { rows } = await sql<{ contact: string }>`
    select concat_ws(', ', nullif(concat_ws(' ', s.first_name, s.last_name), ''), nullif(s.email, '')) as contact
    from messages m join staff_members s on s.firm_id = ${firmId} and s.id = m.author_staff_id and s.active
    where m.firm_id = ${firmId} and m.conversation_id = ${conversationId} and m.kind = 'message'
    order by m.seq desc limit 1`.execute(tx);
  return rows[0]?.contact ?? '';
}

export async function tellStaff(tx: Tx, { firm_id, conversation_id }: MailReply): Promise<void> {
  await appendEvents(tx, firm_id, [
    {
      type: 'conversation.changed',
      subjectId: conversation_id,
      conversationId: conversation_id,
      staffOnly: true,
    },
  ]);
}
