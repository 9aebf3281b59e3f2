/** The mirror's tables, as migrations/0008-connections.sql and 0009-mirror.sql make them. */
import type { Generated } from 'kysely';

export type LinkKind =
  | 'staff'
  | 'matter_type'
  | 'stage'
  | 'stage_set'
  | 'activity_code'
  | 'contact'
  | 'matter'
  | 'party';

export interface ExternalLinksTable {
  firm_id: string;
  connection_id: string;
  kind: LinkKind;
  external_id: string;
  local_id: string;
  version: string | null;
  content_hash: Buffer | null;
  extra: Generated<unknown>;
  updated_there_at: Date | null;
  seen_sweep: Generated<number>;
  removed_at: Date | null;
  parties: Generated<unknown>;
  pending: Generated<unknown>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface MirrorStreamsTable {
  firm_id: string;
  connection_id: string;
  kind: string;
  pass: 'whole' | 'changes' | 'idle';
  cursor: string | null;
  pass_started_at: Date | null;
  changed_since: Date | null;
  sweep: Generated<number>;
  done: Generated<number>;
  total: number | null;
  removed: Generated<number>;
  first_done_at: Date | null;
  whole_due_at: Date | null;
  due_at: Generated<Date>;
  error: string | null;
  removals_confirmed: Generated<boolean>;
  missing: Generated<number>;
  updated_at: Generated<Date>;
}

interface MirrorHintsTable {
  firm_id: string;
  connection_id: string;
  kind: string;
  external_id: string;
  hints: Generated<number>;
  attempts: Generated<number>;
  due_at: Generated<Date>;
}

interface MirrorGapsTable {
  firm_id: string;
  connection_id: string;
  missing_kind: string;
  missing_id: string;
  kind: string;
  external_id: string;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    external_links: ExternalLinksTable;
    mirror_streams: MirrorStreamsTable;
    mirror_hints: MirrorHintsTable;
    mirror_gaps: MirrorGapsTable;
  }
}
