/** The bytes of an upload as they come, gathered into chunks: durable in steps, and nothing of what is durable ever written over. */
import { chunkBytes } from './chunks.ts';
import type { SealedPart } from './sealed-part.ts';

export interface Incoming {
  offset: number;
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

const syncEachBytes = 8 * 1024 ** 2;
/** Written together: a call a network packet would cost more than the disk. */
const writeAtLeast = 1024 ** 2;

/** What it does at breaks and signals: see `PartStore.append`. */
export async function writePart(
  part: SealedPart,
  { offset, content, maxBytes, signal, asOne = false }: Incoming,
  durable: (offset: number) => Promise<void>,
): Promise<void> {
  let waiting: Uint8Array[] = [await part.resume(offset)];
  let waitingBytes = offset % chunkBytes;
  let [next, synced, came] = [Math.floor(offset / chunkBytes), offset, 0];

  /** Whole chunks go to the disk; the beginning of another waits. */
  async function flush(): Promise<void> {
    const all = Buffer.concat(waiting);
    const whole = Math.floor(all.length / chunkBytes);
    const chunks = Array.from({ length: whole }, (_, n) =>
      all.subarray(n * chunkBytes, (n + 1) * chunkBytes),
    );
    await part.writeChunks(next, chunks);
    next += whole;
    waiting = [all.subarray(whole * chunkBytes)];
    waitingBytes = all.length - whole * chunkBytes;
  }
  async function sync(withBeginning: boolean): Promise<void> {
    await flush();
    const beginning = withBeginning ? Buffer.concat(waiting) : Buffer.alloc(0);
    const reached = next * chunkBytes + beginning.length;
    if (reached <= synced) return;
    await part.sync({ index: next, beginning });
    synced = reached;
    await durable(synced);
  }

  try {
    for await (const piece of content) {
      if (signal.aborted) return;
      came += piece.length;
      if (came > maxBytes) throw new TooMuch(`more than ${maxBytes} bytes`);
      waiting.push(piece);
      waitingBytes += piece.length;
      if (waitingBytes >= writeAtLeast) await flush();
      if (!asOne && next * chunkBytes - synced >= syncEachBytes) await sync(false);
    }
  } catch (error) {
    if (error instanceof TooMuch || signal.aborted || asOne || !brokeOff(error)) throw error;
    await sync(true);
    throw error;
  }
  if (!signal.aborted) await sync(true);
}

/** The sender went away; everything else is our own trouble. */
const brokeOff = (error: unknown) =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR', 'EPIPE'].includes(String(error.code));
