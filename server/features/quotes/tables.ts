/** The tables of quotes, as migrations/0020-quotes.sql makes them. */
import type { Generated } from 'kysely';

interface QuotesTable {
  firm_id: string;
  id: string;
  lead_id: string;
  number: number;
  fee_scale_id: string | null;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
}

export type VersionState =
  | 'draft'
  | 'sent'
  | 'expired'
  | 'superseded'
  | 'accepted'
  | 'declined'
  | 'withdrawn';

export interface QuoteVersionsTable {
  firm_id: string;
  id: string;
  quote_id: string;
  number: number;
  state: Generated<VersionState>;
  inputs: unknown;
  fee_scale_version_id: string | null;
  rates: unknown;
  priced: unknown;
  content_hash: Buffer | null;
  letter: unknown;
  pdf_sha256: Buffer | null;
  pdf_size: number | null;
  /** YYYY-MM-DD. */
  priced_on: string | null;
  expires_on: string | null;
  sent_at: Date | null;
  sent_by_staff_id: string | null;
  link_hash: Buffer | null;
  link_sealed: Buffer | null;
  first_seen_at: Date | null;
  answered_at: Date | null;
  answered_by: unknown;
  anonymised_at: Generated<Date | null>;
  version: Generated<number>;
  created_by_staff_id: string | null;
  created_at: Date;
  updated_at: Date;
}

interface QuoteMailsTable {
  firm_id: string;
  id: string;
  quote_version_id: string;
  contact_id: string;
  outbox_id: string;
  sent_to: string;
  created_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    quotes: QuotesTable;
    quote_versions: QuoteVersionsTable;
    quote_mails: QuoteMailsTable;
  }
}
