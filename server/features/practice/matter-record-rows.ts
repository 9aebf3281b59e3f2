/** Reading dated records on matters: the names beside their ids, pages by date, and what all of them show. */
import { type SelectQueryBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { datedRecord } from './matter-record-schema.ts';
import {
  activityLabelOf,
  beforeDate,
  matterNumberOf,
  matterTitleOf,
  type recordsQuery,
  removedIs,
  staffNameOf,
} from './matter-records.ts';

/** The names that stand beside a record's ids, as select expressions; `table` is the query's alias. */
export function namesOf(firmId: string, table: string) {
  return [
    staffNameOf(firmId, `${table}.staff_id`).as('staff_name'),
    activityLabelOf(firmId, `${table}.activity_code_id`).as('activity_code'),
    matterNumberOf(firmId, `${table}.matter_id`).as('matter_number'),
    matterTitleOf(firmId, `${table}.matter_id`).as('matter_title'),
  ] as const;
}

/** Narrows a query to one page, newest date first, and one row more. */
export function newestFirst(query: z.output<typeof recordsQuery>, table: string) {
  return <DB, TB extends keyof DB, Row>(rows: SelectQueryBuilder<DB, TB, Row>) => {
    const page = rows
      .where(removedIs(query.removed, table))
      .where(beforeDate(query.after, table))
      .orderBy(sql.ref(`${table}.date`), 'desc')
      .orderBy(sql.ref(`${table}.id`), 'desc')
      .limit(query.limit + 1);
    if (!query.matterId) return page;
    return page.where(sql<boolean>`${sql.ref(`${table}.matter_id`)} = ${query.matterId}`);
  };
}

interface Changeable {
  staffId: string | null;
  activityCodeId: string | null;
  date: string;
  subject: string;
}

/** The columns that every dated record has, after a change; the version counts on. */
export function changedColumns(
  before: Changeable & { version: number },
  patch: { [Field in keyof Changeable]?: Changeable[Field] | undefined },
) {
  return {
    staff_id: patch.staffId === undefined ? before.staffId : patch.staffId,
    activity_code_id: patch.activityCodeId === undefined ? before.activityCodeId : patch.activityCodeId,
    date: patch.date ?? before.date,
    subject: patch.subject ?? before.subject,
    version: before.version + 1,
    updated_at: sql<Date>`now()`,
  };
}

interface DatedRow {
  id: string;
  matter_id: string;
  matter_number: string | null;
  matter_title: string | null;
  staff_id: string | null;
  staff_name: string | null;
  activity_code_id: string | null;
  activity_code: string | null;
  date: string;
  subject: string;
  removed_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
}

export function datedRecordOf(row: DatedRow): z.output<typeof datedRecord> {
  return {
    id: row.id,
    matterId: row.matter_id,
    matterNumber: row.matter_number,
    matterTitle: row.matter_title,
    staffId: row.staff_id,
    staffName: row.staff_name,
    activityCodeId: row.activity_code_id,
    activityCode: row.activity_code,
    date: row.date,
    subject: row.subject,
    removedAt: row.removed_at?.toISOString() ?? null,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
