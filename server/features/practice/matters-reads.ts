import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import type { historyPage, Matter, MatterListItem, MattersQuery, matterOverview } from './matters-schema.ts';
import { stagesOfType } from './matters-store.ts';
import { type KeptIn, type PracticeSystems, readKeptIn } from './mirror-kept.ts';
import { searchQuery } from './search-terms.ts';

const timestamp = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?$/);

/** Each order as its SQL: what is compared, as which type, and which way. The id decides between equals. */
const sorts = {
  updated: { key: sql<string>`m.updated_at`, type: sql`timestamptz`, down: true, shape: timestamp },
  number: { key: sql<string>`m.number`, type: sql`text`, down: false, shape: z.string() },
  title: { key: sql<string>`m.sort_title`, type: sql`text`, down: false, shape: z.string() },
  opened: {
    key: sql<string>`coalesce(m.opened_on, '0001-01-01'::date)`,
    type: sql`date`,
    down: true,
    shape: z.iso.date(),
  },
} as const;

function selectMatters(tx: Tx, firmId: string) {
  return tx
    .selectFrom('matters as m')
    .leftJoin('matter_types as t', (join) =>
      join.onRef('t.firm_id', '=', 'm.firm_id').onRef('t.id', '=', 'm.matter_type_id'),
    )
    .leftJoin('stages as s', (join) =>
      join.onRef('s.firm_id', '=', 'm.firm_id').onRef('s.id', '=', 'm.stage_id'),
    )
    .select([
      'm.id',
      'm.number',
      'm.title',
      'm.description',
      'm.matter_type_id',
      't.name as type_name',
      'm.stage_id',
      's.name as stage_name',
      'm.status',
      'm.person_responsible_id',
      'm.restricted',
      'm.opened_on',
      'm.closed_on',
      'm.kept_in',
      'm.version',
      'm.created_at',
      'm.updated_at',
      sql<string | null>`(select p.first_name || ' ' || p.last_name from staff_members p
        where p.firm_id = m.firm_id and p.id = m.person_responsible_id)`.as('responsible_name'),
      sql<MatterListItem['clients']>`coalesce((
        select jsonb_agg(jsonb_build_object('contactId', c.id, 'displayName', c.display_name) order by c.display_name)
        from matter_parties p join contacts c on c.firm_id = m.firm_id and c.id = p.contact_id
        where p.firm_id = m.firm_id and p.matter_id = m.id and p.is_client), '[]')`.as('clients'),
    ])
    .where('m.firm_id', '=', firmId);
}

/** One page of the matters that the caller may see. */
export async function listMatters(
  tx: Tx,
  firmId: string,
  staffId: string,
  query: MattersQuery,
  systems: PracticeSystems = {},
): Promise<{ items: MatterListItem[]; next: string | null }> {
  const sort = sorts[query.sort];
  const direction = sort.down ? 'desc' : 'asc';
  let rows = selectMatters(tx, firmId)
    .select(sql<string>`(${sort.key})::text`.as('sort_key'))
    .orderBy(sort.key, direction)
    .orderBy('m.id', direction)
    .limit(query.limit + 1);
  if (query.status) rows = rows.where('m.status', '=', query.status);
  if (query.matterTypeId) rows = rows.where('m.matter_type_id', '=', query.matterTypeId);
  if (query.stageId) rows = rows.where('m.stage_id', '=', query.stageId);
  if (query.personResponsibleId) {
    const person = query.personResponsibleId === 'me' ? staffId : query.personResponsibleId;
    rows = rows.where('m.person_responsible_id', '=', person);
  }
  if (query.contactId) {
    rows = rows.where(
      sql<boolean>`exists (select 1 from matter_parties p
        where p.firm_id = ${firmId} and p.matter_id = m.id and p.contact_id = ${query.contactId}::uuid)`,
    );
  }
  const words = query.q === undefined ? null : searchQuery(query.q);
  if (words !== null) rows = rows.where(sql<boolean>`m.search @@ ${words}::tsquery`);
  if (query.after !== undefined) {
    const [key, id] = decodeCursor(query.after, z.tuple([sort.shape, z.uuid()]));
    const beyond = sort.down ? sql`<` : sql`>`;
    rows = rows.where(sql<boolean>`(${sort.key}, m.id) ${beyond} (${key}::${sort.type}, ${id}::uuid)`);
  }
  const read = await rows.execute();
  const keptIn = await readKeptIn(tx, systems, firmId, 'matter', read);
  return toPage(
    read,
    query.limit,
    (row) => [row.sort_key, row.id],
    (row) => listItem(row, keptIn(row.id)),
  );
}

/** One matter with its parties, the stages of its type and who may see it. */
export async function getMatter(
  tx: Tx,
  firmId: string,
  id: string,
  systems: PracticeSystems = {},
): Promise<Matter> {
  const row = found(await selectMatters(tx, firmId).where('m.id', '=', id).executeTakeFirst());
  const parties = await tx
    .selectFrom('matter_parties as p')
    .innerJoin('contacts as c', (join) =>
      join.onRef('c.firm_id', '=', 'p.firm_id').onRef('c.id', '=', 'p.contact_id'),
    )
    .select([
      'p.contact_id as contactId',
      'c.display_name as displayName',
      'c.kind',
      'p.role',
      'p.is_client as isClient',
    ])
    .where('p.firm_id', '=', firmId)
    .where('p.matter_id', '=', id)
    .orderBy('p.is_client', 'desc')
    .orderBy('c.display_name')
    .execute();
  const access = await tx
    .selectFrom('matter_access')
    .select('staff_id')
    .where('firm_id', '=', firmId)
    .where('matter_id', '=', id)
    .orderBy('staff_id')
    .execute();
  return {
    ...listItem(row, (await readKeptIn(tx, systems, firmId, 'matter', [row]))(id)),
    description: row.description,
    parties,
    stages: row.matter_type_id === null ? [] : await stagesOfType(tx, firmId, row.matter_type_id),
    accessStaffIds: access.map(({ staff_id }) => staff_id),
    createdAt: row.created_at.toISOString(),
  };
}

type SelectedMatter = Awaited<ReturnType<ReturnType<typeof selectMatters>['execute']>>[number];

function listItem(row: SelectedMatter, keptIn: KeptIn): MatterListItem {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    matterTypeId: row.matter_type_id,
    matterTypeName: row.type_name,
    stageId: row.stage_id,
    stageName: row.stage_name,
    status: row.status,
    personResponsibleId: row.person_responsible_id,
    personResponsibleName: row.responsible_name,
    restricted: row.restricted,
    clients: row.clients,
    openedOn: row.opened_on,
    closedOn: row.closed_on,
    keptIn,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
  };
}

/** Counts for the matter's overview, and what is not billed yet in minor units. */
export async function getMatterOverview(
  tx: Tx,
  firmId: string,
  id: string,
  now: Date,
): Promise<z.input<typeof matterOverview>> {
  const firm = await firmFacts(tx, firmId);
  const on = sql`firm_id = ${firmId} and matter_id = ${id}`;
  const { rows } = await sql<Record<string, number>>`
    select
      (select count(*) from fees where ${on} and removed_at is null) as fees,
      (select coalesce(sum(worked_minutes), 0) from fees where ${on} and removed_at is null) as worked,
      (select coalesce(sum(billed_minutes), 0) from fees where ${on} and removed_at is null) as charged,
      (select coalesce(sum(amount), 0)::bigint from fees
        where ${on} and removed_at is null and billable) as billable_fees,
      (select coalesce(sum(amount), 0)::bigint from fees
        where ${on} and removed_at is null and billable and billed_at is null) as unbilled_fees,
      (select count(*) from cost_recoveries where ${on} and removed_at is null) as costs,
      (select coalesce(sum(amount), 0)::bigint from cost_recoveries
        where ${on} and removed_at is null and billable and billed_at is null) as unbilled_costs,
      (select count(*) from tasks where ${on} and removed_at is null and status = 'open') as open_tasks,
      (select count(*) from tasks where ${on} and removed_at is null and status = 'open'
        and due_on < ${todayIn(firm, now)}::date) as overdue,
      (select count(*) from memos where ${on} and removed_at is null) as memos,
      (select count(*) from documents where ${on} and removed_at is null) as documents,
      (select count(*) from interactions where ${on}) as interactions`.execute(tx);
  const count = (name: string) => rows[0]?.[name] ?? 0;
  const inMoney = (amount: number) => ({ amount, currency: firm.currency });
  return {
    fees: count('fees'),
    workedMinutes: count('worked'),
    billedMinutes: count('charged'),
    billableFees: inMoney(count('billable_fees')),
    unbilledFees: inMoney(count('unbilled_fees')),
    unbilledCostRecoveries: inMoney(count('unbilled_costs')),
    costRecoveries: count('costs'),
    openTasks: count('open_tasks'),
    overdueTasks: count('overdue'),
    memos: count('memos'),
    documents: count('documents'),
    interactions: count('interactions'),
  };
}

/**
 * What happened on the matter, newest first: what people did, from the audit log, and what was logged by itself, from
 * the records that call logging wrote. Both have ids by time, so one order holds for all.
 */
export async function listMatterHistory(
  tx: Tx,
  firmId: string,
  matterId: string,
  page: { limit: number; after?: string | undefined },
): Promise<z.input<typeof historyPage>> {
  const after = page.after === undefined ? null : decodeCursor(page.after, z.tuple([z.uuid()]))[0];
  const older = after === null ? sql`` : sql`and id < ${after}::uuid`;
  const logged = (kind: string, table: string, words: string) => sql`
    select id, created_at, null, ${`${kind}.logged`}, ${kind}, id,
      jsonb_build_object(${words}::text, ${sql.ref(words)})
    from ${sql.table(table)}
    where firm_id = ${firmId} and matter_id = ${matterId} and log_entry_id is not null ${older}`;
  const { rows } = await sql<{
    id: string;
    at: Date;
    staff_id: string | null;
    staff_name: string | null;
    action: string;
    subject_type: string;
    subject_id: string | null;
    detail: Record<string, unknown>;
  }>`
    select a.id, a.at, a.staff_id, s.first_name || ' ' || s.last_name as staff_name, a.action, a.subject_type,
      a.subject_id, a.detail
    from (
      (
        select id, at, staff_id, action, subject_type, subject_id, detail from audit_log
        where firm_id = ${firmId} and matter_id = ${matterId} ${older} order by id desc limit ${page.limit + 1}
      )
      union all ${logged('fee', 'fees', 'subject')}
      union all ${logged('task', 'tasks', 'subject')}
      union all ${logged('memo', 'memos', 'subject')}
      union all ${logged('document', 'documents', 'name')}
    ) a
    left join staff_members s on s.firm_id = ${firmId} and s.id = a.staff_id
    order by a.id desc limit ${page.limit + 1}`.execute(tx);
  return toPage(
    rows,
    page.limit,
    (row) => [row.id],
    (row) => ({
      id: row.id,
      at: row.at.toISOString(),
      staffId: row.staff_id,
      staffName: row.staff_name,
      action: row.action,
      subjectType: row.subject_type,
      subjectId: row.subject_id,
      detail: row.detail,
    }),
  );
}
