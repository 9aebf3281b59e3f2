/** The firm's colour made readable: on light and on dark pages, with its own ink. Pure. */

/** `#rrggbb`. */
export interface Colours {
  /** Behind the words of a button, and of links and lines on the page's ground. */
  accent: string;
  /** On the accent. */
  ink: string;
}

export const grounds = { light: '#ffffff', dark: '#161817' } as const;
/** WCAG 2.2 AA for text. */
const enough = 4.5;

/** Contrast of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** The colour itself where it can be read; else the nearest shade of it that can: darker on light, lighter on dark. */
export function coloursFor(accent: string): { light: Colours; dark: Colours } {
  return { light: on('light', accent), dark: on('dark', accent) };
}

function on(scheme: keyof typeof grounds, accent: string): Colours {
  const ground = grounds[scheme];
  const towards = scheme === 'light' ? '#000000' : '#ffffff';
  let shade = accent.toLowerCase();
  for (let step = 1; contrast(shade, ground) < enough && step <= 100; step += 1)
    shade = mix(accent, towards, step / 100);
  return { accent: shade, ink: contrast(shade, '#ffffff') >= enough ? '#ffffff' : '#111111' };
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function mix(from: string, to: string, share: number): string {
  const target = channels(to);
  const mixed = channels(from).map((value, at) => Math.round(value + ((target[at] ?? 0) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

/** Black or white, whichever reads better on a colour; one of them always does. */
export function inkOn(colour: string): '#000000' | '#ffffff' {
  return contrast(colour, '#000000') > contrast(colour, '#ffffff') ? '#000000' : '#ffffff';
}
