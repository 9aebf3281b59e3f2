/** The tables of shares, as migrations/0048-shares.sql makes them. */
import type { Generated } from 'kysely';
import type { Verdict } from '../files/index.ts';
import type { Ending, ShareFileState } from './states.ts';

interface SharesTable {
  firm_id: string;
  id: string;
  conversation_id: string;
  matter_id: string;
  seq: number;
  kind: 'document' | 'folder';
  source_id: string;
  name: string;
  auto: boolean;
  shared_by_staff_id: string;
  shared_at: Date;
  withdrawn_at: Generated<Date | null>;
  withdrawn_by_staff_id: Generated<string | null>;
  version: Generated<number>;
}

interface ShareFilesTable {
  firm_id: string;
  id: string;
  share_id: string;
  conversation_id: string;
  matter_id: string;
  document_id: string;
  state: ShareFileState;
  version: number;
  level: string;
  name: string;
  size_bytes: number;
  sha256: Buffer;
  content_type: string | null;
  type_mismatch: boolean;
  verdict: Verdict | null;
  verdict_detail: string;
  engine: string;
  scanned_at: Date | null;
  version_at: Date;
  found_at: Date;
  since: Date | null;
  until: Date | null;
  until_why: Ending | null;
}

interface ShareNewsTable {
  firm_id: string;
  conversation_id: string;
  changed_at: Date | null;
  added: Generated<number>;
  told_seq: number | null;
  tell_at: Date | null;
  unseen: Generated<boolean>;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    shares: SharesTable;
    share_files: ShareFilesTable;
    share_news: ShareNewsTable;
  }
}
