/** The steps of an import: reading the upload for a preview, and the job that writes it chunk by chunk. */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Actor } from '../../platform/change.ts';
import type { Scope } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { type JobKind, jobKind } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { guessColumns, type ImportColumn, type ImportKind, onceEach } from './import-columns.ts';
import { maxRows, readImportFile } from './import-file.ts';
import type { RowProblem } from './import-rows.ts';
import {
  addCounts,
  getImport,
  type ImportRecord,
  importRows,
  mustBe,
  newRun,
  saveImport,
  traceImport,
} from './import-store.ts';

export const maxImportBytes = 25 * 1024 * 1024;
export const importJobName = 'practice-import';
const none = { created: 0, filled: 0, unchanged: 0 };
const previewChunk = 1000;
/** Small, because the firm's event counter is held while a chunk is written. */
const chunkRows = 50;

/** Keeps the upload and says what importing it would do. Nothing of the record changes yet. */
export async function previewImport(
  platform: Platform,
  scope: Scope,
  actor: Actor & { staffId: string },
  upload: { kind: ImportKind; fileName: string; bytes: Buffer },
): Promise<ImportRecord> {
  const { firmId } = actor;
  const file = readImportFile(upload.bytes);
  if (file.header.length === 0 || file.rows.length === 0)
    throw problem(
      'invalid_input',
      'The file holds no rows: it needs a line of headers and at least one row.',
    );
  if (file.rows.length > maxRows)
    throw problem('invalid_input', `The file has more than ${maxRows} rows; split it.`);
  const kept = await platform.files.put(firmId, Readable.from([upload.bytes]), maxImportBytes);
  const id = newId();
  const columns = guessColumns(upload.kind, file.header);
  return await scope.write(async (tx) => {
    await sql`
      insert into files (firm_id, sha256, size_bytes, content_type)
      values (${firmId}, ${kept.sha256}, ${kept.sizeBytes}, 'text/csv') on conflict do nothing`.execute(tx);
    const { kind, fileName } = upload;
    const base = { id, kind, fileName, state: 'preview' as const, total: file.rows.length, done: 0 };
    const detail = { header: file.header, columns, encoding: file.encoding, delimiter: file.delimiter };
    const planned = await plan(tx, actor, { id, kind, ...detail }, file);
    const record = {
      ...base,
      problems: planned.problems,
      detail: { ...detail, planned: planned.counts, did: none, sample: planned.sample },
      sha256: kept.sha256,
      staffId: actor.staffId,
    };
    await saveImport(tx, actor, record);
    await traceImport(tx, actor, id, 'import.previewed');
    return await getImport(tx, firmId, id);
  });
}

/** The preview again, with columns as a person set them. */
export async function mapColumns(
  platform: Platform,
  scope: Scope,
  actor: Actor,
  id: string,
  columns: (ImportColumn | null)[],
): Promise<ImportRecord> {
  const { firmId } = actor;
  const before = await scope.read((tx) => getImport(tx, firmId, id));
  const file = await readKept(platform, firmId, before.sha256);
  return await scope.write(async (tx) => {
    const record = await getImport(tx, firmId, id, true);
    mustBe(record, ['preview']);
    if (columns.length !== record.detail.header.length)
      throw problem('invalid_input', 'columns: give one entry for each column of the file.');
    const detail = { ...record.detail, columns: onceEach(columns) };
    const planned = await plan(tx, actor, { id, kind: record.kind, ...detail }, file);
    await saveImport(tx, actor, {
      ...record,
      problems: planned.problems,
      detail: { ...detail, planned: planned.counts, sample: planned.sample },
    });
    await traceImport(tx, actor, id, null);
    return await getImport(tx, firmId, id);
  });
}

async function plan(
  tx: Parameters<typeof importRows>[0],
  actor: Actor,
  of: { id: string; kind: ImportKind; header: string[]; columns: (ImportColumn | null)[] },
  file: ReturnType<typeof readImportFile>,
) {
  const run = newRun(of.id, false);
  let counts = none;
  const problems: RowProblem[] = unreadableProblem(file);
  const sample: Record<string, unknown>[] = [];
  for (let at = 0; at < file.rows.length; at += previewChunk) {
    const rows = file.rows.slice(at, at + previewChunk);
    const result = await importRows(tx, actor, { kind: of.kind, layout: of, rows }, run);
    counts = addCounts(counts, result.counts);
    problems.push(...result.problems);
    if (at === 0) sample.push(...result.sample.map((row) => ({ ...row })));
  }
  return { counts, problems, sample };
}

function unreadableProblem(file: ReturnType<typeof readImportFile>): RowProblem[] {
  if (!file.unreadable) return [];
  const { line, message } = file.unreadable;
  return [
    { line, column: null, value: '', message: `${message} Nothing after it was read.`, leftOut: 'row' },
  ];
}

async function readKept({ files }: Platform, firmId: string, sha256: Buffer) {
  const content = await files.get(firmId, sha256);
  if (!content) throw new Error('the file of an import is missing from the file store');
  return readImportFile(await buffer(content));
}

/** Starts the job that writes the previewed rows. */
export async function commitImport(
  { jobs }: Platform,
  scope: Scope,
  actor: Actor,
  id: string,
): Promise<ImportRecord> {
  return await scope.write(async (tx) => {
    const record = await getImport(tx, actor.firmId, id, true);
    mustBe(record, ['preview']);
    // What the preview found is found anew, row by row, as the record is then.
    const problems = record.problems.filter((row) => row.message.endsWith('Nothing after it was read.'));
    await saveImport(tx, actor, { ...record, state: 'running', problems });
    await jobs.enqueue(tx, importJobName, { firmId: actor.firmId, importId: id });
    await traceImport(tx, actor, id, 'import.started');
    return await getImport(tx, actor.firmId, id);
  });
}

/** Stops an import; rows that are written stay. */
export async function cancelImport(scope: Scope, actor: Actor, id: string): Promise<ImportRecord> {
  return await scope.write(async (tx) => {
    const record = await getImport(tx, actor.firmId, id, true);
    mustBe(record, ['preview', 'running']);
    await saveImport(tx, actor, { ...record, state: 'cancelled' });
    await traceImport(tx, actor, id, 'import.cancelled');
    return await getImport(tx, actor.firmId, id);
  });
}

/** Writes an import's rows. A chunk and its progress are one transaction, so a crash repeats nothing. */
export function importJob(platform: Platform): JobKind {
  return jobKind({
    name: importJobName,
    data: z.object({ firmId: z.uuid(), importId: z.uuid() }),
    async run({ firmId, importId }) {
      const program = platform.database.firm(firmId);
      const { sha256, staffId } = await program.read((tx) => getImport(tx, firmId, importId));
      const file = await readKept(platform, firmId, sha256);
      // With the importer's own eyes: a row never touches a matter that this person may not see.
      const scope = platform.database.firm(firmId, staffId);
      const actor = { firmId, staffId, now: platform.clock.now() };
      for (;;) {
        const more = await scope.write(async (tx) => {
          const record = await getImport(tx, firmId, importId, true);
          if (record.state !== 'running') return false;
          const rows = file.rows.slice(record.done, record.done + chunkRows);
          const { kind, detail } = record;
          const result = await importRows(tx, actor, { kind, layout: detail, rows }, newRun(importId, true));
          const done = record.done + rows.length;
          const finished = done >= file.rows.length;
          await saveImport(tx, actor, {
            ...record,
            done,
            state: finished ? 'done' : 'running',
            problems: [...record.problems, ...result.problems],
            detail: { ...detail, did: addCounts(detail.did, result.counts) },
          });
          await traceImport(tx, actor, importId, finished ? 'import.finished' : null);
          return !finished;
        });
        if (!more) return;
      }
    },
  });
}
