import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { prepared, preparedForFew } from '../../platform/db/prepared.ts';
import type { Why } from './interaction.ts';
import { referenceOf } from './reference.ts';
import type { LogEntriesTable, LogEntryState } from './tables.ts';

export type LogEntryRow = Selectable<LogEntriesTable>;

/** The firm's own practice record; every other destination is the id of a connection. */
export const embeddedDestination = 'embedded';

/** A log entry as it is about to be stored. */
export interface EntryWrite {
  id: string;
  interactionId: string;
  destination: string;
  state: LogEntryState;
  reason: string | null;
  review: string | null;
  recordKind: string | null;
  recordId: string | null;
  matterId: string | null;
  contactId: string | null;
  staffId: string | null;
  assigneeId: string | null;
  reference: string;
  fenceHash: string | null;
  why: Why;
  /** The plan and what was written for it (`kept-decision.ts`). */
  decision: unknown;
  override: unknown;
  /** What undo goes back to (`snapshot.ts`); null after a decision of the program's own. */
  previous: unknown;
  startedAt: string;
  writtenAt: Date | null;
}

/** The entries of interactions, by interaction and destination. */
export type EntriesOf = ReadonlyMap<string, ReadonlyMap<string, LogEntryRow>>;

export async function loadEntries(
  tx: Tx,
  firmId: string,
  interactionIds: readonly string[],
): Promise<EntriesOf> {
  if (interactionIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('log_entries')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where((where) => where('interaction_id', '=', sql<string>`any(${[...interactionIds]}::uuid[])`))
    .execute();
  const byInteraction = new Map<string, Map<string, LogEntryRow>>();
  for (const row of rows) {
    const entries = byInteraction.get(row.interaction_id) ?? new Map<string, LogEntryRow>();
    entries.set(row.destination, row);
    byInteraction.set(row.interaction_id, entries);
  }
  return byInteraction;
}

/** Inserts or replaces entries; the unique (interaction, destination) makes each once. */
export async function saveEntries(
  tx: Tx,
  firmId: string,
  entries: readonly EntryWrite[],
  now: Date,
): Promise<void> {
  if (entries.length === 0) return;
  const column = <T>(pick: (entry: EntryWrite) => T): T[] => entries.map(pick);
  const json = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));
  await prepared('save_entries')`
    insert into log_entries (firm_id, id, interaction_id, destination, state, reason, review, record_kind, record_id, matter_id,
      contact_id, staff_id, assignee_id, reference, fence_hash, why, decision, override, previous, started_at, written_at, decided_at)
    select ${firmId}, u.*, ${now} from unnest(
      ${column((e) => e.id)}::uuid[], ${column((e) => e.interactionId)}::uuid[], ${column((e) => e.destination)}::text[],
      ${column((e) => e.state)}::text[], ${column((e) => e.reason)}::text[], ${column((e) => e.review)}::text[],
      ${column((e) => e.recordKind)}::text[], ${column((e) => e.recordId)}::uuid[], ${column((e) => e.matterId)}::uuid[],
      ${column((e) => e.contactId)}::uuid[], ${column((e) => e.staffId)}::uuid[], ${column((e) => e.assigneeId)}::uuid[],
      ${column((e) => e.reference)}::text[], ${column((e) => e.fenceHash)}::text[], ${column((e) => json(e.why))}::jsonb[],
      ${column((e) => json(e.decision))}::jsonb[], ${column((e) => json(e.override))}::jsonb[],
      ${column((e) => json(e.previous))}::jsonb[],
      ${column((e) => e.startedAt)}::timestamptz[], ${column((e) => e.writtenAt)}::timestamptz[]) as u
    on conflict (firm_id, interaction_id, destination) do update set state = excluded.state, reason = excluded.reason,
      review = excluded.review, record_kind = excluded.record_kind, record_id = excluded.record_id, matter_id = excluded.matter_id,
      contact_id = excluded.contact_id, staff_id = excluded.staff_id, assignee_id = excluded.assignee_id,
      fence_hash = excluded.fence_hash, why = excluded.why, decision = excluded.decision, override = excluded.override, previous = excluded.previous,
      started_at = excluded.started_at, written_at = excluded.written_at, decided_at = excluded.decided_at,
      revision = log_entries.revision + 1`.execute(tx);
}

/** A short reference for each new entry, none used before in the firm: two may meet, then the next candidate is taken. */
export async function chooseReferences(
  tx: Tx,
  firmId: string,
  entryIds: readonly string[],
): Promise<Map<string, string>> {
  const chosen = new Map<string, string>();
  const used = new Set<string>();
  for (let attempt = 0; chosen.size < entryIds.length; attempt += 1) {
    const open = entryIds
      .filter((id) => !chosen.has(id))
      .map((id) => ({ id, reference: referenceOf(id, attempt) }));
    // One look-up each, for the same reason as for the links of a batch (`sessions-store.ts`).
    const { rows } = await preparedForFew<{ reference: string }>('references_used', open.length)`
      select w.reference from unnest(${open.map((o) => o.reference)}::text[]) as w (reference)
      where (select true from log_entries e where e.firm_id = ${firmId} and e.reference = w.reference)`.execute(
      tx,
    );
    for (const row of rows) used.add(row.reference);
    for (const { id, reference } of open) {
      if (used.has(reference)) continue;
      used.add(reference);
      chosen.set(id, reference);
    }
  }
  return chosen;
}
