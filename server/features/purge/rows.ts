/** Which rows are a matter's: along the list's ways, from the matter outwards. In the program's scope. */
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { purgeList } from './list.ts';
import type { Rule, Way } from './list-rule.ts';

export interface Subject {
  firmId: string;
  matterId: string;
}

/** A matter with the keys that lead on from it, looked up once: `conversations.id` and so on. */
export interface Reach extends Subject {
  keys: ReadonlyMap<string, readonly string[]>;
}

const byTable = new Map(purgeList.map((rule) => [rule.table, rule]));

function waysOf(table: string): readonly Way[] {
  // Kept, and on the way to its versions.
  if (table === 'quotes') return [{ column: 'lead_id', of: 'leads', key: 'id' }];
  return byTable.get(table)?.ways ?? [];
}

export async function reachOf(tx: Tx, of: Subject): Promise<Reach> {
  const keys = new Map<string, readonly string[]>([['matters.id', [of.matterId]]]);
  const reach: Reach = { ...of, keys };
  const calls = await sql<{ id: string }>`${callsOf(of)}`.execute(tx);
  keys.set('interactions.id', calls.rows.map(idOf));
  const events = await sql<{ id: string }>`${storedEventsOf(reach)}`.execute(tx);
  keys.set('raw_events.id', events.rows.map(idOf));
  const lookUp = async ({ of: table, key }: Way): Promise<void> => {
    const name = `${table}.${key}`;
    if (keys.has(name)) return;
    // A row that is found by what points at it is not looked for on the way back.
    const ways = waysOf(table).filter(({ column }) => column !== 'id');
    for (const way of ways) await lookUp(way);
    const { rows } = await sql<{ key: string }>`
      select distinct ${sql.ref(key)}::text as key from ${sql.table(table)}
      where firm_id = ${of.firmId} and ${sql.ref(key)} is not null and (${anyOf(ways, reach)})`.execute(tx);
    keys.set(
      name,
      rows.map((row) => row.key),
    );
  };
  for (const { table } of purgeList) for (const way of waysOf(table)) await lookUp(way);
  return reach;
}

const idOf = ({ id }: { id: string }) => id;

/** A condition on the table's own columns; `firm_id` is part of it. */
export function rowsOf(table: string, reach: Reach): RawBuilder<boolean> {
  const { firmId } = reach;
  if (table === 'external_links') return sql<boolean>`firm_id = ${firmId} and local_id in (${idsOf(reach)})`;
  const own = reach.keys.get(`${table}.id`);
  const ways = waysOf(table);
  if (ways.length === 0 && own === undefined)
    throw new Error(`nothing says which rows of ${table} are a matter's`);
  const mine = ways.length > 0 ? anyOf(ways, reach) : sql<boolean>`id = any(${[...(own ?? [])]}::uuid[])`;
  return sql<boolean>`firm_id = ${firmId} and (${mine})`;
}

function anyOf(ways: readonly Way[], { keys }: Reach): RawBuilder<boolean> {
  const conditions = ways.map(({ column, of, key, many }) => {
    const values = [...(keys.get(`${of}.${key}`) ?? [])];
    const type = sql.raw(key === 'external_id' ? 'text[]' : 'uuid[]');
    return many
      ? sql<boolean>`${sql.ref(column)} && ${values}::${type}`
      : sql<boolean>`${sql.ref(column)} = any(${values}::${type})`;
  });
  return sql<boolean>`${sql.join(conditions, sql` or `)}`;
}

/** A call that is logged on another matter, too, is that one's. */
function callsOf({ firmId, matterId }: Subject): RawBuilder<{ id: string }> {
  return sql`
    with near as (
      select id from interactions where firm_id = ${firmId} and matter_id = ${matterId}::uuid
      union select interaction_id from log_entries where firm_id = ${firmId} and matter_id = ${matterId}::uuid)
    select id from near
    except select i.id from interactions i where i.firm_id = ${firmId} and i.id in (select id from near) and i.matter_id <> ${matterId}::uuid
    except select e.interaction_id from log_entries e
      where e.firm_id = ${firmId} and e.interaction_id in (select id from near) and e.matter_id <> ${matterId}::uuid`;
}

/** One request of a telephone system may tell of several calls: then it stays until the last of them goes. */
function storedEventsOf({ firmId, keys }: Reach): RawBuilder<{ id: string }> {
  const calls = sql`any(${[...(keys.get('interactions.id') ?? [])]}::uuid[])`;
  return sql`
    with near as (
      select distinct raw_event_id as id from observations where firm_id = ${firmId} and interaction_id = ${calls})
    select id from near
    except select o.raw_event_id from observations o
      where o.firm_id = ${firmId} and o.raw_event_id in (select id from near) and not o.interaction_id = ${calls}`;
}

/** The ids of everything that is deleted: what the audit log and links to other systems may speak of. */
export function idsOf(reach: Reach): RawBuilder<{ id: string }> {
  const tables = purgeList.filter(({ does, named }) => named && does !== 'kept');
  return sql<{ id: string }>`${sql.join(
    tables.map(({ table }) => sql`select id from ${sql.table(table)} where ${rowsOf(table, reach)}`),
    sql` union all `,
  )}`;
}

/** Hash and size of the stored bytes that these rows name. */
export function bytesOf(reach: Reach): RawBuilder<{ sha256: Buffer; size: number | null }> {
  const holding = purgeList.flatMap(({ table, bytes }) => (bytes ? [{ table, bytes }] : []));
  return sql<{ sha256: Buffer; size: number | null }>`
    select b.sha256, max(b.size) as size from (${sql.join(
      holding.map(
        ({ table, bytes: [hash, size] }) =>
          sql`select ${sql.ref(hash)} as sha256, ${sql.ref(size)}::bigint as size from ${sql.table(table)} where ${rowsOf(table, reach)}`,
      ),
      sql` union all `,
    )}
    union all
    select decode(a->>'sha256', 'hex'), null from outbox, jsonb_array_elements(attachments) a
      where a ? 'sha256' and ${rowsOf('outbox', reach)}) b
    where b.sha256 is not null group by 1`;
}

/** How many rows of each table. */
export function countsOf(rules: readonly Rule[], reach: Reach): RawBuilder<{ table: string; count: number }> {
  return sql<{ table: string; count: number }>`${sql.join(
    rules.map(
      ({ table }) =>
        sql`select ${table}::text as "table", count(*)::int as count from ${sql.table(table)} where ${rowsOf(table, reach)}`,
    ),
    sql` union all `,
  )}`;
}
