/** Leads as lists, boards and pages show them. The reader's scope: a lead whose matter is walled off is not there. */
import { type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { firmFacts } from '../firms/index.ts';
import { searchQuery } from '../practice/index.ts';
import { listClients } from './clients.ts';
import { decideMove, decideReopen, leadStates } from './decide.ts';
import { listParties } from './follow-matter.ts';
import {
  type board,
  chaseStep,
  type Lead,
  type LeadCard,
  type LeadFilters,
  type LeadsQuery,
  properties,
} from './shapes.ts';
import './tables.ts';

const timestamp = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?$/);

function selectCards(tx: Tx, firmId: string) {
  return tx
    .selectFrom('leads as l')
    .leftJoin('chases as h', (join) =>
      join.onRef('h.firm_id', '=', 'l.firm_id').onRef('h.lead_id', '=', 'l.id'),
    )
    .selectAll('l')
    .select(['h.state as chase_state', 'h.due_at as chase_due_at'])
    .select([
      sql<unknown>`h.steps->h.next_step->>'by'`.as('chase_by'),
      sql<string>`(l.updated_at)::text`.as('sort_key'),
      sql<string | null>`(select s.first_name || ' ' || s.last_name from staff_members s
        where s.firm_id = l.firm_id and s.id = l.assignee_id)`.as('assignee_name'),
      sql<string | null>`(select r.label from lost_reasons r
        where r.firm_id = l.firm_id and r.id = l.lost_reason_id)`.as('reason_label'),
      sql<LeadCard['clients']>`coalesce((
        select jsonb_agg(jsonb_build_object('contactId', c.id, 'name', c.display_name) order by k.position, c.id)
        from lead_clients k join contacts c on c.firm_id = l.firm_id and c.id = k.contact_id
        where k.firm_id = l.firm_id and k.lead_id = l.id), '[]')`.as('clients'),
    ])
    .where('l.firm_id', '=', firmId);
}

type CardQuery = ReturnType<typeof selectCards>;
type CardRow = Awaited<ReturnType<CardQuery['execute']>>[number];

/** Waits for somebody of the firm: new and unanswered, or quoted and nothing will remind the client. */
const waitsForUs = sql<SqlBool>`((l.state = 'new' and l.first_response_at is null)
  or (l.state in ('quoted', 'chasing') and h.state is distinct from 'running'))`;

function narrow(rows: CardQuery, firmId: string, staffId: string, filters: LeadFilters): CardQuery {
  let some = rows;
  if (filters.assignee === 'none') some = some.where('l.assignee_id', 'is', null);
  else if (filters.assignee)
    some = some.where('l.assignee_id', '=', filters.assignee === 'me' ? staffId : filters.assignee);
  if (filters.source) some = some.where('l.source', '=', filters.source);
  if (filters.referrer) some = some.where('l.referrer_id', '=', filters.referrer);
  if (filters.transaction) some = some.where('l.transaction', '=', filters.transaction);
  const words = filters.q === undefined ? null : searchQuery(filters.q);
  if (words !== null)
    some = some.where(sql<SqlBool>`l.firm_id = ${firmId} and l.search @@ ${words}::tsquery`);
  return some;
}

/** One page, latest change first. */
export async function listLeads(
  tx: Tx,
  firmId: string,
  staffId: string,
  query: LeadsQuery,
): Promise<{ items: LeadCard[]; next: string | null }> {
  const { currency } = await firmFacts(tx, firmId);
  let rows = narrow(selectCards(tx, firmId), firmId, staffId, query)
    .orderBy('l.updated_at', 'desc')
    .orderBy('l.id', 'desc')
    .limit(query.limit + 1);
  if (query.state) rows = rows.where('l.state', '=', query.state);
  if (query.lostReason) rows = rows.where('l.lost_reason_id', '=', query.lostReason);
  if (query.toChase) rows = rows.where(waitsForUs);
  if (query.contact)
    rows = rows.where(
      sql<SqlBool>`exists (select 1 from lead_clients k
        where k.firm_id = ${firmId} and k.lead_id = l.id and k.contact_id = ${query.contact}::uuid)`,
    );
  if (query.after !== undefined) {
    const [at, id] = decodeCursor(query.after, z.tuple([timestamp, z.uuid()]));
    rows = rows.where(sql<SqlBool>`(l.updated_at, l.id) < (${at}::timestamptz, ${id}::uuid)`);
  }
  return toPage(
    await rows.execute(),
    query.limit,
    (row) => [row.sort_key, row.id],
    (row) => toCard(row, currency),
  );
}

/** Leads of each column that the board shows at once; the rest is in the list. */
const cardsInColumn = 30;

export async function readBoard(
  tx: Tx,
  firmId: string,
  staffId: string,
  filters: LeadFilters,
): Promise<z.input<typeof board>> {
  const { currency } = await firmFacts(tx, firmId);
  const counts = await narrow(selectCards(tx, firmId), firmId, staffId, filters)
    .clearSelect()
    .select('l.state')
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      sql<number>`coalesce(sum(l.value), 0)::bigint`.as('value'),
    ])
    .groupBy('l.state')
    .execute();
  const columns: z.input<typeof board>['columns'] = [];
  for (const state of leadStates) {
    const counted = counts.find((row) => row.state === state);
    const rows = counted
      ? await narrow(selectCards(tx, firmId), firmId, staffId, filters)
          .where('l.state', '=', state)
          .orderBy('l.updated_at', 'desc')
          .orderBy('l.id', 'desc')
          .limit(cardsInColumn)
          .execute()
      : [];
    columns.push({
      state,
      count: counted?.count ?? 0,
      value: { amount: counted?.value ?? 0, currency },
      leads: rows.map((row) => toCard(row, currency)),
    });
  }
  const waiting = await selectCards(tx, firmId)
    .clearSelect()
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('l.closed_at', 'is', null)
    .where(waitsForUs)
    .executeTakeFirstOrThrow();
  return { columns, toChase: waiting.count };
}

/** One lead with everything that its page shows. */
export async function getLead(tx: Tx, firmId: string, id: string): Promise<Lead> {
  const { currency } = await firmFacts(tx, firmId);
  const row = found(await selectCards(tx, firmId).where('l.id', '=', id).executeTakeFirst());
  const clients = await listClients(tx, firmId, id);
  const standing = { state: row.state, stateBefore: row.state_before };
  const { rows: names } = await sql<{
    creator: string | null;
    holder: string | null;
    referrer: string | null;
  }>`
    select (select s.first_name || ' ' || s.last_name from staff_members s
      where s.firm_id = ${firmId} and s.id = ${row.hold_by_staff_id}) as holder, (select r.name from referrers r
      where r.firm_id = ${firmId} and r.id = ${row.referrer_id}) as referrer, (select s.first_name || ' ' || s.last_name from staff_members s
      where s.firm_id = ${firmId} and s.id = ${row.created_by_staff_id}) as creator`.execute(tx);
  return {
    ...toCard(row, currency),
    stateBefore: row.state_before,
    properties: properties.parse(row.properties),
    titleGiven: row.title_given,
    clients: clients.map(({ contactId, name, phones, emails, noReminders }) => ({
      contactId,
      name,
      phones,
      emails,
      noReminders,
    })),
    otherParties: (row.matter_id === null ? [] : await listParties(tx, firmId, row.matter_id))
      .filter(({ isClient }) => !isClient)
      .map(({ contactId, name, role }) => ({ contactId, name, role })),
    referrer: row.referrer_id && names[0]?.referrer ? { id: row.referrer_id, name: names[0].referrer } : null,
    lostNote: row.lost_note,
    duplicateOf: row.duplicate_of_id ? await findNamed(tx, firmId, row.duplicate_of_id) : null,
    interactionId: row.interaction_id,
    matterId: row.matter_id,
    quotedAt: iso(row.quoted_at),
    instructedAt: iso(row.instructed_at),
    closedAt: iso(row.closed_at),
    conflictCheckedAt: iso(row.conflict_checked_at),
    createdByName: names[0]?.creator ?? null,
    anonymisedAt: iso(row.anonymised_at),
    hold: row.hold_at && {
      reason: row.hold_reason,
      at: row.hold_at.toISOString(),
      byName: names[0]?.holder?.trim() ?? null,
    },
    fullChase: await findChase(tx, firmId, id),
    mayMoveTo: leadStates.filter(
      (to) =>
        row.anonymised_at === null &&
        decideMove(standing, { to, by: 'person', hasReason: true }).kind === 'moved',
    ),
    mayReopen: row.anonymised_at === null && decideReopen(standing).kind === 'moved',
  };
}

async function findNamed(tx: Tx, firmId: string, id: string): Promise<Lead['duplicateOf']> {
  const row = await tx
    .selectFrom('leads')
    .select(['id', 'number', 'title'])
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

async function findChase(tx: Tx, firmId: string, leadId: string): Promise<Lead['fullChase']> {
  const row = await tx
    .selectFrom('chases as h')
    .innerJoin('chase_sequences as q', (join) =>
      join.onRef('q.firm_id', '=', 'h.firm_id').onRef('q.id', '=', 'h.sequence_id'),
    )
    .selectAll('h')
    .select('q.name')
    .where('h.firm_id', '=', firmId)
    .where('h.lead_id', '=', leadId)
    .executeTakeFirst();
  if (!row) return null;
  return {
    state: row.state,
    sequenceId: row.sequence_id,
    sequenceName: row.name,
    steps: chaseStep.array().parse(row.steps),
    nextStep: row.next_step,
    dueAt: iso(row.due_at),
    startedAt: row.started_at.toISOString(),
    lastSentAt: iso(row.last_sent_at),
    stoppedWhy: row.stopped_why,
  };
}

const stepBy = chaseStep.shape.by;

function toCard(row: CardRow, currency: string): LeadCard {
  const nextBy = stepBy.safeParse(row.chase_by);
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    state: row.state,
    stateSince: row.state_since.toISOString(),
    transaction: row.transaction,
    clients: row.clients,
    assignee:
      row.assignee_id && row.assignee_name !== null
        ? { id: row.assignee_id, name: row.assignee_name.trim() }
        : null,
    source: row.source,
    sourceDetail: row.source_detail,
    referrerId: row.referrer_id,
    value: row.value === null ? null : { amount: row.value, currency },
    lostReason:
      row.lost_reason_id && row.reason_label !== null
        ? { id: row.lost_reason_id, name: row.reason_label }
        : null,
    chase: row.chase_state
      ? {
          state: row.chase_state,
          nextAt: iso(row.chase_due_at),
          nextBy: row.chase_state === 'running' && nextBy.success ? nextBy.data : null,
        }
      : null,
    firstResponseAt: iso(row.first_response_at),
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
