/** Texts that came in, as they are stored: once each, before anybody thinks about them. */
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { ReceivedText } from '../../vendors/ports.ts';
import { toE164 } from '../practice/index.ts';
import { readReply } from './reply-words.ts';
import type { SettingsRow } from './settings-store.ts';
import type { TextInboundTable } from './tables.ts';

export type InboundRow = Selectable<TextInboundTable>;

/** No text is so long: 1,600 letters at most, of up to four bytes. */
const longestBody = 10_000;

/** Answers its id, or null when it is known already. */
export async function storeReceived(
  tx: Tx,
  settings: Pick<SettingsRow, 'firm_id'>,
  text: ReceivedText,
  now: Date,
): Promise<string | null> {
  const firmId = settings.firm_id;
  const { country } = await tx
    .selectFrom('firms')
    .select('country')
    .where('id', '=', firmId)
    .executeTakeFirstOrThrow();
  const id = newId();
  const to = toE164(text.to, country) ?? text.to;
  // PostgreSQL takes no NUL in text.
  const body = text.body.replaceAll('\u0000', '').slice(0, longestBody);
  const added = await tx
    .insertInto('text_inbound')
    .values({
      firm_id: firmId,
      id,
      provider_id: text.providerId.slice(0, 200),
      number: (toE164(text.from, country) ?? text.from).slice(0, 100),
      line_id: await findLine(tx, firmId, to),
      to_number: to.slice(0, 100),
      body,
      reply: readReply(body),
      answered_by_provider: text.answered,
      state: 'new',
      due_at: now,
      received_at: text.receivedAt ?? now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  await tx.updateTable('text_settings').set({ last_hook_at: now }).where('firm_id', '=', firmId).execute();
  if (Number(added.numInsertedOrUpdatedRows ?? 0) === 0) return null;
  await storeMedia(tx, { firmId, inboundId: id, now }, text.media);
  return id;
}

async function storeMedia(
  tx: Tx,
  of: { firmId: string; inboundId: string; now: Date },
  media: ReceivedText['media'],
): Promise<void> {
  for (const [position, { url, contentType }] of media.entries())
    await tx
      .insertInto('text_media')
      .values({
        firm_id: of.firmId,
        id: newId(),
        inbound_id: of.inboundId,
        position,
        url: url.slice(0, 2000),
        content_type: contentType.slice(0, 200),
        due_at: of.now,
      })
      .execute();
}

async function findLine(tx: Tx, firmId: string, number: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from text_lines where firm_id = ${firmId} and number = ${number}
    order by removed_at desc nulls first limit 1`.execute(tx);
  return rows[0]?.id ?? null;
}
