import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowDigest } from './row-digest.ts';

function digestOf(pieces: readonly Buffer[]): { rows: number; hex: string } {
  const digest = new RowDigest();
  for (const piece of pieces) digest.add(piece);
  return { rows: digest.rows, hex: digest.hex() };
}
const textOf = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''));
const line = fc.string().map((text) => text.replaceAll('\n', ' '));

test('the order of the lines and where the pieces are cut do not matter', () => {
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(200)), (lines, cuts) => {
      const text = textOf(lines.toReversed());
      const places = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
      const pieces = places.slice(1).map((end, index) => text.subarray(places[index], end));
      expect(digestOf(pieces)).toEqual(digestOf([textOf(lines)]));
    }),
  );
});

test('another line, a line more, and the same line twice are seen', () => {
  const known = digestOf([textOf(['a', 'b'])]);
  for (const lines of [['a', 'c'], ['a', 'b', 'b'], ['a', 'b', ''], ['ab'], ['a', 'b', 'c', 'c']])
    expect(digestOf([textOf(lines)]).hex).not.toBe(known.hex);
  expect(digestOf([textOf(['c', 'c'])]).hex).not.toBe(digestOf([]).hex);
});

test('the sum carries over all words', () => {
  const lines = Array.from({ length: 300 }, (_, index) => `row ${index}`);
  const sum = lines.reduce((total, text) => total + BigInt(`0x${digestOf([textOf([text])]).hex}`), 0n);
  expect(digestOf([textOf(lines)])).toEqual({
    rows: 300,
    hex: (sum % 2n ** 256n).toString(16).padStart(64, '0'),
  });
});

test('a text that ends within a line is none', () => {
  expect(() => digestOf([Buffer.from('a\nb')])).toThrow('ends within a line');
});
