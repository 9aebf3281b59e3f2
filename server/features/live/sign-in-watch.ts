/** Whether those who listen still may: asked for many in one query, with each heartbeat, and at once when there is doubt. */
import type { FastifyBaseLogger } from 'fastify';
import type { Realm } from '../../platform/http/realm.ts';
import { coalesce } from './coalesce.ts';
import { end, type RealmName, type Stream, send } from './stream.ts';

export interface SignInWatch {
  /** Asks about these soon, and ends those that may not listen any more. */
  doubt(streams: Iterable<Stream>): void;
  forget(stream: Stream): void;
  stop(): void;
}

interface Parts {
  realms: Record<RealmName, Realm>;
  logger: FastifyBaseLogger;
  heartbeatMs: number;
  all(): Iterable<Stream>;
}

/** Streams that are asked about in one query, and written to without a pause. */
const slice = 500;
const retryMs = 500;

export function startSignInWatch({ realms, logger, heartbeatMs, all }: Parts): SignInWatch {
  const doubtful = new Set<Stream>();
  const settleDoubts = coalesce(async () => {
    for (const part of slices([...doubtful])) {
      for (const stream of part) doubtful.delete(stream);
      await endThoseSignedOut(realms, part).catch((error: unknown) => {
        logger.warn({ err: error }, 'open streams could not be asked about; that is tried again');
        setTimeout(() => doubt(part), retryMs).unref();
      });
    }
  });

  function doubt(streams: Iterable<Stream>): void {
    for (const stream of streams) if (!stream.raw.destroyed) doubtful.add(stream);
    if (doubtful.size > 0) void settleDoubts();
  }

  let beating = false;
  async function beat(): Promise<void> {
    if (beating) return;
    beating = true;
    try {
      for (const part of slices([...all()]))
        for (const stream of await endThoseSignedOut(realms, part)) send(stream, ': still here\n\n');
    } catch (error) {
      // Without the database nothing is told either; whoever listens is asked about again.
      logger.warn({ err: error }, 'open streams could not be asked about; the next heartbeat does it');
    } finally {
      beating = false;
    }
  }
  const timer = setInterval(() => void beat(), heartbeatMs);

  return {
    doubt,
    forget: (stream) => doubtful.delete(stream),
    stop: () => clearInterval(timer),
  };
}

/** Answers those that may listen on. */
async function endThoseSignedOut(
  realms: Record<RealmName, Realm>,
  streams: readonly Stream[],
): Promise<Stream[]> {
  const held: Stream[] = [];
  for (const realm of ['staff', 'portal'] as const) {
    const of = streams.filter((stream) => stream.realm === realm);
    if (of.length === 0) continue;
    const acting = await realms[realm].actingAs([...new Set(of.map(({ credential }) => credential.secret))]);
    for (const stream of of) {
      const as = acting.get(stream.credential.secret);
      if (as?.firmId === stream.firmId && as.personId === stream.personId) held.push(stream);
      else end(stream);
    }
  }
  return held;
}

function slices<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / slice) }, (_, n) =>
    all.slice(n * slice, (n + 1) * slice),
  );
}
