import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { type FieldError, problem } from '../../platform/http/problems.ts';

/** What a field points at. A walled matter does not exist for those outside, so it reads as unknown here as well. */
export interface References {
  matterId?: string | null | undefined;
  contactId?: string | null | undefined;
  staffId?: string | null | undefined;
  assigneeId?: string | null | undefined;
  personResponsibleId?: string | null | undefined;
  activityCodeId?: string | null | undefined;
  matterTypeId?: string | null | undefined;
  stageSetId?: string | null | undefined;
}

const tableOf = {
  matterId: ['matters', 'matter'],
  contactId: ['contacts', 'contact'],
  staffId: ['staff_members', 'staff member'],
  assigneeId: ['staff_members', 'staff member'],
  personResponsibleId: ['staff_members', 'staff member'],
  activityCodeId: ['activity_codes', 'activity code'],
  matterTypeId: ['matter_types', 'matter type'],
  stageSetId: ['stage_sets', 'stage set'],
} as const;

/** Ends the request with `invalid_input` when a given id is not one of the firm's (or not for the caller to see). */
export async function checkReferences(tx: Tx, firmId: string, references: References): Promise<void> {
  const checks = names.flatMap((field) => {
    const id = references[field];
    return id ? [{ field, id, table: tableOf[field][0], noun: tableOf[field][1] }] : [];
  });
  if (checks.length === 0) return;
  const parts = checks.map(
    ({ field, id, table }) =>
      sql`select ${field}::text as field where not exists
        (select 1 from ${sql.table(table)} where firm_id = ${firmId} and id = ${id})`,
  );
  const { rows } = await sql<{ field: string }>`${sql.join(parts, sql` union all `)}`.execute(tx);
  if (rows.length === 0) return;
  const fields: FieldError[] = rows.map(({ field }) => ({
    field,
    message: `There is no such ${checks.find((check) => check.field === field)?.noun ?? 'record'}`,
  }));
  throw problem('invalid_input', fields.map(({ field, message }) => `${field}: ${message}`).join('; '), {
    fields,
  });
}

const names = [
  'matterId',
  'contactId',
  'staffId',
  'assigneeId',
  'personResponsibleId',
  'activityCodeId',
  'matterTypeId',
  'stageSetId',
] as const;
