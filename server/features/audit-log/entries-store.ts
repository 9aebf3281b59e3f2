/** The audit log as it is read: by page, filtered, with names. Behind the reader's walls. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { idsIn, nameThem } from './names.ts';
import type { AuditEntry, EntryFilters } from './schema.ts';

const cursor = z.tuple([z.iso.datetime({ precision: 3 }), z.uuid()]);

export async function listEntries(
  tx: Tx,
  firmId: string,
  query: EntryFilters & { limit: number; after?: string | undefined },
): Promise<{ items: AuditEntry[]; next: string | null }> {
  let entries = tx
    .selectFrom('audit_log')
    .select(['id', 'at', 'staff_id', 'portal_user_id', 'action', 'subject_type', 'subject_id', 'matter_id'])
    .select('detail')
    .where('firm_id', '=', firmId);
  if (query.staffId) entries = entries.where('staff_id', '=', query.staffId);
  if (query.portalUserId) entries = entries.where('portal_user_id', '=', query.portalUserId);
  if (query.subjectType) entries = entries.where('subject_type', '=', query.subjectType);
  if (query.subjectId) entries = entries.where('subject_id', '=', query.subjectId);
  if (query.matterId) entries = entries.where('matter_id', '=', query.matterId);
  if (query.from) entries = entries.where('at', '>=', startOf(firmId, query.from, 0));
  if (query.to) entries = entries.where('at', '<', startOf(firmId, query.to, 1));
  if (query.after) {
    const [at, id] = decodeCursor(query.after, cursor);
    entries = entries.where(sql<boolean>`(at, id) < (${at}::timestamptz, ${id}::uuid)`);
  }
  const rows = await entries
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const ids = rows.flatMap((row) =>
    [row.staff_id, row.portal_user_id, row.subject_id, row.matter_id].flatMap((id) => id ?? []),
  );
  const names = await nameThem(tx, firmId, new Set([...ids, ...rows.flatMap((row) => idsIn(row.detail))]));
  const nameOf = (id: string | null) => (id === null ? null : (names.get(id) ?? null));
  return toPage(
    rows,
    query.limit,
    (row) => [row.at.toISOString(), row.id],
    (row) => ({
      id: row.id,
      at: row.at.toISOString(),
      staffId: row.staff_id,
      portalUserId: row.portal_user_id,
      whoName: nameOf(row.staff_id ?? row.portal_user_id),
      action: row.action,
      subjectType: row.subject_type,
      subjectId: row.subject_id,
      subjectName: nameOf(row.subject_id),
      matterId: row.matter_id,
      matterName: nameOf(row.matter_id),
      detail: row.detail,
      names: Object.fromEntries(idsIn(row.detail).flatMap((id) => [[id, nameOf(id)]].filter(isNamed))),
    }),
  );
}

function isNamed(pair: (string | null)[]): pair is [string, string] {
  return pair[1] !== null;
}

/** The moment when a day begins in the firm's zone, or the day after it. */
function startOf(firmId: string, day: string, later: 0 | 1) {
  return sql<Date>`(select (${day}::date + ${later}::int)::timestamp at time zone f.time_zone from firms f where f.id = ${firmId})`;
}
