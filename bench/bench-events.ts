/** Webhook bodies of the generic source, about 1.5 kB as a phone system sends them, signed. */
import { createHmac } from 'node:crypto';

export interface BenchEvent {
  id: string;
  body: string;
}

const padding = 'Main line, then reception queue, then the person asked for. '.repeat(11);

/** A whole inbound call, answered by `staffEmail`. `n` makes it unique. */
export function callEvent(
  n: number,
  options: { staffEmail: string; from: string; endedAt: Date },
): BenchEvent {
  const ended = options.endedAt.getTime();
  const at = (secondsBefore: number) => new Date(ended - secondsBefore * 1000).toISOString();
  const talkSeconds = 60 + (n % 600);
  const body = {
    id: `bench-${n}`,
    type: 'call.updated',
    occurredAt: at(0),
    call: {
      callId: `call-${n}`,
      status: 'ended',
      direction: 'inbound',
      from: { number: options.from, name: `Caller ${n % 1000}` },
      to: { number: '+442079460001' },
      staff: { email: options.staffEmail },
      startedAt: at(talkSeconds + 20),
      answeredAt: at(talkSeconds),
      endedAt: at(0),
      talkSeconds,
      note: padding,
      device: {
        model: 'Desk phone',
        firmware: '7.4.12',
        address: `10.0.0.${n % 250}`,
        codec: 'opus',
        jitterMs: n % 9,
      },
    },
  };
  return { id: body.id, body: JSON.stringify(body) };
}

/** The three headers of Standard Webhooks. */
export function signatureHeaders(event: BenchEvent, secret: string, now: Date): Record<string, string> {
  const timestamp = Math.floor(now.getTime() / 1000);
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key)
    .update(`${event.id}.${timestamp}.${event.body}`)
    .digest('base64');
  return {
    'webhook-id': event.id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}

/** The whole HTTP request as bytes, signed. */
export function signedRequest(event: BenchEvent, path: string, secret: string, now: Date): Buffer {
  const body = Buffer.from(event.body);
  const headers = Object.entries(signatureHeaders(event, secret, now)).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'content-type: application/json',
    `content-length: ${body.length}`,
    ...headers,
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(head.join('\r\n')), body]);
}
