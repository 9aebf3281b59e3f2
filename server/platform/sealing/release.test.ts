import { expect, test } from 'vitest';
import { release } from './release.ts';

test('a large buffer of its own is given back', () => {
  const buffer = Buffer.alloc(64 * 1024, 1);
  release(buffer);
  expect(buffer.length).toBe(0);
});

test('a piece of what others use stays', () => {
  const all = Buffer.alloc(128 * 1024, 1);
  const piece = all.subarray(0, 64 * 1024);
  release(piece);
  const small = Buffer.from('from the pool');
  release(small);
  expect([piece.length, small.toString()]).toEqual([64 * 1024, 'from the pool']);
});
