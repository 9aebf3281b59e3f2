/** The one reader of a firm's events in this process, for all its open streams. */
import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '../../platform/db/database.ts';
import type { Typing } from '../../platform/signals.ts';
import { createCatchUp } from './catch-up.ts';
import { coalesce } from './coalesce.ts';
import { fanOut, tellTyping } from './fan-out.ts';
import { looping } from './looping.ts';
import { newsAtOnce, readConversationFacts, readNewestSeq, readNews } from './news-store.ts';
import { createListeners, type Listeners, type Stream } from './stream.ts';

export interface FirmNews {
  listeners: Listeners;
  /** The number of the firm's newest event, as of now or later. */
  newest(): Promise<number>;
  /** Takes a stream that wants everything after its cursor, given the newest number that was read before. */
  add(stream: Stream, newest: number): void;
  remove(stream: Stream): void;
  /** There are new events. */
  wake(): void;
  type(typing: Typing): void;
  stop(): void;
}

interface Reading {
  database: Database;
  logger: FastifyBaseLogger;
  firmId: string;
}

export function createFirmNews({ database, logger, firmId }: Reading): FirmNews {
  const listeners = createListeners();
  /** Everything up to here was told; null until the first stream came. */
  let told: number | null = null;
  let stopped = false;
  const read = (after: number) => readNews(database, firmId, after);
  const onFault = (error: unknown) => {
    if (!stopped) logger.warn({ err: error, firmId }, 'live news could not be read and will be tried again');
  };

  const readOn = looping(async () => {
    if (told === null || stopped) return false;
    const batch = await read(told);
    fanOut(listeners, batch, (stream) => !stream.behind);
    told = Math.max(told, batch.news.at(-1)?.seq ?? 0);
    return batch.news.length === newsAtOnce;
  }, onFault);
  const catchUp = createCatchUp({ read, told: () => told ?? 0, onFault });

  const typists = new Map<string, Typing>();
  const tellTypists = looping(async () => {
    const telling = [...typists.values()];
    typists.clear();
    if (telling.length === 0 || stopped) return false;
    const ids = telling.map(({ conversationId }) => conversationId);
    const facts = await readConversationFacts(database, firmId, ids);
    for (const typing of telling) tellTyping(listeners, facts, typing);
    return typists.size > 0;
  }, onFault);

  return {
    listeners,
    newest: coalesce(() => readNewestSeq(database, firmId)),
    add(stream, newest) {
      listeners.add(stream);
      if (told === null) {
        told = newest;
        // What came since was told to nobody.
        readOn();
      }
      stream.behind = stream.cursor < told;
      if (stream.behind) catchUp.add(stream);
    },
    remove(stream) {
      listeners.remove(stream);
      catchUp.remove(stream);
    },
    wake: readOn,
    type(typing) {
      const typist = 'staffId' in typing ? typing.staffId : typing.portalUserId;
      typists.set(`${typing.conversationId} ${typist}`, typing);
      tellTypists();
    },
    stop() {
      stopped = true;
    },
  };
}
