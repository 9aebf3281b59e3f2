/** Twilio as a service that sends and receives texts. */
import type { HookRequest, MessageSender } from '../ports.ts';
import { problemOf, stateOf } from './text-problems.ts';
import { twilioTextsClient } from './texts-client.ts';
import { readForm } from './wire.ts';

const mostMedia = 20;

export const twilioTexts: MessageSender = {
  kind: 'twilio',
  label: 'Twilio',
  defaults: { apiUrl: 'https://api.twilio.com' },
  signature: { scheme: 'twilio', header: 'x-twilio-signature' },
  acknowledgement: {
    contentType: 'text/xml',
    body: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>',
  },
  readReceived(request) {
    const form = formOf(request);
    const [providerId, from, to] = [
      form.get('MessageSid') ?? form.get('SmsSid'),
      form.get('From'),
      form.get('To'),
    ];
    // A status callback tells a MessageStatus; Twilio's other channels name theirs before the number.
    if (!providerId || !from || !to || form.has('MessageStatus') || /^[a-z]+:/i.test(from)) return null;
    return {
      providerId,
      from,
      to,
      body: form.get('Body') ?? '',
      media: mediaOf(form),
      answered: form.has('OptOutType'),
      receivedAt: null,
    };
  },
  readStatus(request) {
    const form = formOf(request);
    const providerId = form.get('MessageSid') ?? form.get('SmsSid');
    const state = stateOf.get(form.get('MessageStatus') ?? form.get('SmsStatus') ?? '');
    if (!providerId || !state) return null;
    const code = form.get('ErrorCode') ?? null;
    return { providerId, state, problem: code === null ? null : problemOf(code), code };
  },
  client: twilioTextsClient,
};

function formOf(request: HookRequest): ReadonlyMap<string, string> {
  return readForm(request.rawBody.toString('utf8'));
}

function mediaOf(form: ReadonlyMap<string, string>): { url: string; contentType: string }[] {
  const count = Math.min(Number(form.get('NumMedia') ?? '0') || 0, mostMedia);
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const url = form.get(`MediaUrl${index}`);
    return url === undefined ? [] : [{ url, contentType: form.get(`MediaContentType${index}`) ?? '' }];
  });
}
