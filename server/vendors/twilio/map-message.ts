import type { MessageObservation, Reading } from '../ports.ts';
import { endOf } from './map-call.ts';

/** One message, as a webhook or the message list tells it. */
export interface TwilioText {
  sid: string;
  inbound: boolean;
  status: string | undefined;
  from: string | undefined;
  to: string | undefined;
  at: string;
  body: string | undefined;
  media: { url: string; contentType: string | undefined }[];
}

const statusOf: ReadonlyMap<string, MessageObservation['status']> = new Map(
  Object.entries<MessageObservation['status']>({
    queued: 'queued',
    accepted: 'queued',
    scheduled: 'queued',
    sending: 'queued',
    sent: 'sent',
    delivered: 'delivered',
    read: 'delivered',
    partially_delivered: 'delivered',
    undelivered: 'failed',
    failed: 'failed',
    canceled: 'failed',
    receiving: 'received',
    received: 'received',
  }),
);

export function readMessage(text: TwilioText): Reading {
  const direction = text.inbound ? 'inbound' : 'outbound';
  const eventType = `message.${text.status ?? 'unknown'}`;
  const outside = text.inbound ? text.from : text.to;
  // Twilio's other channels use the same webhook: `whatsapp:+44…`, `messenger:…`, `rcs:…`.
  if (outside !== undefined && /^[a-z]+:/i.test(outside)) {
    return { outcome: 'ignored', eventType, reason: 'not_sms' };
  }
  if (outside === undefined) {
    return {
      outcome: 'unreadable',
      reason: 'no_far_number',
      detail: 'The message does not name the other side.',
    };
  }
  const observation: MessageObservation = {
    kind: 'message',
    messageId: `tw:${text.sid}`,
    direction,
    at: text.at,
    status: statusOf.get(text.status ?? ''),
    from: endOf(text.from) ?? {},
    to: text.to === undefined ? [] : [endOf(text.to) ?? {}],
    body: text.body,
    artefacts:
      text.media.length === 0
        ? undefined
        : text.media.map((file, index) => ({
            kind: 'media',
            id: mediaId(file.url) ?? `${text.sid}-${index + 1}`,
            ...file,
          })),
  };
  return { outcome: 'observed', eventType, observations: [observation] };
}

/** The media's own id is the end of its address, in webhook and list alike. */
function mediaId(url: string): string | undefined {
  return /\/(ME[0-9a-fA-F]{32})$/.exec(url)?.[1];
}
