/** Referrers as they are shown. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { stateOf } from '../fee-scales/index.ts';
import { ruleWords } from './rule-words.ts';
import { type KeptRule, readRules, ruleOn } from './rules-reads.ts';
import type { branchView, referrerListItem, referrerView, ruleView, userView } from './shapes.ts';
import './tables.ts';

type ListItem = z.output<typeof referrerListItem>;

export interface Day {
  /** Of the firm. */
  today: string;
  currency: string;
}

interface Row {
  id: string;
  name: string;
  sortName: string;
  contactId: string;
  contactName: string;
  notes: string;
  archived: boolean;
  branches: number;
  people: number;
  underWay: number;
  owedPence: number;
  version: number;
}

/** One page by name. */
export async function listReferrers(
  tx: Tx,
  firmId: string,
  query: { limit: number; after?: string | undefined; q?: string | undefined; archived: boolean },
  day: Day,
): Promise<{ items: ListItem[]; next: string | null }> {
  const after = query.after === undefined ? null : decodeCursor(query.after, z.tuple([z.string(), z.uuid()]));
  const rows = await select(tx, firmId, {
    ids: null,
    q: query.q ?? '',
    archived: query.archived,
    after,
    limit: query.limit + 1,
  });
  const rules = await readRules(
    tx,
    firmId,
    rows.map(({ id }) => id),
  );
  return toPage(
    rows,
    query.limit,
    (row) => [row.sortName, row.id],
    (row) => itemOf(row, rules.get(row.id) ?? [], day),
  );
}

/** One referrer with everything that its page shows. */
export async function getReferrer(
  tx: Tx,
  firmId: string,
  id: string,
  day: Day,
): Promise<z.output<typeof referrerView>> {
  const [one] = await select(tx, firmId, { ids: [id], q: '', archived: null, after: null, limit: 1 });
  const row = found(one);
  const rules = (await readRules(tx, firmId, [id])).get(id) ?? [];
  const { rows: feeScales } = await sql<{ id: string; name: string }>`
    select s.id, s.name from referrer_fee_scales k
    join fee_scales s on s.firm_id = ${firmId} and s.id = k.fee_scale_id
    where k.firm_id = ${firmId} and k.referrer_id = ${id} order by k.position`.execute(tx);
  return {
    ...itemOf(row, rules, day),
    contactName: row.contactName,
    notes: row.notes,
    feeScales,
    branchList: await listBranches(tx, firmId, id),
    userList: await listUsers(tx, firmId, id),
    rules: rules.map((rule) => ruleViewOf(rule, rules, day)),
  };
}

async function select(
  tx: Tx,
  firmId: string,
  wanted: {
    ids: readonly string[] | null;
    q: string;
    archived: boolean | null;
    after: readonly [string, string] | null;
    limit: number;
  },
): Promise<Row[]> {
  const { ids, q, archived, after, limit } = wanted;
  const { rows } = await sql<Row>`
    select r.id, r.name, lower(r.name) as "sortName", r.contact_id as "contactId", c.display_name as "contactName", r.notes,
      r.archived_at is not null as archived, r.version,
      (select count(*)::int from referrer_branches b
        where b.firm_id = ${firmId} and b.referrer_id = r.id and b.archived_at is null) as branches,
      (select count(*)::int from referrer_users u
        where u.firm_id = ${firmId} and u.referrer_id = r.id and u.archived_at is null) as people,
      (select count(*)::int from referrals f
        where f.firm_id = ${firmId} and f.referrer_id = r.id and f.state in ('referred', 'in_progress')) as "underWay",
      (select coalesce(sum(f.fee_pence + f.fee_vat_pence), 0)::bigint from referrals f where f.firm_id = ${firmId}
        and f.referrer_id = r.id and f.state in ('payment_due', 'invoiced')) as "owedPence"
    from referrers r join contacts c on c.firm_id = ${firmId} and c.id = r.contact_id
    where r.firm_id = ${firmId}
      and (${ids}::uuid[] is null or r.id = any(${ids}::uuid[]))
      and (${archived}::boolean is null or (r.archived_at is not null) = ${archived}::boolean)
      and position(lower(${q}) in lower(r.name)) > 0
      and (${after?.[0] ?? null}::text is null
        or (lower(r.name), r.id) > (${after?.[0] ?? null}::text, ${after?.[1] ?? null}::uuid))
    order by lower(r.name), r.id limit ${limit}`.execute(tx);
  return rows;
}

function itemOf(row: Row, rules: readonly KeptRule[], { today, currency }: Day): ListItem {
  const { id, name, contactId, archived, branches, people, underWay, owedPence, version } = row;
  const agreed = ruleOn(rules, today);
  return {
    ...{ id, name, contactId, archived, branches, people, underWay, version },
    feeWords: agreed === null ? null : ruleWords(agreed.rule, currency),
    payer: agreed?.rule.payer ?? null,
    owed: { amount: owedPence, currency },
  };
}

function ruleViewOf(
  { id, number, startsOn, rule, used }: KeptRule,
  all: readonly KeptRule[],
  { today, currency }: Day,
): z.output<typeof ruleView> {
  const state = stateOf({ id, number, startsOn }, all, today);
  return {
    ...{ id, number, startsOn, rule, used, words: ruleWords(rule, currency) },
    state: state === 'draft' ? 'coming' : state,
  };
}

type BranchView = z.output<typeof branchView>;

export async function listBranches(tx: Tx, firmId: string, referrerId: string): Promise<BranchView[]> {
  const { rows } = await sql<BranchView>`
    select id, name, phone, email, archived_at is not null as archived, version from referrer_branches
    where firm_id = ${firmId} and referrer_id = ${referrerId}
    order by archived_at is not null, lower(name), id`.execute(tx);
  return rows;
}

type UserView = z.output<typeof userView>;

export async function listUsers(tx: Tx, firmId: string, referrerId: string): Promise<UserView[]> {
  const { rows } = await sql<UserView>`
    select id, branch_id as "branchId", contact_id as "contactId", first_name as "firstName", last_name as "lastName",
      email, phone, archived_at is not null as archived, version from referrer_users
    where firm_id = ${firmId} and referrer_id = ${referrerId}
    order by archived_at is not null, lower(last_name), lower(first_name), id`.execute(tx);
  return rows;
}
