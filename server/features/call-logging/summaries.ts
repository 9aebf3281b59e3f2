/** Interactions as a list shows them, by id: for what tells others about them. Runs in the reader's scope, as `reads.ts`. */
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { listEntriesOf, listVisibleMatters } from './entry-reads.ts';
import { listInteractionRowsById } from './reads.ts';
import { interactionSummary } from './schema.ts';
import { describeSummary } from './views.ts';

export interface PresentInteraction {
  createdAt: Date;
  matterId: string | null;
  summary: z.output<typeof interactionSummary>;
}

/** Those that the reader may see and that are still there, by id. */
export async function readSummaries(
  tx: Tx,
  firmId: string,
  ids: readonly string[],
): Promise<Map<string, PresentInteraction>> {
  if (ids.length === 0) return new Map();
  const firm = await tx
    .selectFrom('firms')
    .select('country')
    .where('id', '=', firmId)
    .executeTakeFirstOrThrow();
  const rows = await listInteractionRowsById(tx, firmId, ids);
  const entries = await listEntriesOf(tx, firmId, ids);
  const visible = await listVisibleMatters(tx, firmId, [...entries.values()].flat());
  return new Map(
    rows.map((row) => [
      row.id,
      {
        createdAt: row.created_at,
        matterId: row.matter_id,
        summary: interactionSummary.parse(
          describeSummary(row, entries.get(row.id) ?? [], firm.country, visible),
        ),
      },
    ]),
  );
}
