/** The firm's portal as an app. Pure. https://www.w3.org/TR/appmanifest/ */
import { pictureAddress } from './look-store.ts';

const localeOf = { GB: 'en-GB', US: 'en-US', AU: 'en-AU' } as const;

export function manifestOf(
  look: { firmId: string; firmName: string; country: keyof typeof localeOf; accent: string },
  drawnFrom: string,
) {
  const icon = (name: string, side: number, purpose: string) => ({
    ...{ src: pictureAddress(look.firmId, name, drawnFrom), sizes: `${side}x${side}`, type: 'image/png' },
    purpose,
  });
  return {
    id: '/portal',
    name: look.firmName,
    short_name: shortName(look.firmName),
    description: `Messages and files with ${look.firmName}`,
    lang: localeOf[look.country],
    dir: 'ltr',
    start_url: '/portal',
    scope: '/portal',
    display: 'standalone',
    theme_color: look.accent,
    background_color: '#f3f0ea',
    categories: ['business'],
    icons: [
      icon('icon-192', 192, 'any'),
      icon('icon-512', 512, 'any'),
      icon('maskable-512', 512, 'maskable'),
    ],
  };
}

/** Twelve letters fit under an icon: whole words where some do. */
export function shortName(name: string): string {
  if (name.length <= 12) return name;
  let short = '';
  for (const word of name.split(' ')) {
    const longer = short === '' ? word : `${short} ${word}`;
    if (longer.length > 12) break;
    short = longer;
  }
  return short.replace(/[\s&,]+$/, '') || `${name.slice(0, 11)}…`;
}
