/** What is known of matters before anything is decided. In the program's scope: what nobody here sees may hold a matter, too. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { FirmFacts } from '../firms/index.ts';
import { todayIn } from '../firms/index.ts';
import { decideMatter } from '../retention/index.ts';
import type { MatterFacts } from './decide.ts';

export interface Known {
  id: string;
  number: string;
  title: string;
  closedOn: string | null;
  /** After it was closed, by its type; null: for ever. */
  years: number | null;
  /** Who sees it; null: everybody of the firm. */
  audience: string[] | null;
  hold: { kind: string; id: string } | null;
  facts: MatterFacts;
}

interface Row {
  id: string;
  number: string;
  title: string;
  status: 'open' | 'pending' | 'closed';
  closed_on: string | null;
  years: number | null;
  audience: string[] | null;
  hold: { kind: string; id: string } | null;
  kept_elsewhere: boolean;
  proposed: boolean;
  somebody_else: boolean;
}

/**
 * `besides`: who proposes. With `lock` nobody reopens one or sets a hold on it until this transaction ends. What is not
 * there any more is missing in the answer.
 */
export async function knownMatters(
  tx: Tx,
  firmId: string,
  matterIds: readonly string[],
  of: { now: Date; firm: FirmFacts; besides: string | null; lock: boolean },
): Promise<Map<string, Known>> {
  const ids = sql`any(${[...matterIds]}::uuid[])`;
  if (of.lock)
    await sql`select 1 from matters where firm_id = ${firmId} and id = ${ids} order by id for update`.execute(
      tx,
    );
  const { rows } = await sql<Row>`
    select m.id, m.number, m.title, m.status, m.closed_on, r.years,
      case when m.restricted then array(select a.staff_id from matter_access a where a.firm_id = ${firmId} and a.matter_id = m.id) end as audience,
      (select json_build_object('kind', h.kind, 'id', h.id) from purge_held_by(${firmId}::uuid, m.id) h limit 1) as hold,
      exists (select 1 from external_links l join connections c on c.firm_id = ${firmId} and c.id = l.connection_id and c.status <> 'disconnected'
        where l.firm_id = ${firmId} and l.kind = 'matter' and l.local_id = m.id and l.removed_at is null and m.kept_in = c.id) as kept_elsewhere,
      exists (select 1 from purge_items i join purge_batches b on b.firm_id = ${firmId} and b.id = i.batch_id
        where i.firm_id = ${firmId} and i.subject_id = m.id and i.state = 'waiting' and b.state in ('proposed', 'confirmed')) as proposed,
      exists (select 1 from staff_members s where s.firm_id = ${firmId} and s.active and s.role in ('owner', 'administrator')
        and s.id is distinct from ${of.besides}::uuid and (not m.restricted or exists (
          select 1 from matter_access a where a.firm_id = ${firmId} and a.matter_id = m.id and a.staff_id = s.id))) as somebody_else
    from matters m
    left join matter_retention r on r.firm_id = ${firmId} and r.matter_type_id is not distinct from m.matter_type_id
    where m.firm_id = ${firmId} and m.id = ${ids}`.execute(tx);
  const today = todayIn(of.firm, of.now);
  return new Map(rows.map((row) => [row.id, known(row, today)]));
}

function known(row: Row, today: string): Known {
  const { id, number, title, status, closed_on: closedOn, years, audience, hold } = row;
  const decision = decideMatter({ status, closedOn, years, held: hold !== null }, today);
  return {
    ...{ id, number, title, closedOn, years, audience, hold },
    facts: {
      ...{ status, today, held: hold !== null, keptElsewhere: row.kept_elsewhere },
      dueOn: 'dueOn' in decision ? decision.dueOn : null,
      proposedAlready: row.proposed,
      somebodyElse: row.somebody_else,
      decidersStand: true,
    },
  };
}

/** Those of these people who are owners or administrators now and see the matter. */
export async function standing(
  tx: Tx,
  firmId: string,
  staffIds: readonly (string | null)[],
  audience: readonly string[] | null,
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    select id from staff_members where firm_id = ${firmId} and active and role in ('owner', 'administrator')
      and id = any(${staffIds.filter((id) => id !== null)}::uuid[])`.execute(tx);
  const seeing = rows.filter(({ id }) => audience === null || audience.includes(id));
  return seeing.length === staffIds.length;
}
