import { createHmac, type KeyObject } from 'node:crypto';
import type { HookRequest } from '../ports.ts';

export interface TwilioExpectation {
  /** Base64 HMAC-SHA1 values, any of which proves the request. */
  signatures: string[];
  /** Lower or upper case hex SHA-256 that the raw body must have as well; only for bodies that are no form. */
  bodyHash?: string;
}

/**
 * What Twilio would have sent in `X-Twilio-Signature` for this request, by its security guide
 * (https://www.twilio.com/docs/usage/security): the URL, then each form parameter as name + value in the order of the
 * names. A body that is no form is bound by `bodySHA256` in the URL instead. Twilio itself is not consistent about the
 * port, so that the URL with and without the standard one are both good.
 */
export function twilioSignatures(token: string | KeyObject, request: HookRequest): TwilioExpectation {
  const bodyHash = bodyHashOf(request.url);
  const parameters = bodyHash === undefined ? formText(request.rawBody) : '';
  const signatures = spellings(request.url).map((url) =>
    createHmac('sha1', token).update(`${url}${parameters}`, 'utf8').digest('base64'),
  );
  return bodyHash === undefined ? { signatures } : { signatures, bodyHash };
}

function bodyHashOf(url: string): string | undefined {
  const query = url.split('#', 1)[0]?.split('?').slice(1).join('?') ?? '';
  return new URLSearchParams(query).get('bodySHA256') ?? undefined;
}

/** Names in ascending order; the values of a repeated name once each, sorted. */
function formText(rawBody: Buffer): string {
  const parameters = new URLSearchParams(rawBody.toString('utf8'));
  const names = [...new Set(parameters.keys())].sort();
  return names
    .flatMap((name) => [...new Set(parameters.getAll(name))].sort().map((value) => `${name}${value}`))
    .join('');
}

/** Text surgery and not `new URL()`, which would re-encode the query that was signed. */
function spellings(url: string): string[] {
  const bare = url.split('#', 1)[0] ?? url;
  const [, scheme, authority, rest] = /^(https?):\/\/([^/?]+)(.*)$/i.exec(bare) ?? [];
  if (scheme === undefined || authority === undefined || rest === undefined) return [bare];
  const standard = scheme.toLowerCase() === 'https' ? '443' : '80';
  const host = authority.replace(/:\d+$/, '');
  const port = /:(\d+)$/.exec(authority)?.[1] ?? standard;
  return [`${scheme}://${host}${rest}`, `${scheme}://${host}:${port}${rest}`];
}
