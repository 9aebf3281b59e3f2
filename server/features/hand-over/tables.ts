/** The tables of hand-over packs, as migrations/0049-hand-over.sql makes them. */
import type { Generated } from 'kysely';

export const handOverScopes = ['matter', 'conversation', 'person', 'own'] as const;
export type HandOverScope = (typeof handOverScopes)[number];
export const handOverStates = ['waiting', 'running', 'ready', 'failed', 'stopped', 'gone'] as const;
export type HandOverState = (typeof handOverStates)[number];

interface HandOversTable {
  firm_id: string;
  id: string;
  scope: HandOverScope;
  matter_id: string | null;
  conversation_id: string | null;
  contact_id: string | null;
  staff_id: string | null;
  portal_user_id: string | null;
  internal: Generated<boolean>;
  second_factor: Generated<boolean>;
  state: Generated<HandOverState>;
  done_bytes: Generated<number>;
  total_bytes: Generated<number>;
  entries: Generated<number>;
  sha256: Generated<Buffer | null>;
  size_bytes: Generated<number | null>;
  head_sha256: Generated<Buffer | null>;
  seen_matters: Generated<string[]>;
  seen_conversations: Generated<string[]>;
  error: Generated<string | null>;
  created_at: Date;
  ready_at: Generated<Date | null>;
  expires_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    hand_overs: HandOversTable;
  }
}
