import { addSeconds, readVendorTime } from '../kit/times.ts';
import type { Artefact, CallObservation, Reading } from '../ports.ts';
import { isOwn, readCaller, readEnd } from './ends.ts';
import { messageLink } from './map-messages.ts';
import { callLinks } from './map-session.ts';
import type { LogLeg, LogRecord } from './wire.ts';

const answeredResults = new Set(['Accepted', 'Call connected']);
const voicemailResults = new Set(['Voicemail', 'Sent to Voicemail']);
const missedResults = new Set([
  'Missed',
  'No Answer',
  'Abandoned',
  'Hang Up',
  'Answered Elsewhere',
  'Busy',
  'Rejected',
  'Declined',
]);

const eventType = 'call_log_record';

/**
 * Reads a record of the call log, the vendor's last word on a call: one observation for each person who accepted it,
 * or a single one when nobody did.
 */
export function readLogRecord(record: LogRecord): Reading {
  if (record.type === 'Fax') return ignore('Faxes come from the message store.');
  if (record.deleted === true) return ignore('The record was deleted in the phone system.');
  if (record.result === 'In Progress') return ignore('The call is still going on; its record comes again.');
  const startedAt = readVendorTime(record.startTime);
  const endedAt = startedAt === undefined ? undefined : addSeconds(startedAt, record.duration ?? 0);
  if (startedAt === undefined || endedAt === undefined) {
    return { outcome: 'unreadable', reason: 'no_time', detail: 'The record has no readable startTime.' };
  }
  const whole = { record, startedAt, endedAt, at: readVendorTime(record.lastModifiedTime) ?? endedAt };
  const people = (record.legs ?? []).filter(isAcceptedByPerson);
  const observations =
    people.length === 0 ? [observeRecord(whole)] : people.map((leg, index) => observeLeg(whole, leg, index));
  return { outcome: 'observed', eventType, observations };
}

interface WholeCall {
  record: LogRecord;
  startedAt: string;
  endedAt: string;
  at: string;
}

function ignore(reason: string): Reading {
  return { outcome: 'ignored', eventType, reason };
}

function isAcceptedByPerson(leg: LogLeg): boolean {
  return leg.legType === 'Accept' && answeredResults.has(leg.result ?? '');
}

/** The record as one leg: unanswered calls, calls without legs (view Simple), and outbound calls. */
function observeRecord(whole: WholeCall): CallObservation {
  const { record, startedAt, endedAt } = whole;
  const answered = answeredResults.has(record.result ?? '');
  const leg = ownLeg(record);
  return {
    ...shared(whole),
    ...describeEnds(record, leg?.extension?.id ?? record.extension?.id, answered),
    legId: `log:${record.id}`,
    ...describeResult(record),
    startedAt,
    endedAt,
    talkSeconds: answered ? (leg?.duration ?? record.duration ?? 0) : 0,
    ...(answered ? { answeredAt: startedAt } : {}),
  };
}

/** The leg of who called, on an outbound call, or of whose line an unanswered call was for, where the record tells. */
function ownLeg(record: LogRecord): LogLeg | undefined {
  const legs = record.legs ?? [];
  const accept = legs.find((candidate) => candidate.legType === 'Accept');
  if (accept !== undefined || record.direction !== 'Outbound') return accept;
  return legs.find((candidate) => candidate.extension !== undefined);
}

/** Talk is the accepting person's own leg, which is shorter than the record by menu, queue and ringing. */
function observeLeg(whole: WholeCall, leg: LogLeg, index: number): CallObservation {
  const { record } = whole;
  const startedAt = readVendorTime(leg.startTime) ?? whole.startedAt;
  const talkSeconds = leg.duration ?? record.duration ?? 0;
  return {
    ...shared(whole),
    ...describeEnds({ ...record, near: nearOfLeg(leg) }, leg.extension?.id, true),
    legId: `log:${record.id}:${index + 1}`,
    ...describeResult(leg),
    startedAt,
    answeredAt: startedAt,
    endedAt: addSeconds(startedAt, talkSeconds) ?? whole.endedAt,
    talkSeconds,
  };
}

function nearOfLeg(leg: LogLeg): LogRecord['to'] {
  return leg.direction === 'Outbound' ? leg.from : leg.to;
}

function shared({
  record,
  at,
}: WholeCall): Pick<
  CallObservation,
  'kind' | 'links' | 'sequence' | 'at' | 'fromCallLog' | 'sessionEnded' | 'artefacts'
> {
  const messages = [record, ...(record.legs ?? [])].flatMap((part) => part.message?.id ?? []);
  const sessions = callLinks(record);
  const links = [...sessions, ...messages.map(messageLink)];
  const artefacts = recordingsOf(record);
  return {
    kind: 'call',
    // Old records carry no session id and stand for themselves.
    links: [...new Set(sessions.length === 0 ? [`rcl:${record.id}`, ...links] : links)],
    sequence: Date.parse(at),
    at,
    fromCallLog: true,
    sessionEnded: true,
    ...(artefacts.length === 0 ? {} : { artefacts }),
  };
}

function recordingsOf(record: LogRecord): Artefact[] {
  const recordings = [record, ...(record.legs ?? [])].flatMap((part) => part.recording ?? []);
  const byId = new Map(recordings.map((recording) => [recording.id, recording]));
  return [...byId.values()].map(({ id, contentUri }) => ({
    kind: 'recording',
    id,
    ...(contentUri === undefined ? {} : { url: contentUri }),
  }));
}

type EndsOfRecord = Pick<LogRecord, 'direction' | 'from' | 'to'> & { near?: LogRecord['to'] };

/** Unlike events, the log's direction is already the firm's. */
function describeEnds(
  record: EndsOfRecord,
  extensionId: string | undefined,
  answered: boolean,
): Pick<CallObservation, 'role' | 'direction' | 'near' | 'far' | 'internal'> {
  const inbound = record.direction === 'Inbound';
  const [ownEnd, farEnd] = inbound ? [record.to, record.from] : [record.from, record.to];
  const near = { ...readEnd(ownEnd), ...readEnd(record.near) };
  const providerUserId = extensionId ?? near.providerUserId;
  return {
    // Without an extension no directory can tell; somebody answered, or only the firm's line rang.
    role: providerUserId !== undefined ? 'unknown' : answered ? 'user' : 'group',
    near: { ...near, ...(providerUserId === undefined ? {} : { providerUserId }) },
    ...(record.direction === undefined ? {} : { direction: inbound ? 'inbound' : 'outbound' }),
    ...(isOwn(farEnd) ? { internal: true } : { far: inbound ? readCaller(farEnd) : readEnd(farEnd) }),
  };
}

function describeResult(
  part: Pick<LogRecord, 'result' | 'direction'>,
): Pick<CallObservation, 'status' | 'reason' | 'missed' | 'blocked'> {
  const result = part.result ?? '';
  return {
    status: voicemailResults.has(result) ? 'voicemail' : 'ended',
    ...(result === '' ? {} : { reason: result }),
    ...(missedResults.has(result) && part.direction === 'Inbound' ? { missed: true } : {}),
    ...(result === 'Blocked' ? { blocked: true } : {}),
  };
}
