/** The table of what is found of files, as migrations/0051-search.sql makes it. */
import type { Generated } from 'kysely';
import type { FileType } from './file-kinds.ts';

interface FileWordsTable {
  firm_id: string;
  file_id: string;
  conversation_id: string;
  seq: number;
  file_type: Generated<FileType>;
  body: Generated<string>;
  search: Generated<string>;
  state: Generated<'waiting' | 'read' | 'none'>;
  why_not: Generated<string>;
  tries: Generated<number>;
  due_at: Date;
  created_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    file_words: FileWordsTable;
  }
}
