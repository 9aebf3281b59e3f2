import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRateLimit, type RateLimit } from '../../platform/rate-limits.ts';
import { addressHeader, type SignIn } from './sign-in.ts';

type Access = { method: 'GET' | 'POST'; limit?: 'guess' | 'mail' };

/**
 * What of better-auth is open, under /api/auth: the rest of its endpoints (sign-up, changes of the login's address, its
 * own lists of sessions) answers not_found. `guess`: somebody could try passwords or codes; `mail`: it sends one.
 */
const open: Readonly<Record<string, Access>> = {
  '/get-session': { method: 'GET' },
  '/sign-in/email': { method: 'POST', limit: 'guess' },
  '/sign-in/email-otp': { method: 'POST', limit: 'guess' },
  '/email-otp/send-verification-otp': { method: 'POST', limit: 'mail' },
  '/request-password-reset': { method: 'POST', limit: 'mail' },
  '/reset-password': { method: 'POST', limit: 'guess' },
  '/change-password': { method: 'POST', limit: 'guess' },
  '/sign-out': { method: 'POST' },
  '/two-factor/enable': { method: 'POST', limit: 'guess' },
  '/two-factor/disable': { method: 'POST', limit: 'guess' },
  '/two-factor/get-totp-uri': { method: 'POST', limit: 'guess' },
  '/two-factor/verify-totp': { method: 'POST', limit: 'guess' },
  '/two-factor/verify-backup-code': { method: 'POST', limit: 'guess' },
  '/two-factor/generate-backup-codes': { method: 'POST', limit: 'guess' },
  '/passkey/generate-register-options': { method: 'GET' },
  '/passkey/verify-registration': { method: 'POST' },
  '/passkey/generate-authenticate-options': { method: 'GET' },
  '/passkey/verify-authentication': { method: 'POST', limit: 'guess' },
  '/passkey/list-user-passkeys': { method: 'GET' },
  '/passkey/update-passkey': { method: 'POST' },
  '/passkey/delete-passkey': { method: 'POST' },
};

/** How often one address or one account may try; generous to an office behind one address. */
export function createSignInLimits({ database: { pool } }: Platform) {
  return {
    guess: {
      address: createRateLimit(pool, { name: 'sign-in-address', tries: 60, seconds: 300 }),
      account: createRateLimit(pool, { name: 'sign-in-account', tries: 10, seconds: 900 }),
    },
    mail: {
      address: createRateLimit(pool, { name: 'mail-address', tries: 30, seconds: 900 }),
      account: createRateLimit(pool, { name: 'mail-account', tries: 5, seconds: 900 }),
    },
  } satisfies Record<string, Record<'address' | 'account', RateLimit>>;
}

export type SignInLimits = ReturnType<typeof createSignInLimits>;

const named = z.object({ email: z.string().max(254) });

/** Mounts better-auth on the HTTP server. */
export function mountSignIn(
  app: FastifyInstance,
  platform: Platform,
  signIn: SignIn,
  limits: SignInLimits,
): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    schema: { hide: true },
    bodyLimit: 64 * 1024,
    handler: async (request, reply) => {
      const url = new URL(request.url, platform.publicUrl.origin);
      const access = open[url.pathname.slice('/api/auth'.length)];
      if (access?.method !== request.method) throw problem('not_found');
      if (url.pathname.endsWith('/passkey/verify-authentication')) checkUserVerified(request.body);
      const forget = await countTry(request, access, limits);
      const answer = await signIn.answer(toWebRequest(request, url));
      if (answer.ok) await forget();
      return await passOn(answer, reply);
    },
  });
}

/** Counts by the account that is named, whether it exists or not; returns what forgets the count after a success. */
async function countTry(
  request: FastifyRequest,
  { limit }: Access,
  limits: SignInLimits,
): Promise<() => Promise<void>> {
  if (!limit) return async () => undefined;
  await limits[limit].address.take(request.ip);
  const body = named.safeParse(request.body);
  if (!body.success) return async () => undefined;
  const account = body.data.email.trim().toLowerCase();
  await limits[limit].account.take(account);
  return async () => {
    if (limit === 'guess') await limits.guess.account.forget(account);
  };
}

const assertion = z.object({ response: z.object({ response: z.object({ authenticatorData: z.string() }) }) });
/** Position of the flags in authenticator data, and "user verified" in it: https://www.w3.org/TR/webauthn-3/#authdata-flags */
const flagsAt = 32;
const userVerified = 0x04;

/** A passkey stands for two factors only if the device asked for a PIN or a finger, which the plug-in does not insist on. */
function checkUserVerified(body: unknown): void {
  const seen = assertion.safeParse(body);
  if (!seen.success) throw problem('invalid_input', 'This is no answer of a passkey.');
  const flags = Buffer.from(seen.data.response.response.authenticatorData, 'base64url').at(flagsAt) ?? 0;
  if ((flags & userVerified) === 0)
    throw problem('forbidden', 'Unlock the passkey with its PIN, face or fingerprint.');
}

function toWebRequest(request: FastifyRequest, url: URL): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (name === 'content-length' || name === 'transfer-encoding' || name === 'connection') continue;
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  headers.set(addressHeader, request.ip);
  // Every browser says with a POST where it comes from, in one of these; a program that says nothing is no foreign page.
  if (!['origin', 'referer', 'sec-fetch-site'].some((name) => headers.has(name)))
    headers.set('origin', url.origin);
  const init: RequestInit = { method: request.method, headers };
  if (request.method !== 'GET') {
    init.body = JSON.stringify(request.body ?? {});
    headers.set('content-type', 'application/json');
  }
  return new Request(url, init);
}

async function passOn(answer: Response, reply: FastifyReply): Promise<FastifyReply> {
  reply.code(answer.status).header('cache-control', 'no-store');
  for (const [name, value] of answer.headers) {
    if (name !== 'content-length' && name !== 'set-cookie') reply.header(name, value);
  }
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) reply.header('set-cookie', cookies);
  const text = await answer.text();
  return reply.send(text === '' ? undefined : withoutSessionToken(text));
}

/** better-auth repeats the session's token in its answers; it stays in the cookie, which no script can read. */
function withoutSessionToken(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text, (key, value) => (key === 'token' ? undefined : value)));
  } catch {
    return text;
  }
}
