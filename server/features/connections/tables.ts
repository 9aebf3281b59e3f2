/** The connections' tables, as migrations/0008-connections.sql and 0013-canary.sql make them. */
import type { Generated } from 'kysely';

export type ConnectionStatus =
  | 'waiting'
  | 'connecting'
  | 'active'
  | 'needs_attention'
  | 'paused'
  | 'disconnected';

export interface ConnectionsTable {
  firm_id: string;
  id: string;
  vendor: string;
  name: string;
  region: string;
  api_url: string | null;
  auth_url: string | null;
  upload_url: string | null;
  sign_in_grant: 'authorization_code' | 'client_credentials';
  client_id: string;
  credentials: Buffer;
  token_version: Generated<number>;
  token_expires_at: Date | null;
  grant_expires_at: Date | null;
  status: Generated<ConnectionStatus>;
  status_detail: Generated<string>;
  account_id: string | null;
  account_name: string | null;
  account_user: string | null;
  logs_since: Date | null;
  hook_key: string;
  hook_secret: Buffer;
  subscription: Buffer | null;
  subscription_due_at: Date | null;
  blocked_until: Date | null;
  failures: Generated<number>;
  last_served_at: Date | null;
  last_success_at: Date | null;
  last_hook_at: Date | null;
  canary_due_at: Generated<Date>;
  canary_wanted_at: Date | null;
  canary_asked_at: Date | null;
  canary_ms: number | null;
  canary_detail: Generated<string>;
  canary_failures: Generated<number>;
  subscription_since: Date | null;
  untold_since: Date | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

interface ConnectionKeysTable {
  hook_key: string;
  firm_id: string;
  connection_id: string;
}

export interface ConnectionAttemptsTable {
  firm_id: string;
  id: string;
  connection_id: string;
  staff_id: string;
  state_hash: Buffer;
  secrets: Buffer;
  redirect_uri: string;
  answered_at: Date | null;
  expires_at: Date;
  created_at: Generated<Date>;
}

interface RequestLanesTable {
  key: string;
  state: unknown;
  updated_at: Generated<Date>;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    connections: ConnectionsTable;
    connection_keys: ConnectionKeysTable;
    connection_attempts: ConnectionAttemptsTable;
    request_lanes: RequestLanesTable;
  }
}
