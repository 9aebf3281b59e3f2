import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { verify } from '../../vendors/kit/verify.ts';
import type { HookRequest, PhoneSystem } from '../../vendors/ports.ts';
import { eventKeyOf } from './event-key.ts';
import type { Intake } from './intake.ts';
import { findHookTarget, type HookTarget } from './store.ts';

const maxBodyBytes = 4 * 1024 * 1024;
/** Anything else was never given out, and need not be looked for. */
const keyShape = /^[\w-]{1,100}$/;
/** How long a source's secret may be remembered; a changed secret or a removed source counts within this time. */
const rememberMs = 2000;

/** `POST /hooks/{sourceKey}`: verify over the raw bytes, store, acknowledge; reading comes later. */
export async function registerHooks(
  app: FastifyInstance,
  options: { platform: Platform; intake: Intake; vendors: Readonly<Record<string, PhoneSystem>> },
): Promise<void> {
  const { platform, intake, vendors } = options;
  const findTarget = remembering(platform);

  await app.register(async (hooks) => {
    // The signature is over the bytes as sent, whatever they claim to be; a claim that is no content type at all would
    // be refused before anybody looked at the signature.
    const claimed = new WeakMap<FastifyRequest, string>();
    hooks.addHook('onRequest', async (request) => {
      claimed.set(request, request.headers['content-type'] ?? '');
      request.headers['content-type'] = 'application/octet-stream';
    });
    hooks.removeAllContentTypeParsers();
    hooks.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) =>
      done(null, body),
    );

    hooks.post<{ Params: { sourceKey: string } }>(
      '/hooks/:sourceKey',
      { bodyLimit: maxBodyBytes, helmet: false, schema: { hide: true } },
      async (request, reply) => {
        const { sourceKey } = request.params;
        const target = keyShape.test(sourceKey) ? await findTarget(sourceKey) : null;
        const vendor = target && vendors[target.kind];
        if (!target || !vendor?.abilities.webhook) throw problem('not_found');
        const hook = toHookRequest(request, platform.publicUrl);

        const handshake = vendor.handshake?.(hook);
        if (handshake) return reply.code(handshake.status).headers(handshake.headers).send(handshake.body);

        const verdict = verify(vendor.signature, target.secret, hook, platform.clock.now());
        if (!verdict.ok) {
          request.log.warn({ sourceId: target.sourceId, reason: verdict.reason }, 'webhook refused');
          throw problem('bad_signature');
        }
        await intake.store({
          firmId: target.firmId,
          id: newId(),
          sourceId: target.sourceId,
          eventKey: eventKeyOf(vendor, hook),
          origin: 'webhook',
          eventType: '',
          contentType: (claimed.get(request) ?? '').slice(0, 200),
          rawBody: hook.rawBody,
        });
        return acknowledge(reply, vendor);
      },
    );
  });
}

function acknowledge(reply: FastifyReply, vendor: PhoneSystem): FastifyReply {
  const { contentType, body } = vendor.acknowledgement ?? { contentType: 'application/json', body: '{}' };
  return reply.code(200).type(contentType).send(body);
}

function toHookRequest(request: FastifyRequest, publicUrl: URL): HookRequest {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    headers,
    rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    // Behind a proxy the Host header is anybody's; the vendor signed the public address that it was given.
    url: `${publicUrl.origin}${request.url}`,
  };
}

function remembering(platform: Platform): (hookKey: string) => Promise<HookTarget | null> {
  const known = new Map<string, { target: HookTarget; until: number }>();
  return async (hookKey) => {
    const now = performance.now();
    const remembered = known.get(hookKey);
    if (remembered && remembered.until > now) return remembered.target;
    const target = await findHookTarget(platform, hookKey);
    if (known.size > 10_000) known.clear();
    if (target) known.set(hookKey, { target, until: now + rememberMs });
    else known.delete(hookKey);
    return target;
  };
}
