/** The tables of keys, as migrations/0055-sealed-files.sql makes them. */
export interface ContentKeysTable {
  firm_id: string;
  id: string;
  sha256: Buffer | null;
  upload_id: string | null;
  general_key: Buffer | null;
  settle_at: Date | null;
  created_at: Date;
}

interface MatterKeysTable {
  firm_id: string;
  matter_id: string;
  sealed_key: Buffer | null;
  created_at: Date;
  destroyed_at: Date | null;
}

interface MatterContentKeysTable {
  firm_id: string;
  content_key_id: string;
  matter_id: string;
  wrapped_key: Buffer;
}

interface SealingRoundsTable {
  firm_id: string;
  after_sha256: Buffer;
  finished_at: Date | null;
}

declare module '../db/tables.ts' {
  interface Tables {
    matter_keys: MatterKeysTable;
    content_keys: ContentKeysTable;
    matter_content_keys: MatterContentKeysTable;
    sealing_rounds: SealingRoundsTable;
  }
}
