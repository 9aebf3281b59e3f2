import { addSeconds, readVendorTime } from '../kit/times.ts';
import type { Artefact, CallObservation, Reading } from '../ports.ts';
import { applicationLegId, linkOf, observeLeg } from './map-call.ts';
import { readMessage } from './map-message.ts';
import { readForm, twilioCallItem, twilioMessageItem } from './wire.ts';

type Form = ReadonlyMap<string, string>;

export interface StoredEvent {
  contentType: string;
  rawBody: Buffer;
  /**
   * When it was received, ISO 8601. Twilio's message webhooks, and some of its voice ones, carry no time at all: without
   * this one they cannot be placed and are unreadable (`time_unknown`).
   */
  receivedAt?: string | undefined;
}

/** Reads a webhook: status of a call, recording, transcription, message or status of a message. Never throws. */
export function readEvent(event: StoredEvent): Reading {
  const body = event.rawBody.toString('utf8').trim();
  if (body === '') return unreadable('empty_body', 'The request had no body.');
  if (body.startsWith('{') || body.startsWith('[')) {
    return unreadable('not_a_form', 'Twilio sends forms to this address; this was JSON.');
  }
  const form = readForm(body);
  const kind = kinds.find(({ has }) => has.every((name) => form.has(name)));
  if (kind === undefined) {
    const names = [...form.keys()].slice(0, 12).join(', ').slice(0, 200);
    return unreadable(
      'unknown_event',
      `Neither a call, a message nor a recording; its fields: ${names || 'none'}.`,
    );
  }
  const at = timeOf(form) ?? (event.receivedAt === undefined ? undefined : readVendorTime(event.receivedAt));
  return kind.read(form, at);
}

/** The first row whose parameters are all there tells what an event is: Twilio names its events nowhere. */
const kinds: readonly { has: readonly string[]; read(form: Form, at: string | undefined): Reading }[] = [
  { has: ['TranscriptionEvent'], read: () => ignored('transcription.realtime', 'realtime_transcription') },
  { has: ['TranscriptionSid', 'CallSid'], read: readTranscription },
  { has: ['RecordingSid', 'RecordingStatus', 'CallSid'], read: readRecording },
  { has: ['RecordingSid', 'ConferenceSid'], read: () => ignored('recording', 'recording_of_a_conference') },
  { has: ['ConferenceSid', 'StatusCallbackEvent'], read: () => ignored('conference', 'conference_status') },
  { has: ['MessageSid'], read: (form, at) => withTime(at, (time) => readFormMessage(form, time)) },
  { has: ['SmsSid'], read: (form, at) => withTime(at, (time) => readFormMessage(form, time)) },
  { has: ['CallSid', 'CallStatus'], read: readCallStatus },
];

function timeOf(form: Form): string | undefined {
  return readVendorTime(form.get('Timestamp')) ?? readVendorTime(form.get('RecordingStartTime'));
}

function readCallStatus(form: Form, at: string | undefined): Reading {
  return withTime(at, (time) => {
    const sid = form.get('CallSid') ?? '';
    const status = form.get('CallStatus');
    const recorded = recordingOf(form);
    const leg = observeLeg({
      sid,
      parentSid: form.get('ParentCallSid'),
      direction: form.get('Direction'),
      status,
      from: form.get('From') ?? form.get('Caller'),
      to: form.get('To') ?? form.get('Called'),
      callerName: form.get('CallerName'),
      answeredBy: form.get('AnsweredBy'),
      at: time,
      sequence: wholeNumber(form.get('SequenceNumber')),
      startedAt: undefined,
      endedAt: undefined,
      durationSeconds: wholeNumber(form.get('CallDuration')),
      parent: undefined,
      fromCallLog: false,
      artefacts: recorded === undefined ? [] : [recorded],
    });
    const observations = [...leg, ...dialResult(form, time)];
    return { outcome: 'observed', eventType: `call.${status ?? 'unknown'}`, observations };
  });
}

/** The request after a `<Dial>` tells how the dialled leg went, even where that leg has no status callback. */
function dialResult(form: Form, at: string): CallObservation[] {
  const dialled = form.get('DialCallSid');
  const parent = form.get('CallSid');
  if (dialled === undefined || parent === undefined) return [];
  const status = form.get('DialCallStatus');
  const answered = status === 'completed' || status === 'answered';
  const reason = answered ? undefined : status;
  const talkSeconds = answered ? wholeNumber(form.get('DialCallDuration')) : 0;
  const links = [linkOf(dialled), linkOf(parent)];
  const leg = { kind: 'call' as const, links, legId: linkOf(dialled), at, role: 'user' as const };
  const startedAt = addSeconds(at, -(talkSeconds ?? 0));
  return [
    // Before everything that the leg's own callbacks say, if it has any.
    { ...leg, sequence: 0, startedAt },
    {
      ...leg,
      sequence: Date.parse(at),
      status: 'ended',
      reason,
      endedAt: at,
      talkSeconds,
    },
  ];
}

function readRecording(form: Form, at: string | undefined): Reading {
  const status = form.get('RecordingStatus');
  if (status !== 'completed') return ignored(`recording.${status ?? 'unknown'}`, 'recording_not_ready');
  const recording = recordingOf(form);
  if (recording === undefined)
    return unreadable('no_recording_url', 'A finished recording without its address.');
  return withTime(at, (time) => onCall(form, time, 'recording.completed', recording));
}

function readTranscription(form: Form, at: string | undefined): Reading {
  const text = form.get('TranscriptionText');
  if (form.get('TranscriptionStatus') === 'failed' || text === undefined) {
    return ignored('transcription', 'transcription_failed');
  }
  const id = form.get('TranscriptionSid') ?? '';
  const file: Artefact = {
    kind: 'transcript',
    id,
    text,
    contentType: 'text/plain',
    fileName: 'transcription.txt',
  };
  return withTime(at, (time) => onCall(form, time, 'transcription.completed', file));
}

/**
 * `<Record>` is the application taking a message: a voicemail. Every other source records people who talk. The verb
 * runs on the application's leg; of the others only the call is known, not whose leg it is.
 */
function onCall(form: Form, at: string, eventType: string, file: Artefact): Reading {
  const sid = form.get('CallSid') ?? '';
  const byApplication = file.kind !== 'recording';
  const observation: CallObservation = {
    kind: 'call',
    links: [linkOf(sid)],
    legId: byApplication ? applicationLegId(sid) : linkOf(sid),
    sequence: Date.parse(at),
    at,
    role: byApplication ? 'group' : 'unknown',
    artefacts: [file],
  };
  return { outcome: 'observed', eventType, observations: [observation] };
}

function recordingOf(form: Form): Artefact | undefined {
  const id = form.get('RecordingSid');
  const url = form.get('RecordingUrl');
  if (id === undefined || url === undefined) return undefined;
  return {
    kind: form.get('RecordingSource') === 'RecordVerb' ? 'voicemail' : 'recording',
    id,
    url: /\.(mp3|wav)$/.test(url) ? url : `${url}.mp3`,
    contentType: url.endsWith('.wav') ? 'audio/wav' : 'audio/mpeg',
    durationSeconds: wholeNumber(form.get('RecordingDuration')),
  };
}

function readFormMessage(form: Form, at: string): Reading {
  const count = Math.min(wholeNumber(form.get('NumMedia')) ?? 0, 20);
  const media = Array.from({ length: count }, (_, index) => ({
    url: form.get(`MediaUrl${index}`),
    contentType: form.get(`MediaContentType${index}`),
  }));
  const status = form.get('MessageStatus') ?? form.get('SmsStatus');
  return readMessage({
    sid: form.get('MessageSid') ?? form.get('SmsSid') ?? '',
    inbound: status === 'received' || status === 'receiving',
    status,
    from: form.get('From'),
    to: form.get('To'),
    at,
    // An empty text is a text (a picture without words); a status callback has none.
    body: form.get('Body') ?? (form.has('NumMedia') ? '' : undefined),
    media: media.flatMap(({ url, contentType }) => (url === undefined ? [] : [{ url, contentType }])),
  });
}

/** Reads one item of the client's `catchUp`. */
export function readItem(item: { eventType: string; body: unknown }): Reading {
  const call = twilioCallItem.safeParse(item.body);
  if (call.success) return readListedCall(call.data);
  const message = twilioMessageItem.safeParse(item.body);
  if (message.success) return readListedMessage(message.data);
  return unreadable('unexpected_shape', 'The item is neither a call nor a message of the API.');
}

function readListedCall({ call, parent }: ReturnType<typeof twilioCallItem.parse>): Reading {
  const at = call.end_time ?? call.start_time ?? call.date_created;
  return withTime(at, (time) => ({
    outcome: 'observed',
    eventType: `call.${call.status ?? 'unknown'}`,
    observations: observeLeg({
      sid: call.sid,
      parentSid: call.parent_call_sid,
      direction: call.direction,
      status: call.status,
      from: call.from,
      to: call.to,
      callerName: call.caller_name,
      answeredBy: call.answered_by,
      at: time,
      sequence: undefined,
      startedAt: call.date_created ?? call.start_time,
      endedAt: call.end_time,
      durationSeconds: call.duration,
      parent: parent ?? undefined,
      fromCallLog: true,
      artefacts: [],
    }),
  }));
}

function readListedMessage({ message, media }: ReturnType<typeof twilioMessageItem.parse>): Reading {
  return withTime(message.date_sent ?? message.date_created, (at) =>
    readMessage({
      sid: message.sid,
      inbound: message.direction === 'inbound',
      status: message.status,
      from: message.from,
      to: message.to,
      at,
      body: message.body ?? undefined,
      media: (media ?? []).map(({ uri, content_type: contentType }) => ({
        url: new URL(uri.replace(/\.json$/, ''), 'https://api.twilio.com').href,
        contentType,
      })),
    }),
  );
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function withTime(at: string | undefined, read: (at: string) => Reading): Reading {
  return at === undefined
    ? unreadable('time_unknown', 'Twilio does not say when this was, and neither does who stored it.')
    : read(at);
}

function ignored(eventType: string, reason: string): Reading {
  return { outcome: 'ignored', eventType, reason };
}

function unreadable(reason: string, detail: string): Reading {
  return { outcome: 'unreadable', reason, detail };
}
