import type { EndPoint, FaxObservation, MessageObservation, Reading } from '../ports.ts';
import { nameOf } from './map-call.ts';
import type { DialpadFax, DialpadMessage, DialpadTranscript } from './wire.ts';

const noTime: Reading = {
  outcome: 'unreadable',
  reason: 'time_unknown',
  detail: 'It has no time of its own.',
};

/** An SMS or MMS. A later status of an outbound one repeats its id; the text is missing without the content scope. */
export function readMessage(message: DialpadMessage): Reading {
  const at = message.created_date ?? message.event_timestamp;
  if (at === undefined) return noTime;
  const inbound = message.direction === 'inbound';
  const to = message.to_number.length > 0 ? message.to_number : message.to_numbers;
  const contactName = nameOf(message.contact);
  const body = message.text ?? message.text_content ?? undefined;
  const observation: MessageObservation = {
    kind: 'message',
    messageId: `dp:${message.id}`,
    direction: message.direction,
    at,
    status: messageStatus(message),
    from: { number: message.from_number, name: inbound ? contactName : nameOf(message.target) },
    to: to.map((number) => ({ number, name: !inbound && to.length === 1 ? contactName : undefined })),
    near: nearOf(message),
    body,
    ...(message.is_internal === true ? { internal: true } : {}),
    artefacts:
      message.mms_url.length === 0
        ? undefined
        : message.mms_url.map((url, index) => ({ kind: 'media', id: `${message.id}-${index + 1}`, url })),
  };
  return { outcome: 'observed', eventType: `sms.${message.direction}`, observations: [observation] };
}

function messageStatus(message: DialpadMessage): MessageObservation['status'] {
  // Inbound events say `pending`.
  if (message.direction === 'inbound') return 'received';
  if (message.message_delivery_result === 'accepted') return 'delivered';
  if (message.message_delivery_result !== undefined || message.message_status === 'failed') return 'failed';
  if (message.message_status === 'success') return 'sent';
  return message.message_status === 'pending' ? 'queued' : undefined;
}

/**
 * The sender where one is named (the target of a text from a shared line is the line), else the target. The target's
 * `phone_number` is left out: it is in national spelling, and `from`/`to` have the same number in full.
 */
function nearOf(message: DialpadMessage): EndPoint | undefined {
  const sender = message.direction === 'outbound' ? (message.sender_id ?? message.user_id) : undefined;
  const providerUserId = sender ?? message.target?.id ?? message.target_id ?? message.user_id;
  if (providerUserId === undefined) return undefined;
  const isTarget = providerUserId === message.target?.id;
  return {
    providerUserId,
    name: isTarget ? nameOf(message.target) : undefined,
    email: isTarget ? message.target?.email : undefined,
  };
}

const faxStatus: ReadonlyMap<string, FaxObservation['status']> = new Map(
  Object.entries<FaxObservation['status']>({
    pending: 'sending',
    transmitting: 'sending',
    suspended: 'sending',
    success: 'sent',
    error: 'failed',
  }),
);

export function readFax(fax: DialpadFax): Reading {
  const at = fax.created_date ?? fax.event_timestamp;
  if (at === undefined) return noTime;
  const inbound = fax.direction === 'inbound';
  const status = faxStatus.get(fax.fax_status ?? '');
  const pages = fax.fax_transaction?.num_pages;
  const nearId = inbound ? fax.user_id : (fax.sender_id ?? fax.user_id);
  const observation: FaxObservation = {
    kind: 'fax',
    faxId: `dp:${fax.id}`,
    direction: fax.direction,
    at,
    status: inbound && status !== 'failed' ? (status === 'sent' ? 'received' : undefined) : status,
    from: { number: fax.from_number },
    to: fax.to_number.map((number) => ({ number })),
    near: nearId === undefined ? undefined : { providerUserId: nearId },
    pages: pages !== undefined && Number.isInteger(pages) ? pages : undefined,
    artefacts:
      fax.fax_url === undefined ? undefined : [{ kind: 'fax_document', id: fax.id, url: fax.fax_url }],
  };
  return { outcome: 'observed', eventType: `fax.${fax.direction}`, observations: [observation] };
}

/** What was said, one line a speaker's turn, by time; moments and keywords are left out. */
export function transcriptText(transcript: DialpadTranscript): string {
  return transcript.lines
    .filter((line) => line.type === 'transcript' && line.content !== undefined)
    .toSorted((a, b) => (a.time ?? '').localeCompare(b.time ?? ''))
    .map((line) => (line.name === undefined ? line.content : `${line.name}: ${line.content}`))
    .join('\n');
}

export function readTranscript(transcript: DialpadTranscript): Reading {
  const text = transcriptText(transcript);
  const at = transcript.lines
    .flatMap((line) => line.time ?? [])
    .toSorted()
    .at(-1);
  if (text === '' || at === undefined) {
    return { outcome: 'ignored', eventType: 'transcript', reason: 'empty_transcript' };
  }
  const link = `dp:${transcript.call_id}`;
  return {
    outcome: 'observed',
    eventType: 'transcript',
    observations: [
      {
        kind: 'call',
        links: [link],
        legId: link,
        sequence: Date.parse(at),
        at,
        role: 'unknown',
        artefacts: [
          {
            kind: 'transcript',
            id: `${transcript.call_id}-call`,
            text,
            contentType: 'text/plain',
            fileName: 'call-transcript.txt',
          },
        ],
      },
    ],
  };
}
