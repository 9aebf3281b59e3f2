import { createHash } from 'node:crypto';
import { addSeconds } from '../kit/times.ts';
import type { Artefact, CallObservation, EndPoint, Observation } from '../ports.ts';
import {
  type CallLogOptions,
  type CallLogProblem,
  type CallLogRow,
  type CsvRecord,
  isExtension,
  ownNumberTest,
  readLocalTime,
  shorten,
} from './records.ts';

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
type Column = (typeof genericColumns)[number];

const bareName = (name: string) => name.toLowerCase().replaceAll(/[\s_-]/g, '');
const columnOf = new Map<string, Column>(genericColumns.map((column) => [bareName(column), column]));

/** Whether a first row is a header of this layout. */
export function isGenericHeader(cells: readonly string[]): boolean {
  const known = cells.flatMap((cell) => columnOf.get(bareName(cell)) ?? []);
  return known.includes('from') && known.includes('to');
}

/** What is wrong with a row; thrown within this file only, and turned into a problem of its line. */
class RowProblem extends Error {
  readonly column: Column | undefined;
  readonly reason: string;
  constructor(reason: string, text: string, column?: Column) {
    super(text);
    this.reason = reason;
    this.column = column;
  }
}

type Row = ReadonlyMap<Column, string>;

export function readGenericRows(
  records: readonly CsvRecord[],
  options: CallLogOptions,
): { rows: CallLogRow[]; problems: CallLogProblem[] } {
  const [header, ...body] = records;
  const names = (header?.cells ?? []).map((cell) => columnOf.get(bareName(cell)));
  if (header === undefined || !isGenericHeader(header.cells)) {
    const text = 'The first line must name the columns, `from` and `to` among them.';
    return { rows: [], problems: [{ line: header?.line ?? 1, reason: 'no_header', text }] };
  }
  const rows: CallLogRow[] = [];
  const problems: CallLogProblem[] = [];
  for (const { line, cells } of body) {
    const row = new Map<Column, string>();
    for (const [index, name] of names.entries()) {
      const value = cells[index] ?? '';
      if (name !== undefined && value !== '') row.set(name, value);
    }
    try {
      const hash = createHash('sha256')
        .update(JSON.stringify([...row].toSorted()))
        .digest('base64url')
        .slice(0, 22);
      rows.push({ line, eventId: `csv:${hash}`, observations: observe(row, hash, options) });
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      const { reason, column } = error;
      problems.push({
        line,
        reason,
        text: shorten(error.message),
        ...(column === undefined ? {} : { column }),
      });
    }
  }
  return { rows, problems };
}

function observe(row: Row, hash: string, options: CallLogOptions): Observation[] {
  const type = (row.get('type') ?? 'call').toLowerCase();
  if (/^(call|call\.updated|voice)$/.test(type)) return observeCall(row, hash, options);
  if (/^(message|sms|mms)(\.(received|sent))?$/.test(type)) return [observeMessage(row, hash, options, type)];
  if (/^fax(\.(received|sent))?$/.test(type)) return [observeFax(row, hash, options, type)];
  throw new RowProblem('unknown_value', type, 'type');
}

// ---- calls -------------------------------------------------------------------------------------------------------

const finalStatus: Readonly<Record<string, 'ended' | 'voicemail'>> = {
  ended: 'ended',
  answered: 'ended',
  completed: 'ended',
  missed: 'ended',
  noanswer: 'ended',
  busy: 'ended',
  failed: 'ended',
  blocked: 'ended',
  voicemail: 'voicemail',
};

function observeCall(row: Row, hash: string, options: CallLogOptions): CallObservation[] {
  const startedAt = needTime(row, 'startedAt', options) ?? needTime(row, 'occurredAt', options);
  if (startedAt === undefined) throw new RowProblem('missing_value', 'When did the call begin?', 'startedAt');
  const word = bareName(row.get('status') ?? 'ended');
  const status = finalStatus[word];
  if (status === undefined) throw new RowProblem('unknown_value', row.get('status') ?? '', 'status');
  const direction = directionOf(row, options);
  const talkSeconds = numberOf(row, 'talkSeconds');
  const answeredAt = needTime(row, 'answeredAt', options);
  const length = numberOf(row, 'durationSeconds') ?? talkSeconds;
  const endedAt =
    needTime(row, 'endedAt', options) ??
    (length === undefined ? undefined : addSeconds(answeredAt ?? startedAt, length)) ??
    answeredAt ??
    startedAt;
  const id = row.get('callId') ?? hash;
  const inbound = direction === 'inbound';
  const onlyQueue = row.has('queue') && !hasStaff(row);
  const notAnswered = ['missed', 'noanswer', 'busy', 'failed', 'blocked', 'voicemail'].includes(word);
  return [
    {
      kind: 'call',
      links: [`csv:${id}`],
      legId: `csv:${id}:${row.get('staffUserId') ?? row.get('staffEmail') ?? row.get('staffExtension') ?? ''}`,
      sequence: Date.parse(endedAt),
      at: endedAt,
      direction,
      role: onlyQueue ? 'group' : 'user',
      status,
      reason: row.get('reason'),
      near: onlyQueue ? { name: row.get('queue') } : nearOf(row, inbound),
      far: inbound ? endOf(row.get('from'), row.get('fromName')) : endOf(row.get('to'), row.get('toName')),
      startedAt,
      answeredAt,
      endedAt,
      talkSeconds: notAnswered ? 0 : (talkSeconds ?? (answeredAt === undefined ? 0 : undefined)),
      fromCallLog: true,
      sessionEnded: true,
      ...(word === 'missed' ? { missed: true } : {}),
      ...(word === 'blocked' ? { blocked: true } : {}),
      ...(isYes(row.get('internal')) ? { internal: true } : {}),
      artefacts: callFiles(row, id),
    },
  ];
}

function callFiles(row: Row, id: string): Artefact[] | undefined {
  const files: Artefact[] = [];
  const recording = addressOf(row, 'recordingUrl');
  const voicemail = addressOf(row, 'voicemailUrl');
  if (recording !== undefined) files.push({ kind: 'recording', id: `${id}-recording`, url: recording });
  if (voicemail !== undefined) files.push({ kind: 'voicemail', id: `${id}-voicemail`, url: voicemail });
  for (const column of ['voicemailText', 'transcript'] as const) {
    const text = row.get(column);
    if (text !== undefined)
      files.push({ kind: 'transcript', id: `${id}-${column}`, text, contentType: 'text/plain' });
  }
  return files.length === 0 ? undefined : files;
}

// ---- texts and faxes ---------------------------------------------------------------------------------------------

function observeMessage(row: Row, hash: string, options: CallLogOptions, type: string): Observation {
  const shared = messageLike(row, options, type);
  const url = addressOf(row, 'mediaUrl');
  const id = row.get('messageId') ?? hash;
  const inbound = shared.direction === 'inbound';
  return {
    kind: 'message',
    messageId: `csv:${id}`,
    ...shared,
    status: inbound ? 'received' : row.get('status') === 'failed' ? 'failed' : 'sent',
    body: row.get('body'),
    artefacts: url === undefined ? undefined : [{ kind: 'media', id: `${id}-1`, url }],
  };
}

function observeFax(row: Row, hash: string, options: CallLogOptions, type: string): Observation {
  const shared = messageLike(row, options, type);
  const url = addressOf(row, 'documentUrl');
  const id = row.get('faxId') ?? hash;
  const inbound = shared.direction === 'inbound';
  return {
    kind: 'fax',
    faxId: `csv:${id}`,
    ...shared,
    status: row.get('status') === 'failed' ? 'failed' : inbound ? 'received' : 'sent',
    pages: numberOf(row, 'pages'),
    artefacts: url === undefined ? undefined : [{ kind: 'fax_document', id, url }],
  };
}

function messageLike(row: Row, options: CallLogOptions, type: string) {
  const at = needTime(row, 'occurredAt', options) ?? needTime(row, 'startedAt', options);
  if (at === undefined) throw new RowProblem('missing_value', 'When was it?', 'occurredAt');
  const said = /\.(received|sent)$/.exec(type)?.[1];
  const direction =
    said === undefined ? directionOf(row, options) : said === 'received' ? 'inbound' : 'outbound';
  const to = (row.get('to') ?? '')
    .split(/[;|]/)
    .map((number) => endOf(number.trim(), row.get('toName')) ?? {});
  const near = hasStaff(row) ? nearOf(row, direction === 'inbound') : undefined;
  return { direction, at, from: endOf(row.get('from'), row.get('fromName')) ?? {}, to, near } as const;
}

// ---- cells -------------------------------------------------------------------------------------------------------

function needTime(row: Row, column: Column, options: CallLogOptions): string | undefined {
  const text = row.get(column);
  if (text === undefined) return undefined;
  const time = readLocalTime(text, options.timeZone);
  if (time === undefined) throw new RowProblem('bad_time', `${text}: write 2026-03-02 13:00:00`, column);
  return time;
}

/** Seconds, or `m:ss` and `h:mm:ss` as exports write them. */
function numberOf(row: Row, column: Column): number | undefined {
  const text = row.get(column);
  if (text === undefined) return undefined;
  const parts = /^(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,7}(?:\.\d+)?)$/.exec(text);
  if (parts === null) throw new RowProblem('bad_number', text, column);
  const [, hours = '0', minutes = '0', seconds = '0'] = parts;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Said in the row, else the side that is a number of the firm or a short extension. */
function directionOf(row: Row, options: CallLogOptions): 'inbound' | 'outbound' {
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

function addressOf(row: Row, column: Column): string | undefined {
  const text = row.get(column);
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new RowProblem('bad_address', text, column);
  }
  return url.href;
}

function hasStaff(row: Row): boolean {
  const columns = ['staffUserId', 'staffEmail', 'staffExtension', 'staffNumber', 'staffName'] as const;
  return columns.some((column) => row.has(column));
}

function nearOf(row: Row, inbound: boolean): EndPoint {
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

function endOf(number: string | undefined, name: string | undefined): EndPoint | undefined {
  if (number === undefined || number === '') return name === undefined ? undefined : { name };
  return /\d/.test(number) ? { number, name } : { withheld: true };
}

function isYes(text: string | undefined): boolean {
  return text !== undefined && /^(1|y|yes|true)$/i.test(text);
}
