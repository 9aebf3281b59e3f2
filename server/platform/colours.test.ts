import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coloursFor, contrast, grounds } from './colours.ts';

describe('the firm’s colour', () => {
  test.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.48],
  ])('%s on %s has the contrast %d', (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 1);
  });

  test('stays as it is where it can be read', () => {
    expect(coloursFor('#0E5A55').light).toEqual({ accent: '#0e5a55', ink: '#ffffff' });
  });

  test('is darker on light pages when it is too pale for them', () => {
    const { light, dark } = coloursFor('#ffd166');
    expect(light.accent).not.toBe('#ffd166');
    expect(dark).toEqual({ accent: '#ffd166', ink: '#111111' });
  });

  test('whatever it is, can be read on the page and under its own words', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
        const given = `#${number.toString(16).padStart(6, '0')}`;
        for (const scheme of ['light', 'dark'] as const) {
          const { accent, ink } = coloursFor(given)[scheme];
          expect(contrast(accent, grounds[scheme])).toBeGreaterThanOrEqual(4.5);
          expect(contrast(accent, ink)).toBeGreaterThanOrEqual(4.5);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
