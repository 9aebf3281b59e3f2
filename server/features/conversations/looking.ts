/** How far somebody has looked: moved only forward, each move kept. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { prepared } from '../../platform/db/prepared.ts';
import type { Looked } from './listeners.ts';
import './tables.ts';

/** False when they had looked as far before. */
export async function noteLooked(tx: Tx, looked: Looked): Promise<boolean> {
  const { firmId, conversationId, personId, isStaff, seq, at } = looked;
  const { rows } = await prepared<{ seq: number }>('note_looked')`
    with moved as (
      insert into read_pointers as p (firm_id, conversation_id, person_id, is_staff, seq, at)
      values (${firmId}, ${conversationId}, ${personId}, ${isStaff}, ${seq}, ${at})
      on conflict (firm_id, conversation_id, person_id) do update set seq = excluded.seq, at = excluded.at
        where p.seq < excluded.seq
      returning p.seq),
    kept as (
      insert into read_marks (firm_id, conversation_id, person_id, seq, at)
      select ${firmId}, ${conversationId}, ${personId}, moved.seq, ${at} from moved
      on conflict do nothing)
    select seq from moved`.execute(tx);
  return rows.length > 0;
}

export interface Receipt {
  personId: string;
  isStaff: boolean;
  seq: number;
  at: Date;
}

/** Who has looked how far, and when they did. For staff. */
export async function listReceipts(tx: Tx, firmId: string, conversationId: string): Promise<Receipt[]> {
  const rows = await tx
    .selectFrom('read_pointers')
    .select(['person_id', 'is_staff', 'seq', 'at'])
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .orderBy('at')
    .execute();
  return rows.map((row) => ({ personId: row.person_id, isStaff: row.is_staff, seq: row.seq, at: row.at }));
}

/** Who has looked at one message, and when it first was on their screen. For staff. */
export async function listLooks(
  tx: Tx,
  firmId: string,
  conversationId: string,
  seq: number,
): Promise<Receipt[]> {
  const { rows } = await sql<Receipt>`
    select p.person_id as "personId", p.is_staff as "isStaff", m.seq::int as seq, m.at
    from read_pointers p cross join lateral (
      select r.seq, r.at from read_marks r where r.firm_id = ${firmId} and r.conversation_id = p.conversation_id
        and r.person_id = p.person_id and r.seq >= ${seq} order by r.seq limit 1) m
    where p.firm_id = ${firmId} and p.conversation_id = ${conversationId} and p.seq >= ${seq}
    order by m.at`.execute(tx);
  return rows;
}
