/** What the app's icons look like. Pure. */
import { inkOn } from '../../platform/colours.ts';

/** Sides in pixels. `maskable`: phones cut their own shape out of it, so that the picture stays in the middle. */
const icons = {
  'icon-192': { side: 192, shape: 'rounded' },
  'icon-512': { side: 512, shape: 'rounded' },
  'maskable-512': { side: 512, shape: 'maskable' },
  'apple-180': { side: 180, shape: 'full' },
  /** White on nothing: what Android shows in its status line. */
  'badge-96': { side: 96, shape: 'badge' },
} as const;

export type IconName = keyof typeof icons;
export const isIconName = (name: string): name is IconName => Object.hasOwn(icons, name);
export const iconNames = Object.keys(icons).filter(isIconName);

export interface IconDrawing {
  side: number;
  shape: 'rounded' | 'maskable' | 'full' | 'badge';
  ground: string;
  ink: string;
  letters: string;
}

export function iconDrawing(name: IconName, look: { firmName: string; accent: string }): IconDrawing {
  return { ...icons[name], ground: look.accent, ink: inkOn(look.accent), letters: initialsOf(look.firmName) };
}

const filler =
  /^(?:and|und|et|the|of|llp|ltd|limited|plc|inc|pllc|pc|pa|co|company|solicitors|lawyers|law|legal|attorneys?)$/i;

/** "Hartley & Reid LLP" → "HR", "Marsh" → "M"; '' for a name without letters. */
export function initialsOf(firmName: string): string {
  const names = firmName.split(/[^\p{L}\p{N}’']+/u).filter((word) => word !== '');
  const telling = names.filter((word) => !filler.test(word));
  return (telling.length > 0 ? telling : names)
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? '')
    .join('');
}
