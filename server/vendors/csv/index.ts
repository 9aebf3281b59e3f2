import type { PhoneSystem } from '../ports.ts';
import { readAsterisk } from './layout-asterisk.ts';
import { isGenericHeader, readGenericRows } from './layout-generic.ts';
import { type CallLogOptions, type CallLogProblem, type CallLogRow, readRecords } from './records.ts';

export { genericColumns } from './cells.ts';
export type { CallLogOptions, CallLogProblem, CallLogRow } from './records.ts';

/**
 * Reads a call log from CSV: the fields of the signed webhook as columns (`generic`), or Asterisk's `Master.csv`
 * (`asterisk`); `auto` looks at the first record. A line that cannot be read is a problem and does not stop the rest;
 * never throws.
 */
export function readCallLogCsv(
  text: string,
  options: CallLogOptions,
): { rows: CallLogRow[]; problems: CallLogProblem[] } {
  const { records, problems } = readRecords(text);
  const [first] = records;
  if (first === undefined) {
    const empty: CallLogProblem = { line: 1, reason: 'empty_file', text: 'There is nothing in the file.' };
    return { rows: [], problems: problems.length > 0 ? problems : [empty] };
  }
  const layout = options.layout === 'auto' ? layoutOf(first.cells) : options.layout;
  const read = layout === 'asterisk' ? readAsterisk(records, options) : readGenericRows(records, options);
  return { rows: read.rows, problems: [...problems, ...read.problems].toSorted((a, b) => a.line - b.line) };
}

/** Asterisk writes no header and 18 columns, or some more where it was told to. */
function layoutOf(cells: readonly string[]): 'generic' | 'asterisk' {
  return !isGenericHeader(cells) && cells.length >= 17 ? 'asterisk' : 'generic';
}

/** Call logs that somebody brings as a file: nothing calls in, nothing is called. */
export const csv: PhoneSystem = {
  kind: 'csv',
  label: 'Call log (CSV)',
  abilities: { webhook: false, catchUp: false, users: false, media: false, subscribe: false },
  defaults: { apiUrl: '' },
  // Never has a secret, so that nothing can pass.
  signature: { scheme: 'standard_webhooks', toleranceSeconds: 300 },
  eventId: () => null,
  readEvent: () => ({
    outcome: 'unreadable',
    reason: 'no_webhook',
    detail: 'A call log in CSV is imported from a file and has no webhook.',
  }),
};
