import { hash } from 'node:crypto';

const newline = 10;

/**
 * Counts the lines of a text that comes in pieces and sums up what they say, whatever their order: the sum of the lines'
 * SHA-256 as numbers, modulo 2^256. A database gives back the rows of a table in no order that one could rely on.
 */
export class RowDigest {
  rows = 0;
  readonly #sum = new Uint32Array(8);
  #rest: Buffer[] = [];

  /** Takes the next piece, which may begin and end within a line. */
  add(piece: Buffer): void {
    let start = 0;
    for (;;) {
      const end = piece.indexOf(newline, start);
      if (end === -1) break;
      const line = piece.subarray(start, end);
      this.#addLine(this.#rest.length > 0 ? Buffer.concat([...this.#rest, line]) : line);
      this.#rest = [];
      start = end + 1;
    }
    if (start < piece.length) this.#rest.push(Buffer.from(piece.subarray(start)));
  }

  /** Hex. @throws when the text ended within a line */
  hex(): string {
    if (this.#rest.length > 0) throw new Error('the text ends within a line');
    return [...this.#sum].map((word) => word.toString(16).padStart(8, '0')).join('');
  }

  #addLine(line: Buffer): void {
    this.rows += 1;
    const digest = hash('sha256', line, 'buffer');
    let carry = 0;
    for (let word = 7; word >= 0; word -= 1) {
      const sum = (this.#sum[word] ?? 0) + digest.readUInt32BE(4 * word) + carry;
      this.#sum[word] = sum % 2 ** 32;
      carry = sum >= 2 ** 32 ? 1 : 0;
    }
  }
}
