/** `POST /hooks/mail/{key}`: the firm's mail server hands a mail over. Verified over the raw bytes, stored, acknowledged. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRateLimit } from '../../platform/rate-limits.ts';
import { verify } from '../../vendors/kit/verify.ts';
import type { HookRequest } from '../../vendors/ports.ts';
import { keepMail, maxMailBytes } from './intake.ts';
import { findByHookKey, openSecret } from './settings-store.ts';

const toleranceSeconds = 5 * 60;

const answer = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { type: 'object' } } },
});
const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});

const description = {
  summary: 'A mail that came in for the firm, as the firm’s mail server got it',
  description:
    'The whole message (RFC 5322) as its bytes, with the Authentication-Results that the firm’s own mail server put on top. Signed by Standard Webhooks. Answered when it is stored; the same message again changes nothing.',
  tags: ['Webhooks'],
  security: [],
  parameters: [
    { name: 'key', in: 'path', required: true, schema: { type: 'string' } },
    header('webhook-id', 'Id of the delivery'),
    header('webhook-timestamp', 'Seconds since 1970'),
    header('webhook-signature', '`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`'),
  ],
  requestBody: {
    required: true,
    content: { 'message/rfc822': { schema: { type: 'string', format: 'binary' } } },
  },
  responses: {
    200: { description: 'Stored, or known already' },
    401: answer('The signature is missing, wrong or too old: nothing is stored'),
    404: answer('No firm has this key'),
    413: answer('More than 40 MB'),
    429: answer('Too many at once: hand it over again after the time in Retry-After'),
  },
};

export async function registerMailHook(app: FastifyInstance, platform: Platform): Promise<void> {
  const { pool } = platform.database;
  const limits = [
    createRateLimit(pool, { name: 'mail-in-1', tries: 50, seconds: 60 }),
    createRateLimit(pool, { name: 'mail-in-5', tries: 120, seconds: 300 }),
    createRateLimit(pool, { name: 'mail-in-60', tries: 600, seconds: 3600 }),
  ];
  await app.register(async (hooks) => {
    // The signature is over the bytes as sent, whatever they claim to be.
    hooks.addHook('onRequest', async (request) => {
      request.headers['content-type'] = 'application/octet-stream';
      // Before the body is read: 40 MB are taken from nobody who does not know the address.
      const { key } = z.object({ key: z.string() }).parse(request.params);
      if (!(await findByHookKey(platform.database, key))) throw problem('not_found');
    });
    hooks.removeAllContentTypeParsers();
    hooks.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxMailBytes }, (_request, body, done) =>
      done(null, body),
    );
    hooks.post<{ Params: { key: string } }>(
      '/hooks/mail/:key',
      { bodyLimit: maxMailBytes, config: { openapi: description } },
      async (request, reply) => {
        const row = await findByHookKey(platform.database, request.params.key);
        if (!row) throw problem('not_found');
        const hook = toHookRequest(request, platform.publicUrl.origin);
        const scheme = { scheme: 'standard_webhooks' as const, toleranceSeconds };
        const verdict = verify(scheme, openSecret(platform, row), hook, platform.clock.now());
        if (!verdict.ok) {
          request.log.warn({ firmId: row.firm_id, reason: verdict.reason }, 'incoming mail refused');
          throw problem('bad_signature');
        }
        for (const limit of limits) await limit.take(row.firm_id);
        await keepMail(platform, row, Buffer.from(hook.rawBody));
        return reply.code(200).type('application/json').send('{}');
      },
    );
  });
}

function toHookRequest(request: FastifyRequest, origin: string): HookRequest {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    headers,
    rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    url: `${origin}${request.url}`,
  };
}
