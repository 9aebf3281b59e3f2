/** The table of resets, as migrations/0053-mail-replies-and-phones.sql makes it. */
export const identityChecks = ['called_back', 'in_person', 'video'] as const;
export type IdentityCheck = (typeof identityChecks)[number];

export interface PortalResetsTable {
  firm_id: string;
  id: string;
  portal_user_id: string;
  checked_by: IdentityCheck;
  note: string;
  asked_by_staff_id: string;
  asked_at: Date;
  confirmed_by_staff_id: string | null;
  confirmed_at: Date | null;
  ready_at: Date | null;
  done_by_staff_id: string | null;
  done_at: Date | null;
  stopped_by_staff_id: string | null;
  stopped_at: Date | null;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    portal_resets: PortalResetsTable;
  }
}
