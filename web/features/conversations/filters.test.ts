import { expect, test } from 'vitest';
import { isNarrowed, queryOf } from './filters.ts';

test.each([
  ['nothing said: mine', {}, { view: 'mine' }],
  ['a view', { view: 'awaiting' }, { view: 'awaiting' }],
  ['a kind', { kind: 'external', view: 'unread' }, { view: 'unread', kind: 'external' }],
  ['archived', { state: 'archived' }, { view: 'mine', state: 'archived' }],
  ['past: nobody of the firm takes part any more', { state: 'ended' }, { view: 'all', state: 'ended' }],
  ['mistyped', { view: 'theirs', kind: 'fax', state: 'open' }, { view: 'mine' }],
] as const)('%s', (_name, search, query) => {
  expect(queryOf(search)).toEqual(query);
});

test.each([
  [{ view: 'unread' }, false],
  [{ kind: 'direct' }, true],
  [{ state: 'draft' }, true],
  [{ state: 'what' }, false],
])('%j narrows: %s', (search, narrowed) => {
  expect(isNarrowed(search)).toBe(narrowed);
});
