/** What Twilio's stand-in says about a call: callbacks in the order of time, and the rows of the call list. */
import { type Form, rfc2822, type TwilioIds } from './twilio-wire.ts';

export interface PlacedTwilioCall {
  direction: 'inbound' | 'outbound-api';
  from: string;
  to: string;
  startedAt: Date;
  ringSeconds: number;
  /** Talk on the call itself when nothing is dialled (menu, voicemail, or a call made by the API). */
  talkSeconds: number;
  outcome: 'completed' | 'no-answer' | 'busy' | 'failed' | 'canceled';
  /** Who the account's application dials, one after the other. */
  dial: readonly {
    to: string;
    outcome: 'completed' | 'no-answer' | 'busy';
    ringSeconds: number;
    talkSeconds: number;
  }[];
  voicemail?: { recordingSid: string; recordingUrl: string; text?: string };
  recording?: { recordingSid: string; recordingUrl: string };
  /** Callbacks for every step, or (Twilio's default) for the end alone. */
  events: 'all' | 'completed';
}

export interface TwilioCallFacts {
  sid: string;
  callbacks: Form[];
  /** Rows of `Calls.json`. */
  rows: Record<string, unknown>[];
}

interface Leg {
  sid: string;
  parentSid: string | null;
  from: string;
  to: string;
  direction: string;
  outcome: string;
  startedAt: number;
  answeredAt: number | null;
  endedAt: number;
}

export function makeTwilioCall(call: PlacedTwilioCall, ids: TwilioIds): TwilioCallFacts {
  const sid = ids.next('CA');
  const start = call.startedAt.getTime();
  const legs: Leg[] = [];
  let at = start + call.ringSeconds * 1000;
  const answeredAt = call.outcome === 'completed' ? at : null;
  for (const { to, outcome, ringSeconds, talkSeconds } of call.outcome === 'completed' ? call.dial : []) {
    const answered = outcome === 'completed' ? at + ringSeconds * 1000 : null;
    const endedAt = at + (ringSeconds + (answered === null ? 0 : talkSeconds)) * 1000;
    legs.push({
      sid: ids.next('CA'),
      parentSid: sid,
      from: call.from,
      to,
      direction: 'outbound-dial',
      outcome,
      startedAt: at,
      answeredAt: answered,
      endedAt,
    });
    at = endedAt;
  }
  if (answeredAt !== null && (call.dial.length === 0 || call.voicemail !== undefined))
    at += call.talkSeconds * 1000;
  const { from, to, direction, outcome } = call;
  legs.unshift({
    sid,
    parentSid: null,
    from,
    to,
    direction,
    outcome,
    startedAt: start,
    answeredAt,
    endedAt: at,
  });
  const timed = legs.flatMap((leg) => legCallbacks(leg, call.events, ids.account));
  timed.push(...lateCallbacks(call, sid, at, ids.account));
  return {
    sid,
    callbacks: timed.toSorted((a, b) => a.at - b.at).map(({ form }) => form),
    rows: legs.map((leg) => row(leg, ids.account)),
  };
}

type Timed = { at: number; form: Form };

function legCallbacks(leg: Leg, events: PlacedTwilioCall['events'], account: string): Timed[] {
  const steps: { at: number; status: string }[] = [
    { at: leg.startedAt, status: 'initiated' },
    { at: leg.startedAt, status: 'ringing' },
    ...(leg.answeredAt === null ? [] : [{ at: leg.answeredAt, status: 'in-progress' }]),
    { at: leg.endedAt, status: leg.outcome },
  ];
  const told = events === 'all' ? steps : steps.slice(-1);
  return told.map(({ at, status }, index) => {
    const over = status === leg.outcome;
    const seconds = leg.answeredAt === null ? 0 : Math.round((leg.endedAt - leg.answeredAt) / 1000);
    return {
      at,
      form: {
        ...identity(leg, account),
        CallStatus: status,
        CallbackSource: 'call-progress-events',
        SequenceNumber: String(index),
        Timestamp: rfc2822(at),
        ...(over ? { CallDuration: String(seconds), Duration: String(Math.ceil(seconds / 60)) } : {}),
      },
    };
  });
}

function identity(leg: Leg, account: string): Form {
  return {
    AccountSid: account,
    ApiVersion: '2010-04-01',
    CallSid: leg.sid,
    ...(leg.parentSid === null ? {} : { ParentCallSid: leg.parentSid }),
    Direction: leg.direction,
    From: leg.from,
    Caller: leg.from,
    To: leg.to,
    Called: leg.to,
    FromCity: '',
    FromCountry: 'AU',
  };
}

/** Recording and transcription come when the call is over. */
function lateCallbacks(call: PlacedTwilioCall, sid: string, endedAt: number, account: string): Timed[] {
  const recording = (of: { recordingSid: string; recordingUrl: string }, source: string): Timed => ({
    at: endedAt + 2000,
    form: {
      AccountSid: account,
      CallSid: sid,
      RecordingSid: of.recordingSid,
      RecordingUrl: of.recordingUrl,
      RecordingStatus: 'completed',
      RecordingDuration: String(call.talkSeconds),
      RecordingChannels: '1',
      RecordingSource: source,
      RecordingStartTime: rfc2822(endedAt - call.talkSeconds * 1000),
      ErrorCode: '0',
    },
  });
  const late: Timed[] = [];
  if (call.recording !== undefined) late.push(recording(call.recording, 'DialVerb'));
  if (call.voicemail === undefined) return late;
  late.push(recording(call.voicemail, 'RecordVerb'));
  const { recordingSid, recordingUrl, text } = call.voicemail;
  if (text === undefined) return late;
  const transcription = {
    AccountSid: account,
    CallSid: sid,
    From: call.from,
    To: call.to,
    RecordingSid: recordingSid,
    RecordingUrl: recordingUrl,
    TranscriptionSid: recordingSid.replace(/^RE/, 'TR'),
    TranscriptionStatus: 'completed',
    TranscriptionText: text,
  };
  return [...late, { at: endedAt + 20_000, form: transcription }];
}

function row(leg: Leg, account: string): Record<string, unknown> {
  const seconds = leg.answeredAt === null ? 0 : Math.round((leg.endedAt - leg.answeredAt) / 1000);
  return {
    sid: leg.sid,
    parent_call_sid: leg.parentSid,
    account_sid: account,
    from: leg.from,
    to: leg.to,
    direction: leg.direction,
    status: leg.outcome,
    date_created: rfc2822(leg.startedAt),
    date_updated: rfc2822(leg.endedAt),
    start_time: rfc2822(leg.answeredAt ?? leg.startedAt),
    end_time: rfc2822(leg.endedAt),
    duration: String(seconds),
    price: null,
    answered_by: null,
    caller_name: '',
    api_version: '2010-04-01',
    uri: `/2010-04-01/Accounts/${account}/Calls/${leg.sid}.json`,
  };
}
