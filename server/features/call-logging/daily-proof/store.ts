import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../../platform/db/database.ts';
import { type Became, becameOfInteraction } from '../became.ts';
import type { DailyProofsTable } from './tables.ts';

export type ProofRow = Selectable<DailyProofsTable>;

/** Figures of the days from the first to the last, by day; as the reader may see them. */
export async function countDays(
  tx: Tx,
  source: { firmId: string; sourceId: string },
  period: { since: Date; until: Date; timeZone: string },
): Promise<Map<string, Map<Became, number>>> {
  const { rows } = await sql<{ day: string; became: Became; count: number }>`
    select to_char(day, 'YYYY-MM-DD') as day, became, count(*)::int as count from (
      select (i.started_at at time zone ${period.timeZone})::date as day, ${becameOfInteraction} as became
      from interactions i where i.firm_id = ${source.firmId} and i.source_id = ${source.sourceId}
        and i.started_at >= ${period.since} and i.started_at < ${period.until}) d
    group by day, became`.execute(tx);
  const days = new Map<string, Map<Became, number>>();
  for (const { day, became, count } of rows) {
    const figures = days.get(day) ?? new Map<Became, number>();
    days.set(day, figures.set(became, count));
  }
  return days;
}

export async function listProofs(
  tx: Tx,
  source: { firmId: string; sourceId: string },
  first: string,
  last: string,
): Promise<Map<string, ProofRow>> {
  const rows = await tx
    .selectFrom('daily_proofs')
    .selectAll()
    .where('firm_id', '=', source.firmId)
    .where('source_id', '=', source.sourceId)
    .where('day', '>=', first)
    .where('day', '<=', last)
    .execute();
  return new Map(rows.map((row) => [row.day, row]));
}

/** Asks about a day now, also if it was asked before. */
export async function askAgain(
  tx: Tx,
  source: { firmId: string; sourceId: string },
  day: string,
  now: Date,
): Promise<void> {
  const fresh = {
    state: 'asking' as const,
    rounds: 0,
    failures: 0,
    note: '',
    detail: '',
    due_at: now,
    updated_at: now,
  };
  await tx
    .insertInto('daily_proofs')
    .values({ firm_id: source.firmId, source_id: source.sourceId, day, created_at: now, ...fresh })
    .onConflict((conflict) => conflict.columns(['firm_id', 'source_id', 'day']).doUpdateSet(fresh))
    .execute();
}

/** Asks about a day unless it was asked before; the nightly round does. */
export async function askOnce(
  tx: Tx,
  source: { firmId: string; sourceId: string },
  day: string,
  now: Date,
): Promise<void> {
  await tx
    .insertInto('daily_proofs')
    .values({
      firm_id: source.firmId,
      source_id: source.sourceId,
      day,
      due_at: now,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Link → the interaction behind it; null where what it led to is no interaction any more. */
export async function findKnown(
  tx: Tx,
  source: { firmId: string; sourceId: string },
  links: readonly string[],
): Promise<Map<string, string | null>> {
  const known = new Map<string, string | null>();
  for (let at = 0; at < links.length; at += 2000) {
    const { rows } = await sql<{ link: string; id: string | null }>`
      select l.link, (select i.id from interactions i where i.firm_id = ${source.firmId} and i.id = l.interaction_id) as id
      from session_links l where l.firm_id = ${source.firmId} and l.source_id = ${source.sourceId}
        and l.link = any(${links.slice(at, at + 2000)}::text[])`.execute(tx);
    for (const row of rows) known.set(row.link, row.id);
  }
  return known;
}
