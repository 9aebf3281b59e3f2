import { createHmac } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/** A form's parameters, as Twilio posts them. */
export type Form = Record<string, string>;

export interface TwilioIds {
  account: string;
  /** A new id such as `CA00…31`. */
  next(prefix: 'CA' | 'SM' | 'MM' | 'ME' | 'RE'): string;
}

export function createTwilioIds(account: string): TwilioIds {
  let last = 0;
  return {
    account,
    next(prefix) {
      last += 1;
      return `${prefix}${last.toString(16).padStart(32, '0')}`;
    },
  };
}

/** `Mon, 02 Mar 2026 01:04:09 +0000`: whole seconds. */
export function rfc2822(milliseconds: number): string {
  return new Date(milliseconds).toUTCString().replace('GMT', '+0000');
}

/** `X-Twilio-Signature`: HMAC-SHA1 over the address and each parameter's name and value in the order of the names. */
export function signForm(authToken: string, url: string, form: Form): string {
  const text = Object.keys(form)
    .sort()
    .reduce((signed, name) => `${signed}${name}${form[name] ?? ''}`, url);
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
}

/** Errors by number: https://www.twilio.com/docs/iam/test-credentials */
export const magicFrom: Readonly<Record<string, number>> = {
  '+15005550001': 21212,
  '+15005550007': 21606,
  '+15005550008': 21611,
};
export const magicTo: Readonly<Record<string, number>> = {
  '+15005550001': 21211,
  '+15005550002': 21612,
  '+15005550003': 21408,
  '+15005550004': 21610,
  '+15005550009': 21614,
};

export function refuse(reply: FastifyReply, status: number, code: number, message: string): FastifyReply {
  return reply
    .status(status)
    .send({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}
