/** The tables of speech, as migrations/0012-speech.sql makes them. */
import type { Generated } from 'kysely';

export type DraftKind = 'transcript' | 'summary';
export type DraftState = 'waiting' | 'done' | 'failed' | 'not_sent';
export type Standing = 'draft' | 'approved' | 'discarded';

export interface SpeechSettingsTable {
  firm_id: string;
  service: Generated<string>;
  base_url: Generated<string>;
  api_key: Buffer | null;
  transcription_model: Generated<string>;
  summary_model: Generated<string>;
  language: string | null;
  max_megabytes: Generated<number>;
  include_restricted: Generated<boolean>;
  consent: Generated<string>;
  consent_by: string | null;
  consent_at: Date | null;
  since: Generated<unknown>;
  test_state: Generated<'none' | 'waiting' | 'ok' | 'failed'>;
  test_detail: Generated<string>;
  tested_at: Date | null;
  rest_until: Date | null;
  trouble: Generated<string>;
  lease: string | null;
  leased_until: Date | null;
  served_at: Date | null;
  revision: Generated<number>;
  updated_at: Generated<Date>;
}

export interface SpeechDraftsTable {
  firm_id: string;
  id: string;
  interaction_id: string;
  kind: DraftKind;
  artefact_id: string | null;
  destinations: string[];
  by_person: Generated<boolean>;
  state: Generated<DraftState>;
  detail: Generated<string>;
  attempts: Generated<number>;
  due_at: Date;
  model: string | null;
  language: string | null;
  seconds: number | null;
  content: unknown;
  made_at: Date | null;
  edited: unknown;
  edited_by: string | null;
  edited_at: Date | null;
  standing: Generated<Standing>;
  standing_by: string | null;
  standing_at: Date | null;
  told: Generated<boolean>;
  revision: Generated<number>;
  created_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    speech_settings: SpeechSettingsTable;
    speech_drafts: SpeechDraftsTable;
  }
}
