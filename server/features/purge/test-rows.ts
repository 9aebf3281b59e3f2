/**
 * For tests: a row in every table that is deleted with a matter, for each way that leads there, filled by the catalogue, so
 * that a table or a column which is added later is filled as well. Checks, triggers and foreign keys rest meanwhile.
 */
import type pg from 'pg';
import { newId } from '../../platform/ids.ts';
import { purgeList } from './list.ts';
import type { Rule, Way } from './list-rule.ts';

interface Column {
  name: string;
  type: string;
  needed: boolean;
}

type Row = Record<string, unknown>;

/** No check stands in the way of invented rows from here on. */
export async function dropChecks(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ drop: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop
     from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace`,
  );
  for (const { drop } of rows) await pool.query(drop);
}

/** `word` stands in every text. Answers how many rows each table got. */
export async function fillMatter(
  pool: pg.Pool,
  of: { firmId: string; matterId: string; conversationId: string; staffId: string; word: string },
): Promise<Map<string, number>> {
  const client = await pool.connect();
  const made = new Map<string, number>();
  try {
    await client.query('set session_replication_role = replica');
    const filler = new Filler(client, of);
    for (const rule of purgeList) {
      const count = await filler.fill(rule);
      if (count > 0) made.set(rule.table, count);
    }
  } finally {
    await client.query('set session_replication_role = default');
    client.release();
  }
  return made;
}

/** Filled by tests of their own: what they hold has a shape. */
const shaped = ['matters', 'conversations', 'audit_log', 'quote_versions', 'quote_mails', 'matter_access'];
let counter = 0;

class Filler {
  readonly client: pg.PoolClient;
  readonly of: { firmId: string; matterId: string; staffId: string; word: string };
  /** The row of a table to which others point. */
  readonly first = new Map<string, Row>();
  /** What a table must hold because another one, filled before it, is found through it. */
  readonly wanted = new Map<string, Row>();

  constructor(
    client: pg.PoolClient,
    of: { firmId: string; matterId: string; conversationId: string; staffId: string; word: string },
  ) {
    this.client = client;
    this.of = of;
    this.first.set('matters', { id: of.matterId });
    this.first.set('conversations', { id: of.conversationId });
    for (const { table, ways } of purgeList)
      if (ways && !this.first.has(table)) this.first.set(table, { id: newId(), external_id: newId() });
    this.first.set('interactions', { id: newId(), matter_id: of.matterId });
  }

  async fill({ table, does, ways = [] }: Rule): Promise<number> {
    if (does === 'kept' || shaped.includes(table)) return 0;
    const own: Row[] = [];
    if (table === 'interactions') own.push({ matter_id: this.of.matterId });
    if (table === 'external_links') own.push({ local_id: this.of.matterId });
    if (table === 'raw_events') own.push({});
    // One that goes on would keep the matter.
    if (table === 'holds') this.wanted.set('holds', { ended_at: '2019-03-01' });
    const rows = [...ways.map((way) => this.along(way)), ...own];
    const columns = await this.columnsOf(table);
    for (const [index, row] of rows.entries()) {
      const base = index === 0 ? { ...this.first.get(table), ...this.wanted.get(table) } : {};
      await this.insert(table, columns, { ...this.neededWays(columns, ways), ...base, ...row });
    }
    return rows.length;
  }

  /** Just this way leads to the row. */
  along(way: Way): Row {
    const parent = this.first.get(way.of) ?? {};
    if (way.column !== 'id') {
      const value = parent[way.key];
      return { [way.column]: way.many ? [value] : value };
    }
    const id = newId();
    this.wanted.set(way.of, { ...this.wanted.get(way.of), [way.key]: id });
    return { id };
  }

  neededWays(columns: readonly Column[], ways: readonly Way[]): Row {
    const needed = ways.filter(
      ({ column, many }) =>
        column !== 'id' && !many && columns.some(({ name, needed }) => name === column && needed),
    );
    return Object.assign({}, ...needed.map((way) => this.along(way)));
  }

  async insert(table: string, columns: readonly Column[], row: Row): Promise<void> {
    const values = columns.map((column) => row[column.name] ?? this.invent(column));
    const names = columns.map(({ name }) => `"${name}"`).join(', ');
    const places = columns.map(({ type }, index) => `$${index + 1}::${type}`).join(', ');
    await this.client.query(`insert into ${table} (${names}) values (${places})`, values);
  }

  invent({ name, type, needed }: Column): unknown {
    const { firmId, staffId, word } = this.of;
    counter += 1;
    if (name === 'firm_id') return firmId;
    if (name === 'raw_event_id') return this.first.get('raw_events')?.id;
    if (name === 'staff_id' || name.endsWith('_by_staff_id')) return needed ? staffId : null;
    if (type === 'text' || type.startsWith('character')) return `${word} ${counter}`;
    if (type === 'jsonb') return name === 'attachments' ? '[]' : JSON.stringify({ word });
    if (!needed) return null;
    if (type === 'uuid') return newId();
    if (type === 'bytea') return Buffer.from(`${word} ${counter}`);
    if (type.endsWith('[]')) return [];
    if (type === 'boolean') return false;
    if (type === 'date' || type.startsWith('timestamp')) return '2019-03-01';
    if (type === 'tsvector') return word.toLowerCase();
    return type === 'smallint' ? 1 : counter;
  }

  async columnsOf(table: string): Promise<Column[]> {
    const { rows } = await this.client.query<Column>(
      `select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as needed from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity <> 'a' order by attnum`,
      [table],
    );
    return rows;
  }
}
