/** An import from the upload to its last row: preview, commit, chunks with progress, report. */
import { sql } from 'kysely';
import { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { firmFacts } from '../firms/index.ts';
import { idCursor } from './formats.ts';
import type { ImportKind } from './import-columns.ts';
import { type ImportCounts, importContacts, type KnownContacts } from './import-contacts.ts';
import type { ImportRow } from './import-file.ts';
import { importMatters, type MatterRun } from './import-matters.ts';
import { type Layout, type RowProblem, readContactRow, readMatterRow } from './import-rows.ts';
import { type ImportDetail, type ImportView, importDetail, importKind, rowProblem } from './import-schema.ts';

const maxProblems = 20_000;

export interface ImportRecord {
  id: string;
  kind: ImportKind;
  fileName: string;
  state: ImportView['state'];
  total: number;
  done: number;
  problems: RowProblem[];
  detail: ImportDetail;
  sha256: Buffer;
  staffId: string | null;
  createdAt: Date;
}

/** What earlier chunks of the same run made. */
export interface ImportRun {
  write: boolean;
  importId: string;
  knownContacts: KnownContacts;
  made: MatterRun['made'];
}

export function newRun(importId: string, write: boolean): ImportRun {
  return { write, importId, knownContacts: new Map(), made: [] };
}

/** Reads and decides some rows of the file, and writes them unless it is a preview. */
export async function importRows(
  tx: Tx,
  actor: Actor,
  file: { kind: ImportKind; layout: Layout; rows: readonly ImportRow[] },
  run: ImportRun,
): Promise<{ counts: ImportCounts; problems: RowProblem[]; sample: object[] }> {
  const { country } = await firmFacts(tx, actor.firmId);
  if (file.kind === 'contacts') {
    const read = file.rows.map((row) => readContactRow(file.layout, row, country));
    const rows = read.flatMap(({ row }) => row ?? []);
    const { write, importId, knownContacts: known } = run;
    const counts = await importContacts(tx, actor, rows, { write, importId, known });
    return { counts, problems: read.flatMap(({ problems }) => problems), sample: rows.slice(0, 20) };
  }
  const read = file.rows.map((row) => readMatterRow(file.layout, row, country));
  const rows = read.flatMap(({ row }) => row ?? []);
  const result = await importMatters(tx, actor, rows, run);
  const problems = [...read.flatMap((row) => row.problems), ...result.problems].sort(
    (one, other) => one.line - other.line,
  );
  return { counts: result.counts, problems, sample: rows.slice(0, 20) };
}

export function addCounts(a: ImportCounts, b: ImportCounts): ImportCounts {
  return {
    created: a.created + b.created,
    filled: a.filled + b.filled,
    unchanged: a.unchanged + b.unchanged,
  };
}

export async function saveImport(
  tx: Tx,
  actor: Actor,
  record: Omit<ImportRecord, 'createdAt'>,
): Promise<void> {
  await sql`
    insert into imports (firm_id, id, kind, file_name, state, total, done, problems, detail, sha256, created_by_staff_id)
    values (${actor.firmId}, ${record.id}, ${record.kind}, ${record.fileName}, ${record.state}, ${record.total},
      ${record.done}, ${JSON.stringify(record.problems.slice(0, maxProblems))}::jsonb,
      ${JSON.stringify(record.detail)}::jsonb, ${record.sha256}, ${record.staffId})
    on conflict (firm_id, id) do update set state = excluded.state, done = excluded.done,
      problems = excluded.problems, detail = excluded.detail, updated_at = now()`.execute(tx);
}

/** Notes an import's step in the audit log and tells open screens. */
export async function traceImport(tx: Tx, actor: Actor, id: string, action: string | null): Promise<void> {
  if (action !== null) {
    await audit(tx, {
      firmId: actor.firmId,
      staffId: actor.staffId,
      action,
      subjectType: 'import',
      subjectId: id,
      at: actor.now,
    });
  }
  await appendEvents(tx, actor.firmId, [{ type: 'import.changed', subjectId: id }]);
}

const stored = z.object({
  id: z.string(),
  kind: importKind,
  file_name: z.string(),
  state: z.enum(['preview', 'running', 'paused', 'done', 'failed', 'cancelled']),
  total: z.number(),
  done: z.number(),
  problems: z.array(rowProblem),
  detail: importDetail,
  sha256: z.instanceof(Buffer),
  created_by_staff_id: z.string().nullable(),
  created_at: z.date(),
});

function toRecord(row: unknown): ImportRecord {
  const { file_name, created_by_staff_id, created_at, ...rest } = stored.parse(row);
  return { ...rest, fileName: file_name, staffId: created_by_staff_id, createdAt: created_at };
}

/** The import, locked when it is about to be changed. */
export async function getImport(tx: Tx, firmId: string, id: string, lock = false): Promise<ImportRecord> {
  const { rows } = await sql<object>`
    select * from imports where firm_id = ${firmId} and id = ${id} and kind in ('contacts', 'matters')
    ${lock ? sql`for update` : sql``}`.execute(tx);
  return toRecord(found(rows[0]));
}

export async function listImports(
  tx: Tx,
  firmId: string,
  page: { limit: number; after?: string | undefined },
): Promise<{ items: ImportView[]; next: string | null }> {
  const after = page.after === undefined ? null : decodeCursor(page.after, idCursor)[0];
  const { rows } = await sql<object>`
    select * from imports where firm_id = ${firmId} and kind in ('contacts', 'matters')
    ${after === null ? sql`` : sql`and id < ${after}::uuid`}
    order by id desc limit ${page.limit + 1}`.execute(tx);
  return toPage(rows.map(toRecord), page.limit, (row) => [row.id], toView);
}

export function toView(record: ImportRecord): ImportView {
  const { header, columns, encoding, delimiter, planned, did, sample } = record.detail;
  const leftOut = new Set(record.problems.filter((row) => row.leftOut === 'row').map((row) => row.line));
  return {
    id: record.id,
    kind: record.kind,
    fileName: record.fileName,
    state: record.state,
    total: record.total,
    done: record.done,
    header,
    columns,
    encoding,
    delimiter,
    planned,
    did,
    leftOut: leftOut.size,
    sample,
    problems: record.problems.slice(0, 200),
    problemCount: record.problems.length,
    createdAt: record.createdAt.toISOString(),
  };
}

/** Ends with `wrong_state` unless the import is in one of these states. */
export function mustBe(record: ImportRecord, states: readonly ImportRecord['state'][]): void {
  if (!states.includes(record.state)) throw problem('wrong_state', `The import is ${record.state}.`);
}
