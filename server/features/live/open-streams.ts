/** All open streams of this process: who comes, and what they are told beside events. */
import type { ServerResponse } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '../../platform/db/database.ts';
import type { Credential, Realm } from '../../platform/http/realm.ts';
import type { LiveHub } from '../../platform/live-events.ts';
import type { Signal } from '../../platform/signals.ts';
import { createFirms } from './firms.ts';
import { readMatterFacts } from './news-store.ts';
import { startSignInWatch } from './sign-in-watch.ts';
import { end, type Listeners, type RealmName, type Stream, send } from './stream.ts';

export interface Opening {
  raw: ServerResponse;
  realm: RealmName;
  firmId: string;
  personId: string;
  credential: Credential;
  watched: readonly string[];
  /** The newest event that the reader knows; null: it wants what comes from now on. */
  after: number | null;
  /** Writes the head of the answer: everything after this number is told. */
  begin(cursor: number): void;
}

export interface OpenStreams {
  /** Resolves when the stream is under way. Throws when it cannot begin, before anything was written. */
  open(opening: Opening): Promise<void>;
  count(realm: RealmName): number;
  stop(): void;
}

interface Parts {
  database: Database;
  live: LiveHub;
  logger: FastifyBaseLogger;
  realms: Record<RealmName, Realm>;
  heartbeatMs: number;
}

/** A browser that comes and goes leaves streams that nobody reads; the oldest of a person gives way. */
export const mostOfOnePerson = 12;

export function createOpenStreams({ database, live, logger, realms, heartbeatMs }: Parts): OpenStreams {
  const firms = createFirms({ database, live, logger });
  const signIns = startSignInWatch({ realms, logger, heartbeatMs, all: firms.all });
  const counts: Record<RealmName, number> = { staff: 0, portal: 0 };

  function streamsOf(signal: Signal): readonly Stream[] {
    if (!('firmId' in signal))
      return [...firms.all()].filter(({ credential }) => credential.tag === signal.session);
    const listeners = firms.find(signal.firmId)?.listeners;
    if (!listeners) return [];
    if ('portalUserId' in signal) return listeners.of('portal', signal.portalUserId);
    return 'staffId' in signal ? listeners.of('staff', signal.staffId) : [...listeners.staff()];
  }

  /** Their screens may show what they see no more; which it is they are not told. */
  async function tellSight(signal: Signal & { kind: 'sight' }): Promise<void> {
    const streams = streamsOf(signal);
    // Whoever is on the list of a matter sees it before and after it is restricted or opened.
    const kept =
      'matterId' in signal && streams.length > 0
        ? (await readMatterFacts(database, signal.firmId, [signal.matterId])).get(signal.matterId)?.staffIds
        : null;
    for (const stream of streams) if (!kept?.has(stream.personId)) send(stream, 'event: sight\ndata: {}\n\n');
  }

  const unhear = live.onSignal((signal) => {
    if (signal === null) signIns.doubt(firms.all());
    else if (signal.kind === 'typing') firms.find(signal.firmId)?.type(signal);
    else if (signal.kind === 'sign_in') signIns.doubt(streamsOf(signal));
    else
      tellSight(signal).catch((error: unknown) =>
        logger.warn({ err: error }, 'screens were not told that they may see something else'),
      );
  });

  return {
    open: ({ begin, after, ...opening }) =>
      firms.within(opening.firmId, async (news) => {
        const { raw, firmId, realm } = opening;
        const newest = await news.newest();
        if (raw.destroyed) return;
        makeRoom(news.listeners, opening);
        // A number beyond ours is of another database, before a backup was restored.
        const cursor = Math.min(after ?? newest, newest);
        begin(cursor);
        const stream: Stream = { ...opening, cursor, behind: false, pending: '' };
        counts[realm] += 1;
        raw.once('close', () => {
          counts[realm] -= 1;
          signIns.forget(stream);
          firms.leave(firmId, stream);
        });
        news.add(stream, newest);
        // Whoever was signed out between the gate and here was named in a signal that found no stream.
        signIns.doubt([stream]);
      }),
    count: (realm) => counts[realm],
    stop() {
      unhear();
      signIns.stop();
      firms.stop();
    },
  };
}

function makeRoom(listeners: Listeners, { realm, personId }: Pick<Opening, 'realm' | 'personId'>): void {
  const own = listeners.of(realm, personId).filter((stream) => !stream.raw.writableEnded);
  for (const stream of own.slice(0, Math.max(0, own.length + 1 - mostOfOnePerson))) {
    send(stream, 'retry: 60000\n\n');
    end(stream);
  }
}
