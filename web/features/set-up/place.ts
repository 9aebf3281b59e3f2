import type { Country } from '../../api/contract.ts';

export type Place = { country: Country; timeZone: string; currency: string };

export const currencyOf = { GB: 'GBP', US: 'USD', AU: 'AUD' } as const;

/** What firms of the three countries bill in, their own first. */
export const currencies = ['GBP', 'USD', 'AUD', 'EUR', 'NZD', 'CAD', 'SGD', 'HKD', 'ZAR'] as const;

/** The zones a firm of the country is likely in, the likeliest first. */
export const ownZones: Readonly<Record<Country, readonly string[]>> = {
  GB: ['Europe/London'],
  US: [
    'America/New_York',
    'America/Chicago',
    'America/Denver',
    'America/Phoenix',
    'America/Los_Angeles',
    'America/Anchorage',
    'Pacific/Honolulu',
  ],
  AU: [
    'Australia/Sydney',
    'Australia/Melbourne',
    'Australia/Brisbane',
    'Australia/Adelaide',
    'Australia/Perth',
    'Australia/Hobart',
    'Australia/Darwin',
  ],
};

const homeOf: readonly (readonly [RegExp, Country])[] = [
  [/^Australia\//, 'AU'],
  [/^(America|US)\/|^Pacific\/Honolulu$/, 'US'],
  [/^(Europe|GB|Africa|Atlantic|Asia|Etc|UTC)/, 'GB'],
];

function countryOf(zone: string, language: string): Country {
  // The clock is where one is; the language of many browsers is left at American.
  const region = /-(GB|US|AU)\b/.exec(language)?.[1];
  const byZone = homeOf.find(([pattern]) => pattern.test(zone))?.[1];
  if (byZone === 'GB' && zone !== 'Europe/London' && (region === 'US' || region === 'AU')) return region;
  return byZone ?? (region === 'US' || region === 'AU' ? region : 'GB');
}

/** Where the firm probably is, from the browser's clock and language. */
export function guessPlace(zone: string | undefined, language: string): Place {
  const country = countryOf(zone ?? '', language);
  return placeIn(country, zone ?? '');
}

/** The country's own money, and the zone that was chosen if it fits the country, else the country's likeliest. */
export function placeIn(country: Country, zone: string): Place {
  const own = ownZones[country];
  const fits = own.includes(zone) || (country === 'US' && zone.startsWith('America/'));
  return { country, timeZone: fits ? zone : (own[0] ?? zone), currency: currencyOf[country] };
}

export type ZoneGroup = { area: string; zones: readonly string[] };

/** All zones but the country's own, by area (`Europe`, `Asia`), for the rest of the list. */
export function otherZones(country: Country, all: readonly string[]): ZoneGroup[] {
  const own = new Set(ownZones[country]);
  const groups = new Map<string, string[]>();
  for (const zone of all) {
    const slash = zone.indexOf('/');
    if (slash < 0 || own.has(zone)) continue;
    const area = zone.slice(0, slash);
    groups.set(area, [...(groups.get(area) ?? []), zone]);
  }
  return [...groups].map(([area, zones]) => ({ area, zones }));
}

/** `America/Argentina/Buenos_Aires` → `Argentina, Buenos Aires` */
export function zoneName(zone: string): string {
  return zone
    .replace(/^[^/]+\//, '')
    .replaceAll('/', ', ')
    .replaceAll('_', ' ');
}
