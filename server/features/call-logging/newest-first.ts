/** Pages of what has a start, newest first. */
import { type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';

/** PostgreSQL knows no year 0, and would end the request with a server error. */
const cursorShape = z.tuple([z.iso.datetime().refine((time) => !time.startsWith('0000')), z.uuid()]);

/** Microseconds: a JavaScript date would lose them, and a cursor must name its row exactly. */
export function startedExactly(table: string) {
  return sql<string>`to_char(${sql.ref(`${table}.started_at`)} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as(
    'started_exactly',
  );
}

/** Throws invalid_input for a cursor that was never given out. */
export function isAfterCursor(table: string, cursor: string) {
  const [startedAt, id] = decodeCursor(cursor, cursorShape);
  const key = sql`(${sql.ref(`${table}.started_at`)}, ${sql.ref(`${table}.id`)})`;
  return sql<SqlBool>`${key} < (${startedAt}::timestamptz, ${id}::uuid)`;
}

/** A page of rows of which one more than `limit` were asked for. */
export function toNewestFirst<Row extends { started_exactly: string; id: string }>(
  found: readonly Row[],
  limit: number,
) {
  return toPage(
    found,
    limit,
    (row) => [row.started_exactly, row.id],
    (row) => row,
  );
}
