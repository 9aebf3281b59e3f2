import { z } from 'zod';
import { parseVendorJson } from '../kit/json.ts';
import { addSeconds, readVendorTime } from '../kit/times.ts';
import type { Artefact, CallObservation, EndPoint, Reading } from '../ports.ts';
import { withShortNames } from './names.ts';
import {
  type GenericCall,
  type GenericEnd,
  type GenericEvent,
  type GenericFax,
  type GenericMessage,
  type GenericStaff,
  genericEvent,
} from './wire.ts';

/** Reads one event of the product's own webhook. The reason names what is wrong, for whoever writes the sender. */
export function readEvent(event: { contentType: string; rawBody: Buffer }): Reading {
  const text = event.rawBody.toString('utf8').trim();
  if (text === '') return unreadable('empty_body', 'The request had no body.');
  try {
    const body = parseVendorJson(text);
    const read = genericEvent.safeParse(body);
    if (read.success) return readGeneric(read.data);
    const short = withShortNames(body);
    const again = short.cut.length > 0 ? genericEvent.safeParse(short.body) : read;
    if (!again.success) return refused(again.error.issues, body);
    const reading = readGeneric(again.data);
    return reading.outcome === 'observed' ? { ...reading, cut: short.cut } : reading;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return unreadable('not_json', error.message);
  }
}

function refused(issues: readonly z.core.$ZodIssue[], body: unknown): Reading {
  const [issue] = issues;
  const field = issue?.path.join('.') || 'event';
  if (issue?.code === 'invalid_union' && field === 'type') {
    return unreadable(
      'unknown_type',
      'type: is none of call.updated, message.received, message.sent, fax.received, fax.sent',
    );
  }
  const missing = issue !== undefined && issue.path.length > 0 && valueAt(body, issue.path) === undefined;
  const detail = missing ? `${field}: is missing` : `${field}: ${issue?.message ?? 'is not as described'}`;
  return unreadable(missing ? 'missing_field' : 'invalid_field', detail);
}

const anyObject = z.record(z.string(), z.unknown());

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)];
    return anyObject.safeParse(value).data?.[String(key)];
  }, body);
}

function readGeneric(event: GenericEvent): Reading {
  const at = readVendorTime(event.occurredAt) ?? event.occurredAt;
  const observed = (observations: CallObservation[]): Reading => ({
    outcome: 'observed',
    eventType: event.type,
    observations,
  });
  switch (event.type) {
    case 'call.updated':
      return observed(readCall(event.call, at));
    case 'message.received':
    case 'message.sent':
      return readMessage(event.type, event.message, event.id, at);
    case 'fax.received':
    case 'fax.sent':
      return readFax(event.type, event.fax, event.id, at);
  }
}

// ---- calls -------------------------------------------------------------------------------------------------------

type Status = NonNullable<CallObservation['status']>;
type Times = Pick<GenericCall, 'startedAt' | 'answeredAt' | 'endedAt' | 'talkSeconds'>;

const statusOf: Readonly<Record<NonNullable<GenericCall['status']>, Status>> = {
  ringing: 'ringing',
  answered: 'answered',
  held: 'held',
  parked: 'parked',
  voicemail: 'voicemail',
  ended: 'ended',
  missed: 'ended',
  blocked: 'ended',
};
const finalStatus: readonly (string | undefined)[] = ['ended', 'missed', 'blocked', 'voicemail'];

function readCall(call: GenericCall, at: string): CallObservation[] {
  const told = call.status ?? (isWhole(call) ? 'ended' : undefined);
  const over = finalStatus.includes(told);
  const base = {
    kind: 'call' as const,
    links: [`gx:${call.callId}`],
    sequence: Date.parse(at),
    at,
    direction: call.direction,
    far: farOf(call),
    ...(call.internal === true ? { internal: true } : {}),
    ...(over ? { sessionEnded: true } : {}),
  };
  const whole: CallObservation = {
    ...base,
    legId: `gx:${call.callId}`,
    role: call.staff === undefined && call.queue !== undefined ? 'group' : 'user',
    status: told === undefined ? undefined : statusOf[told],
    reason: call.reason,
    near: call.staff === undefined && call.queue !== undefined ? queueEnd(call.queue) : nearOf(call),
    ...timesOf(call, over ? at : undefined),
    ...(told === 'missed' ? { missed: true } : {}),
    ...(told === 'blocked' ? { blocked: true } : {}),
    artefacts: artefactsOf(call),
  };
  if (call.segments !== undefined && call.segments.length > 0) {
    // The segments tell who had the call; the call itself is then only the caller's side of it.
    const legs = call.segments.map((segment, index) => segmentLeg(base, call.callId, segment, index));
    return [{ ...whole, role: 'outside', near: undefined, talkSeconds: undefined }, ...legs];
  }
  if (call.staff === undefined || call.queue === undefined) return [whole];
  const queue: CallObservation = {
    ...base,
    legId: `gx:${call.callId}:queue`,
    role: 'group',
    near: queueEnd(call.queue),
    startedAt: whole.startedAt,
    endedAt: whole.answeredAt ?? whole.endedAt,
  };
  return [whole, queue];
}

type Segment = NonNullable<GenericCall['segments']>[number];

function segmentLeg(
  base: Omit<CallObservation, 'legId' | 'role'>,
  callId: string,
  segment: Segment,
  index: number,
): CallObservation {
  const group = segment.staff === undefined;
  const over = isWhole(segment) || base.sessionEnded === true;
  return {
    ...base,
    legId: `gx:${callId}:${segment.segmentId ?? index + 1}`,
    role: group ? 'group' : 'user',
    status: over ? 'ended' : segment.answeredAt === undefined ? 'ringing' : 'answered',
    reason: segment.reason,
    near: segment.staff === undefined ? queueEnd(segment.queue) : staffEnd(segment.staff),
    ...timesOf(segment, over ? base.at : undefined),
  };
}

/** Sent at its end: it has an end, or says how long people talked. */
function isWhole(times: Times): boolean {
  return times.endedAt !== undefined || times.talkSeconds !== undefined;
}

function timesOf(times: Times, overAt: string | undefined): Pick<CallObservation, keyof Times> {
  const startedAt = readVendorTime(times.startedAt);
  const answeredAt = readVendorTime(times.answeredAt);
  const { talkSeconds } = times;
  const from = answeredAt ?? startedAt;
  const worked = from === undefined || talkSeconds === undefined ? undefined : addSeconds(from, talkSeconds);
  const endedAt = readVendorTime(times.endedAt) ?? (overAt === undefined ? undefined : (worked ?? overAt));
  return { startedAt, answeredAt, endedAt, talkSeconds };
}

function nearOf(call: GenericCall): EndPoint | undefined {
  if (call.staff !== undefined) return staffEnd(call.staff);
  if (call.direction === undefined) return undefined;
  return endOf(call.direction === 'inbound' ? call.to : call.from);
}

function farOf(call: GenericCall): EndPoint | undefined {
  if (call.direction === undefined) return undefined;
  return endOf(call.direction === 'inbound' ? call.from : call.to);
}

function artefactsOf(call: GenericCall): Artefact[] | undefined {
  const { callId, recordingUrl, recordings = [], voicemail, transcript } = call;
  const files: Artefact[] = [];
  if (recordingUrl !== undefined)
    files.push({ kind: 'recording', id: `${callId}-recording`, url: recordingUrl });
  for (const [index, { id, url, contentType, fileName, durationSeconds }] of recordings.entries()) {
    const recordingId = id ?? `${callId}-recording-${index + 1}`;
    files.push({ kind: 'recording', id: recordingId, url, contentType, fileName, durationSeconds });
  }
  if (voicemail !== undefined) {
    const { url, durationSeconds, text } = voicemail;
    files.push({ kind: 'voicemail', id: `${callId}-voicemail`, url, durationSeconds });
    if (text !== undefined) files.push(textFile(`${callId}-voicemail-text`, text));
  }
  if (transcript !== undefined) files.push(textFile(`${callId}-transcript`, transcript));
  return files.length === 0 ? undefined : files;
}

function textFile(id: string, text: string): Artefact {
  return { kind: 'transcript', id, text, contentType: 'text/plain', fileName: 'transcript.txt' };
}

// ---- messages and faxes ------------------------------------------------------------------------------------------

function readMessage(eventType: string, message: GenericMessage, eventId: string, at: string): Reading {
  const inbound = eventType === 'message.received';
  const id = message.messageId ?? eventId;
  return {
    outcome: 'observed',
    eventType,
    observations: [
      {
        kind: 'message',
        messageId: `gx:${id}`,
        direction: inbound ? 'inbound' : 'outbound',
        at,
        status: message.status ?? (inbound ? 'received' : 'sent'),
        from: endOf(message.from) ?? {},
        to: endsOf(message.to),
        near: message.staff === undefined ? undefined : staffEnd(message.staff),
        body: message.body,
        ...(message.internal === true ? { internal: true } : {}),
        artefacts: message.media?.map((file, index) => ({
          kind: 'media',
          id: file.id ?? `${id}-${index + 1}`,
          url: file.url,
          contentType: file.contentType,
          fileName: file.fileName,
        })),
      },
    ],
  };
}

function readFax(eventType: string, fax: GenericFax, eventId: string, at: string): Reading {
  const inbound = eventType === 'fax.received';
  const id = fax.faxId ?? eventId;
  const { documentUrl: url, contentType, fileName } = fax;
  return {
    outcome: 'observed',
    eventType,
    observations: [
      {
        kind: 'fax',
        faxId: `gx:${id}`,
        direction: inbound ? 'inbound' : 'outbound',
        at,
        status: fax.status ?? (inbound ? 'received' : 'sent'),
        from: endOf(fax.from) ?? {},
        to: endsOf(fax.to),
        near: fax.staff === undefined ? undefined : staffEnd(fax.staff),
        pages: fax.pages,
        artefacts: url === undefined ? undefined : [{ kind: 'fax_document', id, url, contentType, fileName }],
      },
    ],
  };
}

// ---- ends --------------------------------------------------------------------------------------------------------

function endsOf(ends: GenericMessage['to']): EndPoint[] {
  return (Array.isArray(ends) ? ends : [ends]).map((end) => endOf(end) ?? {});
}

function endOf(end: GenericEnd | undefined): EndPoint | undefined {
  if (end === undefined) return undefined;
  const { number, name, withheld } =
    typeof end === 'string' ? { number: end, name: undefined, withheld: undefined } : end;
  const bare = number?.trim();
  // A number without any digit is a word for "withheld": anonymous, private, restricted.
  if (withheld === true || (bare !== undefined && bare !== '' && !/\d/.test(bare)))
    return { withheld: true, name };
  return { number: bare === '' ? undefined : bare, name };
}

function staffEnd(staff: GenericStaff): EndPoint {
  const { userId: providerUserId, email, extension, number, name } = staff;
  return { providerUserId, email, extension, number, name };
}

function queueEnd(queue: GenericCall['queue']): EndPoint | undefined {
  if (queue === undefined) return undefined;
  return typeof queue === 'string' ? { name: queue } : { name: queue.name, providerUserId: queue.id };
}

function unreadable(reason: string, detail: string): Reading {
  return { outcome: 'unreadable', reason, detail };
}
