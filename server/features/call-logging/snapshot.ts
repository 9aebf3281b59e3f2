/** An entry as it was before a person's action, kept so that undo restores exactly that: the same record, the same why. */
import { z } from 'zod';
import type { EntryWrite, LogEntryRow } from './entries-store.ts';
import { why } from './interaction.ts';
import { keptDecision } from './kept-decision.ts';

const snapshot = z.object({
  state: z.enum(['pending', 'held', 'logged', 'skipped', 'failed', 'undone']),
  reason: z.string().nullable(),
  review: z.string().nullable(),
  recordKind: z.string().nullable(),
  recordId: z.string().nullable(),
  matterId: z.string().nullable(),
  contactId: z.string().nullable(),
  staffId: z.string().nullable(),
  assigneeId: z.string().nullable(),
  fenceHash: z.string().nullable(),
  why,
  decision: keptDecision,
  override: z.unknown(),
  writtenAt: z.iso.datetime().nullable(),
  previous: z.unknown(),
});
export type Snapshot = z.infer<typeof snapshot>;

export function snapshotOf(entry: LogEntryRow): Snapshot {
  return {
    state: entry.state,
    reason: entry.reason,
    review: entry.review,
    recordKind: entry.record_kind,
    recordId: entry.record_id,
    matterId: entry.matter_id,
    contactId: entry.contact_id,
    staffId: entry.staff_id,
    assigneeId: entry.assignee_id,
    fenceHash: entry.fence_hash,
    why: why.parse(entry.why),
    decision: keptDecision.parse(entry.decision),
    override: entry.override,
    writtenAt: entry.written_at?.toISOString() ?? null,
    previous: shortened(entry.previous, mostSteps),
  };
}

/** How many actions can be undone one after the other; what was before them is forgotten, or a row would grow for ever. */
const mostSteps = 20;

function shortened(previous: unknown, steps: number): unknown {
  if (typeof previous !== 'object' || previous === null || steps === 0) return null;
  const before = 'previous' in previous ? previous.previous : null;
  return { ...previous, previous: shortened(before, steps - 1) };
}

export function previousOf(entry: LogEntryRow): Snapshot | null {
  return entry.previous === null ? null : snapshot.parse(entry.previous);
}

/** The entry again as it was. */
export function restored(entry: LogEntryRow, to: Snapshot): EntryWrite {
  return {
    id: entry.id,
    interactionId: entry.interaction_id,
    destination: entry.destination,
    reference: entry.reference,
    startedAt: entry.started_at.toISOString(),
    ...to,
    writtenAt: to.writtenAt === null ? null : new Date(to.writtenAt),
    previous: to.previous ?? null,
    override: to.override ?? null,
  };
}
