/** The tables of requests for files, as migrations/0048-shares.sql and 0057-request-rescans.sql make them. */
import type { Generated } from 'kysely';
import type { LocationResult, Verdict } from '../files/index.ts';
import type { FileKind } from './kinds.ts';
import type { RequestState, SlotState } from './states.ts';

interface RequestTemplatesTable {
  firm_id: string;
  id: string;
  name: string;
  slots: unknown;
  created_at: Date;
}

interface FileRequestsTable {
  firm_id: string;
  id: string;
  conversation_id: string;
  matter_id: string;
  seq: number;
  title: string;
  note: string;
  due_on: string | null;
  remind_every: number | null;
  remind_at: Date | null;
  reminded: Generated<number>;
  state: Generated<RequestState>;
  requested_by_staff_id: string;
  created_at: Date;
  settled_at: Generated<Date | null>;
  tell_staff_at: Generated<Date | null>;
  version: Generated<number>;
}

interface RequestSlotsTable {
  firm_id: string;
  id: string;
  request_id: string;
  conversation_id: string;
  matter_id: string;
  position: number;
  name: string;
  help: string;
  required: boolean;
  types: FileKind[];
  max_files: number;
  max_bytes: number;
  state: Generated<SlotState>;
  reason: Generated<string>;
  decided_at: Generated<Date | null>;
  decided_by_staff_id: Generated<string | null>;
}

interface RequestFilesTable {
  firm_id: string;
  id: string;
  slot_id: string;
  request_id: string;
  conversation_id: string;
  matter_id: string;
  state: Generated<'received' | 'accepted' | 'rejected'>;
  reason: Generated<string>;
  name: string;
  size_bytes: number;
  sha256: Buffer;
  content_type: string;
  type_mismatch: boolean;
  location: LocationResult | null;
  verdict: Verdict;
  verdict_detail: string;
  engine: Generated<string>;
  scanned_at: Generated<Date | null>;
  released_at: Date | null;
  added_by_portal_user_id: string;
  saved_document_id: Generated<string | null>;
  created_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    request_templates: RequestTemplatesTable;
    file_requests: FileRequestsTable;
    request_slots: RequestSlotsTable;
    request_files: RequestFilesTable;
  }
}
