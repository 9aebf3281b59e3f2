import { expect, test } from 'vitest';
import { inkOn } from './ink.ts';

test.each([
  ['#0e5a55', '#ffffff'],
  ['#ffffff', '#000000'],
  ['#000000', '#ffffff'],
  ['#ffd400', '#000000'],
  ['#7a1f5c', '#ffffff'],
])('on %s one writes in %s', (colour, ink) => {
  expect(inkOn(colour)).toBe(ink);
});
