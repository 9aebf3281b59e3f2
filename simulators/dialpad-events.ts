/** The payloads of Dialpad's stand-in about one call: what the webhooks say and what the API lists. */

export interface DialpadTargetFact {
  id: string;
  type: 'user' | 'office' | 'callcenter' | 'department';
  name: string;
  email?: string;
  phone: string;
}

export interface PlacedCall {
  direction: 'inbound' | 'outbound';
  /** The outside number; `anonymous` for a withheld one. */
  external: string;
  contactName?: string;
  /** Who answers, or would have; one after the other when the call is transferred. */
  targets: readonly DialpadTargetFact[];
  /** The office, department or call centre that rings first. */
  entry?: DialpadTargetFact;
  outcome: 'answered' | 'missed' | 'voicemail' | 'blocked';
  startedAt: Date;
  ringSeconds: number;
  /** Talk of each target. */
  talkSeconds: number;
  holdSeconds: number;
  recordingUrl?: string;
  voicemailUrl?: string;
  transcription?: string;
  internal?: boolean;
}

export type Payload = Record<string, unknown>;

export interface CallPayloads {
  /** Webhook payloads, in the order of time. */
  events: Payload[];
  /** What `GET /call` lists: one a leg. */
  legs: Payload[];
}

/** Ids are numbers in events and text in REST answers, as the vendor has them. */
export function makeCall(call: PlacedCall, nextId: () => number): CallPayloads {
  const entryId = call.entry === undefined ? null : nextId();
  const events: Payload[] = [];
  const legs: Payload[] = [];
  const start = call.startedAt.getTime();
  const rungAt = start + call.ringSeconds * 1000;
  let at = rungAt;
  const push = (leg: Payload, state: string, eventAt: number, more: Payload = {}) =>
    events.push({ ...leg, ...more, state, event_timestamp: Math.round(eventAt) });

  for (const [index, target] of call.targets.entries()) {
    const id = nextId();
    const base = legBase(call, target, id, entryId, index > 0);
    const legStart = index === 0 ? start : at;
    const ringing = {
      ...base,
      date_started: legStart,
      date_first_rang: legStart + 400,
      date_rang: legStart + 400,
    };
    push(ringing, call.direction === 'inbound' ? 'ringing' : 'calling', legStart + 450);
    const ended =
      call.outcome === 'answered' ? answeredLeg(call, at) : unansweredLeg(call, at, legStart, nextId);
    if (ended.connected !== null)
      push(ringing, 'connected', ended.connected, { date_connected: ended.connected });
    const last = { ...ringing, ...ended.facts };
    push(last, call.outcome === 'blocked' ? 'blocked' : 'hangup', ended.at + 400);
    for (const [late, state] of lateStates(call).entries()) push(last, state, ended.at + (late + 1) * 20_000);
    legs.push(restLeg(last, ended.at + 400));
    at = ended.at;
  }
  if (call.entry !== undefined && entryId !== null) {
    const base = legBase(call, call.entry, entryId, null, call.outcome === 'answered');
    const leg = { ...base, date_started: start, date_first_rang: start + 200, date_rang: start + 200 };
    // The line takes the call: connected, and to nobody.
    events.unshift({ ...leg, state: 'connected', event_timestamp: start + 250 });
    const over = { ...leg, date_ended: at, duration: 0, talk_time: 0, total_duration: at - start };
    push(over, 'hangup', at + 300);
    legs.unshift(restLeg(over, at + 300));
  }
  events.sort((a, b) => Number(a.event_timestamp) - Number(b.event_timestamp));
  return { events, legs };
}

function legBase(
  call: PlacedCall,
  target: DialpadTargetFact,
  id: number,
  entryId: number | null,
  moved: boolean,
): Payload {
  const { type, email = '', phone, name } = target;
  return {
    call_id: id,
    master_call_id: null,
    entry_point_call_id: entryId,
    operator_call_id: null,
    direction: call.direction,
    external_number: call.external,
    internal_number: phone,
    contact: {
      id: 6_100_000_000_000_001,
      type: 'local',
      email: '',
      phone: call.external,
      name: call.contactName ?? call.external,
    },
    target: { id: Number(target.id), type, email, phone, name, office_id: 5_500_000_000_000_001 },
    entry_point_target: {},
    proxy_target: {},
    date_started: null,
    date_first_rang: null,
    date_queued: null,
    date_rang: null,
    date_connected: null,
    date_ended: null,
    duration: null,
    total_duration: null,
    talk_time: null,
    hold_time: null,
    is_transferred: moved,
    is_internal: call.internal ?? false,
    was_recorded: call.recordingUrl !== undefined,
    group_id: call.entry === undefined ? null : `Office:${call.entry.id}`,
    labels: [],
    routing_breadcrumbs: [],
    mos_score: null,
    csat_score: null,
    voicemail_link: null,
    voicemail_recording_id: null,
    call_recording_ids: [],
    recording_details: [],
    transcription_text: null,
    target_availability_status: 'open',
    callback_requested: null,
  };
}

interface EndedLeg {
  at: number;
  connected: number | null;
  facts: Payload;
}

function answeredLeg(call: PlacedCall, connected: number): EndedLeg {
  const talk = call.talkSeconds * 1000;
  const hold = call.holdSeconds * 1000;
  const at = connected + talk + hold;
  const recording = {
    id: `47${connected}`,
    duration: talk,
    recording_type: 'callrecording',
    start_time: connected,
    url: call.recordingUrl,
  };
  return {
    at,
    connected,
    facts: {
      date_connected: connected,
      date_ended: at,
      duration: talk + hold,
      talk_time: talk,
      hold_time: hold,
      total_duration: talk + hold + call.ringSeconds * 1000 + 0.25,
      ...(call.recordingUrl === undefined
        ? {}
        : { call_recording_ids: [recording.id], recording_details: [recording] }),
    },
  };
}

function unansweredLeg(call: PlacedCall, rungAt: number, legStart: number, nextId: () => number): EndedLeg {
  const voicemail = call.outcome === 'voicemail' && call.voicemailUrl !== undefined;
  const at = rungAt + (voicemail ? call.talkSeconds * 1000 : 0);
  const facts: Payload = {
    date_ended: at,
    duration: 0,
    talk_time: 0,
    hold_time: 0,
    total_duration: at - legStart + 0.02,
  };
  if (!voicemail) return { at, connected: null, facts };
  const id = nextId();
  const detail = {
    id: String(id),
    duration: call.talkSeconds * 1000,
    recording_type: 'voicemail',
    start_time: rungAt,
    url: call.voicemailUrl,
  };
  return {
    at,
    connected: null,
    facts: {
      ...facts,
      duration: call.talkSeconds * 1000,
      voicemail_link: call.voicemailUrl,
      voicemail_recording_id: id,
      recording_details: [detail],
      transcription_text: call.transcription ?? null,
    },
  };
}

/** Told some time after the call. */
function lateStates(call: PlacedCall): string[] {
  if (call.outcome === 'answered') return call.recordingUrl === undefined ? [] : ['recording'];
  if (call.outcome !== 'voicemail') return [];
  return ['voicemail', 'voicemail_uploaded', ...(call.transcription === undefined ? [] : ['transcription'])];
}

const restFields = [
  'call_id',
  'contact',
  'date_connected',
  'date_ended',
  'date_rang',
  'date_started',
  'direction',
  'duration',
  'entry_point_call_id',
  'entry_point_target',
  'external_number',
  'group_id',
  'internal_number',
  'is_transferred',
  'labels',
  'master_call_id',
  'mos_score',
  'operator_call_id',
  'proxy_target',
  'recording_details',
  'routing_breadcrumbs',
  'target',
  'total_duration',
  'transcription_text',
  'was_recorded',
];

/** The REST call: fewer fields, ids and moments as text, and what is null left out. */
function restLeg(leg: Payload, eventAt: number): Payload {
  const told = restFields.flatMap((field) => {
    const value = leg[field];
    if (value === null || value === undefined) return [];
    const asText = /^(date_|.*_id$)/.test(field) && typeof value === 'number';
    return [[field, asText ? String(value) : value]];
  });
  return { ...Object.fromEntries(told), state: 'hangup', event_timestamp: String(Math.round(eventAt)) };
}
