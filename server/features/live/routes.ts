import type { FastifyReply, FastifyRequest } from 'fastify';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Realm } from '../../platform/http/realm.ts';
import { createLocalRateLimit } from '../../platform/rate-limits.ts';
import type { OpenStreams } from './open-streams.ts';
import { liveRoutes } from './schema.ts';
import type { RealmName } from './stream.ts';
import { mostSigns, typeAsPortalUser, typeAsStaff } from './typing.ts';

interface Wanted {
  realm: RealmName;
  firmId: string;
  personId: string;
  watched: readonly string[];
  after: number | undefined;
}

export function createLiveRoutes(streams: OpenStreams, realms: Record<RealmName, Realm>): BoundRoute[] {
  const signs = createLocalRateLimit(mostSigns);

  async function open(
    { request, reply }: { request: FastifyRequest; reply: FastifyReply },
    { after, ...wanted }: Wanted,
  ): Promise<void> {
    const credential = realms[wanted.realm].credentialOf(request);
    if (!credential) throw problem('signed_out');
    await streams.open({
      ...wanted,
      credential,
      raw: reply.raw,
      after: resumedFrom(request) ?? after ?? null,
      begin: (cursor) => begin(request, reply, cursor),
    });
  }

  return [
    handle(liveRoutes.stream, ({ query, principal: { firmId, staffId }, request, reply }) =>
      open(
        { request, reply },
        { realm: 'staff', firmId, personId: staffId, watched: query.watch ?? [], after: query.after },
      ),
    ),
    handle(liveRoutes.portalStream, ({ query, principal: { firmId, portalUserId }, request, reply }) =>
      open(
        { request, reply },
        { realm: 'portal', firmId, personId: portalUserId, watched: [], after: query.after },
      ),
    ),
    handle(liveRoutes.typing, async ({ params, principal, scope }) => {
      await signs.take(`${principal.firmId} ${principal.staffId}`);
      await typeAsStaff(scope, principal, params.id);
    }),
    handle(liveRoutes.portalTyping, async ({ params, principal, scope }) => {
      await signs.take(`${principal.firmId} ${principal.portalUserId}`);
      await typeAsPortalUser(scope, principal, params.id);
    }),
  ];
}

/** What a browser says that comes back by itself. */
function resumedFrom({ headers }: FastifyRequest): number | null {
  const text = headers['last-event-id'];
  if (typeof text !== 'string' || text === '') return null;
  const seq = Number(text);
  return Number.isSafeInteger(seq) && seq >= 0 ? seq : null;
}

function begin(request: FastifyRequest, reply: FastifyReply, cursor: number): void {
  reply.hijack();
  const { raw } = reply;
  reply.headers({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const headers = Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
    value === undefined ? [] : [name, String(value)],
  );
  // Not one by one, and by themselves: else all of them are kept in pieces for as long as the stream is open.
  raw.writeHead(200, headers);
  raw.flushHeaders();
  // A browser that loses its stream before the first event misses nothing either.
  raw.write(`retry: 2000\nid: ${cursor}\n\n`);
  // All of the request is kept with its answer; what a browser says of itself alone takes a fifth of a stream's room.
  request.raw.headers = {};
  request.raw.rawHeaders = [];
  request.principal = null;
  request.portalPrincipal = null;
}
