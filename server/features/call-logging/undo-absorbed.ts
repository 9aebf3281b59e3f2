import type { Tx } from '../../platform/db/database.ts';
import { removeRecords } from './embedded-record.ts';
import { type LogEntryRow, loadEntries } from './entries-store.ts';
import { keptDecision } from './kept-decision.ts';

/**
 * Interactions turned out to be one call, which is logged once: one entry stays, with its records, and the records of the
 * others go. A billed one stays before all, then what a person decided, then the surviving interaction's own.
 */
export async function undoAbsorbed(
  tx: Tx,
  firmId: string,
  into: string,
  absorbed: readonly string[],
): Promise<void> {
  const byInteraction = await loadEntries(tx, firmId, [into, ...absorbed]);
  const entries = [into, ...absorbed].flatMap((id) => byInteraction.get(id) ?? []);
  const billed = await listBilledFees(tx, firmId, entries.flatMap(recordsOf));
  const rank = (entry: LogEntryRow) =>
    (recordsOf(entry).some((id) => billed.has(id)) ? 2 : 0) +
    (entry.override !== null || entry.previous !== null || entry.state === 'undone' ? 1 : 0);
  const [survivor, ...others] = entries.toSorted((a, b) => rank(b) - rank(a));
  if (!survivor) return;
  for (const entry of others) {
    await removeRecords(tx, firmId, keptDecision.parse(entry.decision).records);
    await tx.deleteFrom('log_entries').where('firm_id', '=', firmId).where('id', '=', entry.id).execute();
  }
  await tx
    .updateTable('log_entries')
    .set({ interaction_id: into })
    .where('firm_id', '=', firmId)
    .where('id', '=', survivor.id)
    .execute();
}

function recordsOf(entry: LogEntryRow): string[] {
  return keptDecision.parse(entry.decision).records.map(({ id }) => id);
}

async function listBilledFees(tx: Tx, firmId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .selectFrom('fees')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('id', 'in', [...ids])
    .where('billed_at', 'is not', null)
    .execute();
  return new Set(rows.map(({ id }) => id));
}
