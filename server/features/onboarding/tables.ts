/** The tables of onboarding, as migrations/0031-onboarding.sql makes them. */
import type { Generated } from 'kysely';

export type TestState = 'none' | 'waiting' | 'ok' | 'failed';
export type WorkspaceState = 'waiting' | 'live' | 'failed';
export type EventKind = 'workspace' | 'changed' | 'unreadable';
export type CostSkipped = 'switched_off' | 'kept_elsewhere' | 'other_currency';
export type FileState = 'waiting' | 'done' | 'failed' | 'kept_elsewhere';

export interface OnboardingSettingsTable {
  firm_id: string;
  provider: string;
  base_url: string;
  api_key: Buffer | null;
  hook_key: string;
  hook_secret: Buffer;
  status: Generated<'active' | 'paused'>;
  orders_make_costs: Generated<boolean>;
  test_state: Generated<TestState>;
  test_detail: Generated<string>;
  tested_at: Date | null;
  rest_until: Date | null;
  trouble: Generated<string>;
  failures: Generated<number>;
  due_at: Date;
  poll_due_at: Date;
  polled_to: Date;
  poll_started_at: Date | null;
  poll_after: string | null;
  polled_at: Date | null;
  last_hook_at: Date | null;
  connected_at: Date;
  revision: Generated<number>;
  updated_at: Date;
}

export interface OnboardingEventsTable {
  firm_id: string;
  id: string;
  event_key: string;
  kind: EventKind;
  external_id: string | null;
  record: unknown;
  detail: Generated<string>;
  attempts: Generated<number>;
  due_at: Date;
  received_at: Date;
  done_at: Date | null;
}

export interface OnboardingWorkspacesTable {
  firm_id: string;
  id: string;
  provider: string;
  external_id: string | null;
  reference: string | null;
  lead_id: string | null;
  matter_id: string | null;
  ignored_at: Date | null;
  forgotten_at: Date | null;
  matched_by_staff_id: string | null;
  state: WorkspaceState;
  detail: Generated<string>;
  wanted: unknown;
  attempts: Generated<number>;
  sent_at: Date | null;
  due_at: Date;
  record: unknown;
  decisions_needed: Generated<number>;
  triggers: Generated<string[]>;
  unsettled: Generated<boolean>;
  started_by_staff_id: string | null;
  created_at: Date;
  told_at: Date | null;
}

export interface OnboardingDecisionsTable {
  firm_id: string;
  id: string;
  workspace_id: string;
  task_id: string;
  result: 'refer' | 'fail';
  completed_at: Date | null;
  decision: 'accept' | 'reject';
  reason: string;
  staff_id: string;
  at: Date;
}

export interface OnboardingCostsTable {
  firm_id: string;
  workspace_id: string;
  order_id: string;
  cost_recovery_id: string | null;
  write_id: string | null;
  skipped: CostSkipped | null;
  at: Date;
}

export interface OnboardingFilesTable {
  firm_id: string;
  workspace_id: string;
  file_id: string;
  name: string;
  state: FileState;
  detail: Generated<string>;
  attempts: Generated<number>;
  due_at: Date;
  document_id: string | null;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    onboarding_settings: OnboardingSettingsTable;
    onboarding_events: OnboardingEventsTable;
    onboarding_workspaces: OnboardingWorkspacesTable;
    onboarding_decisions: OnboardingDecisionsTable;
    onboarding_costs: OnboardingCostsTable;
    onboarding_files: OnboardingFilesTable;
  }
}
