/** How referrers' people sign in, as migrations/0022-referrers.sql makes it. */

interface SecretTable {
  firm_id: string;
  token_hash: Buffer;
  user_id: string;
  created_at: Date;
  expires_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    referrer_sign_in_links: SecretTable & { used_at: Date | null };
    referrer_sessions: SecretTable;
  }
}
