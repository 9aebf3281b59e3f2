import type { Role } from './schema.ts';

/** better-auth's tables, as far as our own SQL touches them (its own column names). */
interface AuthUserTable {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
}
interface AuthSessionTable {
  id: string;
  token: string;
  userId: string;
  expiresAt: Date;
  createdAt: Date;
  updatedAt: Date;
  ipAddress: string | null;
  userAgent: string | null;
  activeFirmId: string | null;
  provenAt: Date | null;
}
interface AuthAccountTable {
  id: string;
  accountId: string;
  providerId: string;
  userId: string;
  password: string | null;
  updatedAt: Date;
}
/** Which login is which staff member of which firm. */
interface MembershipsTable {
  user_id: string;
  firm_id: string;
  staff_id: string;
}
export interface StaffMembersTable {
  firm_id: string;
  id: string;
  first_name: string;
  last_name: string;
  email: string;
  role: Role;
  extension: string | null;
  /** E.164 */
  direct_numbers: string[];
  /** null: as the firm's option says. */
  default_billable: boolean | null;
  /** Minor units of the firm's currency. */
  hourly_rate: number;
  active: boolean;
  created_at: Date;
  updated_at: Date;
}
interface InvitationsTable {
  firm_id: string;
  id: string;
  staff_id: string;
  token_hash: Buffer;
  expires_at: Date;
  accepted_at: Date | null;
  revoked_at: Date | null;
  created_at: Date;
}
export interface ApiTokensTable {
  firm_id: string;
  id: string;
  staff_id: string;
  name: string;
  token_hash: Buffer;
  created_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
}
declare module '../../platform/db/tables.ts' {
  interface Tables {
    auth_user: AuthUserTable;
    auth_session: AuthSessionTable;
    auth_account: AuthAccountTable;
    memberships: MembershipsTable;
    staff_members: StaffMembersTable;
    invitations: InvitationsTable;
    api_tokens: ApiTokensTable;
  }
}
