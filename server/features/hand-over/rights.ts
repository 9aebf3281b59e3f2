/** Whether a pack may still be made, or read: asked before, during and after, with its asker's eyes. */

import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Database } from '../../platform/db/database.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { type Asker, scopeOf } from './eyes.ts';
import './tables.ts';

export type HandOver = Selectable<Tables['hand_overs']>;

export function askerOf(row: HandOver): Asker {
  const { firm_id: firmId, staff_id: staffId, portal_user_id: portalUserId } = row;
  if (staffId !== null) return { firmId, staffId, portalUserId: null };
  if (portalUserId === null) throw new Error('a pack without an asker');
  return { firmId, staffId: null, portalUserId, secondFactor: row.second_factor };
}

/** Every matter and conversation that it stands behind is still there for the asker, who is still somebody here. */
export async function mayStillRead(
  database: Pick<Database, 'firm' | 'portal'>,
  row: HandOver,
): Promise<boolean> {
  const { firm_id: firmId, seen_matters: matters, seen_conversations: conversations } = row;
  const asker = askerOf(row);
  const isActive =
    asker.staffId === null
      ? sql`exists (select 1 from portal_users where firm_id = ${firmId} and id = ${asker.portalUserId} and active)`
      : sql`exists (select 1 from staff_members where firm_id = ${firmId} and id = ${asker.staffId} and active)`;
  // People of the portal have no matters: their walls are those of conversations.
  const seesMatters =
    asker.staffId === null
      ? sql`true`
      : sql`(select count(*) from matters where firm_id = ${firmId} and id = any(${matters}::uuid[])) = ${matters.length}`;
  const seesContact =
    row.contact_id === null
      ? sql`true`
      : sql`exists (select 1 from contacts where firm_id = ${firmId} and id = ${row.contact_id})`;
  const { rows } = await scopeOf(database, asker).read((tx) =>
    sql<{ may: boolean }>`
      select ${isActive} and ${seesMatters} and ${seesContact}
        and (select count(*) from conversations where firm_id = ${firmId} and id = any(${conversations}::uuid[])) = ${conversations.length} as may`.execute(
      tx,
    ),
  );
  return rows[0]?.may === true;
}
