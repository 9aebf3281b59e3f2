/** Who did what stays; the words that were noted along with it go. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';

/** Empties the details of the audit log about these records. */
export async function clearAudit(
  tx: Tx,
  firmId: string,
  subjectType: 'lead' | 'quote' | 'task' | 'contact',
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    update audit_log set detail = '{"anonymised": true}'
    where firm_id = ${firmId} and subject_type = ${subjectType} and subject_id = any(${[...ids]}::uuid[])
      and detail <> '{}'`.execute(tx);
}
