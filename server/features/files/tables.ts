/** The tables of files, as migrations/0043-files.sql makes them. */
import type { Generated } from 'kysely';
import type { LocationResult, UploadState, Verdict, WhenNotClean } from './states.ts';

interface FileSettingsTable {
  firm_id: string;
  client_upload_limit: number;
  waiting_bytes_limit: number;
  when_unscannable: WhenNotClean;
  when_unscanned: WhenNotClean;
  version: Generated<number>;
  updated_at: Date;
}

export interface UploadsTable {
  firm_id: string;
  id: string;
  conversation_id: string;
  for_id: Generated<string | null>;
  staff_id: string | null;
  portal_user_id: string | null;
  name: string;
  declared_type: Generated<string>;
  size_bytes: number;
  received_bytes: Generated<number>;
  state: UploadState;
  strip_location: Generated<boolean>;
  location: LocationResult | null;
  holder: string | null;
  holder_until: Date | null;
  wanted_by: string | null;
  sha256: Buffer | null;
  content_type: string | null;
  type_mismatch: Generated<boolean>;
  verdict: Verdict | null;
  verdict_detail: Generated<string>;
  engine: Generated<string>;
  scanned_at: Date | null;
  tries: Generated<number>;
  released_by_staff_id: string | null;
  released_at: Date | null;
  release_reason: Generated<string>;
  expires_at: Date;
  created_at: Date;
  updated_at: Date;
}

export interface AttachmentsTable {
  firm_id: string;
  conversation_id: string;
  seq: number;
  id: string;
  position: number;
  name: string;
  size_bytes: number;
  sha256: Buffer;
  content_type: string;
  type_mismatch: Generated<boolean>;
  location: LocationResult | null;
  verdict: Verdict;
  verdict_detail: Generated<string>;
  engine: Generated<string>;
  scanned_at: Date | null;
  released_by_staff_id: string | null;
  released_at: Date | null;
  release_reason: Generated<string>;
  added_by_staff_id: string | null;
  added_by_portal_user_id: string | null;
  document_id: string | null;
  saved_document_id: Generated<string | null>;
  withdrawn_at: Date | null;
  withdrawn_by_staff_id: string | null;
  withdrawn_by_portal_user_id: string | null;
  withdrawn_why: 'person' | 'infected' | null;
  created_at: Date;
}

interface FilePreviewsTable {
  firm_id: string;
  sha256: Buffer;
  page: number;
  picture_sha256: Buffer | null;
  width: Generated<number>;
  height: Generated<number>;
  pages: Generated<number>;
  why_not: Generated<string>;
  created_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    file_settings: FileSettingsTable;
    uploads: UploadsTable;
    attachments: AttachmentsTable;
    file_previews: FilePreviewsTable;
  }
}
