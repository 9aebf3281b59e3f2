/** Answers by mail: those that can be believed count at once, the others wait on the event for staff. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { IncomingMail, MailConsumer, Taking } from '../mail-in/index.ts';
import { takeAnswer } from './answers.ts';
import { decideReply, type ReplyReason } from './decide-reply.ts';
import { answers } from './kinds.ts';
import { type Reply, readReply } from './read-reply.ts';
import { lockEvent } from './store.ts';
import './tables.ts';

/** Takes iTIP replies to the firm's events out of the mail that comes in. */
export function createReplyConsumer({ clock }: { clock: Clock }): MailConsumer {
  return {
    name: 'calendar',
    async take(tx, mail) {
      const reply = findReply(mail);
      return reply ? await takeReply(tx, mail, reply, clock.now()) : { taken: false };
    },
  };
}

function findReply(mail: IncomingMail): Reply | null {
  // The text/calendar part comes first; the same again as a file says nothing new.
  const parts = mail.parts
    .filter(({ contentType }) => contentType === 'text/calendar' || contentType === 'application/ics')
    .sort(
      (one, other) =>
        Number(other.contentType === 'text/calendar') - Number(one.contentType === 'text/calendar'),
    );
  for (const part of parts) {
    const reply = readReply(part.content, part.method);
    if (reply) return reply;
  }
  return null;
}

interface Invited {
  id: string;
  email: string;
  written_at: Date | null;
}

async function takeReply(tx: Tx, mail: IncomingMail, reply: Reply, now: Date): Promise<Taking> {
  const { firmId } = mail;
  const { rows } = await sql<{ id: string }>`
    select id from matter_events where firm_id = ${firmId} and uid = ${reply.uid}`.execute(tx);
  const [known] = rows;
  const event = known ? await lockEvent(tx, firmId, known.id) : null;
  const invited = event ? await findInvited(tx, firmId, event.id, reply.attendee) : [];
  const [attendee] = invited;
  const verdict = decideReply({
    event,
    invited: invited.length,
    answeredWrittenAt: attendee?.written_at ?? null,
    methodsAgree: reply.methodsAgree,
    answer: reply.answer,
    sequence: reply.sequence,
    writtenAt: reply.writtenAt,
    verified: mail.verdict.verified,
    fromAttendee: mail.sender !== '' && mail.sender === attendee?.email.toLowerCase(),
  });
  if (!event || verdict.outcome === 'not_ours') return { taken: false };
  const matterId = event.matter_id;
  const actor: Actor = { firmId, staffId: null, now };
  if (verdict.outcome === 'triage')
    await keepStrange(tx, actor, {
      mail,
      reply,
      eventId: event.id,
      matterId,
      invited,
      reason: verdict.reason,
    });
  if (verdict.outcome === 'accept' && attendee && reply.answer) {
    const { answer, writtenAt } = reply;
    await takeAnswer(tx, actor, {
      eventId: event.id,
      matterId,
      attendeeId: attendee.id,
      answer,
      by: 'mail',
      writtenAt,
    });
  }
  return { taken: true, matterId };
}

async function findInvited(tx: Tx, firmId: string, eventId: string, address: string): Promise<Invited[]> {
  if (address === '') return [];
  const { rows } = await sql<Invited>`
    select id, email, written_at from event_attendees
    where firm_id = ${firmId} and event_id = ${eventId} and contact_id is not null and removed_at is null
      and lower(email) = ${address}`.execute(tx);
  return rows;
}

interface Strange {
  mail: IncomingMail;
  reply: Reply;
  eventId: string;
  matterId: string;
  invited: readonly Invited[];
  reason: ReplyReason;
}

async function keepStrange(tx: Tx, actor: Actor, strange: Strange): Promise<void> {
  const { mail, reply, eventId, matterId, invited, reason } = strange;
  const { firmId } = actor;
  const id = newId();
  const kept = await tx
    .insertInto('event_replies')
    .values({
      firm_id: firmId,
      id,
      event_id: eventId,
      matter_id: matterId,
      mail_id: mail.id,
      sender: storable(mail.sender || reply.attendee).slice(0, 300),
      attendee_id: invited.length === 1 ? (invited[0]?.id ?? null) : null,
      answer: reply.answer,
      sequence: Math.min(reply.sequence, 2_000_000_000),
      words: storable(reply.comment),
      reason,
      received_at: mail.receivedAt,
    })
    .onConflict((conflict) => conflict.columns(['firm_id', 'mail_id', 'event_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!kept) return;
  await recordChange(tx, actor, { action: 'event.reply_kept', id: eventId, matterId, detail: { reason } });
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', ' ');
}

/** What a member of staff decided about a strange answer; it is settled once. */
export async function settleReply(
  tx: Tx,
  actor: Actor & { staffId: string },
  ids: { eventId: string; replyId: string },
  does: 'take' | 'dismiss',
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const event = await lockEvent(tx, firmId, ids.eventId);
  const reply = found(
    await tx
      .selectFrom('event_replies')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('event_id', '=', ids.eventId)
      .where('id', '=', ids.replyId)
      .forUpdate()
      .executeTakeFirst(),
  );
  if (reply.state !== 'waiting') throw problem('wrong_state', 'It is settled already.');
  if (does === 'take') {
    const answer = answers.find((one) => one === reply.answer);
    if (event.state === 'cancelled') throw problem('wrong_state', 'The event was cancelled.');
    if (reply.attendee_id === null || answer === undefined)
      throw problem('wrong_state', 'It does not say who answers what: write the answer down yourself.');
    const { attendee_id: attendeeId } = reply;
    await takeAnswer(tx, actor, {
      eventId: event.id,
      matterId: event.matter_id,
      attendeeId,
      answer,
      by: 'mail',
    });
  }
  await tx
    .updateTable('event_replies')
    .set({ state: does === 'take' ? 'taken' : 'dismissed', settled_at: now, settled_by_staff_id: staffId })
    .where('firm_id', '=', firmId)
    .where('id', '=', ids.replyId)
    .execute();
  await recordChange(tx, actor, {
    action: 'event.reply_settled',
    id: event.id,
    matterId: event.matter_id,
    detail: { replyId: ids.replyId, do: does },
  });
}
