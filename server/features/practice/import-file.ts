/** A CSV file as somebody's program wrote it: which encoding, which delimiter, which line each row began on. Pure. */
import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { withoutGuard } from './csv-export.ts';

export interface ImportFile {
  encoding: 'utf-8' | 'utf-16le' | 'windows-1252';
  delimiter: string;
  header: string[];
  rows: ImportRow[];
  /** What kept the rest of the file from being read; null when all of it was. */
  unreadable: { line: number; message: string } | null;
}

export interface ImportRow {
  /** Of the file, from 1. */
  line: number;
  /** As many as the header has, trimmed. */
  cells: string[];
}

/** More rows than this are refused: the file should be split. */
export const maxRows = 100_000;

const parsed = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));

export function readImportFile(bytes: Buffer): ImportFile {
  const { text: asWritten, encoding } = decode(bytes);
  // csv-parse counts \r\n inside quotes as two lines.
  const text = asWritten.replace(/\r\n?/g, '\n');
  const delimiter = delimiterOf(text);
  const { records, unreadable } = recordsOf(text, delimiter);
  const [first, ...rest] = records;
  const header = (first?.cells ?? []).map((cell) => cell.trim());
  const rows = rest
    .map(({ line, cells }) => ({
      line,
      cells: header.map((_, index) => withoutGuard((cells[index] ?? '').trim())),
    }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  return { encoding, delimiter, header, rows, unreadable };
}

function decode(bytes: Buffer): { text: string; encoding: ImportFile['encoding'] } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'utf-16le' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    // Not UTF-8: what Excel and Outlook write on Windows. Every byte means something in it.
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
  }
}

/** By the first line, outside quotes. */
function delimiterOf(text: string): string {
  const first = (text.split('\n', 1)[0] ?? '').replaceAll(/"[^"]*"/g, '');
  const count = (mark: string) => first.split(mark).length - 1;
  return [',', ';', '\t', '|'].toSorted((a, b) => count(b) - count(a))[0] ?? ',';
}

function recordsOf(text: string, delimiter: string) {
  const options = {
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    to: maxRows + 2,
  };
  try {
    return { records: withLines(parse(text, options)), unreadable: null };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // A quote that is never closed: keep what stands before it, and say where it began.
    const whole = 'records' in error && typeof error.records === 'number' ? error.records : 0;
    const records = whole > 0 ? withLines(parse(text, { ...options, to: whole })) : [];
    const line = (records.at(-1)?.line ?? 0) + 1;
    return { records, unreadable: { line, message: 'A quotation mark is opened here and never closed.' } };
  }
}

function withLines(records: unknown): ImportRow[] {
  return parsed.parse(records).map(({ record, info }) => {
    // csv-parse counts the line on which a record ends; a text with line breaks began earlier.
    const breaks = record.join('').split('\n').length - 1;
    return { line: Math.max(1, info.lines - breaks), cells: record };
  });
}
