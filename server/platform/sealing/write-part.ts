/** The bytes of an upload as they come, gathered into chunks: durable in steps, and nothing of what is durable ever written over. */
import { chunkBytes } from './chunks.ts';
import { release } from './release.ts';
import type { SealedPart } from './sealed-part.ts';

export interface Incoming {
  offset: number;
  /** Each piece is given away: its memory is released when it was taken in. */
  content: AsyncIterable<Uint8Array>;
  /** Bytes that may come from `offset` on. */
  maxBytes: number;
  signal: AbortSignal;
  /** Only the end is told: whoever checks a sum must be able to pass over all of it. */
  asOne?: boolean;
}

export class TooMuch extends Error {
  override name = 'TooMuch';
}

/** So much is synced and told while as much again comes in: of no more than 8 MiB it is unknown whether they are durable. */
const syncEachBytes = 4 * 1024 ** 2;
/** Written together: a call a network packet would cost more than the disk. */
const writeAtLeast = 1024 ** 2;

/**
 * What it does at breaks and signals: see `PartStore.append`. While bytes come in and are sealed, those before them are
 * written, and those before these are synced and told.
 */
export async function writePart(
  part: SealedPart,
  { offset, content, maxBytes, signal, asOne = false }: Incoming,
  durable: (offset: number) => Promise<void>,
): Promise<void> {
  const beginning = await part.resume(offset);
  const chunk = Buffer.allocUnsafe(chunkBytes);
  chunk.set(beginning);
  let [index, filled] = [Math.floor(offset / chunkBytes), beginning.length];
  let waiting: { from: number; sealed: Buffer[] } = { from: index, sealed: [] };
  let [synced, came] = [offset, 0];
  const [writes, syncs] = [inTurn(), inTurn()];

  function seal(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; ) {
      const some = piece.subarray(at, at + chunkBytes - filled);
      chunk.set(some, filled);
      filled += some.length;
      at += some.length;
      if (filled < chunkBytes) continue;
      waiting.sealed.push(...part.seal(index, chunk));
      index += 1;
      filled = 0;
    }
  }
  async function flush(): Promise<void> {
    const { from, sealed } = waiting;
    if (sealed.length === 0) return;
    waiting = { from: index, sealed: [] };
    await writes.begin(() => part.write(from, sealed));
  }
  async function sync(withBeginning: boolean): Promise<void> {
    await flush();
    const next = { index, beginning: chunk.subarray(0, withBeginning ? filled : 0) };
    const reached = index * chunkBytes + next.beginning.length;
    if (reached <= synced) return;
    synced = reached;
    const written = writes.ended();
    await syncs.begin(async () => {
      await written;
      await part.sync(next);
      await durable(reached);
    });
  }
  async function syncAll(): Promise<void> {
    await sync(true);
    await syncs.ended();
  }

  try {
    for await (const piece of content) {
      if (signal.aborted) return;
      syncs.mustBeWell();
      came += piece.length;
      if (came > maxBytes) throw new TooMuch(`more than ${maxBytes} bytes`);
      seal(piece);
      release(piece);
      if ((index - waiting.from) * chunkBytes >= writeAtLeast) await flush();
      if (!asOne && index * chunkBytes - synced >= syncEachBytes) await sync(false);
    }
    if (!signal.aborted) await syncAll();
  } catch (error) {
    if (error instanceof TooMuch || signal.aborted || asOne || !brokeOff(error)) throw error;
    await syncAll();
    throw error;
  } finally {
    // Whoever comes next must find nobody writing any more.
    await Promise.allSettled([writes.ended(), syncs.ended()]);
  }
}

/** One act at a time, beside what is done meanwhile. */
function inTurn() {
  let last = Promise.resolve();
  let failed: { error: unknown } | null = null;
  return {
    /** Resolves when the one before has ended and this one has begun. @throws what failed before */
    async begin(act: () => Promise<void>): Promise<void> {
      await last;
      last = act();
      last.catch((error: unknown) => {
        failed = { error };
      });
    },
    ended: () => last,
    mustBeWell(): void {
      if (failed) throw failed.error;
    },
  };
}

/** The sender went away; everything else is our own trouble. */
const brokeOff = (error: unknown) =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR', 'EPIPE'].includes(String(error.code));
