import { expect, test } from 'vitest';
import { sameQuery, viewQuery } from './view-query.ts';

test('a view keeps the filters of its list and nothing else', () => {
  const search = { q: '', status: 'open', who: 'me', selected: 'm1', new: 'matter' };
  expect(viewQuery(search, ['q', 'status', 'who'])).toEqual({ status: 'open', who: 'me' });
});

test.each([
  [{}, {}, true],
  [{ status: 'open' }, { status: 'open' }, true],
  [{ status: 'open' }, { status: 'closed' }, false],
  [{ status: 'open' }, { status: 'open', who: 'me' }, false],
  [{ status: 'open' }, { who: 'me' }, false],
])('%o and %o are the same view: %s', (one, other, same) => {
  expect(sameQuery(one, other)).toBe(same);
});
