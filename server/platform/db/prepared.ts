/**
 * Statements that a connection plans once and then keeps. Behind row-level security planning costs several times what the
 * look-up itself does, so the statements of the hot paths are made with `prepared`; all others stay plain `sql`.
 */
import {
  type PostgresCursor,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
  type RawBuilder,
  sql,
} from 'kysely';
import type pg from 'pg';

/**
 * As Kysely's `sql`, prepared under this name: a name for one text. PostgreSQL keeps one plan for all values once that is
 * no dearer than five plans for given ones: hide an array's length from it, `any((select ${ids}::uuid[])::uuid[])`, as
 * an array of one looks cheaper than one of unknown length. Row-level security is asked at each execution all the same.
 */
export function prepared<Row>(name: string) {
  const mark = preparedAs(name);
  return (parts: TemplateStringsArray, ...values: unknown[]): RawBuilder<Row> =>
    sql<Row>`${sql<Row>(parts, ...values)} ${mark}`;
}

/** The same for what Kysely builds: `.modifyEnd(preparedAs('…'))`. Only where its text never varies. */
export function preparedAs(name: string): RawBuilder<unknown> {
  if (!/^[a-z0-9_]{1,40}$/.test(name)) throw new Error('a prepared statement is named in snake_case');
  return sql.raw(`/* prepared ${name} */`);
}

/**
 * For a look-up by keys: prepared for few of them, where planning is nine tenths of the work. For many planning is nothing,
 * and a plan that was kept from when a table was small is far too slow until PostgreSQL has counted its rows anew.
 */
export function preparedForFew<Row>(name: string, count: number) {
  return count <= 10 ? prepared<Row>(name) : sql<Row>;
}

const mark = /\/\* prepared (\w+) \*\/$/;

/**
 * The pool as Kysely is given it: what was made with `prepared` goes to PostgreSQL with its name, and a transaction begins
 * together with its first statement, which saves each one a round trip.
 */
export function preparingPool(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    connect: async () => preparingClient(await pool.connect()),
    end: () => pool.end(),
  };
}

const commands = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COMMIT', 'ROLLBACK'] as const;
const begins = /^(?:begin|start transaction)\b/;

function preparingClient(client: pg.PoolClient): PostgresPoolClient {
  let begin = '';
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query<R>(
    text: string | PostgresCursor<R>,
    values: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof text !== 'string') throw new Error('no cursors are used here');
    if (begins.test(text)) {
      begin = text;
      return Promise.resolve({ command: 'SELECT', rowCount: 0, rows: [] });
    }
    const waiting = begin;
    begin = '';
    if (waiting === '') return run(client, text, [...values]);
    // Several in one message take no values, and no names.
    if (values.length === 0 && !mark.test(text)) return run(client, `${waiting}; ${text}`, []);
    return client.query(waiting).then(() => run<R>(client, text, [...values]));
  }
  return { query, release: (destroy) => client.release(destroy) };
}

async function run<R>(
  client: pg.PoolClient,
  text: string,
  values: unknown[],
): Promise<PostgresQueryResult<R>> {
  const name = mark.exec(text)?.[1];
  const answer: pg.QueryResult | pg.QueryResult[] = await client.query(
    name === undefined ? { text, values } : { name, text, values },
  );
  const result = Array.isArray(answer) ? answer.at(-1) : answer;
  // Of any other command Kysely only wants the rows.
  const command = commands.find((known) => known === result?.command) ?? 'SELECT';
  return { command, rowCount: result?.rowCount ?? 0, rows: result?.rows ?? [] };
}
