import { expect, test } from 'vitest';
import { stateOf } from './file-state.ts';

test.each([
  ['clean', 'deliver', { open: true, word: null }],
  ['unscanned', 'warn', { open: true, word: 'unscanned' }],
  ['error', 'warn', { open: true, word: 'unscanned' }],
  ['unscannable', 'warn', { open: true, word: 'unscannable' }],
  ['unscannable', 'blocked', { open: false, word: 'blocked' }],
  ['unscanned', 'owner_must_release', { open: false, word: 'blocked' }],
  ['infected', 'blocked', { open: false, word: 'infected' }],
  ['withdrawn', 'blocked', { open: false, word: 'withdrawn' }],
] as const)('%s, %s', (state, delivery, shown) => {
  expect(stateOf({ state, delivery })).toEqual(shown);
});
