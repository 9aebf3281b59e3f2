import type { z } from 'zod';
import { parseVendorJson } from '../kit/json.ts';
import type { Observation, Reading } from '../ports.ts';
import { readLogRecord } from './map-call-log.ts';
import { readMessage } from './map-messages.ts';
import { observeSession } from './map-session.ts';
import { envelope, logRecord, message, messageChange, pushEnvelope, session } from './wire.ts';

type EventReader = (body: unknown, eventPath: string) => Reading;

/**
 * What each subscription filter carries, by the path in `event`; the first match counts.
 * https://developers.ringcentral.com/guide/notifications/event-filters/account-telephony-sessions and its neighbours
 */
const eventKinds: readonly { path: RegExp; read: EventReader }[] = [
  { path: /\/telephony\/sessions$/, read: readSession },
  { path: /\/message-store\/instant$/, read: readMessageBody },
  { path: /\/(fax|voicemail)$/, read: readMessageBody },
  { path: /\/message-store$/, read: readMessageChange },
  {
    path: /\/account\/[^/]+\/extension(\/[^/]+)?$/,
    read: () => hint('extension_change', { kind: 'hint', what: 'users' }),
  },
  {
    path: /\/presence(\/line)?$/,
    read: () => ignore('presence', 'Presence is for live screens and says nothing that is logged.'),
  },
  {
    path: /\/subscription\/[^/]+$/,
    read: () => ignore('subscription_reminder', 'Subscriptions are renewed on our own schedule.'),
  },
  {
    path: /\/a2p-sms(\/|$)/,
    read: () => ignore('a2p_sms', 'Bulk messages of the high-volume product are not logged.'),
  },
];

/** Reads one stored webhook delivery of RingCentral. Pure; gives a named refusal for anything that is not readable. */
export function readEvent(event: { contentType: string; rawBody: Buffer }): Reading {
  const parsed = parseBody(event.rawBody);
  if (parsed === notJson) return unreadable('not_json', 'The body is not JSON.');
  const plain = envelope.safeParse(parsed);
  const push = pushEnvelope.safeParse(parsed);
  const found = plain.success && plain.data.body !== undefined ? plain.data : push.data?.pn_apns;
  if (found === undefined) return unreadable('no_envelope', 'There is no "event" with a "body".');
  const path = found.event.split('?', 1)[0] ?? '';
  const kind = eventKinds.find((candidate) => candidate.path.test(path));
  if (kind === undefined) return unreadable('unknown_event', `No rule for events of ${path.slice(0, 200)}`);
  return kind.read(found.body, path);
}

/** Reads one item of the client's `catchUp`: `call_log_record` or `message`. Pure; never throws. */
export function readItem(item: { eventType: string; body: unknown }): Reading {
  if (item.eventType === 'message') return readMessageBody(item.body, '');
  if (item.eventType !== 'call_log_record') {
    return unreadable('unknown_item', `No rule for items of type ${item.eventType.slice(0, 100)}`);
  }
  const parsed = logRecord.safeParse(item.body);
  return parsed.success ? readLogRecord(parsed.data) : malformed('call_log_record', parsed.error);
}

/** The id of a delivery, or null. Throws for a body that is no JSON. */
export function readEventId(rawBody: Buffer): string | null {
  const parsed = parseVendorJson(rawBody.toString('utf8'));
  return envelope.safeParse(parsed).data?.uuid ?? pushEnvelope.safeParse(parsed).data?.pn_apns.uuid ?? null;
}

const notJson = Symbol('not JSON');

function parseBody(rawBody: Buffer): unknown {
  try {
    return parseVendorJson(rawBody.toString('utf8'));
  } catch {
    return notJson;
  }
}

function readSession(body: unknown): Reading {
  const parsed = session.safeParse(body);
  if (!parsed.success) return malformed('telephony_session', parsed.error);
  const observations = observeSession(parsed.data);
  if (observations === undefined) return unreadable('no_time', 'The call event has no readable eventTime.');
  if (observations.length === 0) return ignore('telephony_session', 'The event names no party.');
  return { outcome: 'observed', eventType: 'telephony_session', observations };
}

function readMessageBody(body: unknown, eventPath: string): Reading {
  const parsed = message.safeParse(body);
  if (!parsed.success) return malformed('message', parsed.error);
  return readMessage(parsed.data, extensionInPath(eventPath));
}

function readMessageChange(body: unknown, eventPath: string): Reading {
  const extensionId = messageChange.safeParse(body).data?.extensionId ?? extensionInPath(eventPath);
  return hint('message_change', {
    kind: 'hint',
    what: 'messages',
    ...(extensionId === undefined ? {} : { providerUserId: extensionId }),
  });
}

function extensionInPath(path: string): string | undefined {
  return /\/extension\/(\d+)(\/|$)/.exec(path)?.[1];
}

function hint(eventType: string, observation: Observation): Reading {
  return { outcome: 'observed', eventType, observations: [observation] };
}

function ignore(eventType: string, reason: string): Reading {
  return { outcome: 'ignored', eventType, reason };
}

function unreadable(reason: string, detail: string): Reading {
  return { outcome: 'unreadable', reason, detail };
}

function malformed(what: string, error: z.ZodError): Reading {
  const issues = error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || what}: ${issue.message}`);
  return unreadable(`malformed_${what}`, issues.join('; '));
}
