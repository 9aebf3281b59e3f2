import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Scope } from '../db/database.ts';
import type { Platform } from '../platform.ts';
import { type BoundRoute, handle, type Principal, route } from './contract.ts';

export const liveRoutes = {
  stream: route({
    method: 'GET',
    path: '/api/v1/events/stream',
    summary: 'Server-sent events { seq, type, id }: what changed, from a sequence number on or from now',
    tag: 'Live',
    access: 'member',
    query: z.object({ after: z.coerce.number().int().min(0).optional() }),
    streams: true,
    audit: 'none',
  }),
};

const batch = 500;

/** Ends with the session: whether the caller may still listen is asked again with every heartbeat. */
export function createLiveRoutes(
  platform: Platform,
  authenticate: (request: FastifyRequest) => Promise<Principal | null>,
  heartbeatMs = 20_000,
): BoundRoute[] {
  return [
    handle(liveRoutes.stream, async ({ query, principal, scope, request, reply }) => {
      const resumed = Number(request.headers['last-event-id']);
      const from = Number.isSafeInteger(resumed) && resumed >= 0 ? resumed : query.after;
      let seq = from ?? (await newestSeq(scope, principal.firmId));
      reply.hijack();
      const { raw } = reply;
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) raw.setHeader(name, value);
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      raw.write('retry: 2000\n\n');

      const news = createBell();
      const unsubscribe = platform.live.subscribe(principal.firmId, news.ring);
      const heartbeat = setInterval(() => {
        authenticate(request).then(
          (who) => {
            if (who?.firmId === principal.firmId && who.staffId === principal.staffId)
              raw.write(': still here\n\n');
            else raw.end();
          },
          () => raw.end(),
        );
      }, heartbeatMs);
      const ended = () => raw.writableEnded || raw.destroyed;
      const drained = createBell();
      raw.on('drain', drained.ring);
      raw.on('close', () => {
        news.ring();
        drained.ring();
      });
      try {
        while (!ended()) {
          const rows = await eventsAfter(scope, principal.firmId, seq);
          for (const row of rows) {
            if (ended()) return;
            const frame = `id: ${row.seq}\ndata: ${JSON.stringify({ seq: row.seq, type: row.type, id: row.subject_id })}\n\n`;
            // A reader that does not keep up is waited for, so that its backlog stays in the database.
            if (!raw.write(frame)) await drained.rung();
            seq = row.seq;
          }
          if (rows.length < batch) await news.rung();
        }
      } catch (error) {
        request.log.warn({ err: error }, 'a live stream ended early; its reader comes back');
      } finally {
        clearInterval(heartbeat);
        unsubscribe();
        raw.end();
      }
    }),
  ];
}

async function newestSeq(scope: Scope, firmId: string): Promise<number> {
  const row = await scope.read((tx) =>
    tx
      .selectFrom('events')
      .select('seq')
      .where('firm_id', '=', firmId)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst(),
  );
  return row?.seq ?? 0;
}

/** Behind the caller's matter walls. */
function eventsAfter(scope: Scope, firmId: string, seq: number) {
  return scope.read((tx) =>
    tx
      .selectFrom('events')
      .select(['seq', 'type', 'subject_id'])
      .where('firm_id', '=', firmId)
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(batch)
      .execute(),
  );
}

/** Rung any number of times, it wakes one waiting reader once; a ring while nobody waits is not lost. */
function createBell(): { ring(): void; rung(): Promise<void> } {
  let rings = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      rings = true;
      wake?.();
    },
    async rung() {
      if (!rings) await new Promise<void>((resolve) => (wake = resolve));
      rings = false;
      wake = null;
    },
  };
}
