/** The tables of key stages, as migrations/0023-key-stages.sql makes them. */
import type { Generated } from 'kysely';
import type { Side } from '../fee-scales/index.ts';
import type { Audience, Channel, NewsKind, Origin, StageState, StageTrigger } from './kinds.ts';

interface KeyStagesTable {
  firm_id: string;
  id: string;
  side: Side;
  code: string;
  label: string;
  client_words: string;
  referrer_words: string;
  applies_if: unknown;
  position: Generated<number>;
  optional: Generated<boolean>;
  auto_trigger: StageTrigger | null;
  templates: unknown;
  visible_to: Audience[];
  typical_days: number | null;
  archived_at: Date | null;
  version: Generated<number>;
  updated_at: Generated<Date>;
}

interface KeyStageMappingsTable {
  firm_id: string;
  key_stage_id: string;
  matter_type_id: string;
  stage_id: string;
}

interface KeyStageProgressTable {
  firm_id: string;
  lead_id: string;
  key_stage_id: string;
  state: StageState;
  /** YYYY-MM-DD. */
  event_on: string | null;
  entered_at: Date;
  entered_by: Origin;
  staff_id: string | null;
  note: string;
  matter_stage_from: string | null;
  matter_stage_to: string | null;
}

interface KeyStageMessagesTable {
  firm_id: string;
  lead_id: string;
  key_stage_id: string;
  contact_id: string;
  channel: Channel;
  audience: Audience;
  outbox_id: string | null;
  at: Date;
}

interface KeyStageConflictsTable {
  firm_id: string;
  id: string;
  lead_id: string;
  side: Side;
  key_stage_id: string;
  matter_stage_id: string;
  moved_by_staff_id: string | null;
  at: Date;
  answer: 'undo' | 'move_matter' | 'leave' | 'over' | null;
  answered_at: Date | null;
  answered_by_staff_id: string | null;
}

interface KeyStageNewsTable {
  firm_id: string;
  id: Generated<number>;
  lead_id: string;
  kind: NewsKind;
  matter_id: string | null;
  from_stage_id: string | null;
  to_stage_id: string | null;
  staff_id: string | null;
  at: Date;
  due_at: Generated<Date>;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    key_stages: KeyStagesTable;
    key_stage_mappings: KeyStageMappingsTable;
    key_stage_progress: KeyStageProgressTable;
    key_stage_messages: KeyStageMessagesTable;
    key_stage_conflicts: KeyStageConflictsTable;
    key_stage_news: KeyStageNewsTable;
  }
}
