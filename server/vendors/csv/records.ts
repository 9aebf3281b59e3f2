import { CsvError, parse } from 'csv-parse/sync';
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Observation } from '../ports.ts';

export interface CallLogOptions {
  layout: 'generic' | 'asterisk' | 'auto';
  /** IANA zone of times without an offset. */
  timeZone: string;
  /** The firm's own numbers, in any spelling: they tell which side of a call is the firm. */
  ownNumbers: readonly string[];
}

export interface CallLogRow {
  /** Of the file, from 1; of the first line when several make one call. */
  line: number;
  /** The same for the same content, so that a file imported twice changes nothing. */
  eventId: string;
  observations: Observation[];
}

export interface CallLogProblem {
  line: number;
  column?: string;
  /** Short snake_case name. */
  reason: string;
  text: string;
}

/** One record of the file with the number of its first line. */
export interface CsvRecord {
  line: number;
  cells: string[];
}

const parsedRecords = z.array(
  z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }),
);

/**
 * Splits CSV (comma, semicolon or tab, quoted, with or without a byte order mark). A quote that is never closed would
 * swallow the rest of the file: then each line is read for itself, and only the bad ones are problems.
 */
export function readRecords(text: string): { records: CsvRecord[]; problems: CallLogProblem[] } {
  const delimiter = delimiterOf(text);
  try {
    return { records: parseCsv(text, delimiter), problems: [] };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return readLines(text, delimiter);
  }
}

function readLines(text: string, delimiter: string): { records: CsvRecord[]; problems: CallLogProblem[] } {
  const records: CsvRecord[] = [];
  const problems: CallLogProblem[] = [];
  for (const [index, row] of text.split(/\r\n|\n|\r/).entries()) {
    try {
      records.push(...parseCsv(row, delimiter).map(({ cells }) => ({ line: index + 1, cells })));
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      problems.push({ line: index + 1, reason: 'broken_quotes', text: shorten(error.message) });
    }
  }
  return { records, problems };
}

function parseCsv(text: string, delimiter: string): CsvRecord[] {
  const parsed: unknown = parse(text, {
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  });
  return parsedRecords.parse(parsed).map(({ record, info }) => {
    // csv-parse counts the line on which a record ends; a text with line breaks began earlier.
    const breaks = record.join('').match(/\r\n|\n|\r/g)?.length ?? 0;
    return { line: Math.max(1, info.lines - breaks), cells: record };
  });
}

/** By the first line, outside quotes; comma where nothing speaks for another. */
function delimiterOf(text: string): string {
  const first = (text.split(/[\r\n]/, 1)[0] ?? '').replaceAll(/"[^"]*"/g, '');
  const count = (mark: string) => first.split(mark).length - 1;
  const best = [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0];
  return best ?? ',';
}

/** ISO 8601 UTC of `2026-03-02 01:00:00` in the zone, or of a text that has its own offset; undefined when it is neither. */
export function readLocalTime(text: string, timeZone: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}/.test(text)) return undefined;
  const moment = DateTime.fromISO(
    text
      .replace(/ +/, 'T')
      .replace(/T(\d):/, 'T0$1:')
      .replace(/ +/g, ''),
    { zone: timeZone },
  );
  return moment.isValid ? (moment.toUTC().toISO() ?? undefined) : undefined;
}

/** Whether two spellings name the same number: by the last nine digits, which leaves country and trunk prefix out. */
export function ownNumberTest(ownNumbers: readonly string[]): (number: string) => boolean {
  const tail = (number: string) => number.replaceAll(/\D/g, '').slice(-9);
  const tails = new Set(ownNumbers.map(tail).filter((digits) => digits.length >= 7));
  return (number) => tails.has(tail(number));
}

/** A short internal number. */
export function isExtension(number: string): boolean {
  return /^\d{2,6}$/.test(number);
}

export function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
