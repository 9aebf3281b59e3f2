import type { Artefact, CallObservation, EndPoint, Reading } from '../ports.ts';
import type { DialpadCall, DialpadTarget } from './wire.ts';

type Status = NonNullable<CallObservation['status']>;

/**
 * What a state says about its leg. Missing: it says nothing about where the call stands (a supervisor listens, a
 * recording or a recap is ready). `hangup` comes for every ended leg, answered or not.
 */
const statusOfState: ReadonlyMap<string, Status> = new Map(
  Object.entries<Status>({
    preanswer: 'setup',
    calling: 'ringing',
    ringing: 'ringing',
    queued: 'ringing',
    connected: 'answered',
    merged: 'answered',
    hold: 'held',
    parked: 'parked',
    voicemail: 'voicemail',
    hangup: 'ended',
    missed: 'ended',
    blocked: 'ended',
  }),
);

const roleOfTarget: ReadonlyMap<string, CallObservation['role']> = new Map(
  Object.entries<CallObservation['role']>({
    user: 'user',
    // A phone in a meeting room: whoever answers it is a person.
    room: 'user',
    office: 'group',
    callcenter: 'group',
    call_center: 'group',
    callrouter: 'group',
    channel: 'group',
    coachinggroup: 'group',
    coachingteam: 'group',
    department: 'group',
    staffgroup: 'group',
  }),
);

/** States worth a word in the journey. */
const toldStates = new Set([
  'missed',
  'blocked',
  'queued',
  'merged',
  'monitor',
  'barge',
  'takeover',
  'eavesdrop',
]);

/**
 * One leg of a call, from a webhook event or (`fromCallLog`) from `GET /call`. Decides by the dates and not by the
 * state alone: a published capture says `ringing` with `date_ended` set, and menus are `connected` without
 * `date_connected`.
 */
export function readCall(call: DialpadCall, fromCallLog: boolean): Reading {
  const eventType = `call.${call.state ?? 'unknown'}`;
  const at =
    call.event_timestamp ??
    call.date_ended ??
    call.date_connected ??
    call.date_rang ??
    call.date_first_rang ??
    call.date_started;
  if (at === undefined) {
    return { outcome: 'unreadable', reason: 'time_unknown', detail: 'The call has none of its times.' };
  }
  const observation: CallObservation = {
    kind: 'call',
    links: linksOf(call),
    legId: `dp:${call.call_id}`,
    sequence: Date.parse(at),
    at,
    direction: call.direction,
    role: roleOf(call),
    status: statusOf(call),
    reason: reasonOf(call),
    near: nearOf(call),
    far: farOf(call),
    startedAt: call.date_started ?? call.date_first_rang ?? call.date_rang,
    answeredAt: call.date_connected,
    endedAt: call.date_ended,
    talkSeconds: talkSecondsOf(call, fromCallLog),
    ...(fromCallLog ? { fromCallLog } : {}),
    ...(call.is_internal === true ? { internal: true } : {}),
    ...(call.state === 'missed' && call.date_connected === undefined ? { missed: true } : {}),
    ...(call.state === 'blocked' ? { blocked: true } : {}),
    artefacts: artefactsOf(call),
  };
  return { outcome: 'observed', eventType, observations: [observation] };
}

/**
 * Integrations disagree on which id groups the legs of one call (master, or entry point), and each is sometimes null:
 * all of them are links.
 */
function linksOf(call: DialpadCall): string[] {
  const ids = [call.call_id, call.master_call_id, call.entry_point_call_id, call.operator_call_id];
  return [...new Set(ids.filter((item) => item !== undefined).map((item) => `dp:${item}`))];
}

function roleOf(call: DialpadCall): CallObservation['role'] {
  const type = call.target?.type ?? call.group_id?.split(':')[0];
  return roleOfTarget.get(type?.toLowerCase() ?? '') ?? 'unknown';
}

function statusOf(call: DialpadCall): Status | undefined {
  const status = statusOfState.get(call.state ?? '');
  if (status === 'voicemail') return status;
  // The call log's share link is a page for people and not the sound, but it tells that there is a voicemail.
  if (call.voicemail_share_link !== undefined && call.date_connected === undefined) return 'voicemail';
  if (call.date_ended !== undefined) return 'ended';
  // Connected, but to a menu or a queue: nobody's phone was answered yet.
  if (status === 'answered' && call.date_connected === undefined && roleOf(call) !== 'group')
    return 'ringing';
  return status;
}

function reasonOf(call: DialpadCall): string | undefined {
  if (call.state !== undefined && toldStates.has(call.state)) return call.state;
  return call.is_transferred === true ? 'transferred' : undefined;
}

/**
 * Talk in seconds, with fractions. `duration` counts hold as well, so that it stands in only where `talk_time` is
 * missing; in the call log, which never has `talk_time`, the dates say the same and leave an event's `talk_time` alone.
 */
function talkSecondsOf(call: DialpadCall, fromCallLog: boolean): number | undefined {
  if (call.date_ended === undefined && call.state !== 'hangup') return undefined;
  // A voicemail's length is in `duration` too, and is no talk.
  if (call.date_connected === undefined) return 0;
  const datesTellIt = fromCallLog && call.date_ended !== undefined;
  const length = call.talk_time ?? (datesTellIt ? undefined : call.duration);
  return length === undefined ? undefined : length / 1000;
}

function nearOf(call: DialpadCall): EndPoint | undefined {
  const { target, internal_number: internalNumber } = call;
  const number = isNumber(target?.phone) ? target?.phone : internalNumber;
  if (target?.id === undefined && number === undefined) return undefined;
  return {
    // On an outbound call with the caller id withheld the firm's own number reads "blocked".
    number: isNumber(number) ? number : undefined,
    name: nameOf(target),
    providerUserId: target?.id,
    email: target?.email,
  };
}

function farOf(call: DialpadCall): EndPoint | undefined {
  const number = call.external_number ?? call.contact?.phone;
  if (number === undefined && call.contact === undefined) return undefined;
  const withheld = number !== undefined && !isNumber(number);
  return {
    number: withheld ? undefined : number,
    name: withheld ? undefined : nameOf(call.contact),
    email: call.contact?.email,
    ...(withheld ? { withheld: true } : {}),
  };
}

/** Words such as "anonymous" stand where a number would be. */
function isNumber(value: string | undefined): boolean {
  return value !== undefined && (value.match(/\d/g)?.length ?? 0) >= 3;
}

/** Dialpad puts the formatted number where it knows no name. */
export function nameOf(person: DialpadTarget | undefined): string | undefined {
  return person?.name !== undefined && /\p{L}/u.test(person.name) ? person.name : undefined;
}

function artefactsOf(call: DialpadCall): Artefact[] | undefined {
  const files = new Map<string, Artefact>();
  for (const file of [...recordingsOf(call), ...voicemailOf(call), ...textsOf(call)]) {
    const key = `${file.kind} ${file.id}`;
    const known = files.get(key);
    files.set(key, known === undefined ? file : { ...known, url: known.url ?? file.url });
  }
  return files.size === 0 ? undefined : [...files.values()];
}

function recordingsOf(call: DialpadCall): Artefact[] {
  const detailed = call.recording_details.flatMap((detail): Artefact[] => {
    if (detail.id === undefined) return [];
    const voicemail = detail.recording_type === 'voicemail';
    const durationSeconds = detail.duration === undefined ? undefined : detail.duration / 1000;
    return [{ kind: voicemail ? 'voicemail' : 'recording', id: detail.id, url: detail.url, durationSeconds }];
  });
  if (detailed.length > 0) return detailed;
  const urls = [...call.recording_url, ...call.admin_recording_urls];
  if (urls.length === 0) return call.call_recording_ids.map((id) => ({ kind: 'recording', id }));
  return urls.map((url, index) => ({
    kind: 'recording',
    id: call.call_recording_ids[index] ?? `${call.call_id}-${index + 1}`,
    url,
  }));
}

function voicemailOf(call: DialpadCall): Artefact[] {
  const { voicemail_link: url, voicemail_recording_id: recordingId } = call;
  if (url === undefined && recordingId === undefined) return [];
  const detailed = call.recording_details.find((detail) => detail.recording_type === 'voicemail')?.id;
  return [{ kind: 'voicemail', id: recordingId ?? detailed ?? `${call.call_id}-voicemail`, url }];
}

function textsOf(call: DialpadCall): Artefact[] {
  const texts: Artefact[] = [];
  const add = (id: string, text: string | undefined, fileName: string) => {
    if (text === undefined) return;
    texts.push({
      kind: 'transcript',
      id: `${call.call_id}-${id}`,
      text,
      fileName,
      contentType: 'text/plain',
    });
  };
  add('transcription', call.transcription_text, 'transcription.txt');
  add('recap-summary', call.recap_summary, 'call-summary.txt');
  const actions = call.recap_action_items.join('\n');
  add('recap-action-items', actions === '' ? undefined : actions, 'action-items.txt');
  if (call.state === 'call_transcription') texts.push(transcriptOnServer(call.call_id));
  return texts;
}

/** The event only tells that the transcript exists; the client fetches it from wherever the API's base is. */
function transcriptOnServer(callId: string): Artefact {
  return {
    kind: 'transcript',
    id: `${callId}-call`,
    url: `https://dialpad.com/api/v2/transcripts/${encodeURIComponent(callId)}`,
    contentType: 'text/plain',
    fileName: 'call-transcript.txt',
  };
}
