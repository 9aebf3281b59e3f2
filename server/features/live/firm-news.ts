/** The one reader of a firm's events in this process, for all its open streams. */
import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '../../platform/db/database.ts';
import type { Typing } from '../../platform/signals.ts';
import { coalesce } from './coalesce.ts';
import { fanOut, tellTyping } from './fan-out.ts';
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

const retryMs = 1_000;
/** A reader that comes back from away takes its time; longer than this it does not read at all. */
const mostDrainMs = 30_000;

export function createFirmNews({ database, logger, firmId }: Reading): FirmNews {
  const listeners = createListeners();
  /** Everything up to here was told; null until the first stream came. */
  let told: number | null = null;
  let stopped = false;

  const readOn = looping(async () => {
    if (told === null || stopped) return false;
    const read = await readNews(database, firmId, told);
    fanOut(listeners, read, (stream) => !stream.behind);
    told = Math.max(told, read.news.at(-1)?.seq ?? 0);
    return read.news.length === newsAtOnce;
  });

  /** Streams that missed something, in the order of their turns. */
  const behind = new Set<Stream>();
  const draining = new Set<Stream>();
  const catchUp = looping(async () => {
    const turn = nextTurn(behind, draining);
    if (!turn || stopped) return false;
    const toldBefore = told ?? 0;
    const read = await readNews(database, firmId, turn.after);
    const isAll = read.news.length < newsAtOnce;
    // Old events are removed some day: where there is nothing to read, nothing was missed.
    const last = Math.max(read.news.at(-1)?.seq ?? turn.after, isAll ? toldBefore : 0);
    const group = createListeners();
    for (const stream of turn.group) if (behind.has(stream)) group.add(stream);
    fanOut(group, read, () => true);
    for (const stream of group.all()) {
      stream.cursor = Math.max(stream.cursor, last);
      // Back to the end of the queue, or done.
      behind.delete(stream);
      const done = isAll && stream.cursor >= (told ?? 0);
      if (done) stream.behind = false;
      else behind.add(stream);
      if (!done && stream.raw.writableNeedDrain) awaitDrain(stream);
    }
    return behind.size > draining.size;
  });

  function awaitDrain(stream: Stream): void {
    draining.add(stream);
    const tooLong = setTimeout(() => stream.raw.destroy(), mostDrainMs);
    const over = () => {
      clearTimeout(tooLong);
      stream.raw.off('drain', over).off('close', over);
      draining.delete(stream);
      catchUp();
    };
    stream.raw.once('drain', over).once('close', over);
  }

  const typists = new Map<string, Typing>();
  const tellTypists = looping(async () => {
    const telling = [...typists.values()];
    typists.clear();
    if (telling.length === 0 || stopped) return false;
    const ids = telling.map(({ conversationId }) => conversationId);
    const facts = await readConversationFacts(database, firmId, ids);
    for (const typing of telling) tellTyping(listeners, facts, typing);
    return typists.size > 0;
  });

  /** Runs the work until it says that nothing is left, once more if it was asked for meanwhile, and again after a fault. */
  function looping(work: () => Promise<boolean>): () => void {
    let running = false;
    let again = false;
    async function run(): Promise<void> {
      running = true;
      try {
        do {
          again = false;
        } while ((await work()) || again);
      } catch (error) {
        logger.warn({ err: error, firmId }, 'live news could not be read and will be tried again');
        setTimeout(start, retryMs).unref();
      } finally {
        running = false;
      }
    }
    function start(): void {
      again = true;
      if (!running && !stopped) void run();
    }
    return start;
  }

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
      if (!stream.behind) return;
      behind.add(stream);
      catchUp();
    },
    remove(stream) {
      listeners.remove(stream);
      behind.delete(stream);
      draining.delete(stream);
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

/**
 * From where to read for those that missed something: the first of the queue, with all others that one reading serves,
 * those as far behind as a batch is long included. null: nobody waits, or only for their sockets.
 */
function nextTurn(
  behind: ReadonlySet<Stream>,
  draining: ReadonlySet<Stream>,
): { after: number; group: Stream[] } | null {
  const ready = [...behind].filter((stream) => !draining.has(stream));
  const [first] = ready;
  if (!first) return null;
  const within = ready.filter(
    ({ cursor }) => cursor > first.cursor - newsAtOnce && cursor < first.cursor + newsAtOnce,
  );
  const after = Math.min(...within.map(({ cursor }) => cursor));
  return { after, group: within };
}
