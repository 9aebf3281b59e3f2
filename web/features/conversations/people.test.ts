import { expect, test } from 'vitest';
import { shortNames } from './people.ts';

test.each([
  ['one', ['A'], { names: 'A', others: 0 }],
  ['two', ['A', 'B'], { names: 'A, B', others: 0 }],
  ['three: naming the last is as short as counting it', ['A', 'B', 'C'], { names: 'A, B, C', others: 0 }],
  ['four', ['A', 'B', 'C', 'D'], { names: 'A, B', others: 2 }],
])('%s', (_name, all, said) => {
  expect(shortNames(all)).toEqual(said);
});

test('one name and how many more', () => {
  expect(shortNames(['A', 'B', 'C'], 1)).toEqual({ names: 'A', others: 2 });
});
