/** Events of phone systems as their vendors send them, with invented people and reserved numbers. */
import { createHmac, randomUUID } from 'node:crypto';
import { twilioSignatures } from '../vendors/kit/twilio-signature.ts';

/** A request to a source's webhook address. */
export interface HookDelivery {
  headers: Record<string, string>;
  payload: Buffer;
}

export interface SigningKey {
  kind: string;
  secret: string;
  hookUrl: string;
}

/** Signs any bytes as the vendor of that kind does; what they say is not looked at. */
export function signDelivery(
  key: SigningKey,
  body: Buffer,
  options: { now: Date; id?: string | undefined; contentType?: string | undefined },
): HookDelivery {
  const contentType =
    options.contentType ?? (key.kind === 'twilio' ? 'application/x-www-form-urlencoded' : 'application/json');
  const headers = { 'content-type': contentType };
  switch (key.kind) {
    case 'generic': {
      const id = options.id ?? `evt_${randomUUID()}`;
      const timestamp = String(Math.floor(options.now.getTime() / 1000));
      const secret = Buffer.from(key.secret.replace(/^whsec_/, ''), 'base64');
      const signature = createHmac('sha256', secret)
        .update(`${id}.${timestamp}.`)
        .update(body)
        .digest('base64');
      return {
        headers: {
          ...headers,
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': `v1,${signature}`,
        },
        payload: body,
      };
    }
    case 'ringcentral':
      return { headers: { ...headers, 'verification-token': key.secret }, payload: body };
    case 'dialpad':
      return { headers: { ...headers, 'content-type': 'application/jwt' }, payload: jwtOf(key.secret, body) };
    case 'twilio': {
      const [signature = ''] = twilioSignatures(key.secret, {
        headers: {},
        rawBody: body,
        url: key.hookUrl,
      }).signatures;
      const token = options.id === undefined ? {} : { 'i-twilio-idempotency-token': options.id };
      return { headers: { ...headers, ...token, 'x-twilio-signature': signature }, payload: body };
    }
    default:
      throw new Error(`nobody signs as ${key.kind}`);
  }
}

/** The whole body is a compact JWT of the payload. */
function jwtOf(secret: string, payload: Buffer): Buffer {
  const head = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');
  const text = `${head}.${payload.toString('base64url')}`;
  return Buffer.from(`${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`);
}

export const clientNumber = '+442079460101';
export const otherNumber = '+442079460102';
export const mainLine = '+442079460000';
export const adaNumber = '+442079460010';
export const benNumber = '+442079460011';

interface GenericCallInput {
  callId?: string;
  direction?: 'inbound' | 'outbound';
  far?: string | { number?: string; name?: string; withheld?: boolean };
  staff?: Record<string, unknown> | null;
  status?: string;
  startedAt?: Date;
  ringSeconds?: number;
  talkSeconds?: number;
  more?: Record<string, unknown>;
}

const someMoment = new Date('2026-03-02T10:00:00.000Z');

/** A whole call, told at its end: Ada (extension 101) talked with the client for 4 minutes unless said otherwise. */
export function genericCall(input: GenericCallInput = {}) {
  const callId = input.callId ?? randomUUID();
  const { startedAt = someMoment, ringSeconds = 5, talkSeconds = 240 } = input;
  const far = input.far ?? clientNumber;
  const answered = input.status === undefined || input.status === 'ended';
  const answeredAt = new Date(startedAt.getTime() + ringSeconds * 1000);
  const endedAt = new Date(answeredAt.getTime() + (answered ? talkSeconds : 0) * 1000);
  const inbound = input.direction !== 'outbound';
  return {
    id: `evt_${callId}`,
    type: 'call.updated',
    occurredAt: endedAt.toISOString(),
    call: {
      callId,
      status: input.status ?? 'ended',
      direction: input.direction ?? 'inbound',
      from: inbound ? far : mainLine,
      to: inbound ? mainLine : far,
      ...(input.staff === null ? {} : { staff: input.staff ?? { extension: '101' } }),
      startedAt: startedAt.toISOString(),
      ...(answered ? { answeredAt: answeredAt.toISOString(), talkSeconds } : {}),
      endedAt: endedAt.toISOString(),
      ...input.more,
    },
  };
}

/** A text from the client, to Ada unless said otherwise. */
export function genericText(more: Record<string, unknown> = {}, at = someMoment) {
  const messageId = randomUUID();
  return {
    id: `evt_${messageId}`,
    type: 'message.received',
    occurredAt: at.toISOString(),
    message: {
      messageId,
      from: clientNumber,
      to: mainLine,
      staff: { extension: '101' },
      body: 'When do we complete?',
      ...more,
    },
  };
}

/** A fax of two pages from the client. */
export function genericFax(more: Record<string, unknown> = {}, at = someMoment) {
  const faxId = randomUUID();
  return {
    id: `evt_${faxId}`,
    type: 'fax.received',
    occurredAt: at.toISOString(),
    fax: { faxId, from: clientNumber, to: mainLine, staff: { extension: '101' }, pages: 2, ...more },
  };
}
