/** How far each kind of a connection is mirrored. */
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { type ChangeHint, type MirrorKind, mirrorKinds, type PracticeSystem } from '../../vendors/ports.ts';
import { inheritMirror } from './inherit.ts';
import type { MirrorStreamsTable } from './tables.ts';

export type StreamRow = Selectable<MirrorStreamsTable>;

interface Which {
  firmId: string;
  connectionId: string;
}

/** The kinds that a vendor lets us pull, in their order. */
export function kindsOf({ pulls }: Pick<PracticeSystem, 'pulls'>): MirrorKind[] {
  return mirrorKinds.filter((kind) => pulls[kind] !== undefined);
}

/**
 * Begins mirroring, when a connection becomes active; one that was begun before goes on from where it was, and looks at once
 * what changed meanwhile.
 */
export async function startMirror(
  tx: Tx,
  { firmId, connectionId, vendor, now }: Which & { vendor: Pick<PracticeSystem, 'pulls'>; now: Date },
): Promise<void> {
  await inheritMirror(tx, firmId, connectionId);
  await sql`
    insert into mirror_streams (firm_id, connection_id, kind, pass, due_at, updated_at)
    select ${firmId}, ${connectionId}, k.kind, 'whole', ${now}, ${now} from unnest(${kindsOf(vendor)}::text[]) as k (kind)
    on conflict (firm_id, connection_id, kind) do update
    set due_at = ${now}, error = null, updated_at = ${now}`.execute(tx);
  await appendEvents(tx, firmId, [{ type: 'connection.changed', subjectId: connectionId }]);
}

/**
 * Everything is read once more, soon. `confirmRemovals`: an administrator has seen that many records would be removed and
 * says that they are really gone.
 */
export async function requestWholePass(
  tx: Tx,
  { firmId, connectionId, now, confirmRemovals }: Which & { now: Date; confirmRemovals?: boolean },
): Promise<void> {
  await sql`
    update mirror_streams set whole_due_at = ${now}, due_at = ${now}, error = null, updated_at = ${now},
      removals_confirmed = ${confirmRemovals ?? false} and missing > 0
    where firm_id = ${firmId} and connection_id = ${connectionId}`.execute(tx);
  await appendEvents(tx, firmId, [{ type: 'connection.changed', subjectId: connectionId }]);
}

/** "Look at these": many hints of one record are one look. */
export async function addHints(
  tx: Tx,
  firmId: string,
  connectionId: string,
  hints: readonly ChangeHint[],
  now: Date,
): Promise<void> {
  if (hints.length === 0) return;
  const once = [...new Map(hints.map((hint) => [`${hint.kind} ${hint.externalId}`, hint])).values()];
  await sql`
    insert into mirror_hints as h (firm_id, connection_id, kind, external_id, due_at)
    select ${firmId}, ${connectionId}, r."kind", r."externalId", ${now}
    from jsonb_to_recordset(${JSON.stringify(once)}::jsonb) as r ("kind" text, "externalId" text)
    where r."externalId" <> '' order by 3, 4
    on conflict (firm_id, connection_id, kind, external_id) do update
    set hints = h.hints + 1, attempts = 0, due_at = least(h.due_at, excluded.due_at)`.execute(tx);
}

export interface MirrorProgress {
  kind: MirrorKind;
  /** `whole` reads everything, `changes` what changed; `idle` waits for the next look. */
  pass: 'whole' | 'changes' | 'idle';
  /** Records of the pass under way, or of the last one. */
  done: number;
  /** Where the vendor tells. */
  total: number | null;
  /** When everything was here for the first time; null: it is still loading. */
  firstDoneAt: Date | null;
  /** What changed up to then is here. */
  upToDateAt: Date | null;
  nextAt: Date;
  nextWholeAt: Date | null;
  /** How many are here and there, and how many are gone there. */
  linked: number;
  gone: number;
  /** Records that a whole pass missed when it stopped to ask whether they are really gone. */
  missing: number;
  /** A sentence for people. */
  error: string | null;
}

/** For the connection's page, in the order in which kinds are read. */
export async function readMirrorProgress(
  tx: Tx,
  firmId: string,
  connectionId: string,
): Promise<MirrorProgress[]> {
  const { rows } = await sql<StreamRow & { linked: number; gone: number }>`
    select s.*,
      (select count(*) from external_links l where l.firm_id = ${firmId} and l.connection_id = ${connectionId}
        and l.kind = s.kind and l.removed_at is null) as linked,
      (select count(*) from external_links l where l.firm_id = ${firmId} and l.connection_id = ${connectionId}
        and l.kind = s.kind and l.removed_at is not null) as gone
    from mirror_streams s where s.firm_id = ${firmId} and s.connection_id = ${connectionId}`.execute(tx);
  return mirrorKinds.flatMap((kind) => {
    const row = rows.find((one) => one.kind === kind);
    if (!row) return [];
    return [
      {
        kind,
        pass: row.pass,
        done: row.done,
        total: row.total,
        firstDoneAt: row.first_done_at,
        upToDateAt: row.changed_since,
        nextAt: row.due_at,
        nextWholeAt: row.whole_due_at,
        linked: row.linked,
        gone: row.gone,
        missing: row.missing,
        error: row.error,
      },
    ];
  });
}
