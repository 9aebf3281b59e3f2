import type { Tx } from '../../platform/db/database.ts';
import { removeRecords } from './embedded-record.ts';
import { loadEntries } from './entries-store.ts';
import { keptDecision } from './kept-decision.ts';

/**
 * Two interactions turned out to be one call. The records of the absorbed one go, so that the call is logged once;
 * where the surviving one has no log entry yet, it takes the absorbed one's over, records and all.
 */
export async function undoAbsorbed(
  tx: Tx,
  firmId: string,
  into: string,
  absorbed: readonly string[],
): Promise<void> {
  const entries = await loadEntries(tx, firmId, [into, ...absorbed]);
  let survivor = entries.get(into);
  for (const id of absorbed) {
    const entry = entries.get(id);
    if (!entry) continue;
    if (!survivor) {
      survivor = entry;
      await tx
        .updateTable('log_entries')
        .set({ interaction_id: into })
        .where('firm_id', '=', firmId)
        .where('id', '=', entry.id)
        .execute();
      continue;
    }
    await removeRecords(tx, firmId, keptDecision.parse(entry.decision).records);
  }
}
