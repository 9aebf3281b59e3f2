import { readVendorTime } from '../kit/times.ts';
import type {
  Artefact,
  EndPoint,
  FaxObservation,
  MessageObservation,
  Observation,
  Reading,
  VoicemailObservation,
} from '../ports.ts';
import { readCaller, readEnd } from './ends.ts';
import type { Attachment, Message } from './wire.ts';

const messageStatuses: ReadonlyMap<string, MessageObservation['status']> = new Map([
  ['Queued', 'queued'],
  ['Sent', 'sent'],
  ['Delivered', 'delivered'],
  ['DeliveryFailed', 'failed'],
  ['SendingFailed', 'failed'],
  ['Received', 'received'],
]);

const faxStatuses: ReadonlyMap<string, FaxObservation['status']> = new Map([
  ['Queued', 'sending'],
  ['Sent', 'sent'],
  ['Delivered', 'sent'],
  ['DeliveryFailed', 'failed'],
  ['SendingFailed', 'failed'],
  ['Received', 'received'],
]);

/**
 * Reads one message of the message store, whether it came by webhook or by sync.
 * `pathExtension`: the extension in the event's path, the owner where the message itself names none.
 */
export function readMessage(message: Message, pathExtension: string | undefined): Reading {
  const eventType = message.type.toLowerCase();
  const at = readVendorTime(message.creationTime) ?? readVendorTime(message.lastModifiedTime);
  if (at === undefined) {
    return { outcome: 'unreadable', reason: 'no_time', detail: 'The message has no readable creationTime.' };
  }
  if (message.availability === 'Purged') {
    return { outcome: 'ignored', eventType, reason: 'The message was purged; nothing of it is left.' };
  }
  const owner = readOwner(message, pathExtension);
  if (message.type === 'SMS') return observed('sms', observeText(message, at, owner));
  if (message.type === 'Fax') return observed('fax', observeFax(message, at, owner));
  if (message.type === 'VoiceMail') return observed('voicemail', observeVoicemail(message, at, owner));
  if (message.type === 'Pager' || message.type === 'Text') {
    return { outcome: 'ignored', eventType, reason: 'Messages between colleagues are not logged.' };
  }
  return {
    outcome: 'unreadable',
    reason: 'unknown_message_type',
    detail: `No rule for messages of type ${message.type.slice(0, 100)}`,
  };
}

function observed(eventType: string, observation: Observation): Reading {
  return { outcome: 'observed', eventType, observations: [observation] };
}

function observeText(message: Message, at: string, owner: EndPoint): MessageObservation {
  const status = messageStatuses.get(message.messageStatus ?? '');
  const artefacts = filesOf(message, 'MmsAttachment', 'media').filter(
    (file) => file.contentType !== 'application/smil',
  );
  return {
    kind: 'message',
    messageId: message.id,
    direction: message.direction === 'Inbound' ? 'inbound' : 'outbound',
    at,
    from: readEnd(message.from),
    to: (message.to ?? []).map(readEnd),
    ...nearOf(owner),
    ...(status === undefined ? {} : { status }),
    ...(message.subject === undefined ? {} : { body: message.subject }),
    ...(artefacts.length === 0 ? {} : { artefacts }),
  };
}

function observeFax(message: Message, at: string, owner: EndPoint): FaxObservation {
  const status = faxStatuses.get(message.messageStatus ?? '');
  const rendered = filesOf(message, 'RenderedDocument', 'fax_document');
  const artefacts = rendered.length > 0 ? rendered : filesOf(message, 'SourceDocument', 'fax_document');
  return {
    kind: 'fax',
    faxId: message.id,
    direction: message.direction === 'Inbound' ? 'inbound' : 'outbound',
    at,
    from: readEnd(message.from),
    to: (message.to ?? []).map(readEnd),
    ...nearOf(owner),
    ...(status === undefined ? {} : { status }),
    ...(message.faxPageCount === undefined ? {} : { pages: message.faxPageCount }),
    ...(artefacts.length === 0 ? {} : { artefacts }),
  };
}

/** The call log names the voicemail's message id on its record: that is how the two meet. */
function observeVoicemail(message: Message, at: string, owner: EndPoint): VoicemailObservation {
  const sound = filesOf(message, 'AudioRecording', 'voicemail');
  const transcribed = /^Completed/.test(message.vmTranscriptionStatus ?? '');
  const transcripts = transcribed ? filesOf(message, 'AudioTranscription', 'transcript') : [];
  const durationSeconds = sound.find((file) => file.durationSeconds !== undefined)?.durationSeconds;
  const box = readEnd(message.to?.[0]);
  return {
    kind: 'voicemail',
    voicemailId: message.id,
    links: [messageLink(message.id)],
    at,
    from: readCaller(message.from),
    ...nearOf({ ...box, ...owner }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    artefacts: [...sound, ...transcripts],
  };
}

export function messageLink(messageId: string): string {
  return `rcm:${messageId}`;
}

function readOwner(message: Message, pathExtension: string | undefined): EndPoint {
  const providerUserId = message.owner?.extensionId ?? message.extensionId ?? pathExtension;
  const name = message.owner?.name;
  return {
    ...(providerUserId === undefined ? {} : { providerUserId }),
    ...(name === undefined ? {} : { name }),
  };
}

function nearOf(near: EndPoint): { near?: EndPoint } {
  return Object.keys(near).length === 0 ? {} : { near };
}

function filesOf(message: Message, type: string, kind: Artefact['kind']): Artefact[] {
  return (message.attachments ?? []).filter((file) => file.type === type).map((file) => readFile(file, kind));
}

function readFile(file: Attachment, kind: Artefact['kind']): Artefact {
  return {
    kind,
    id: file.id,
    ...(file.uri === undefined ? {} : { url: file.uri }),
    ...(file.contentType === undefined ? {} : { contentType: file.contentType }),
    ...(file.fileName === undefined ? {} : { fileName: file.fileName }),
    ...(file.vmDuration === undefined ? {} : { durationSeconds: file.vmDuration }),
  };
}
