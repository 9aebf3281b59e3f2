/** `POST /hooks/onboarding/{key}`: verify over the raw bytes, keep what it told, acknowledge. Looking comes later. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readFirmSecret } from '../../platform/firm-secret.ts';
import { problem } from '../../platform/http/problems.ts';
import { onboardingEventJsonSchema } from '../../vendors/infotrack/index.ts';
import { verify } from '../../vendors/kit/verify.ts';
import type { HookRequest } from '../../vendors/ports.ts';
import { eventKeyOf, keepReading } from './events-store.ts';
import { findSettings, hookPrefix, type OnboardingDeps, openHookSecret } from './settings-store.ts';

const maxBodyBytes = 1024 * 1024;

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
const { $schema: _, ...eventSchema } = onboardingEventJsonSchema;

const description = {
  summary: 'The webhook of the firm’s onboarding service',
  description:
    'Signed by Standard Webhooks. Answered when what it tells is stored; the same id again changes nothing, and what is older than what is known is ignored.',
  tags: ['Webhooks'],
  security: [],
  parameters: [
    { name: 'key', in: 'path', required: true, schema: { type: 'string' } },
    header('webhook-id', 'Id of the delivery'),
    header('webhook-timestamp', 'Seconds since 1970'),
    header('webhook-signature', '`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`'),
  ],
  requestBody: { required: true, content: { 'application/json': { schema: eventSchema } } },
  responses: {
    200: { description: 'Stored, or known already' },
    401: answer('The signature is missing, wrong or too old: nothing is stored'),
    404: answer('No firm has this key'),
    413: answer('More than 1 MB'),
  },
};

/** `onEvent`: something is to be looked at. */
export async function registerOnboardingHooks(
  app: FastifyInstance,
  deps: OnboardingDeps & { onEvent(): void },
): Promise<void> {
  const { platform, providers } = deps;
  await app.register(async (hooks) => {
    // The signature is over the bytes as sent, whatever they claim to be.
    hooks.addHook('onRequest', (request, _reply, done) => {
      request.headers['content-type'] = 'application/octet-stream';
      done();
    });
    hooks.removeAllContentTypeParsers();
    hooks.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) =>
      done(null, body),
    );
    hooks.post<{ Params: { key: string } }>(
      '/hooks/onboarding/:key',
      { bodyLimit: maxBodyBytes, config: { openapi: description } },
      async (request, reply) => {
        const { key } = request.params;
        const firmId = readFirmSecret(key, hookPrefix)?.firmId;
        const scope = firmId === undefined ? null : platform.database.firm(firmId);
        const row = firmId && scope ? await scope.read((tx) => findSettings(tx, firmId)) : null;
        const provider = row?.hook_key === key ? providers[row.provider] : undefined;
        if (!row || !scope || !provider) throw problem('not_found');
        const hook = toHookRequest(request, platform.publicUrl.origin);
        const now = platform.clock.now();
        const verdict = verify(provider.signature, openHookSecret(platform, row), hook, now);
        if (!verdict.ok) {
          request.log.warn({ firmId, reason: verdict.reason }, 'onboarding webhook refused');
          throw problem('bad_signature');
        }
        const reading = provider.readEvent(hook.rawBody);
        const eventKey = eventKeyOf(provider.eventId(hook), hook.rawBody);
        const isNew = await scope.write((tx) => keepReading(tx, row.firm_id, eventKey, reading, now));
        if (isNew) deps.onEvent();
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
    // Behind a proxy the Host header is anybody's.
    url: `${origin}${request.url}`,
  };
}
