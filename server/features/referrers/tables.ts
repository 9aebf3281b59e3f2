/** The tables of referrers, as migrations/0022-referrers.sql makes them. */
import type { Generated } from 'kysely';
import type { ReferralState } from './decide.ts';

interface Firm {
  firm_id: string;
  id: string;
}

interface ReferrersTable extends Firm {
  name: string;
  contact_id: string;
  notes: string;
  archived_at: Date | null;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
}

interface ReferrerFeeScalesTable {
  firm_id: string;
  referrer_id: string;
  fee_scale_id: string;
  position: number;
}

interface ReferrerBranchesTable extends Firm {
  referrer_id: string;
  name: string;
  phone: string;
  email: string;
  archived_at: Date | null;
  version: Generated<number>;
  created_at: Date;
}

interface ReferrerUsersTable extends Firm {
  referrer_id: string;
  branch_id: string | null;
  contact_id: string;
  first_name: string;
  last_name: string;
  email: string;
  phone: string;
  archived_at: Date | null;
  version: Generated<number>;
  created_at: Date;
}

interface ReferrerFeeRulesTable extends Firm {
  referrer_id: string;
  number: number;
  /** YYYY-MM-DD. */
  starts_on: string;
  rule: unknown;
  made_by_staff_id: string | null;
  made_at: Date;
}

export interface ReferralsTable extends Firm {
  referrer_id: string;
  branch_id: string | null;
  user_id: string | null;
  lead_id: string | null;
  state: ReferralState;
  state_since: Date;
  rule_id: string | null;
  transaction: string;
  price: number | null;
  legal_fees_net_pence: number | null;
  fee_pence: number | null;
  fee_vat_pence: number | null;
  fee_why: string;
  currency: string;
  due_on: string | null;
  invoice_number: string;
  invoiced_on: string | null;
  paid_on: string | null;
  public_note: string;
  referred_on: string;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
}

interface ReferralEventsTable extends Firm {
  referral_id: string;
  from_state: ReferralState | null;
  to_state: ReferralState;
  staff_id: string | null;
  note: string;
  at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    referrers: ReferrersTable;
    referrer_fee_scales: ReferrerFeeScalesTable;
    referrer_branches: ReferrerBranchesTable;
    referrer_users: ReferrerUsersTable;
    referrer_fee_rules: ReferrerFeeRulesTable;
    referrals: ReferralsTable;
    referral_events: ReferralEventsTable;
  }
}
