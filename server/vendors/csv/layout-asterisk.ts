import { createHash } from 'node:crypto';
import type { CallObservation, EndPoint } from '../ports.ts';
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

/** The columns of `Master.csv` (cdr_csv), in order: https://docs.asterisk.org/Configuration/Reporting/ */
const columns = [
  'accountcode',
  'src',
  'dst',
  'dcontext',
  'clid',
  'channel',
  'dstchannel',
  'lastapp',
  'lastdata',
  'start',
  'answer',
  'end',
  'duration',
  'billsec',
  'disposition',
  'amaflags',
  'uniqueid',
  'userfield',
] as const;

type Cdr = Record<(typeof columns)[number], string> & { line: number };

type Read<Value> = { value: Value } | { problem: CallLogProblem };

/**
 * Calls from an Asterisk CDR file. Rows of one `uniqueid` are one call: an unanswered one writes a second row of no
 * length for the step after the `Dial`, and each phone of a ring group writes its own.
 */
export function readAsterisk(
  records: readonly CsvRecord[],
  options: CallLogOptions,
): { rows: CallLogRow[]; problems: CallLogProblem[] } {
  const rows: CallLogRow[] = [];
  const problems: CallLogProblem[] = [];
  const calls = new Map<string, Cdr[]>();
  for (const record of records) {
    const read = readCdr(record, options.timeZone);
    if ('problem' in read) problems.push(read.problem);
    else calls.set(read.value.uniqueid, [...(calls.get(read.value.uniqueid) ?? []), read.value]);
  }
  for (const [uniqueId, cdrs] of calls) {
    const read = readCall(uniqueId, cdrs, options);
    if ('problem' in read) problems.push(read.problem);
    else rows.push(read.value);
  }
  return { rows, problems };
}

const dispositions: readonly string[] = ['ANSWERED', 'NO ANSWER', 'BUSY', 'FAILED', 'CONGESTION'];

function readCdr({ line, cells }: CsvRecord, timeZone: string): Read<Cdr> {
  const bad = (reason: string, text: string, column?: string): Read<Cdr> => ({
    problem: { line, reason, text: shorten(text), ...(column === undefined ? {} : { column }) },
  });
  if (cells.length < 17) return bad('too_few_columns', `${cells.length} columns where 18 belong`);
  const cell = (name: (typeof columns)[number]) => cells[columns.indexOf(name)] ?? '';
  if (cell('uniqueid') === '') return bad('missing_value', 'The call has no id.', 'uniqueid');
  const times = { start: '', answer: '', end: '' };
  for (const name of ['start', 'answer', 'end'] as const) {
    const text = cell(name);
    const time = text === '' ? '' : readLocalTime(text, timeZone);
    if (time === undefined || (name === 'start' && time === '')) return bad('bad_time', text, name);
    times[name] = time;
  }
  for (const name of ['duration', 'billsec'] as const) {
    if (!/^\d{1,7}$/.test(cell(name))) return bad('bad_number', cell(name), name);
  }
  if (!dispositions.includes(cell('disposition')))
    return bad('unknown_value', cell('disposition'), 'disposition');
  const { src, dst, dcontext, clid, channel, dstchannel, lastapp, lastdata } = texts(cell);
  return {
    value: {
      line,
      src,
      dst,
      dcontext,
      clid,
      channel,
      dstchannel,
      lastapp,
      lastdata,
      ...times,
      accountcode: cell('accountcode'),
      duration: cell('duration'),
      billsec: cell('billsec'),
      disposition: cell('disposition'),
      amaflags: cell('amaflags'),
      uniqueid: cell('uniqueid'),
      userfield: cell('userfield'),
    },
  };
}

function texts(cell: (name: (typeof columns)[number]) => string) {
  return {
    src: cell('src'),
    dst: cell('dst'),
    dcontext: cell('dcontext'),
    clid: cell('clid'),
    channel: cell('channel'),
    dstchannel: cell('dstchannel'),
    lastapp: cell('lastapp'),
    lastdata: cell('lastdata'),
  };
}

type Way = { direction: 'inbound' | 'outbound'; internal: boolean };

function readCall(uniqueId: string, cdrs: Cdr[], options: CallLogOptions): Read<CallLogRow> {
  const dialled = cdrs.filter((cdr) => cdr.dstchannel !== '');
  const told = dialled.length > 0 ? dialled : cdrs.slice(0, 1);
  const [first] = told;
  const line = Math.min(...cdrs.map((cdr) => cdr.line));
  const way = first === undefined ? undefined : wayOf(first, ownNumberTest(options.ownNumbers));
  if (first === undefined || way === undefined) {
    const text = `${first?.src || 'nobody'} to ${first?.dst || 'nobody'}: neither side is a number of the firm or an extension`;
    return { problem: { line, reason: 'direction_unknown', text: shorten(text) } };
  }
  const end =
    cdrs
      .map((cdr) => cdr.end || cdr.start)
      .toSorted()
      .at(-1) ?? first.start;
  const observations = told.map((cdr) => legOf(uniqueId, cdr, way, end));
  const content = JSON.stringify(cdrs.map(({ line: _line, ...cdr }) => cdr));
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 16);
  return { value: { line, eventId: `asterisk:${uniqueId}:${hash}`, observations } };
}

const fromOutside = /from-(carrier|trunk|pstn|sip-external|outside|did|provider)|inbound|incoming/i;

/** Asterisk has no field for it: the firm's numbers tell, then a short extension, then the name of the context. */
function wayOf(cdr: Cdr, isOwn: (number: string) => boolean): Way | undefined {
  const { src, dst } = cdr;
  const firmIs = { src: isOwn(src) || isExtension(src), dst: isOwn(dst) || isExtension(dst) };
  const localOnly = src === '' && cdr.channel.startsWith('Local/');
  if ((firmIs.src || localOnly) && firmIs.dst) return { direction: 'outbound', internal: true };
  if (localOnly) return { direction: 'outbound', internal: true };
  if (firmIs.dst) return { direction: 'inbound', internal: false };
  if (firmIs.src) return { direction: 'outbound', internal: false };
  return fromOutside.test(cdr.dcontext) ? { direction: 'inbound', internal: false } : undefined;
}

function legOf(uniqueId: string, cdr: Cdr, way: Way, sessionEnd: string): CallObservation {
  const answered = cdr.disposition === 'ANSWERED';
  const inbound = way.direction === 'inbound';
  const voicemail = /^voicemail$/i.test(cdr.lastapp);
  const endedAt = cdr.end === '' ? sessionEnd : cdr.end;
  // Answered without another channel: a menu, a queue's announcement or the voicemail took it.
  const byPerson = !inbound || cdr.dstchannel !== '';
  return {
    kind: 'call',
    links: [`ast:${uniqueId}`],
    legId: `ast:${uniqueId}:${cdr.dstchannel || 'app'}`,
    sequence: Date.parse(endedAt),
    at: endedAt,
    direction: way.direction,
    role: byPerson ? 'user' : 'group',
    status: voicemail ? 'voicemail' : 'ended',
    reason: answered ? undefined : cdr.disposition.toLowerCase(),
    near: inbound ? dialledEnd(cdr) : callingEnd(cdr),
    far: inbound ? callerEnd(cdr) : { number: cdr.dst },
    startedAt: cdr.start,
    answeredAt: answered && cdr.answer !== '' ? cdr.answer : undefined,
    endedAt,
    talkSeconds: answered && byPerson ? Number(cdr.billsec) : 0,
    fromCallLog: true,
    sessionEnded: true,
    ...(way.internal ? { internal: true } : {}),
  };
}

const withheldWords = /^(anonymous|private|restricted|unavailable|unknown|withheld|blocked)?$/i;

/** `"Pat Example" <61400000001>`. The source is whatever the trunk sends, and may be text. */
function callerEnd(cdr: Cdr): EndPoint {
  const said = /^"?([^"<]*)"?\s*</.exec(cdr.clid)?.[1]?.trim();
  const name = said !== undefined && said !== '' && said !== cdr.src ? said : undefined;
  return withheldWords.test(cdr.src) ? { withheld: true, name } : { number: cdr.src, name };
}

function callingEnd(cdr: Cdr): EndPoint {
  const device = deviceOf(cdr.channel);
  const extension = isExtension(cdr.src) ? cdr.src : extensionOf(device);
  return { number: isExtension(cdr.src) ? undefined : cdr.src || undefined, extension, name: device };
}

function dialledEnd(cdr: Cdr): EndPoint {
  const device = deviceOf(cdr.dstchannel);
  const extension = extensionOf(device) ?? (isExtension(cdr.dst) ? cdr.dst : undefined);
  return { number: isExtension(cdr.dst) ? undefined : cdr.dst || undefined, extension, name: device };
}

/** `PJSIP/desk101-00000001` → desk101. */
function deviceOf(channel: string): string | undefined {
  return /^[^/]+\/(.+?)(-[0-9a-f]{8}(;\d)?)?$/.exec(channel)?.[1];
}

function extensionOf(device: string | undefined): string | undefined {
  return /(?:^|\D)(\d{2,6})$/.exec(device ?? '')?.[1];
}
