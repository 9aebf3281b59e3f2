import { createHash } from 'node:crypto';
import { addSeconds } from '../kit/times.ts';
import type { Artefact, CallObservation, Observation } from '../ports.ts';
import {
  addressOf,
  bareName,
  type Column,
  columnOf,
  directionOf,
  endOf,
  hasStaff,
  isYes,
  nearOf,
  needTime,
  numberOf,
  type Row,
  RowProblem,
} from './cells.ts';
import {
  type CallLogOptions,
  type CallLogProblem,
  type CallLogRow,
  type CsvRecord,
  shorten,
} from './records.ts';

/** Whether a first row is a header of this layout. */
export function isGenericHeader(cells: readonly string[]): boolean {
  const known = cells.flatMap((cell) => columnOf.get(bareName(cell)) ?? []);
  return known.includes('from') && known.includes('to');
}

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

const finalStatus: ReadonlyMap<string, 'ended' | 'voicemail'> = new Map(
  Object.entries<'ended' | 'voicemail'>({
    ended: 'ended',
    answered: 'ended',
    completed: 'ended',
    missed: 'ended',
    noanswer: 'ended',
    busy: 'ended',
    failed: 'ended',
    blocked: 'ended',
    voicemail: 'voicemail',
  }),
);

function observeCall(row: Row, hash: string, options: CallLogOptions): CallObservation[] {
  const startedAt = needTime(row, 'startedAt', options) ?? needTime(row, 'occurredAt', options);
  if (startedAt === undefined) throw new RowProblem('missing_value', 'When did the call begin?', 'startedAt');
  const word = bareName(row.get('status') ?? 'ended');
  const status = finalStatus.get(word);
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
