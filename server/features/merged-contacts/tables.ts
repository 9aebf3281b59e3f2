/** The table of decisions, as migrations/0052-merged-contacts.sql makes it. */

interface MergedContactDecisionsTable {
  firm_id: string;
  id: string;
  contact_id: string;
  into_contact_id: string;
  decision: 'united' | 'only_one' | 'apart';
  kept_portal_user_id: string | null;
  replaced_portal_user_id: string | null;
  standing: string;
  reason: string;
  decided_by_staff_id: string;
  decided_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    merged_contact_decisions: MergedContactDecisionsTable;
  }
}
