/** What the database noted of shares is told: to open screens at once, to people outside the firm once a minute is over. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import { lockConversation, postNote, stateRules } from '../conversations/index.ts';
import { tellOfNote } from '../notices/index.ts';
import './tables.ts';

const most = 100;

/** True when there may be more at once. */
export async function sharesRound({
  database,
  clock,
}: Pick<Platform, 'database' | 'clock'>): Promise<boolean> {
  const now = clock.now();
  const { rows } = await database.system((tx) =>
    sql<{ firm_id: string; conversation_id: string }>`
      select firm_id, conversation_id from share_news where changed_at is not null or tell_at <= ${now} limit ${most}`.execute(
      tx,
    ),
  );
  for (const { firm_id: firmId, conversation_id: conversationId } of rows)
    await database.firm(firmId).write((tx) => tellNews(tx, { firmId, conversationId, now }));
  return rows.length === most;
}

interface Of {
  firmId: string;
  conversationId: string;
  now: Date;
}

async function tellNews(tx: Tx, { firmId, conversationId, now }: Of): Promise<void> {
  // Sharing takes the conversation first and its news then, and so does this.
  const conversation = await lockConversation(tx, firmId, conversationId);
  const news = await tx
    .selectFrom('share_news')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .forUpdate()
    .executeTakeFirst();
  if (!news) return;
  const due = news.tell_at !== null && news.tell_at <= now;
  if (due && stateRules[conversation.state].timers) {
    const seq =
      news.added > 0
        ? (await postNote(tx, conversation, null, { what: 'share_added', text: String(news.added) }, now)).seq
        : news.told_seq;
    if (seq !== null) await tellOfNote(tx, { firmId, conversationId, seq, at: now });
  }
  await tx
    .updateTable('share_news')
    .set({ changed_at: null, ...(due ? { tell_at: null, added: 0, told_seq: null } : {}) })
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .execute();
  const subjectId = conversationId;
  await appendEvents(tx, firmId, [
    { type: 'share.changed', subjectId, conversationId },
    { type: 'share.changed', subjectId, matterId: conversation.matter_id },
    ...(due ? [{ type: 'conversation.changed', subjectId, conversationId }] : []),
  ]);
}
