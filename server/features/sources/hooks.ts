import { randomUUIDv7 } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { createVerifier, type Verifier } from '../../vendors/kit/verify.ts';
import type { HookRequest, PhoneSystem } from '../../vendors/ports.ts';
import { eventKeyOf } from './event-key.ts';
import { hookDescription } from './hook-description.ts';
import type { Intake } from './intake.ts';
import { findHookTarget, type HookTarget } from './store.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The content type of a webhook as its sender wrote it. */
    claimedType: string;
  }
}

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
  const findSource = remembering(platform, vendors);
  const { origin } = platform.publicUrl;

  await app.register(async (hooks) => {
    // One id for the request in the log and for the event that it becomes. Node takes it from random bytes in store; newId
    // fetches some each time, to keep the order within a millisecond, which events do not need.
    hooks.setGenReqId(() => randomUUIDv7());
    // The signature is over the bytes as sent, whatever they claim to be; a claim that is no content type at all would
    // be refused before anybody looked at the signature.
    hooks.decorateRequest('claimedType', '');
    hooks.addHook('onRequest', (request, _reply, done) => {
      request.claimedType = request.headers['content-type'] ?? '';
      request.headers['content-type'] = 'application/octet-stream';
      done();
    });
    hooks.removeAllContentTypeParsers();
    hooks.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) =>
      done(null, body),
    );

    hooks.post<{ Params: { sourceKey: string } }>(
      '/hooks/:sourceKey',
      { bodyLimit: maxBodyBytes, config: { openapi: hookDescription } },
      async (request, reply) => {
        const { sourceKey } = request.params;
        const source = keyShape.test(sourceKey) ? await findSource(sourceKey) : null;
        if (!source) throw problem('not_found');
        const { target, vendor } = source;
        const hook = toHookRequest(request, origin);

        const handshake = vendor.handshake?.(hook);
        if (handshake) return reply.code(handshake.status).headers(handshake.headers).send(handshake.body);

        const verdict = source.verify(hook, platform.clock.now());
        if (!verdict.ok) {
          request.log.warn({ sourceId: target.sourceId, reason: verdict.reason }, 'webhook refused');
          throw problem('bad_signature');
        }
        await intake.store({
          firmId: target.firmId,
          id: request.id,
          sourceId: target.sourceId,
          eventKey: eventKeyOf(vendor, hook),
          origin: 'webhook',
          eventType: '',
          contentType: request.claimedType.slice(0, 200),
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

function toHookRequest(request: FastifyRequest, origin: string): HookRequest {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    headers,
    rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    // Behind a proxy the Host header is anybody's; the vendor signed the public address that it was given.
    url: `${origin}${request.url}`,
  };
}

interface Source {
  target: HookTarget;
  vendor: PhoneSystem;
  verify: Verifier;
}

function remembering(
  platform: Platform,
  vendors: Readonly<Record<string, PhoneSystem>>,
): (hookKey: string) => Promise<Source | null> {
  const known = new Map<string, { source: Source; until: number }>();
  return async (hookKey) => {
    const now = performance.now();
    const remembered = known.get(hookKey);
    if (remembered && remembered.until > now) return remembered.source;
    const target = await findHookTarget(platform, hookKey);
    const vendor = target && vendors[target.kind];
    if (known.size > 10_000) known.clear();
    if (!target || !vendor?.abilities.webhook) {
      known.delete(hookKey);
      return null;
    }
    const source = { target, vendor, verify: createVerifier(vendor.signature, target.secret) };
    known.set(hookKey, { source, until: now + rememberMs });
    return source;
  };
}
