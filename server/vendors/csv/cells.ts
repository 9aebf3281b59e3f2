import type { EndPoint } from '../ports.ts';
import { type CallLogOptions, isExtension, ownNumberTest, readLocalTime } from './records.ts';

/** The fields of the signed webhook as columns, in any order; case, blanks, `_` and `-` in the header do not matter. */
export const genericColumns = [
  'type',
  'callId',
  'messageId',
  'faxId',
  'direction',
  'status',
  'from',
  'fromName',
  'to',
  'toName',
  'occurredAt',
  'startedAt',
  'answeredAt',
  'endedAt',
  'talkSeconds',
  'durationSeconds',
  'staffEmail',
  'staffExtension',
  'staffUserId',
  'staffNumber',
  'staffName',
  'queue',
  'internal',
  'reason',
  'recordingUrl',
  'voicemailUrl',
  'voicemailText',
  'transcript',
  'body',
  'mediaUrl',
  'pages',
  'documentUrl',
] as const;
export type Column = (typeof genericColumns)[number];

export const bareName = (name: string) => name.toLowerCase().replaceAll(/[\s_-]/g, '');
export const columnOf = new Map<string, Column>(genericColumns.map((column) => [bareName(column), column]));

/** What is wrong with a row; thrown while it is read, and turned into a problem of its line. */
export class RowProblem extends Error {
  readonly column: Column | undefined;
  readonly reason: string;
  constructor(reason: string, text: string, column?: Column) {
    super(text);
    this.reason = reason;
    this.column = column;
  }
}

export type Row = ReadonlyMap<Column, string>;

// ---- cells -------------------------------------------------------------------------------------------------------

export function needTime(row: Row, column: Column, options: CallLogOptions): string | undefined {
  const text = row.get(column);
  if (text === undefined) return undefined;
  const time = readLocalTime(text, options.timeZone);
  if (time === undefined) throw new RowProblem('bad_time', `${text}: write 2026-03-02 13:00:00`, column);
  return time;
}

/** Seconds, or `m:ss` and `h:mm:ss` as exports write them. */
export function numberOf(row: Row, column: Column): number | undefined {
  const text = row.get(column);
  if (text === undefined) return undefined;
  const parts = /^(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,7}(?:\.\d+)?)$/.exec(text);
  if (parts === null) throw new RowProblem('bad_number', text, column);
  const [, hours = '0', minutes = '0', seconds = '0'] = parts;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Said in the row, else the side that is a number of the firm or a short extension. */
export function directionOf(row: Row, options: CallLogOptions): 'inbound' | 'outbound' {
  const said = row.get('direction')?.toLowerCase();
  if (said !== undefined) {
    if (/^(in|inbound|incoming|received)$/.test(said)) return 'inbound';
    if (/^(out|outbound|outgoing|sent)$/.test(said)) return 'outbound';
    throw new RowProblem('unknown_value', said, 'direction');
  }
  const isOwn = ownNumberTest(options.ownNumbers);
  const isFirm = (number: string | undefined) =>
    number !== undefined && (isOwn(number) || isExtension(number));
  if (isFirm(row.get('to'))) return 'inbound';
  if (isFirm(row.get('from'))) return 'outbound';
  throw new RowProblem(
    'direction_unknown',
    'Neither side is a number of the firm or an extension.',
    'direction',
  );
}

export function addressOf(row: Row, column: Column): string | undefined {
  const text = row.get(column);
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new RowProblem('bad_address', text, column);
  }
  return url.href;
}

export function hasStaff(row: Row): boolean {
  const columns = ['staffUserId', 'staffEmail', 'staffExtension', 'staffNumber', 'staffName'] as const;
  return columns.some((column) => row.has(column));
}

export function nearOf(row: Row, inbound: boolean): EndPoint {
  const number = row.get('staffNumber') ?? row.get(inbound ? 'to' : 'from');
  return {
    number: number !== undefined && isExtension(number) ? undefined : number,
    extension:
      row.get('staffExtension') ?? (number !== undefined && isExtension(number) ? number : undefined),
    name: row.get('staffName') ?? row.get(inbound ? 'toName' : 'fromName'),
    email: row.get('staffEmail'),
    providerUserId: row.get('staffUserId'),
  };
}

export function endOf(number: string | undefined, name: string | undefined): EndPoint | undefined {
  if (number === undefined || number === '') return name === undefined ? undefined : { name };
  return /\d/.test(number) ? { number, name } : { withheld: true };
}

export function isYes(text: string | undefined): boolean {
  return text !== undefined && /^(1|y|yes|true)$/i.test(text);
}
