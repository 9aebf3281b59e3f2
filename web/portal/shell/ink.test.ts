import { expect, test } from 'vitest';
import { contrast, inkOn, shadeOn } from './ink.ts';

test.each([
  ['#0e5a55', '#ffffff'],
  ['#ffffff', '#000000'],
  ['#000000', '#ffffff'],
  ['#ffd400', '#000000'],
  ['#7a1f5c', '#ffffff'],
])('on %s one writes in %s', (colour, ink) => {
  expect(inkOn(colour)).toBe(ink);
});

test.each(['#ffd400', '#0e5a55', '#7a1f5c', '#ffffff', '#000000', '#808080'])(
  '%s can be read in its shade',
  (colour) => {
    for (const ground of ['#ffffff', '#1b1a18']) {
      const shade = shadeOn(ground, colour);
      expect(contrast(shade, ground)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(inkOn(shade), shade)).toBeGreaterThanOrEqual(4.5);
    }
  },
);

test('a colour that can be read stays as it is', () => {
  expect(shadeOn('#ffffff', '#0E5A55')).toBe('#0e5a55');
});
