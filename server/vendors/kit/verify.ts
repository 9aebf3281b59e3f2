import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { HookRequest, PracticeSignature, SignatureScheme } from '../ports.ts';
import { parseVendorJson } from './json.ts';
import { twilioSignatures } from './twilio-signature.ts';

export type Verdict = { ok: true } | { ok: false; reason: string };

const genuine: Verdict = { ok: true };

/** Whether a request, as of now, is the vendor's own. */
export type Verifier = (request: HookRequest, now: Date) => Verdict;

/**
 * Decides whether a webhook request is the vendor's own, over the raw bytes. The only place where signatures are
 * checked; the schemes are data (`SignatureScheme`). Secrets are compared in constant time.
 *
 * `reason` is a short snake_case name for logs and screens: `no_secret`, `bad_secret`, `missing_signature`,
 * `wrong_signature`, `malformed`, `wrong_algorithm`, `wrong_body_hash`, `too_old`, `too_new`, `expired`.
 */
export function verify(
  scheme: SignatureScheme,
  secret: string | null,
  request: HookRequest,
  now: Date,
): Verdict {
  return createVerifier(scheme, secret)(request, now);
}

/** `verify` for many requests of one source: the key is made once, which takes four times as long as the HMAC itself. */
export function createVerifier(scheme: SignatureScheme, secret: string | null): Verifier {
  if (secret === null || secret.trim() === '') return () => refuse('no_secret');
  switch (scheme.scheme) {
    case 'header_token':
      return (request) => verifyHeaderToken(scheme.headers, secret, request);
    case 'jwt_body': {
      const key = createSecretKey(secret, 'utf8');
      return (request, now) => verifyJwtBody(key, request, now);
    }
    case 'twilio': {
      const key = createSecretKey(secret, 'utf8');
      return (request) => verifyTwilio(scheme.header, key, request);
    }
    case 'standard_webhooks': {
      const key = standardKey(secret);
      if (key === null) return () => refuse('bad_secret');
      return (request, now) => verifyStandardWebhook(scheme.toleranceSeconds, key, request, now);
    }
  }
}

/**
 * The same for a practice system. There may be several secrets, one a subscription; the right one is among them.
 * `clientId` is the connection's, which some vendors sign along.
 */
export function createPracticeVerifier(
  signature: PracticeSignature,
  secrets: readonly string[],
  clientId: string,
): Verifier {
  const usable = secrets.filter((secret) => secret.trim() !== '');
  if (usable.length === 0) return () => refuse('no_secret');
  if (signature.scheme === 'body_token')
    return (request) => verifyBodyToken(signature.field, usable, request);
  const keys = usable.map((secret) => createSecretKey(secret, 'utf8'));
  return (request, now) => verifyHmac(signature, keys, request, { clientId, now });
}

type HmacSignature = Extract<PracticeSignature, { scheme: 'hmac_sha256' }>;

function verifyHmac(
  signature: HmacSignature,
  keys: readonly KeyObject[],
  request: HookRequest,
  { clientId, now }: { clientId: string; now: Date },
): Verdict {
  const given = request.headers[signature.header.toLowerCase()];
  const message = signature.message(request, clientId);
  if (given === undefined || given === '' || message === null) return refuse('missing_signature');
  const expected = keys.map(
    (key) => `${signature.prefix}${createHmac('sha256', key).update(message).digest('hex')}`,
  );
  // Every key is tried, so that the time does not tell which one came close.
  const matches = expected.map((one) => sameSignature(given, one));
  if (!matches.includes(true)) return refuse('wrong_signature');
  if (!signature.sentAt || signature.toleranceSeconds === undefined) return genuine;
  const sentAt = signature.sentAt(request);
  if (sentAt === null) return refuse('malformed');
  const ageSeconds = (now.getTime() - sentAt.getTime()) / 1000;
  if (ageSeconds > signature.toleranceSeconds) return refuse('too_old');
  return ageSeconds < -signature.toleranceSeconds ? refuse('too_new') : genuine;
}

const anyObject = z.record(z.string(), z.unknown());

function verifyBodyToken(field: string, secrets: readonly string[], request: HookRequest): Verdict {
  const body = anyObject.safeParse(decodeJson(request.rawBody));
  if (!body.success) return refuse('malformed');
  const given = body.data[field];
  if (typeof given !== 'string' || given === '') return refuse('missing_signature');
  const matches = secrets.map((secret) => sameSecret(given, secret));
  return matches.includes(true) ? genuine : refuse('wrong_signature');
}

function decodeJson(body: Buffer): unknown {
  try {
    return parseVendorJson(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function refuse(reason: string): Verdict {
  return { ok: false, reason };
}

/** For secrets: hashing first makes the lengths equal, so that neither content nor length shows in the time taken. */
function sameSecret(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

/** For signatures, whose length everybody knows: constant time over their content. */
function sameSignature(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function verifyHeaderToken(headers: readonly string[], secret: string, request: HookRequest): Verdict {
  const given = headers.flatMap((name) => request.headers[name.toLowerCase()] ?? []);
  if (given.length === 0) return refuse('missing_signature');
  return given.some((token) => sameSecret(token, secret)) ? genuine : refuse('wrong_signature');
}

const jwtHeader = z.object({ alg: z.string(), crit: z.undefined().optional() });
const jwtLifetime = z.object({ exp: z.number().optional() });
const clockSkewSeconds = 60;

function verifyJwtBody(key: KeyObject, request: HookRequest, now: Date): Verdict {
  const parts = /^([\w-]+)\.([\w-]*)\.([\w-]*)$/.exec(request.rawBody.toString('utf8'));
  const [, header, payload, signature] = parts ?? [];
  if (header === undefined || payload === undefined || signature === undefined) return refuse('malformed');
  const described = jwtHeader.safeParse(decodeJsonPart(header));
  if (!described.success) return refuse('malformed');
  if (described.data.alg !== 'HS256') return refuse('wrong_algorithm');
  const expected = createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url');
  // The text is compared, not the decoded bytes: base64url has several spellings of the same bytes, and a body that
  // was altered in spelling only would pass as a new event.
  if (!sameSignature(signature, expected)) return refuse('wrong_signature');
  // Rightly signed but odd content is theirs all the same: it is kept, and found unreadable by name later.
  const expiresAt = jwtLifetime.safeParse(decodeJsonPart(payload)).data?.exp;
  if (expiresAt !== undefined && now.getTime() / 1000 > expiresAt + clockSkewSeconds)
    return refuse('expired');
  return genuine;
}

function decodeJsonPart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function verifyTwilio(header: string, key: KeyObject, request: HookRequest): Verdict {
  const signature = request.headers[header.toLowerCase()];
  if (signature === undefined || signature === '') return refuse('missing_signature');
  const wanted = twilioSignatures(key, request);
  if (wanted.bodyHash !== undefined) {
    const actual = createHash('sha256').update(request.rawBody).digest('hex');
    if (!sameSignature(wanted.bodyHash.toLowerCase(), actual)) return refuse('wrong_body_hash');
  }
  // Every candidate is compared, so that the time does not tell which one came close.
  const matches = wanted.signatures.map((candidate) => sameSignature(candidate, signature));
  return matches.includes(true) ? genuine : refuse('wrong_signature');
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function verifyStandardWebhook(
  toleranceSeconds: number,
  key: KeyObject,
  request: HookRequest,
  now: Date,
): Verdict {
  const id = request.headers['webhook-id'];
  const timestamp = request.headers['webhook-timestamp'];
  const signatures = request.headers['webhook-signature'];
  if (!id || !timestamp || !signatures) return refuse('missing_signature');
  if (!/^\d{1,12}$/.test(timestamp)) return refuse('malformed');
  const ageSeconds = Math.floor(now.getTime() / 1000) - Number(timestamp);
  if (ageSeconds > toleranceSeconds) return refuse('too_old');
  if (ageSeconds < -toleranceSeconds) return refuse('too_new');
  const expected = createHmac('sha256', key)
    .update(`${id}.${timestamp}.`)
    .update(request.rawBody)
    .digest('base64');
  const matches = signatures.split(' ').map((given) => sameSignature(given, `v1,${expected}`));
  return matches.includes(true) ? genuine : refuse('wrong_signature');
}

function standardKey(secret: string): KeyObject | null {
  const text = secret.trim().replace(/^whsec_/, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const key = Buffer.from(text, 'base64');
  return key.length === 0 ? null : createSecretKey(key);
}
