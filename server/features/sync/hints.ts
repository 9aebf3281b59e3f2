/** Webhooks that tell of forms: looked at soon, unless our own change caused them. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { ChangeHint } from '../../vendors/ports.ts';
import { resolveRefs } from '../mirror/index.ts';
import { wakeSheet } from './sheets-store.ts';

/** Of matters that are known here; an echo of ours is dropped: whoever sent it looks again by itself. */
export async function noteLayoutHints(
  tx: Tx,
  which: { firmId: string; connectionId: string },
  hints: readonly ChangeHint[],
  causedBy: string | null,
  now: Date,
): Promise<void> {
  const matters = hints.filter(({ kind }) => kind === 'layout').map(({ externalId }) => externalId);
  if (matters.length === 0 || (causedBy !== null && (await isOwn(tx, which, causedBy)))) return;
  const refs = matters.map((externalId) => ({ kind: 'matter' as const, externalId }));
  const ids = await resolveRefs(tx, which, refs);
  for (const matterId of new Set(ids.values())) await wakeSheet(tx, { ...which, matterId }, now);
}

async function isOwn(
  tx: Tx,
  { firmId, connectionId }: { firmId: string; connectionId: string },
  id: string,
): Promise<boolean> {
  // Anybody's operations come by, and most are no ids of ours.
  if (!z.uuid().safeParse(id.toLowerCase()).success) return false;
  const { rows } = await sql`
    select 1 from destination_writes
    where firm_id = ${firmId} and id = ${id.toLowerCase()}::uuid and connection_id = ${connectionId}
      and record_kind = 'layout_change'`.execute(tx);
  return rows.length > 0;
}
