import type { Generated } from 'kysely';
import type { Tx } from './db/database.ts';
import { preparedAs } from './db/prepared.ts';
import { newId } from './ids.ts';

interface AuditLogTable {
  firm_id: string;
  id: string;
  at: Date;
  staff_id: string | null;
  portal_user_id: Generated<string | null>;
  action: string;
  subject_type: string;
  subject_id: string | null;
  matter_id: string | null;
  detail: unknown;
}
declare module './db/tables.ts' {
  interface Tables {
    audit_log: AuditLogTable;
  }
}

/** Who did what to which record, written in the transaction of the change itself. `detail` must hold no secrets. */
export async function audit(
  tx: Tx,
  entry: {
    firmId: string;
    /** null: the program did it. */
    staffId: string | null;
    /** A person of the portal did it. */
    portalUserId?: string;
    /** `fee.created`, `matter.wall_changed` */
    action: string;
    subjectType: string;
    subjectId: string | null;
    matterId?: string | null;
    detail?: Record<string, unknown>;
    at: Date;
  },
): Promise<void> {
  await tx
    .insertInto('audit_log')
    .values({
      firm_id: entry.firmId,
      id: newId(),
      at: entry.at,
      staff_id: entry.staffId,
      portal_user_id: entry.portalUserId ?? null,
      action: entry.action,
      subject_type: entry.subjectType,
      subject_id: entry.subjectId,
      matter_id: entry.matterId ?? null,
      detail: JSON.stringify(entry.detail ?? {}),
    })
    .modifyEnd(preparedAs('insert_audit'))
    .execute();
}
