/** All open streams of this process: who comes, who must go, and the one heartbeat for all. */
import type { ServerResponse } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '../../platform/db/database.ts';
import type { Credential, Realm } from '../../platform/http/realm.ts';
import type { LiveHub } from '../../platform/live-events.ts';
import type { Signal } from '../../platform/signals.ts';
import { coalesce } from './coalesce.ts';
import { createFirmNews, type FirmNews } from './firm-news.ts';
import { readMatterFacts } from './news-store.ts';
import { end, type RealmName, type Stream, send } from './stream.ts';

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

/** Streams whose sign-in is asked about in one query, and which are written to without a pause. */
const slice = 500;
/** A browser that comes and goes leaves streams that nobody reads; the oldest of a person gives way. */
export const mostOfOnePerson = 12;
const retryMs = 500;
const comeBackLater = 'retry: 60000\n\n';

export function createOpenStreams({ database, live, logger, realms, heartbeatMs }: Parts): OpenStreams {
  const firms = new Map<string, { news: FirmNews; entering: number; unsubscribe(): void }>();
  const counts: Record<RealmName, number> = { staff: 0, portal: 0 };

  function firmOf(firmId: string) {
    const known = firms.get(firmId);
    if (known) return known;
    const news = createFirmNews({ database, logger, firmId });
    const firm = { news, entering: 0, unsubscribe: live.subscribe(firmId, news.wake) };
    firms.set(firmId, firm);
    return firm;
  }

  function leaveIfEmpty(firmId: string): void {
    const firm = firms.get(firmId);
    if (!firm || firm.entering > 0 || firm.news.listeners.size() > 0) return;
    firm.unsubscribe();
    firm.news.stop();
    firms.delete(firmId);
  }

  function* allStreams(): Iterable<Stream> {
    for (const { news } of firms.values()) yield* news.listeners.all();
  }

  /** Whether they may listen on is asked soon, for all of them together. */
  const doubtful = new Set<Stream>();
  const settleDoubts = coalesce(async () => {
    for (const part of slices([...doubtful])) {
      for (const stream of part) doubtful.delete(stream);
      await endThoseSignedOut(part).catch((error: unknown) => {
        logger.warn({ err: error }, 'open streams could not be asked about; that is tried again');
        setTimeout(() => doubt(part), retryMs).unref();
      });
    }
  });
  function doubt(streams: Iterable<Stream>): void {
    for (const stream of streams) if (!stream.raw.destroyed) doubtful.add(stream);
    if (doubtful.size > 0) void settleDoubts();
  }

  /** Answers those that may listen on. */
  async function endThoseSignedOut(streams: readonly Stream[]): Promise<Stream[]> {
    const held: Stream[] = [];
    for (const realm of ['staff', 'portal'] as const) {
      const of = streams.filter((stream) => stream.realm === realm);
      if (of.length === 0) continue;
      const acting = await realms[realm].actingAs([
        ...new Set(of.map(({ credential }) => credential.secret)),
      ]);
      for (const stream of of) {
        const as = acting.get(stream.credential.secret);
        if (as?.firmId === stream.firmId && as.personId === stream.personId) held.push(stream);
        else end(stream);
      }
    }
    return held;
  }

  let beating = false;
  async function beat(): Promise<void> {
    if (beating) return;
    beating = true;
    try {
      for (const part of slices([...allStreams()]))
        for (const stream of await endThoseSignedOut(part)) send(stream, ': still here\n\n');
    } catch (error) {
      // Without the database nothing is told either; whoever listens is asked about again.
      logger.warn({ err: error }, 'open streams could not be asked about; the next heartbeat does it');
    } finally {
      beating = false;
    }
  }
  const timer = setInterval(() => void beat(), heartbeatMs);

  function streamsOf(signal: Signal): readonly Stream[] {
    if (!('firmId' in signal))
      return [...allStreams()].filter(({ credential }) => credential.tag === signal.session);
    const listeners = firms.get(signal.firmId)?.news.listeners;
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

  function hear(signal: Signal | null): void {
    if (signal === null) doubt(allStreams());
    else if (signal.kind === 'typing') firms.get(signal.firmId)?.news.type(signal);
    else if (signal.kind === 'sign_in') doubt(streamsOf(signal));
    else
      tellSight(signal).catch((error: unknown) =>
        logger.warn({ err: error }, 'screens were not told that their matters changed'),
      );
  }
  const unhear = live.onSignal(hear);

  return {
    async open({ begin, after, ...opening }) {
      const { firmId, realm, personId, raw } = opening;
      const firm = firmOf(firmId);
      firm.entering += 1;
      try {
        const newest = await firm.news.newest();
        if (raw.destroyed) return;
        const { listeners } = firm.news;
        const own = listeners.of(realm, personId).filter((stream) => !stream.raw.writableEnded);
        for (const stream of own.slice(0, Math.max(0, own.length + 1 - mostOfOnePerson))) {
          send(stream, comeBackLater);
          end(stream);
        }
        // A number beyond ours is of another database, before a backup was restored.
        const cursor = Math.min(after ?? newest, newest);
        begin(cursor);
        const stream: Stream = { ...opening, cursor, behind: false, pending: '' };
        counts[realm] += 1;
        raw.once('close', () => {
          counts[realm] -= 1;
          doubtful.delete(stream);
          firm.news.remove(stream);
          leaveIfEmpty(firmId);
        });
        firm.news.add(stream, newest);
        // Whoever was signed out between the gate and here was named in a signal that found no stream.
        doubt([stream]);
      } finally {
        firm.entering -= 1;
        leaveIfEmpty(firmId);
      }
    },
    count: (realm) => counts[realm],
    stop() {
      clearInterval(timer);
      unhear();
      for (const { news, unsubscribe } of firms.values()) {
        unsubscribe();
        news.stop();
      }
    },
  };
}

function slices<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / slice) }, (_, n) =>
    all.slice(n * slice, (n + 1) * slice),
  );
}
