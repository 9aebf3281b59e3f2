/** The firms that have open streams in this process, each with its reader. */
import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '../../platform/db/database.ts';
import type { LiveHub } from '../../platform/live-events.ts';
import { createFirmNews, type FirmNews } from './firm-news.ts';
import type { Stream } from './stream.ts';

export interface Firms {
  find(firmId: string): FirmNews | undefined;
  /** Does the work with the firm's reader, which is there at least as long as that and as any of its streams. */
  within<T>(firmId: string, work: (news: FirmNews) => Promise<T>): Promise<T>;
  /** A stream of the firm is over. */
  leave(firmId: string, stream: Stream): void;
  all(): Iterable<Stream>;
  stop(): void;
}

interface Parts {
  database: Database;
  live: LiveHub;
  logger: FastifyBaseLogger;
}

export function createFirms({ database, live, logger }: Parts): Firms {
  const firms = new Map<string, { news: FirmNews; entering: number; unsubscribe(): void }>();

  function firmOf(firmId: string) {
    const known = firms.get(firmId);
    if (known) return known;
    const news = createFirmNews({ database, logger, firmId });
    const firm = { news, entering: 0, unsubscribe: live.subscribe(firmId, news.wake) };
    firms.set(firmId, firm);
    return firm;
  }

  function dropIfEmpty(firmId: string): void {
    const firm = firms.get(firmId);
    if (!firm || firm.entering > 0 || firm.news.listeners.size() > 0) return;
    firm.unsubscribe();
    firm.news.stop();
    firms.delete(firmId);
  }

  return {
    find: (firmId) => firms.get(firmId)?.news,
    async within(firmId, work) {
      const firm = firmOf(firmId);
      firm.entering += 1;
      try {
        return await work(firm.news);
      } finally {
        firm.entering -= 1;
        dropIfEmpty(firmId);
      }
    },
    leave(firmId, stream) {
      firms.get(firmId)?.news.remove(stream);
      dropIfEmpty(firmId);
    },
    *all() {
      for (const { news } of firms.values()) yield* news.listeners.all();
    },
    stop() {
      for (const { news, unsubscribe } of firms.values()) {
        unsubscribe();
        news.stop();
      }
    },
  };
}
