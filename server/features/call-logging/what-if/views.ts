import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../../platform/db/database.ts';
import { toPage } from '../../../platform/http/paging.ts';
import { listSeenMatters } from '../entry-reads.ts';
import { explain } from '../explain.ts';
import { why } from '../interaction.ts';
import { isAfterCursor } from '../newest-first.ts';
import { loadSetOptions, optionsOverride } from '../options-store.ts';
import { findRedoRun } from '../redos/store.ts';
import { viewInteractions, viewRedo } from '../redos/views.ts';
import type { whatIfChange, whatIfCount, whatIfRun } from './schema.ts';
import { mostListed, type WhatIfRow } from './store.ts';

export async function viewRun(tx: Tx, firmId: string, run: WhatIfRow): Promise<z.input<typeof whatIfRun>> {
  const starter = await tx
    .selectFrom('staff_members')
    .select(sql<string>`first_name || ' ' || last_name`.as('name'))
    .where('firm_id', '=', firmId)
    .where('id', '=', run.started_by ?? '')
    .$if(run.started_by === null, (none) => none.where(sql<boolean>`false`))
    .executeTakeFirst();
  return {
    id: run.id,
    destination: run.destination,
    destinationName: await findConnectionName(tx, firmId, run.destination),
    options: optionsOverride.parse(run.options),
    days: run.days,
    since: run.since.toISOString(),
    until: run.until.toISOString(),
    state: run.state,
    progress: run.state === 'done' ? 1 : run.total === 0 ? 0 : Math.min(1, run.looked / run.total),
    counts: await listCounts(tx, firmId, run.id),
    listed: mostListed,
    outdated: run.applied_at === null && (await isOutdated(tx, firmId, run)),
    appliedAt: run.applied_at?.toISOString() ?? null,
    redo: await latestRedo(tx, firmId, run.id),
    startedBy: starter?.name ?? null,
    createdAt: run.created_at.toISOString(),
    endedAt: run.ended_at?.toISOString() ?? null,
  };
}

async function findConnectionName(tx: Tx, firmId: string, destination: string): Promise<string | null> {
  const connection = await tx
    .selectFrom('connections')
    .select('name')
    .where('firm_id', '=', firmId)
    .where(sql<boolean>`id::text = ${destination}`)
    .executeTakeFirst();
  return connection?.name ?? null;
}

/** The options are not as they were when the run began. */
export async function isOutdated(tx: Tx, firmId: string, run: WhatIfRow): Promise<boolean> {
  const { rows } = await sql<{ same: boolean }>`
    select ${JSON.stringify(Object.fromEntries(await loadSetOptions(tx, firmId)))}::jsonb = set_before as same
    from what_if_runs where firm_id = ${firmId} and id = ${run.id}`.execute(tx);
  return rows[0]?.same !== true;
}

async function latestRedo(tx: Tx, firmId: string, whatIfId: string) {
  const latest = await tx
    .selectFrom('redo_runs')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('what_if_id', '=', whatIfId)
    .where('cause', '=', 'what_if')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  const run = latest && (await findRedoRun(tx, firmId, latest.id));
  return run ? await viewRedo(tx, firmId, run) : null;
}

/** A matter behind a wall is in no figure: row-level security hides the one it is on, this the one where it would be. */
const seesThenMatter = (firmId: string) => sql`(c.then_matter_id is null or exists (
  select 1 from matters m where m.firm_id = ${firmId} and m.id = c.then_matter_id))`;

async function listCounts(tx: Tx, firmId: string, runId: string): Promise<z.input<typeof whatIfCount>[]> {
  const { rows } = await sql<{
    destination: string;
    destination_name: string | null;
    was: string;
    becomes: string;
    aspect: z.input<typeof whatIfCount>['aspect'];
    because: 'options' | 'facts';
    count: number;
    stays: number;
  }>`
    select c.destination, max(n.name) as destination_name, c.was, c.becomes, c.aspect, c.because,
      sum(c.count)::int as count, coalesce(sum(c.count) filter (where c.stays <> ''), 0)::int as stays
    from what_if_counts c left join connections n on n.firm_id = c.firm_id and n.id::text = c.destination
    where c.firm_id = ${firmId} and c.run_id = ${runId} and ${seesThenMatter(firmId)}
    group by c.destination, c.was, c.becomes, c.aspect, c.because
    order by c.because desc, count desc, c.destination, c.was, c.becomes, c.aspect`.execute(tx);
  return rows.map(({ destination_name, ...row }) => ({ ...row, destinationName: destination_name }));
}

export interface ChangesQuery {
  limit: number;
  after?: string | undefined;
  destination?: string | undefined;
  was?: string | undefined;
  becomes?: string | undefined;
  aspect?: string | undefined;
  because?: 'options' | 'facts' | undefined;
}

const outcome = z.object({
  why,
  billable: z.boolean().nullable(),
  billedMinutes: z.number().nullable(),
});

interface ChangeRow {
  id: string;
  started_exactly: string;
  destination: string;
  was: string;
  becomes: string;
  aspect: string;
  because: 'options' | 'facts';
  stays: '' | 'by_person' | 'billed';
  then_matter_id: string | null;
  then_matter_title: string | null;
  outcome: unknown;
}

export async function listChanges(tx: Tx, firmId: string, runId: string, query: ChangesQuery) {
  const only = (['destination', 'was', 'becomes', 'aspect', 'because'] as const).map((name) =>
    query[name] === undefined ? sql`` : sql`and ${sql.ref(`c.${name}`)} = ${query[name]}`,
  );
  const after = query.after === undefined ? sql`` : sql`and ${isAfterCursor('i', query.after)}`;
  const { rows } = await sql<ChangeRow>`
    select i.id, to_char(i.started_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as started_exactly, c.destination,
      c.was, c.becomes, c.aspect, c.because, c.stays, c.then_matter_id, t.title as then_matter_title, c.outcome
    from what_if_changes c join interactions i on i.firm_id = c.firm_id and i.id = c.interaction_id
    left join matters t on t.firm_id = c.firm_id and t.id = c.then_matter_id
    where c.firm_id = ${firmId} and c.run_id = ${runId} and ${seesThenMatter(firmId)} ${sql.join(only, sql` `)} ${after}
    order by i.started_at desc, i.id desc, c.destination limit ${query.limit + 1}`.execute(tx);
  const page = toPage(
    rows,
    query.limit,
    (row) => [row.started_exactly, row.id],
    (row) => row,
  );
  return { items: await describeChanges(tx, firmId, page.items), next: page.next };
}

async function describeChanges(
  tx: Tx,
  firmId: string,
  rows: readonly ChangeRow[],
): Promise<z.input<typeof whatIfChange>[]> {
  const shown = await viewInteractions(tx, firmId, [...new Set(rows.map(({ id }) => id))]);
  const outcomes = rows.map((row) => outcome.parse(row.outcome));
  const named = outcomes.flatMap((one) => one.why.candidates.flatMap(({ matterId }) => matterId ?? []));
  const visible = await listSeenMatters(tx, firmId, named);
  return rows.flatMap((row, index) => {
    const interaction = shown.get(row.id);
    const kept = outcomes[index];
    if (!interaction || !kept) return [];
    const candidates = kept.why.candidates.filter(
      ({ matterId }) => matterId === null || visible.has(matterId),
    );
    const now = interaction.logEntries.find(({ destination }) => destination === row.destination);
    return [
      {
        interaction,
        destination: row.destination,
        was: row.was,
        becomes: row.becomes,
        aspect: row.aspect,
        because: row.because,
        stays: row.stays,
        nowSentence: now?.why.sentence ?? null,
        thenSentence: explain({ ...kept.why, candidates }),
        thenMatterId: row.then_matter_id,
        thenMatterTitle: row.then_matter_title,
        thenContactName: kept.why.contactName,
        thenAssigneeName: kept.why.assigneeName,
        thenBilledMinutes: kept.billedMinutes,
        thenBillable: kept.billable,
      },
    ];
  });
}
