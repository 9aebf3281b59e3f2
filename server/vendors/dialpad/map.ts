import { z } from 'zod';
import { parseVendorJson } from '../kit/json.ts';
import type { Reading } from '../ports.ts';
import { readCall } from './map-call.ts';
import { readFax, readMessage, readTranscript } from './map-message.ts';
import { dialpadCall, dialpadFax, dialpadMessage, dialpadTranscript } from './wire.ts';

/**
 * Reads a webhook body: one compact JWT whose payload is the event itself (with a secret), or plain JSON (without).
 * The signature was verified before the event was stored.
 */
export function readEvent(event: { contentType: string; rawBody: Buffer }): Reading {
  const body = event.rawBody.toString('utf8').trim();
  if (body === '') return unreadable('empty_body', 'The request had no body.');
  const text = body.startsWith('{') ? body : jwtPayload(body);
  if (text === undefined) return unreadable('not_json', 'The body is neither a JWT nor a JSON object.');
  try {
    return readAny(parseVendorJson(text), false);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return unreadable('not_json', error.message);
  }
}

/** Reads one item of the client's `catchUp`. */
export function readItem(item: { eventType: string; body: unknown }): Reading {
  return readAny(item.body, true);
}

function jwtPayload(body: string): string | undefined {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(body)?.[1];
  return payload === undefined ? undefined : Buffer.from(payload, 'base64url').toString('utf8');
}

/** Dialpad names its events nowhere: the fields tell what one is. The first row that fits wins. */
const shapes: readonly { has: readonly string[]; read(value: unknown, fromCallLog: boolean): Reading }[] = [
  { has: ['fax_status'], read: (value) => parsed(dialpadFax, value, readFax) },
  { has: ['fax_url'], read: (value) => parsed(dialpadFax, value, readFax) },
  { has: ['fax_transaction'], read: (value) => parsed(dialpadFax, value, readFax) },
  { has: ['call_id', 'lines'], read: (value) => parsed(dialpadTranscript, value, readTranscript) },
  {
    has: ['call_id'],
    read: (value, fromCallLog) => parsed(dialpadCall, value, (call) => readCall(call, fromCallLog)),
  },
  { has: ['from_number', 'id'], read: (value) => parsed(dialpadMessage, value, readMessage) },
  { has: ['on_duty_status'], read: () => ignored('agent_status', 'status_of_an_agent') },
  { has: ['duty_status_reason'], read: () => ignored('agent_status', 'status_of_an_agent') },
];

const anyObject = z.record(z.string(), z.unknown());

function readAny(value: unknown, fromCallLog: boolean): Reading {
  const object = anyObject.safeParse(value);
  if (!object.success) return unreadable('not_an_object', 'The event is no JSON object.');
  const shape = shapes.find(({ has }) => has.every((key) => Object.hasOwn(object.data, key)));
  if (shape === undefined) {
    const keys = Object.keys(object.data).slice(0, 12).join(', ').slice(0, 200);
    return unreadable('unknown_event', `Neither a call, a text nor a fax; its fields: ${keys || 'none'}.`);
  }
  return shape.read(object.data, fromCallLog);
}

function parsed<Wire extends z.ZodType>(
  schema: Wire,
  value: unknown,
  read: (wire: z.infer<Wire>) => Reading,
): Reading {
  const result = schema.safeParse(value);
  if (result.success) return read(result.data);
  const issue = result.error.issues[0];
  return unreadable(
    'unexpected_shape',
    `${issue?.path.join('.') || 'event'}: ${issue?.message ?? 'unreadable'}`,
  );
}

function ignored(eventType: string, reason: string): Reading {
  return { outcome: 'ignored', eventType, reason };
}

function unreadable(reason: string, detail: string): Reading {
  return { outcome: 'unreadable', reason, detail };
}
