/** Streams that missed something read on from where they stopped, many with one reading, until they hear what is new. */
import type { Facts, News } from './decide.ts';
import { fanOut } from './fan-out.ts';
import { looping } from './looping.ts';
import { newsAtOnce } from './news-store.ts';
import { createListeners, type Stream } from './stream.ts';

export interface CatchUp {
  add(stream: Stream): void;
  remove(stream: Stream): void;
}

interface Parts {
  read(after: number): Promise<{ news: News[]; facts: Facts }>;
  /** Everything up to here was told to those who are not behind. */
  told(): number;
  onFault(error: unknown): void;
}

/** A reader that comes back from away takes its time; longer than this it does not read at all. */
const mostDrainMs = 30_000;

export function createCatchUp({ read, told, onFault }: Parts): CatchUp {
  /** In the order of their turns. */
  const behind = new Set<Stream>();
  const draining = new Set<Stream>();

  const next = looping(async () => {
    const turn = nextTurn(behind, draining);
    if (!turn) return false;
    const toldBefore = told();
    const batch = await read(turn.after);
    const isAll = batch.news.length < newsAtOnce;
    // Old events are removed some day: where there is nothing to read, nothing was missed.
    const last = Math.max(batch.news.at(-1)?.seq ?? turn.after, isAll ? toldBefore : 0);
    const group = createListeners();
    for (const stream of turn.group) if (behind.has(stream)) group.add(stream);
    fanOut(group, batch, () => true);
    for (const stream of group.all()) {
      stream.cursor = Math.max(stream.cursor, last);
      goOn(stream, isAll && stream.cursor >= told());
    }
    return behind.size > draining.size;
  }, onFault);

  /** Back to the end of the queue, or done. */
  function goOn(stream: Stream, isDone: boolean): void {
    behind.delete(stream);
    stream.behind = !isDone;
    if (isDone) return;
    behind.add(stream);
    if (stream.raw.writableNeedDrain) awaitDrain(stream);
  }

  function awaitDrain(stream: Stream): void {
    draining.add(stream);
    const tooLong = setTimeout(() => stream.raw.destroy(), mostDrainMs);
    const over = () => {
      clearTimeout(tooLong);
      stream.raw.off('drain', over).off('close', over);
      draining.delete(stream);
      next();
    };
    stream.raw.once('drain', over).once('close', over);
  }

  return {
    add(stream) {
      behind.add(stream);
      next();
    },
    remove(stream) {
      behind.delete(stream);
      draining.delete(stream);
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
  const group = ready.filter(
    ({ cursor }) => cursor > first.cursor - newsAtOnce && cursor < first.cursor + newsAtOnce,
  );
  return { after: Math.min(...group.map(({ cursor }) => cursor)), group };
}
