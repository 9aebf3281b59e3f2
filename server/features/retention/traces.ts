/** Who did what stays; the words that were noted along with it go. */
import { type RawBuilder, sql } from 'kysely';
import { audit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';

/**
 * Empties the details of the audit log about these records. With the words goes the salt of their hash, which stays on the
 * log's chain and then tells nobody anything; an entry of its own says whose words went, or the check of the log would
 * take it for a forgery.
 */
export async function clearAudit(
  tx: Tx,
  actor: Actor,
  subjectType: 'lead' | 'quote' | 'task' | 'contact',
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await clearAuditWhere(
    tx,
    actor,
    subjectType,
    sql<boolean>`subject_type = ${subjectType} and subject_id = any(${[...ids]}::uuid[])`,
  );
}

/** The same for entries that a condition finds; `of` says what they were about. */
export async function clearAuditWhere(
  tx: Tx,
  actor: Actor,
  of: string,
  condition: RawBuilder<boolean>,
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const { rows } = await sql<{ id: string }>`
    update audit_log set detail = '{"anonymised": true}', salt = null
    where firm_id = ${firmId} and salt is not null and detail <> '{}' and (${condition})
    returning id`.execute(tx);
  if (rows.length === 0) return;
  await audit(tx, {
    ...{ firmId, staffId, at: now, action: 'audit_log.emptied', subjectType: 'audit_log', subjectId: null },
    detail: { of, entries: rows.map(({ id }) => id) },
  });
}
