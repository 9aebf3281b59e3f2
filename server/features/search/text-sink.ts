/** Takes text until there is enough of it. */

/** In bytes of UTF-8: some hundred pages. As many words as fit into it, whatever they are, fit into one search column. */
export const maxTextBytes = 400_000;

export interface Sink {
  add(text: string): void;
  /** More came than there was room for: who reads may stop. */
  readonly full: boolean;
  text(): string;
}

export function createSink(room = maxTextBytes): Sink {
  const pieces: string[] = [];
  let left = room;
  let full = false;
  return {
    add(piece) {
      if (full) return;
      const bytes = Buffer.byteLength(piece);
      full = bytes > left;
      // Characters are at least a byte; what is cut in the middle of one loses it.
      const kept = full
        ? Buffer.from(piece.slice(0, left))
            .subarray(0, left)
            .toString('utf8')
            .replace(/\uFFFD$/, '')
        : piece;
      left -= bytes;
      pieces.push(kept);
    },
    get full() {
      return full;
    },
    // What PostgreSQL takes as text: no zero bytes, no halves of characters.
    text: () => pieces.join('').replaceAll('\0', ' ').toWellFormed(),
  };
}
