import type { Generated } from 'kysely';
import type { LedgerBreak } from '../../platform/ledger/blocks.ts';

interface AuditPendingTable {
  firm_id: string;
  entry_id: string;
}

export type AnchorMail = 'never' | 'weekly' | 'daily';

interface AuditSettingsTable {
  firm_id: string;
  mail: Generated<AnchorMail>;
  mailed_at: Date | null;
}

interface AuditChecksTable {
  firm_id: string;
  id: string;
  at: Date;
  staff_id: string | null;
  blocks: number;
  entries: number;
  emptied: number;
  pending: number;
  head: string | null;
  anchored_number: number | null;
  broken: LedgerBreak | null;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    audit_pending: AuditPendingTable;
    audit_settings: AuditSettingsTable;
    audit_checks: AuditChecksTable;
  }
}
