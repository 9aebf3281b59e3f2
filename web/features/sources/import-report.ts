/** The problems of an imported file as words and as a file to work through. */
import type { ImportReport } from './source.ts';

type Problem = ImportReport['problems'][number];

const words = {
  bad_time: 'problem_bad_time',
  bad_number: 'problem_bad_number',
  bad_address: 'problem_bad_address',
  unknown_value: 'problem_unknown_value',
  missing_value: 'problem_missing_value',
  too_few_columns: 'problem_too_few_columns',
  broken_quotes: 'problem_broken_quotes',
  empty_file: 'problem_empty_file',
  no_header: 'problem_no_header',
  direction_unknown: 'problem_direction_unknown',
} as const;

/** Catalogue key of a reason; undefined for one that this version does not know. */
export function problemWords(reason: string): (typeof words)[keyof typeof words] | undefined {
  return isKnown(reason) ? words[reason] : undefined;
}

function isKnown(reason: string): reason is keyof typeof words {
  return Object.hasOwn(words, reason);
}

/** A CSV of line, column, reason and text. A cell that a spreadsheet would run as a formula gets a `'` before it. */
export function reportCsv(problems: readonly Problem[]): string {
  const cell = (value: string | number) => {
    const text = String(value);
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return `"${safe.replaceAll('"', '""')}"`;
  };
  const rows = problems.map(({ line, column, reason, text }) => [line, column ?? '', reason, text]);
  return [['line', 'column', 'reason', 'text'], ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
}
