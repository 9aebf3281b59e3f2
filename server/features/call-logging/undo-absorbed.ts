import type { Tx } from '../../platform/db/database.ts';
import type { SettleContext } from './decide-case.ts';
import type { RecordBatch } from './embedded-record.ts';
import { type EntriesOf, type LogEntryRow, loadEntries } from './entries-store.ts';
import { keeperOf } from './keepers.ts';
import { keptDecision } from './kept-decision.ts';

/**
 * Interactions turned out to be one call, which is logged once at each destination: one entry stays, with its records, and
 * the records of the others go. A billed one stays before all, then what a person decided, then the surviving
 * interaction's own.
 */
export async function undoAbsorbed(
  context: SettleContext,
  batch: RecordBatch,
  into: string,
  absorbed: readonly string[],
): Promise<void> {
  const { tx, firm } = context;
  const byInteraction = await loadEntries(tx, firm.firmId, [into, ...absorbed]);
  for (const entries of byDestination(byInteraction, [into, ...absorbed])) {
    const billed = await listBilledFees(tx, firm.firmId, entries.flatMap(recordsOf));
    const rank = (entry: LogEntryRow) =>
      (recordsOf(entry).some((id) => billed.has(id)) ? 2 : 0) +
      (entry.override !== null || entry.previous !== null || entry.state === 'undone' ? 1 : 0);
    const [survivor, ...others] = entries.toSorted((a, b) => rank(b) - rank(a));
    if (!survivor) continue;
    for (const entry of others) {
      const { records } = keptDecision.parse(entry.decision);
      const how = { tasks: 'remove', byPerson: false } as const;
      await keeperOf(entry.destination).takeOut(context, batch, entry, records, how);
      await tx
        .deleteFrom('log_entries')
        .where('firm_id', '=', firm.firmId)
        .where('id', '=', entry.id)
        .execute();
    }
    await tx
      .updateTable('log_entries')
      .set({ interaction_id: into })
      .where('firm_id', '=', firm.firmId)
      .where('id', '=', survivor.id)
      .execute();
  }
}

function byDestination(byInteraction: EntriesOf, ids: readonly string[]): LogEntryRow[][] {
  const entries = ids.flatMap((id) => [...(byInteraction.get(id)?.values() ?? [])]);
  return [...Map.groupBy(entries, ({ destination }) => destination).values()];
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
