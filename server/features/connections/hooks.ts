/** `POST /hooks/{connectionKey}/events`: verify over the raw bytes, keep the hint, acknowledge. Looking comes later. */
import { randomUUIDv7 } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { createPracticeVerifier, type Verdict } from '../../vendors/kit/verify.ts';
import type { HookRequest, PracticeEvent, PracticeSystem } from '../../vendors/ports.ts';
import type { ConnectionDeps } from './connect.ts';
import { openHookSecret, openSubscription, sealSubscription } from './credentials.ts';
import { type ConnectionRow, findConnection, lockConnection } from './session.ts';

const maxBodyBytes = 1024 * 1024;
/** Anything else was never given out, and need not be looked for. */
const keyShape = /^[\w-]{1,100}$/;
/** Handshakes of subscriptions that the vendor has not named yet. */
const mostNoted = 10;
const mostHints = 1000;
const noteHookEveryMs = 60_000;

/** `onHints`: something is to be looked at. */
export async function registerConnectionHooks(
  app: FastifyInstance,
  deps: ConnectionDeps & { onHints(): void },
): Promise<void> {
  const { platform, vendors } = deps;
  await app.register(async (hooks) => {
    hooks.setGenReqId(() => randomUUIDv7());
    // The signature is over the bytes as sent, whatever they claim to be.
    hooks.addHook('onRequest', (request, _reply, done) => {
      request.headers['content-type'] = 'application/octet-stream';
      done();
    });
    hooks.removeAllContentTypeParsers();
    hooks.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) =>
      done(null, body),
    );
    hooks.post<{ Params: { connectionKey: string } }>(
      '/hooks/:connectionKey/events',
      { bodyLimit: maxBodyBytes },
      async (request, reply) => {
        const { connectionKey } = request.params;
        const row = keyShape.test(connectionKey) ? await findByKey(platform, connectionKey) : null;
        const vendor = row && vendors[row.vendor];
        if (!vendor) throw problem('not_found');
        const hook = toHookRequest(request, platform.publicUrl.origin);

        const greeting = vendor.handshake?.(hook);
        if (greeting) {
          if (greeting.secret) await noteSecret(platform, row, greeting.secret);
          return reply.code(greeting.status).headers(greeting.headers).send(greeting.body);
        }
        const verdict = verdictOn(platform, vendor, row, hook);
        if (!verdict.ok) {
          request.log.warn({ connectionId: row.id, reason: verdict.reason }, 'webhook refused');
          throw problem('bad_signature');
        }
        const event = vendor.readEvent(hook);
        if (event.outcome === 'unreadable')
          request.log.warn({ connectionId: row.id, why: event.detail }, 'webhook not readable');
        await platform.database.firm(row.firm_id).write((tx) => keep(tx, deps, row, event));
        if (event.outcome === 'hints') deps.onHints();
        return reply.code(200).type('application/json').send('{}');
      },
    );
  });
}

async function findByKey(platform: Platform, hookKey: string): Promise<ConnectionRow | null> {
  const key = await platform.database.system((tx) =>
    tx
      .selectFrom('connection_keys')
      .select(['firm_id', 'connection_id'])
      .where('hook_key', '=', hookKey)
      .executeTakeFirst(),
  );
  if (!key) return null;
  return await platform.database
    .firm(key.firm_id)
    .read((tx) => findConnection(tx, key.firm_id, key.connection_id));
}

function verdictOn(
  { secrets, clock }: Platform,
  vendor: PracticeSystem,
  row: ConnectionRow,
  hook: HookRequest,
): Verdict {
  if (vendor.signature === null) return { ok: false, reason: 'no_scheme' };
  const theirs = Object.values(openSubscription(secrets, row.id, row.subscription)?.secrets ?? {});
  // A vendor that chooses its secrets never signs with ours.
  const candidates = vendor.handshake
    ? theirs
    : [openHookSecret(secrets, row.id, row.hook_secret), ...theirs];
  return createPracticeVerifier(vendor.signature, candidates, row.client_id)(hook, clock.now());
}

/**
 * The secret that a vendor chose for a subscription, perhaps before it answered what the subscription is called. One that
 * is known is not replaced: nobody has proved anything yet. What the vendor does not name in its answer is forgotten then.
 */
async function noteSecret(
  platform: Platform,
  { firm_id: firmId, id }: ConnectionRow,
  secret: { id: string; value: string },
): Promise<void> {
  await platform.database.firm(firmId).write(async (tx) => {
    const row = await lockConnection(tx, firmId, id);
    if (row?.status !== 'active') return;
    const kept = openSubscription(platform.secrets, id, row.subscription) ?? {
      ids: [],
      status: 'refused' as const,
      expiresAt: null,
      secrets: {},
      detail: '',
    };
    if (kept.secrets[secret.id] !== undefined || Object.keys(kept.secrets).length >= mostNoted) return;
    const secrets = { ...kept.secrets, [secret.id]: secret.value };
    await tx
      .updateTable('connections')
      .set({ subscription: sealSubscription(platform.secrets, id, { ...kept, secrets }) })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .execute();
  });
}

async function keep(tx: Tx, deps: ConnectionDeps, row: ConnectionRow, event: PracticeEvent): Promise<void> {
  const { platform, neighbours } = deps;
  const now = platform.clock.now();
  const which = { firmId: row.firm_id, connectionId: row.id };
  if (event.outcome === 'hints') {
    const hints = event.hints.filter(({ externalId }) => isStorable(externalId)).slice(0, mostHints);
    await neighbours.mirror.addHints(
      tx,
      which,
      hints.filter(({ kind }) => kind !== 'layout'),
      now,
    );
    await neighbours.sync.noteHints(tx, which, hints, event.causedBy ?? null, now);
  }
  if (event.outcome === 'failure' && isStorable(event.externalId)) {
    const detail = event.detail.toWellFormed().replaceAll('\0', ' ');
    await neighbours.writes.recordLateFailure(tx, which, { externalId: event.externalId, detail }, now);
  }
  if (row.last_hook_at !== null && now.getTime() - row.last_hook_at.getTime() < noteHookEveryMs) return;
  await tx
    .updateTable('connections')
    .set({ last_hook_at: now })
    .where('firm_id', '=', row.firm_id)
    .where('id', '=', row.id)
    .execute();
}

/** An id that PostgreSQL can hold; no vendor has others. */
function isStorable(id: string): boolean {
  return id !== '' && id.length <= 300 && !id.includes('\0') && id.isWellFormed();
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
