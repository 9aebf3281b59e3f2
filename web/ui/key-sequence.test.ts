import { expect, test } from 'vitest';
import { matchKeys } from './key-sequence.ts';

const shortcuts = [{ keys: 'j' }, { keys: 'g a' }, { keys: 'g r' }, { keys: 'a' }, { keys: '?' }];

test.each([
  ['a single key', [], 'j', 'j', []],
  ['the start of a sequence waits', [], 'g', undefined, ['g']],
  ['the end of a sequence', ['g'], 'a', 'g a', []],
  ['a sequence wins over its last key alone', ['g'], 'a', 'g a', []],
  ['a key that does not continue stands alone', ['g'], 'j', 'j', []],
  ['a sequence can begin again', ['g'], 'g', undefined, ['g']],
  ['an unknown key forgets', ['g'], 'z', undefined, []],
] as const)('%s', (_name, before, key, found, pending) => {
  const match = matchKeys(before, key, shortcuts);
  expect(match.found?.keys).toBe(found);
  expect(match.pending).toEqual(pending);
});
