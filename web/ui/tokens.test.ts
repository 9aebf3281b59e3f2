import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** The colour tokens of one rule of tokens.css: name → [r, g, b], each 0–255. */
function coloursOf(selector: string): Map<string, readonly number[]> {
  const start = css.indexOf(`${selector} {`);
  if (start < 0) throw new Error(`tokens.css has no rule ${selector}`);
  const body = css.slice(start, css.indexOf('}', start));
  const found = body.matchAll(/--([a-z-]+): #([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2});/g);
  return new Map(
    [...found].map(([, name = '', ...parts]) => [name, parts.map((hex) => Number.parseInt(hex, 16))]),
  );
}

/** Relative luminance as in WCAG 2.2. */
function luminance(colour: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: readonly number[], b: readonly number[]): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ['page', 'surface', 'raised', 'sunken', 'hover'];
const states = ['logged', 'person', 'failed', 'skipped', 'private'];
const text: readonly (readonly [string, string])[] = [
  ...grounds.flatMap((ground) =>
    ['ink', 'ink-soft', 'ink-faint', 'accent-text'].map((ink) => [ink, ground] as const),
  ),
  ...states.flatMap((state) =>
    [`${state}-soft`, 'surface', 'raised', 'hover'].map((on) => [`${state}-ink`, on] as const),
  ),
  ['accent-ink', 'accent'],
  ['accent-ink', 'accent-hover'],
  ['accent-text', 'accent-soft'],
  ['accent-text', 'accent-soft-hover'],
  ['ink', 'accent-soft'],
  ['ink-soft', 'accent-soft'],
];
const marks = states.map((state) => [`${state}-mark`, 'surface'] as const);

describe.each([
  ['light', ':root'],
  ['dark', ':root[data-mantine-color-scheme="dark"]'],
])('%s', (_scheme, selector) => {
  const colours = coloursOf(selector);
  const get = (name: string) => {
    const colour = colours.get(name);
    if (!colour) throw new Error(`tokens.css has no colour --${name} in ${selector}`);
    return colour;
  };
  test.each(text)('text --%s reads on --%s (4.5 : 1)', (ink, ground) => {
    expect(contrast(get(ink), get(ground))).toBeGreaterThanOrEqual(4.5);
  });
  test.each(marks)('mark --%s shows on --%s (3 : 1)', (mark, ground) => {
    expect(contrast(get(mark), get(ground))).toBeGreaterThanOrEqual(3);
  });
});
