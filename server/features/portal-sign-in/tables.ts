/** The tables of the portal's sign-in, as migrations/0042-portal-sign-in.sql makes them. */
import type { Generated } from 'kysely';

interface PortalAccountsTable {
  id: string;
  /** Either it, or a number at one firm. */
  email: string | null;
  number: Generated<string | null>;
  of_firm_id: Generated<string | null>;
  created_at: Date;
}

interface PortalLoginsTable {
  account_id: string;
  firm_id: string;
  portal_user_id: string;
  confirmed_at: Generated<Date | null>;
  last_signed_in_at: Generated<Date | null>;
  reset_at: Generated<Date | null>;
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
  passkey_challenge: Generated<string | null>;
  passkey_challenge_at: Generated<Date | null>;
  created_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
}

interface PortalRequestsTable {
  id: string;
  email_hash: Buffer;
  account_id: string | null;
  session_id: string | null;
  binding_hash: Buffer;
  link_hash: Buffer | null;
  code_hash: Buffer | null;
  tries: Generated<number>;
  destination: string;
  created_at: Date;
  link_expires_at: Date;
  code_expires_at: Date;
  used_at: Date | null;
  replaced_at: Date | null;
}

interface PortalFailuresTable {
  email_hash: Buffer;
  count: number;
  since: Date;
  last_at: Date;
  delays: Generated<number>;
  delayed_until: Date | null;
}

interface PortalDevicesTable {
  id: string;
  account_id: string;
  token_hash: Buffer;
  user_agent: string;
  created_at: Date;
  last_seen_at: Date;
}

interface PortalPasskeysTable {
  rp_id: Generated<string | null>;
  id: string;
  account_id: string;
  credential_id: string;
  public_key: Buffer;
  counter: number;
  transports: string[];
  name: string;
  created_at: Date;
  last_used_at: Date | null;
}

interface PortalAuthenticatorsTable {
  account_id: string;
  secret: Buffer;
  last_counter: Generated<number>;
  created_at: Date;
  confirmed_at: Date | null;
}

interface PortalRecoveryCodesTable {
  account_id: string;
  code_hash: Buffer;
  created_at: Date;
  used_at: Date | null;
}

interface PortalConfirmationsTable {
  firm_id: string;
  portal_user_id: string;
  code_hash: Buffer;
  tries: Generated<number>;
  created_by_staff_id: string;
  created_at: Date;
  expires_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    portal_accounts: PortalAccountsTable;
    portal_logins: PortalLoginsTable;
    portal_sessions: PortalSessionsTable;
    portal_requests: PortalRequestsTable;
    portal_failures: PortalFailuresTable;
    portal_devices: PortalDevicesTable;
    portal_passkeys: PortalPasskeysTable;
    portal_authenticators: PortalAuthenticatorsTable;
    portal_recovery_codes: PortalRecoveryCodesTable;
    portal_confirmations: PortalConfirmationsTable;
  }
}
