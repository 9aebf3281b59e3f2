/** How long matters are kept by their type, and which have had their time: within the asker's walls. */
import { sql } from 'kysely';
import { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { decideMatter } from './matter-decide.ts';
import type { dueMatter, matterPolicy } from './schema.ts';

export async function listMatterPolicies(
  tx: Tx,
  firmId: string,
): Promise<{ items: z.input<typeof matterPolicy>[]; next: null }> {
  const { rows } = await sql<{ matterTypeId: string | null; name: string; years: number | null }>`
    select t.id as "matterTypeId", t.name, r.years from matter_types t
      left join matter_retention r on r.firm_id = ${firmId} and r.matter_type_id = t.id
      where t.firm_id = ${firmId}
    union all
    select null, '', (select r.years from matter_retention r where r.firm_id = ${firmId} and r.matter_type_id is null)
    order by 2, 1`.execute(tx);
  return { items: rows, next: null };
}

/** `matterTypeId: null`: matters without a type. `years: null`: for ever. Audited. */
export async function setMatterPolicy(
  tx: Tx,
  actor: Actor & { staffId: string },
  { matterTypeId, years }: { matterTypeId: string | null; years: number | null },
): Promise<void> {
  const { firmId, staffId, now } = actor;
  if (matterTypeId !== null) {
    const { rows } =
      await sql`select 1 from matter_types where firm_id = ${firmId} and id = ${matterTypeId}`.execute(tx);
    found(rows[0]);
  }
  await sql`select pg_advisory_xact_lock(hashtextextended(${`matter_retention ${firmId}`}, 0))`.execute(tx);
  const { rows } = await sql<{ years: number }>`
    delete from matter_retention where firm_id = ${firmId} and matter_type_id is not distinct from ${matterTypeId}
    returning years`.execute(tx);
  if (years !== null)
    await tx
      .insertInto('matter_retention')
      .values({
        ...{ firm_id: firmId, id: newId(), matter_type_id: matterTypeId, years },
        ...{ set_by_staff_id: staffId, set_at: now },
      })
      .execute();
  await recordChange(tx, actor, {
    ...{ action: 'retention.matters_changed', id: matterTypeId ?? firmId },
    detail: { matterTypeId, from: rows[0]?.years ?? null, to: years },
  });
}

interface DueRow {
  id: string;
  number: string;
  title: string;
  closed_on: string;
  years: number;
  held: boolean;
}

/** Closed ones whose time is over, those on hold among them, the longest ago first. */
export async function listDueMatters(
  tx: Tx,
  firmId: string,
  today: string,
  query: { limit: number; after?: string | undefined },
): Promise<{ items: z.input<typeof dueMatter>[]; next: string | null }> {
  const [afterDay, afterId] =
    query.after === undefined ? [null, null] : decodeCursor(query.after, z.tuple([z.iso.date(), z.uuid()]));
  const { rows } = await sql<DueRow>`
    select m.id, m.number, m.title, m.closed_on, r.years,
      exists (select 1 from held_by(${firmId}::uuid, m.id, null, null)) as held
    from matters m
    join matter_retention r on r.firm_id = ${firmId} and r.matter_type_id is not distinct from m.matter_type_id
    where m.firm_id = ${firmId} and m.status = 'closed'
      and (m.closed_on + make_interval(years => r.years))::date <= ${today}::date
      and (${afterDay}::date is null or (m.closed_on, m.id) > (${afterDay}::date, ${afterId}::uuid))
    order by m.closed_on, m.id limit ${query.limit + 1}`.execute(tx);
  return toPage(
    rows,
    query.limit,
    (row) => [row.closed_on, row.id],
    (row) => {
      const decision = decideMatter(
        { status: 'closed', closedOn: row.closed_on, years: row.years, held: row.held },
        today,
      );
      const { id, number, title, closed_on: closedOn, held } = row;
      return { id, number, title, closedOn, held, dueOn: 'dueOn' in decision ? decision.dueOn : closedOn };
    },
  );
}
