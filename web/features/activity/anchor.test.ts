import { describe, expect, test } from 'vitest';
import { shiftAbove } from './anchor.ts';

const heights = { row: 44, heading: 36 };
const idOf = (id: string) => id;
/** 'b1' stands under the heading 'b'. */
const groupOf = (id: string) => id.charAt(0);

describe('the first row in view stays where it is', () => {
  test.each([
    ['nothing changed', ['b2', 'b1', 'a1'], ['b2', 'b1', 'a1'], 60, { by: 0, arrived: 0 }],
    ['one arrived at the top', ['b2', 'b1', 'a1'], ['b3', 'b2', 'b1', 'a1'], 60, { by: 44, arrived: 1 }],
    [
      'one arrived late, below the top',
      ['b3', 'b1', 'a1'],
      ['b3', 'b2', 'b1', 'a1'],
      90,
      { by: 44, arrived: 1 },
    ],
    ['below what is in view, nothing moves', ['b2', 'b1'], ['b2', 'b1', 'a1'], 0, { by: 0, arrived: 0 }],
    ['a new day brings its heading', ['a2', 'a1'], ['b1', 'a2', 'a1'], 40, { by: 80, arrived: 1 }],
    ['one went away above', ['b3', 'b2', 'b1'], ['b2', 'b1'], 130, { by: -44, arrived: 0 }],
    ['the row itself went away', ['b3', 'b2', 'b1'], ['b4', 'b3', 'b1'], 90, { by: 0, arrived: 1 }],
    ['another list altogether', ['b2', 'b1'], ['c1'], 40, { by: 0, arrived: 0 }],
  ])('%s', (_name, before, after, scrollTop, shift) => {
    expect(shiftAbove({ before, after, scrollTop, idOf, groupOf, heights })).toEqual(shift);
  });
});
