/** Runs of what-if as they are kept: progress, counts, and the newest of each kind of change. */
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../../platform/db/database.ts';
import { newId } from '../../../platform/ids.ts';
import { matterOf, type Stays } from './compare.ts';
import type { Finding, Reached } from './scan.ts';
import type { WhatIfRunsTable } from './tables.ts';

export type WhatIfRow = Selectable<WhatIfRunsTable> & { reached: Reached | null };

/** So many of each kind at each destination can be looked at one by one; all are counted. */
export const mostListed = 5000;

export async function findRun(tx: Tx, firmId: string, id: string): Promise<WhatIfRow | undefined> {
  const row = await tx
    .selectFrom('what_if_runs')
    .selectAll()
    .select(
      sql<string | null>`to_char(reached_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as(
        'exactly',
      ),
    )
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  const { exactly, ...run } = row;
  return { ...run, reached: exactly && run.reached_id ? { at: exactly, id: run.reached_id } : null };
}

/** A change with what would keep a redo from it. */
export interface Told extends Finding {
  stays: Stays | '';
}

const kindKey = (f: Told) =>
  JSON.stringify([f.destination.id, f.change.was, f.change.becomes, f.change.aspect, f.change.because]);

/** How many of each kind are listed already: a run that goes on after a restart lists no more than one that did not stop. */
export async function countListed(tx: Tx, firmId: string, runId: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ key: unknown[]; count: number }>`
    select json_build_array(destination, was, becomes, aspect, because) as key, least(sum(count), ${mostListed})::int as count
    from what_if_counts where firm_id = ${firmId} and run_id = ${runId}
    group by destination, was, becomes, aspect, because`.execute(tx);
  return new Map(rows.map(({ key, count }) => [JSON.stringify(key), count]));
}

/** Adds a batch's findings to the counts and, of the kinds that are not full, to the lists. */
export async function saveFindings(
  tx: Tx,
  run: { firm_id: string; id: string },
  findings: readonly Told[],
  listed: Map<string, number>,
): Promise<void> {
  if (findings.length === 0) return;
  await saveCounts(tx, run, findings);
  const toList = findings.filter((finding) => {
    const key = kindKey(finding);
    const count = (listed.get(key) ?? 0) + 1;
    listed.set(key, count);
    return count <= mostListed;
  });
  await saveList(tx, run, toList);
}

async function saveCounts(
  tx: Tx,
  run: { firm_id: string; id: string },
  findings: readonly Told[],
): Promise<void> {
  const groups = [
    ...Map.groupBy(findings, (f) =>
      JSON.stringify([kindKey(f), f.stays, f.entry?.matter_id ?? null, matterOf(f.decision)]),
    ).values(),
  ].flatMap((group) => (group[0] ? [{ one: group[0], count: group.length }] : []));
  const column = <T>(pick: (one: Told) => T): T[] => groups.map(({ one }) => pick(one));
  await sql`
    insert into what_if_counts (firm_id, run_id, id, destination, was, becomes, aspect, because, stays, matter_id, then_matter_id, count)
    select ${run.firm_id}, ${run.id}, u.* from unnest(
      ${groups.map(() => newId())}::uuid[], ${column((f) => f.destination.id)}::text[], ${column((f) => f.change.was)}::text[],
      ${column((f) => f.change.becomes)}::text[], ${column((f) => f.change.aspect)}::text[], ${column((f) => f.change.because)}::text[],
      ${column((f) => f.stays)}::text[], ${column((f) => f.entry?.matter_id ?? null)}::uuid[],
      ${column((f) => matterOf(f.decision))}::uuid[], ${groups.map(({ count }) => count)}::int[]) as u
    on conflict (firm_id, run_id, destination, was, becomes, aspect, because, stays, matter_id, then_matter_id)
      do update set count = what_if_counts.count + excluded.count`.execute(tx);
}

async function saveList(
  tx: Tx,
  run: { firm_id: string; id: string },
  findings: readonly Told[],
): Promise<void> {
  if (findings.length === 0) return;
  const column = <T>(pick: (one: Told) => T): T[] => findings.map(pick);
  await sql`
    insert into what_if_changes (firm_id, run_id, interaction_id, destination, was, becomes, aspect, because, stays, matter_id,
      then_matter_id, started_at, outcome)
    select ${run.firm_id}, ${run.id}, u.* from unnest(
      ${column((f) => f.one.id)}::uuid[], ${column((f) => f.destination.id)}::text[], ${column((f) => f.change.was)}::text[],
      ${column((f) => f.change.becomes)}::text[], ${column((f) => f.change.aspect)}::text[], ${column((f) => f.change.because)}::text[],
      ${column((f) => f.stays)}::text[], ${column((f) => f.entry?.matter_id ?? null)}::uuid[],
      ${column((f) => matterOf(f.decision))}::uuid[], ${column((f) => f.one.startedExactly)}::timestamptz[],
      ${column((f) => JSON.stringify(outcomeToKeep(f)))}::jsonb[]) as u
    on conflict do nothing`.execute(tx);
}

function outcomeToKeep({ decision }: Finding) {
  const plan = decision.do === 'write' ? decision : null;
  const first = plan?.time[0];
  return {
    why: decision.why,
    billable: first?.billable ?? null,
    billedMinutes: first?.minutes?.billed ?? null,
  };
}

/** Moves a run on; false when somebody cancelled it meanwhile. */
export async function moveOn(
  tx: Tx,
  run: { firm_id: string; id: string },
  set: Partial<Omit<Selectable<WhatIfRunsTable>, 'reached_at'>> & { reached_at?: string },
): Promise<boolean> {
  const { reached_at, ...rest } = set;
  const moved = await tx
    .updateTable('what_if_runs')
    .set({
      ...rest,
      ...(reached_at === undefined ? {} : { reached_at: sql<Date>`${reached_at}::timestamptz` }),
    })
    .where('firm_id', '=', run.firm_id)
    .where('id', '=', run.id)
    .where('state', '=', 'running')
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}
