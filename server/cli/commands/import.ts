import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Api } from '../../api.ts';
import type { Context } from '../../context.ts';
import { asStaff, type Call } from '../as-staff.ts';
import { readFlags } from '../read-flags.ts';
import { CommandError, type WithPlatform } from '../with-platform.ts';

const flags = z.object({
  firm: z.uuid('Give the id of the firm'),
  file: z.string().min(1),
  staff: z.string().min(1).optional(),
  preview: z.boolean().default(false),
  source: z.uuid('Give the id of the source').optional(),
});
type Flags = z.output<typeof flags>;

/** One line on the terminal: where in the file, and what about it. */
interface ImportProblem {
  line: number;
  column: string | null;
  value: string;
  message: string;
}

interface Imported {
  what: string;
  preview: boolean;
  rows: number;
  counts: Record<string, number>;
  problems: ImportProblem[];
}

/** How long an import may stand still before this command works it off itself. */
const standsStillMs = 4_000;
const callLogName = 'Imported call log';

export function register(program: Command, withPlatform: WithPlatform): void {
  const command = program
    .command('import')
    .description('Imports a CSV file; the same file again changes nothing');
  const add = (what: 'contacts' | 'matters' | 'calls', description: string) => {
    const sub = command
      .command(what)
      .description(description)
      .requiredOption('--firm <id>', 'id of the firm')
      .requiredOption('--file <path>', 'the CSV file')
      .option('--staff <id>', 'id or e-mail address of who imports (the first owner)')
      .option('--preview', 'only say what would happen');
    if (what === 'calls')
      sub.option('--source <id>', `id of the source that the calls belong to (“${callLogName}”)`);
    sub.action(async (options: unknown, own: Command) => {
      const input = readFlags(flags, options);
      const bytes = await readFile(input.file).catch((error: Error) => {
        throw new CommandError(`--file cannot be read: ${error.message}`);
      });
      await withPlatform(
        own,
        (context) =>
          asStaff(context, input.firm, input.staff, (call) =>
            what === 'calls'
              ? importCalls(call, input, bytes)
              : importRecords(context, call, what, input, bytes),
          ),
        say,
      );
    });
  };
  add('contacts', 'Contacts from a CSV file of any program');
  add('matters', 'Matters from a CSV file of any program');
  add('calls', 'Calls from a call log in CSV; they are logged as calls that arrive');
}

function say({ what, preview, rows, counts, problems }: Imported): string {
  for (const { line, column, value, message } of problems) {
    const where = column === null ? '' : `, ${column}`;
    process.stderr.write(`Line ${line}${where}: ${message}${value === '' ? '' : ` (${value})`}\n`);
  }
  const parts = Object.entries(counts).map(
    ([name, count]) => `${count} ${name.replaceAll(/[A-Z]/g, ' $&').toLowerCase()}`,
  );
  const end = problems.length === 0 ? 'no problems' : `${problems.length} problems`;
  return `${preview ? 'Would import' : 'Imported'} ${what}, ${rows} rows: ${parts.join(', ')}; ${end}.`;
}

async function importRecords(
  context: Context,
  call: Call,
  kind: 'contacts' | 'matters',
  { file, preview }: Flags,
  bytes: Buffer,
): Promise<Imported> {
  const query = { kind, fileName: basename(file) };
  const previewed = await call('POST /api/v1/practice-imports', { query, bytes });
  const params = { id: previewed.id };
  if (preview) {
    await call('POST /api/v1/practice-imports/:id/cancel', { params });
    return toImported(previewed, true);
  }
  await call('POST /api/v1/practice-imports/:id/commit', { params });
  let done = await call('GET /api/v1/practice-imports/:id', { params });
  const begun = performance.now();
  let helped = false;
  while (done.state === 'running') {
    // Beside a running program its worker does this; alone, this process has to.
    if (!helped && done.done === 0 && performance.now() - begun > standsStillMs) {
      helped = true;
      await context.startWork();
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    done = await call('GET /api/v1/practice-imports/:id', { params });
  }
  if (done.state !== 'done')
    throw new CommandError(`the import ended as ${done.state} after ${done.done} rows`);
  return toImported(done, false);
}

type Import = Api['GET /api/v1/practice-imports/:id']['response'];

function toImported(record: Import, preview: boolean): Imported {
  const { created, filled, unchanged } = preview ? record.planned : record.did;
  return {
    what: record.kind,
    preview,
    rows: record.total,
    counts: { created, filled, unchanged, leftOut: record.leftOut },
    problems: record.problems.map(({ line, column, value, message }) => ({ line, column, value, message })),
  };
}

async function importCalls(call: Call, { file, preview, source }: Flags, bytes: Buffer): Promise<Imported> {
  const { id, isNew } = source === undefined ? await callLogSource(call) : { id: source, isNew: false };
  try {
    const done = await call('POST /api/v1/sources/:id/import', {
      params: { id },
      query: { fileName: basename(file), preview: String(preview) },
      bytes,
    });
    return {
      what: 'calls',
      preview,
      rows: done.rows,
      counts: { accepted: done.accepted, alreadyKnown: done.alreadyKnown },
      problems: done.problems.map(({ line, column, reason, text }) => ({
        line,
        column: column ?? null,
        value: text,
        message: reason,
      })),
    };
  } finally {
    // A preview leaves nothing behind.
    if (preview && isNew) await call('DELETE /api/v1/sources/:id', { params: { id } });
  }
}

async function callLogSource(call: Call): Promise<{ id: string; isNew: boolean }> {
  const { items } = await call('GET /api/v1/sources');
  const known = items.find(({ kind }) => kind === 'csv');
  if (known) return { id: known.id, isNew: false };
  const { id } = await call('POST /api/v1/sources', { body: { kind: 'csv', name: callLogName } });
  return { id, isNew: true };
}
