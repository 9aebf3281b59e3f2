/** What the firm answers to a keyword, where the provider does not. */
import { sql } from 'kysely';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { wordsFor } from '../templates/index.ts';
import type { InboundRow } from './inbound-store.ts';
import { noteState } from './queue.ts';

/** Two programs that answer each other must come to an end. */
const mostADay = 3;
const dayMs = 24 * 3_600_000;

/** From the line that was written to; not to what has no number, such as a short code's word. */
export async function queueAnswer(
  tx: Tx,
  actor: Actor,
  row: InboundRow,
  kind: 'stopped' | 'started' | 'help',
): Promise<void> {
  const { firmId, now } = actor;
  const line = await findLine(tx, row);
  if (!line || !row.number.startsWith('+') || (await answersOfADay(tx, actor, row.number)) >= mostADay)
    return;
  const firm = await tx.selectFrom('firms').select('name').where('id', '=', firmId).executeTakeFirstOrThrow();
  const values = { firm: firm.name, number: line.number };
  const { body } = await wordsFor(tx, firmId, `text_${kind}`, values);
  const id = newId();
  await tx
    .insertInto('text_messages')
    .values({
      firm_id: firmId,
      id,
      kind,
      number: row.number,
      words: body,
      body,
      line_id: line.id,
      sender: line.number,
      service_id: line.service_id,
      state: 'queued',
      due_at: now,
      state_at: now,
      created_at: now,
    })
    .execute();
  await noteState(tx, { firmId, textId: id, state: 'queued', code: null, at: now });
}

/** The one that the firm has still, else none. */
async function findLine(tx: Tx, { firm_id: firmId, line_id: lineId }: InboundRow) {
  return await tx
    .selectFrom('text_lines')
    .select(['id', 'number', 'service_id'])
    .where('firm_id', '=', firmId)
    .where('removed_at', 'is', null)
    .where((or) => (lineId === null ? or('is_default', '=', true) : or('id', '=', lineId)))
    .executeTakeFirst();
}

async function answersOfADay(tx: Tx, { firmId, now }: Actor, number: string): Promise<number> {
  const since = new Date(now.getTime() - dayMs);
  const { rows } = await sql<{ answers: number }>`
    select count(*)::int as answers from text_messages where firm_id = ${firmId} and number = ${number}
      and kind <> 'message' and created_at > ${since}`.execute(tx);
  return rows[0]?.answers ?? 0;
}
