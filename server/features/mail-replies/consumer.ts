/** Mails to the addresses of notices, out of the mail that comes in. */
import { createHash } from 'node:crypto';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { IncomingMail, MailConsumer, Taking } from '../mail-in/index.ts';
import { findReplyPlaces, type ReplyPlace } from './addresses.ts';
import { cutReply } from './cut-reply.ts';
import { decideReply, type ReplyFacts } from './decide.ts';
import { beginPosting, type RepliesDeps } from './post-reply.ts';
import { readPersonAndPlace, refuse, tellStaff } from './refuse.ts';
import { readMailReplySettings } from './settings.ts';
import './tables.ts';

/** A mail at a known address is always taken, whatever becomes of it: nobody else acts on it, and nobody is told. */
export function createMailReplyConsumer(deps: RepliesDeps): MailConsumer {
  return {
    name: 'mail-replies',
    async take(tx, mail) {
      const places = await findReplyPlaces(tx, mail.firmId, mail.to);
      const [place] = places;
      return place
        ? await takeMail(tx, deps, mail, { place, conversations: countPlaces(places) })
        : { taken: false };
    },
  };
}

const countPlaces = (places: readonly ReplyPlace[]) =>
  new Set(places.map(({ conversationId, portalUserId }) => `${conversationId} ${portalUserId}`)).size;

async function takeMail(
  tx: Tx,
  deps: RepliesDeps,
  mail: IncomingMail,
  { place, conversations }: { place: ReplyPlace; conversations: number },
): Promise<Taking> {
  const { firmId } = mail;
  const now = deps.platform.clock.now();
  const who = await readPersonAndPlace(tx, firmId, place, now);
  const body = cutReply(mail.text);
  const key = mail.messageId === null ? null : createHash('sha256').update(mail.messageId).digest();
  const facts: ReplyFacts = {
    conversations,
    automatic: mail.automatic,
    repeated: key !== null && (await isKnown(tx, firmId, place, key)),
    verified: mail.verdict.verified,
    fromRecipient: mail.sender !== '' && mail.sender === who.email.toLowerCase(),
    letIn: false,
    on: (await readMailReplySettings(tx, firmId)).replyByMail,
    expired: place.expiresAt <= now,
    place: who.place,
    secondFactor: who.secondFactor,
    letters: body.length,
    files: filesOf(mail).length,
  };
  const decision = decideReply(facts);
  const reply = await keep(tx, mail, { place, key, body, files: facts.files, decision });
  if (decision.do === 'refuse')
    await refuse(tx, deps.platform, reply, who, { why: decision.reason, ...decision }, now);
  if (decision.do === 'post') await beginPosting(tx, deps, reply, filesOf(mail), now);
  if (decision.do === 'triage') await tellStaff(tx, reply);
  return { taken: true, matterId: who.matterId };
}

/** Pictures inside a signature are files like others: nobody can tell them from a photograph that matters. */
export function filesOf({
  parts,
}: IncomingMail): { name: string; contentType: string; content: Uint8Array }[] {
  return parts
    .filter(({ contentType }) => contentType !== 'message/delivery-status')
    .map(({ fileName, contentType, content }, index) => ({
      name: (fileName ?? '').trim() || `file-${index + 1}`,
      contentType,
      content,
    }));
}

async function isKnown(tx: Tx, firmId: string, place: ReplyPlace, key: Buffer): Promise<boolean> {
  const row = await tx
    .selectFrom('mail_replies')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', place.conversationId)
    .where('portal_user_id', '=', place.portalUserId)
    .where('message_key', '=', key)
    .where('state', 'in', ['waiting', 'posted'])
    .executeTakeFirst();
  return row !== undefined;
}

const storable = (text: string) => text.toWellFormed().replaceAll('\0', ' ');

async function keep(
  tx: Tx,
  mail: IncomingMail,
  found: {
    place: ReplyPlace;
    key: Buffer | null;
    body: string;
    files: number;
    decision: ReturnType<typeof decideReply>;
  },
) {
  const { place, key, body, files, decision } = found;
  const states = { drop: 'dropped', triage: 'triage', refuse: 'refused', post: 'waiting' } as const;
  // What waits for a person is read by that person; what is dropped nobody needs.
  const kept = decision.do === 'post' || decision.do === 'triage';
  return await tx
    .insertInto('mail_replies')
    .values({
      ...{ firm_id: mail.firmId, id: newId(), mail_id: mail.id, message_key: key, files },
      ...{ conversation_id: place.conversationId, portal_user_id: place.portalUserId },
      state: states[decision.do],
      reason: decision.do === 'post' ? '' : decision.reason,
      sender: storable(mail.sender).slice(0, 300),
      body: kept ? storable(body).slice(0, 20_000) : '',
      up_to_seq: place.upToSeq,
      due_at: decision.do === 'post' ? mail.receivedAt : null,
      received_at: mail.receivedAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
    .then((row) => ({ ...row, words: storable(body) }));
}
