/** Sync as the API tells it. The reader's scope: what hangs on a matter behind a wall is not there. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { openLayoutFields } from '../practice/index.ts';
import { countOpen, type DifferenceRow } from './differences-store.ts';
import { fieldLabel, valueKind, valueWords } from './labels.ts';
import { type ResyncRow, resyncChange } from './resync.ts';
import type { connectionSync, contactSync, DifferenceView, matterSync, resync } from './schema.ts';
import { findKeeper, type PracticeSystems, readSettings } from './settings.ts';
import './tables.ts';

type Listed = DifferenceRow & {
  vendor: string;
  record_label: string | null;
  ours_name: string | null;
  answered_name: string | null;
};

function selectDifferences(tx: Tx, firmId: string) {
  return tx
    .selectFrom('sync_differences as d')
    .innerJoin('connections as c', (on) =>
      on.onRef('c.firm_id', '=', 'd.firm_id').onRef('c.id', '=', 'd.connection_id'),
    )
    .selectAll('d')
    .select('c.vendor')
    .select(
      sql<string | null>`coalesce(
        (select display_name from contacts k where k.firm_id = ${firmId} and k.id = d.contact_id),
        (select case when starts_with(title, number) then title else number || ' · ' || title end from matters m where m.firm_id = ${firmId} and m.id = d.matter_id))`.as(
        'record_label',
      ),
    )
    .select(staffName(firmId, 'ours_by_staff_id').as('ours_name'))
    .select(staffName(firmId, 'answered_by_staff_id').as('answered_name'))
    .where('d.firm_id', '=', firmId);
}

function staffName(firmId: string, column: 'ours_by_staff_id' | 'answered_by_staff_id') {
  return sql<string | null>`(select trim(first_name || ' ' || last_name) from staff_members s
    where s.firm_id = ${firmId} and s.id = ${sql.ref(`d.${column}`)})`;
}

export interface DifferencesWanted {
  state: 'open' | 'closed';
  contact?: string | undefined;
  matter?: string | undefined;
  limit: number;
  after?: string | undefined;
}

export async function listDifferences(
  tx: Tx,
  firmId: string,
  wanted: DifferencesWanted,
  systems: PracticeSystems,
): Promise<{ items: DifferenceView[]; next: string | null }> {
  const rows = await selectDifferences(tx, firmId)
    .where('d.state', wanted.state === 'closed' ? '=' : '<>', 'closed')
    // Of a system that was left nothing waits any more; what was decided stays.
    .$if(wanted.state === 'open', (some) => some.where('c.status', '<>', 'disconnected'))
    .$if(wanted.contact !== undefined, (some) => some.where('d.contact_id', '=', wanted.contact ?? ''))
    .$if(wanted.matter !== undefined, (some) => some.where('d.matter_id', '=', wanted.matter ?? ''))
    .$if(wanted.after !== undefined, (some) =>
      some.where('d.id', '<', decodeCursor(wanted.after ?? '', z.tuple([z.uuid()]))[0]),
    )
    .orderBy('d.id', 'desc')
    .limit(wanted.limit + 1)
    .execute();
  return toPage(
    rows,
    wanted.limit,
    (row) => [row.id],
    (row) => toView(row, systems),
  );
}

export async function getDifference(
  tx: Tx,
  firmId: string,
  id: string,
  systems: PracticeSystems,
): Promise<DifferenceView> {
  const row = await selectDifferences(tx, firmId).where('d.id', '=', id).executeTakeFirst();
  return toView(found(row), systems);
}

const choiceLabels = new Map(
  openLayoutFields('completion_details').map(({ key, choices = [] }) => [
    key,
    new Map(choices.map(({ value, label }) => [value, label])),
  ]),
);

function toView(row: Listed, systems: PracticeSystems): DifferenceView {
  const words = (value: unknown) => {
    const text = valueWords(value);
    return text === null ? null : (choiceLabels.get(row.field)?.get(text) ?? text);
  };
  return {
    id: row.id,
    connectionId: row.connection_id,
    system: systems[row.vendor]?.label ?? row.vendor,
    contactId: row.contact_id,
    matterId: row.matter_id,
    recordLabel: row.record_label ?? '',
    field: row.field,
    fieldLabel: fieldLabel(row),
    valueKind: valueKind(row),
    kind: row.kind,
    state: row.state,
    base: words(row.base),
    ours: words(row.ours),
    theirs: words(row.theirs),
    oursBy: { staffId: row.ours_by_staff_id, name: row.ours_name },
    oursAt: row.ours_at.toISOString(),
    theirsAt: row.theirs_at?.toISOString() ?? null,
    answer: row.answer,
    answeredBy: { staffId: row.answered_by_staff_id, name: row.answered_name },
    answeredAt: row.answered_at?.toISOString() ?? null,
    detail: row.detail,
  };
}

/** `not_found` for a contact that is not there. */
export async function viewContactSync(
  tx: Tx,
  firmId: string,
  id: string,
  systems: PracticeSystems,
): Promise<z.input<typeof contactSync>> {
  const { rows } = await sql`select 1 from contacts where firm_id = ${firmId} and id = ${id}`.execute(tx);
  found(rows[0]);
  const keeper = await findKeeper(tx, firmId, { table: 'contacts', id }, systems);
  const open = await listDifferences(tx, firmId, { state: 'open', contact: id, limit: 50 }, systems);
  return { keeper: keeper && toKeeper(keeper, 'contact'), differences: open.items };
}

function toKeeper(
  { connectionId, vendor }: NonNullable<Awaited<ReturnType<typeof findKeeper>>>,
  what: 'contact' | 'layout',
) {
  return { connectionId, system: vendor.label, takesChanges: vendor.changes?.includes(what) ?? false };
}

const planned = z.object({
  take: z.record(z.string(), z.string().nullable()),
  send: z.object({
    from: z.record(z.string(), z.string().nullable()),
    to: z.record(z.string(), z.string().nullable()),
  }),
});

export async function viewMatterSync(
  tx: Tx,
  firmId: string,
  id: string,
  systems: PracticeSystems,
): Promise<z.input<typeof matterSync>> {
  const { rows } = await sql`select 1 from matters where firm_id = ${firmId} and id = ${id}`.execute(tx);
  found(rows[0]);
  const keeper = await findKeeper(tx, firmId, { table: 'matters', id }, systems);
  const open = await listDifferences(tx, firmId, { state: 'open', matter: id, limit: 200 }, systems);
  const sheet = await tx
    .selectFrom('sync_sheets')
    .select(['state', 'detail', 'looked_at', 'planned'])
    .where('firm_id', '=', firmId)
    .where('matter_id', '=', id)
    .$if(keeper !== null, (some) => some.where('connection_id', '=', keeper?.connectionId ?? ''))
    .executeTakeFirst();
  return {
    keeper: keeper && toKeeper(keeper, 'layout'),
    mode: keeper && (await readSettings(tx, firmId, keeper.connectionId)).mode,
    stagesBothWays: keeper && (keeper.vendor.changes?.includes('matter_stage') ?? false),
    sheet:
      keeper && sheet
        ? {
            state: sheet.state,
            detail: sheet.detail,
            lookedAt: sheet.looked_at?.toISOString() ?? null,
            planned: plannedChanges(sheet.planned),
          }
        : null,
    differences: open.items,
  };
}

function plannedChanges(stored: unknown) {
  const plan = planned
    .nullable()
    .catch(null)
    .parse(stored ?? null);
  if (plan === null) return null;
  const changes = (texts: Record<string, string | null>, side: 'ours' | 'theirs') =>
    Object.entries(texts).map(([field, text]) => ({
      field,
      label: fieldLabel({ contact_id: null, field }),
      ours: side === 'ours' ? text : null,
      theirs: side === 'theirs' ? text : (plan.send.from[field] ?? null),
    }));
  return { take: changes(plan.take, 'theirs'), send: changes(plan.send.to, 'ours') };
}

export async function viewConnectionSync(
  tx: Tx,
  firmId: string,
  id: string,
  systems: PracticeSystems,
): Promise<z.input<typeof connectionSync>> {
  const row = found(
    await tx
      .selectFrom('connections')
      .select('vendor')
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .executeTakeFirst(),
  );
  const changes = systems[row.vendor]?.changes ?? [];
  const { rows } = await sql<{ inStep: number; waiting: number; differ: number; stopped: number }>`
    select count(*) filter (where state = 'in_step')::int as "inStep",
      count(*) filter (where state in ('waiting', 'sending', 'no_form', 'dry_run'))::int as waiting,
      count(*) filter (where state = 'differs')::int as differ,
      count(*) filter (where state in ('failed', 'stopped'))::int as stopped
    from sync_sheets where firm_id = ${firmId} and connection_id = ${id}`.execute(tx);
  return {
    ...(await readSettings(tx, firmId, id)),
    can: {
      contacts: changes.includes('contact'),
      completionDetails: changes.includes('layout'),
      stages: changes.includes('matter_stage'),
    },
    sheets: rows[0] ?? { inStep: 0, waiting: 0, differ: 0, stopped: 0 },
    openDifferences: (await countOpen(tx, firmId, id)).open,
  };
}

export async function viewResync(
  tx: Tx,
  firmId: string,
  row: ResyncRow,
  systems: PracticeSystems,
): Promise<z.input<typeof resync>> {
  const connection = await tx
    .selectFrom('connections')
    .select('vendor')
    .where('firm_id', '=', firmId)
    .where('id', '=', row.connection_id)
    .executeTakeFirstOrThrow();
  return {
    id: row.id,
    contactId: row.contact_id,
    matterId: row.matter_id,
    system: systems[connection.vendor]?.label ?? connection.vendor,
    state: row.state,
    changes: z.array(resyncChange).parse(row.changes),
    detail: row.detail,
    askedAt: row.asked_at.toISOString(),
    lookedAt: row.looked_at?.toISOString() ?? null,
    appliedAt: row.applied_at?.toISOString() ?? null,
  };
}
