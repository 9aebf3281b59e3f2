/** The tables of the portal's sign-in, as migrations/0042-portal-sign-in.sql makes them. */
import type { Generated } from 'kysely';

interface PortalAccountsTable {
  id: string;
  email: string;
  created_at: Date;
}

interface PortalLoginsTable {
  account_id: string;
  firm_id: string;
  portal_user_id: string;
  created_at: Date;
}

interface PortalSessionsTable {
  id: string;
  account_id: string;
  token_hash: Buffer;
  active_firm_id: string | null;
  active_portal_user_id: string | null;
  trusted: Generated<boolean>;
  second_factor_at: Date | null;
  proven_at: Date;
  last_seen_at: Date;
  user_agent: Generated<string>;
  address: Generated<string>;
  created_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    portal_accounts: PortalAccountsTable;
    portal_logins: PortalLoginsTable;
    portal_sessions: PortalSessionsTable;
  }
}
