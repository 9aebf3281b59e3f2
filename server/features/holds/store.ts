/** Holds, set and ended by people. */
import { sql } from 'kysely';
import { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { hold, refusal } from './schema.ts';
import './tables.ts';

type StaffActor = Actor & { staffId: string };

interface Row {
  id: string;
  scope: 'matter' | 'contact' | 'firm';
  matter_id: string | null;
  number: string | null;
  title: string | null;
  contact_id: string | null;
  name: string | null;
  reason: string;
  set_by: string;
  set_at: Date;
  ended_by: string | null;
  ended_at: Date | null;
}

/** Within the reader's walls. */
const selectHolds = (firmId: string) => sql`
  select h.id, h.scope, h.matter_id, m.number, m.title, h.contact_id, k.display_name as name, h.reason,
    trim(s.first_name || ' ' || s.last_name) as set_by, h.set_at, trim(e.first_name || ' ' || e.last_name) as ended_by, h.ended_at
  from holds h
  join staff_members s on s.firm_id = ${firmId} and s.id = h.set_by_staff_id
  left join staff_members e on e.firm_id = ${firmId} and e.id = h.ended_by_staff_id
  left join matters m on m.firm_id = ${firmId} and m.id = h.matter_id
  left join contacts k on k.firm_id = ${firmId} and k.id = h.contact_id`;

export async function listHolds(
  tx: Tx,
  firmId: string,
  query: {
    limit: number;
    after?: string | undefined;
    matterId?: string | undefined;
    contactId?: string | undefined;
    ended: boolean;
  },
): Promise<{ items: z.input<typeof hold>[]; next: string | null }> {
  const wanted = [sql`h.firm_id = ${firmId}`];
  if (!query.ended) wanted.push(sql`h.ended_at is null`);
  if (query.matterId !== undefined) wanted.push(sql`h.matter_id = ${query.matterId}`);
  if (query.contactId !== undefined) wanted.push(sql`h.contact_id = ${query.contactId}`);
  if (query.after !== undefined)
    wanted.push(sql`h.id < ${decodeCursor(query.after, z.tuple([z.uuid()]))[0]}`);
  const { rows } = await sql<Row>`${selectHolds(firmId)} where ${sql.join(wanted, sql` and `)}
    order by h.id desc limit ${query.limit + 1}`.execute(tx);
  return toPage(rows, query.limit, (row) => [row.id], shown);
}

function shown(row: Row): z.input<typeof hold> {
  return {
    ...{ id: row.id, scope: row.scope, reason: row.reason, setBy: row.set_by, endedBy: row.ended_by },
    matter:
      row.matter_id === null ? null : { id: row.matter_id, number: row.number ?? '', title: row.title ?? '' },
    contact: row.contact_id === null ? null : { id: row.contact_id, name: row.name ?? '' },
    setAt: row.set_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

export async function setHold(
  tx: Tx,
  actor: StaffActor,
  of: { matterId: string | null; contactId: string | null },
  reason: string,
): Promise<z.input<typeof hold>> {
  const { firmId, staffId, now } = actor;
  const { matterId, contactId } = of;
  const table = matterId === null ? 'contacts' : 'matters';
  // With the eyes of whoever sets it, and in line with whoever is about to delete.
  if (matterId !== null || contactId !== null) {
    const { rows } = await sql`
      select 1 from ${sql.table(table)} where firm_id = ${firmId} and id = ${matterId ?? contactId} for update`.execute(
      tx,
    );
    found(rows[0]);
  }
  const scope = matterId !== null ? 'matter' : contactId !== null ? 'contact' : 'firm';
  const id = newId();
  const made = await tx
    .insertInto('holds')
    .values({
      ...{ firm_id: firmId, id, scope, matter_id: matterId, contact_id: contactId, reason },
      ...{ set_by_staff_id: staffId, set_at: now },
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) throw problem('already_exists', 'It is on hold already.');
  await recordChange(tx, actor, { action: 'hold.set', id, matterId, detail: { scope, reason, ...of } });
  const { rows } =
    await sql<Row>`${selectHolds(firmId)} where h.firm_id = ${firmId} and h.id = ${id}`.execute(tx);
  return shown(found(rows[0]));
}

export async function endHold(tx: Tx, actor: StaffActor, id: string, reason: string): Promise<void> {
  const { firmId, staffId, now } = actor;
  const row = found(
    await tx
      .selectFrom('holds')
      .select(['matter_id', 'ended_at'])
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  );
  if (row.ended_at !== null) throw problem('wrong_state', 'It has ended already.');
  await tx
    .updateTable('holds')
    .set({ ended_by_staff_id: staffId, ended_at: now })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await recordChange(tx, actor, { action: 'hold.ended', id, matterId: row.matter_id, detail: { reason } });
}

interface RefusalRow {
  id: string;
  at: Date;
  by: string;
  act: string;
  subject_type: string;
  held: string;
}

export async function listRefusals(
  tx: Tx,
  firmId: string,
  query: { limit: number; after?: string | undefined },
): Promise<{ items: z.input<typeof refusal>[]; next: string | null }> {
  const before = query.after === undefined ? null : decodeCursor(query.after, z.tuple([z.uuid()]))[0];
  const { rows } = await sql<RefusalRow>`
    select l.id, l.at, coalesce(k.display_name, trim(s.first_name || ' ' || s.last_name), '') as by, l.detail->>'act' as act,
      l.subject_type, l.detail->>'held' as held
    from audit_log l
    left join staff_members s on s.firm_id = ${firmId} and s.id = l.staff_id
    left join portal_users u on u.firm_id = ${firmId} and u.id = l.portal_user_id
    left join contacts k on k.firm_id = ${firmId} and k.id = u.contact_id
    where l.firm_id = ${firmId} and l.action = 'hold.refused' and (${before}::uuid is null or l.id < ${before}::uuid)
    order by l.id desc limit ${query.limit + 1}`.execute(tx);
  return toPage(
    rows,
    query.limit,
    (row) => [row.id],
    ({ subject_type: subjectType, at, ...row }) => ({ ...row, subjectType, at: at.toISOString() }),
  );
}
