/** The addresses of notices: random, for one person and one conversation, and over after a while. */
import { createHash } from 'node:crypto';
import type { Tx } from '../../platform/db/database.ts';
import { findReplyAddress } from '../mail-in/index.ts';
import { hasSecondFactor } from '../portal-sign-in/index.ts';
import { addressWith, newToken, readToken, takesReplies } from './address-form.ts';
import { readMailReplySettings } from './settings.ts';
import './tables.ts';

const dayMs = 24 * 3_600_000;
/** So long it is known of an address whose it was, to tell that person that it is over. */
const rememberMs = 60 * dayMs;
const hashOf = (firmId: string, token: string) => createHash('sha256').update(`${firmId} ${token}`).digest();

/** Where an answer to this notice may go; null: this person answers this conversation in the portal alone. */
export async function makeReplyAddress(
  tx: Tx,
  notice: { firmId: string; conversationId: string; portalUserId: string; upToSeq: number },
  now: Date,
): Promise<string | null> {
  const { firmId, conversationId, portalUserId, upToSeq } = notice;
  const { replyByMail, days } = await readMailReplySettings(tx, firmId);
  const base = replyByMail ? await findReplyAddress(tx, firmId) : null;
  if (base === null || !takesReplies(base)) return null;
  const { second_factor } = await tx
    .selectFrom('conversations')
    .select('second_factor')
    .where('firm_id', '=', firmId)
    .where('id', '=', conversationId)
    .executeTakeFirstOrThrow();
  if (second_factor || (await hasSecondFactor(tx, firmId, portalUserId))) return null;
  await tx
    .deleteFrom('reply_addresses')
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .where('portal_user_id', '=', portalUserId)
    .where('expires_at', '<', new Date(now.getTime() - rememberMs))
    .execute();
  const token = newToken();
  await tx
    .insertInto('reply_addresses')
    .values({
      ...{ firm_id: firmId, token_hash: hashOf(firmId, token), conversation_id: conversationId },
      ...{ portal_user_id: portalUserId, up_to_seq: upToSeq, created_at: now },
      expires_at: new Date(now.getTime() + days * dayMs),
    })
    .execute();
  return addressWith(base, token);
}

export interface ReplyPlace {
  conversationId: string;
  portalUserId: string;
  upToSeq: number;
  expiresAt: Date;
}

/** Whose addresses these are; those that are nobody's are left out. */
export async function findReplyPlaces(
  tx: Tx,
  firmId: string,
  addresses: readonly string[],
): Promise<ReplyPlace[]> {
  const base = await findReplyAddress(tx, firmId);
  const tokens = base === null ? [] : addresses.flatMap((address) => readToken(base, address) ?? []);
  if (tokens.length === 0) return [];
  const rows = await tx
    .selectFrom('reply_addresses')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where(
      'token_hash',
      'in',
      tokens.slice(0, 50).map((token) => hashOf(firmId, token)),
    )
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map((row) => ({
    conversationId: row.conversation_id,
    portalUserId: row.portal_user_id,
    upToSeq: row.up_to_seq,
    expiresAt: row.expires_at,
  }));
}
