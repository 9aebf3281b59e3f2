/**
 * What the provider calls: `POST /hooks/texts/{key}` with a text that came in, `POST /hooks/texts/{key}/{textId}` with what
 * became of one of ours. Verified over the raw bytes, stored, acknowledged.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from '../../platform/db/database.ts';
import { readFirmSecret } from '../../platform/firm-secret.ts';
import { problem } from '../../platform/http/problems.ts';
import { verify } from '../../vendors/kit/verify.ts';
import type { HookRequest, MessageSender, SentText } from '../../vendors/ports.ts';
import { lockText, noteSent, tellText } from './claim.ts';
import { storeReceived } from './inbound-store.ts';
import { heedProblem } from './send.ts';
import { findSettings, hookPrefix, openToken, type SettingsRow, type TextsDeps } from './settings-store.ts';
import { takeIn } from './take-in.ts';

const maxBodyBytes = 256 * 1024;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const refusal = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { type: 'object' } } },
});

const described = (summary: string, path: readonly string[]) => ({
  summary,
  description:
    'A form, signed by the provider with the account’s token. Answered when it is stored; the same text again changes nothing.',
  tags: ['Webhooks'],
  security: [],
  parameters: [
    ...path.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    {
      name: 'x-twilio-signature',
      in: 'header',
      required: true,
      description: 'Base64 HMAC-SHA1 over the address and the sorted parameters',
      schema: { type: 'string' },
    },
  ],
  requestBody: {
    required: true,
    content: { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } },
  },
  responses: {
    200: { description: 'Stored, or known already' },
    403: refusal('The signature is missing or wrong: nothing is stored'),
    404: refusal('No firm has this key'),
    413: refusal('More than 256 kB'),
  },
});

/** `onWork`: something is to be done. */
export async function registerTextHooks(
  app: FastifyInstance,
  deps: TextsDeps & { onWork(): void },
): Promise<void> {
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
      '/hooks/texts/:key',
      { bodyLimit: maxBodyBytes, config: { openapi: described('A text that came in', ['key']) } },
      async (request, reply) => {
        const call = await openCall(deps, request);
        const text = call.sender.readReceived(call.hook);
        if (text !== null) {
          const now = deps.platform.clock.now();
          const id = await call.scope.write((tx) => storeReceived(tx, call.settings, text, now));
          if (id !== null) await takeInNow(deps, call.settings.firm_id, id, request);
          deps.onWork();
        }
        return acknowledge(reply, call.sender);
      },
    );
    hooks.post<{ Params: { key: string; textId: string } }>(
      '/hooks/texts/:key/:textId',
      { bodyLimit: maxBodyBytes, config: { openapi: described('What became of a text', ['key', 'textId']) } },
      async (request, reply) => {
        const call = await openCall(deps, request);
        const report = call.sender.readStatus(call.hook);
        const { textId } = request.params;
        if (report !== null && uuid.test(textId)) await noteReport(deps, call, textId, report);
        return acknowledge(reply, call.sender);
      },
    );
  });
}

interface OpenCall {
  settings: SettingsRow;
  scope: Scope;
  sender: MessageSender;
  hook: HookRequest;
}

/** Throws not_found for a key that nobody has, and refused_signature. */
async function openCall(
  { platform, senders }: TextsDeps,
  request: FastifyRequest<{ Params: { key: string } }>,
): Promise<OpenCall> {
  const { key } = request.params;
  const firmId = readFirmSecret(key, hookPrefix)?.firmId;
  const scope = firmId === undefined ? null : platform.database.firm(firmId);
  const settings = firmId && scope ? await scope.read((tx) => findSettings(tx, firmId)) : null;
  const sender = settings?.hook_key === key ? senders[settings.provider] : undefined;
  if (!settings || !scope || !sender) throw problem('not_found');
  const hook = toHookRequest(request, platform.publicUrl.origin);
  const verdict = verify(sender.signature, openToken(platform, settings), hook, platform.clock.now());
  if (verdict.ok) return { settings, scope, sender, hook };
  request.log.warn({ firmId, reason: verdict.reason }, 'webhook of texts refused');
  throw problem('refused_signature');
}

/** It is stored: should this fail, a worker tries again. */
async function takeInNow(
  deps: TextsDeps,
  firmId: string,
  id: string,
  request: FastifyRequest,
): Promise<void> {
  try {
    await deps.platform.database.firm(firmId).write((tx) => takeIn(tx, deps, firmId, id));
  } catch (error) {
    request.log.error({ err: error, firmId }, 'a text is stored and will be looked at again');
  }
}

async function noteReport(deps: TextsDeps, call: OpenCall, textId: string, report: SentText): Promise<void> {
  const now = deps.platform.clock.now();
  const firmId = call.settings.firm_id;
  await call.scope.write(async (tx) => {
    // Settings, text, number, the firm's counter: everybody takes them in this order, so that no two wait for each other.
    await tx.updateTable('text_settings').set({ last_hook_at: now }).where('firm_id', '=', firmId).execute();
    const row = await lockText(tx, firmId, textId);
    if (row === null || !(await noteSent(tx, row, report, now))) return;
    if (report.problem !== null) await heedProblem(tx, row, report.problem, report.code, now);
    await tellText(tx, row);
  });
}

function acknowledge(reply: FastifyReply, { acknowledgement }: MessageSender): FastifyReply {
  return reply.code(200).type(acknowledgement.contentType).send(acknowledgement.body);
}

function toHookRequest(request: FastifyRequest, origin: string): HookRequest {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return {
    headers,
    rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    // Behind a proxy the Host header is anybody's.
    url: `${origin}${request.url}`,
  };
}
