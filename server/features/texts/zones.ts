/** Whose clock counts for quiet hours: the recipient's address tells best, then the number, else the firm's own. */
import { getCountry } from 'countries-and-timezones';
import { zonesOfAreaCode } from './area-codes.ts';
import type { NumberFacts } from './number-kind.ts';
import { zonesOfRegion } from './regions.ts';

export interface Place {
  /** County, state or province. */
  county: string;
  /** In words; empty: the firm's own country. */
  country: string;
}

/**
 * IANA zones, at least one. Several where nobody knows which of them: a text leaves only when it may in all of them.
 * A number that could be in the firm's own zone is taken to be there.
 */
export function recipientZones(
  number: Pick<NumberFacts, 'number' | 'country'>,
  addresses: readonly Place[],
  firm: { country: string; timeZone: string },
): readonly string[] {
  for (const address of addresses) {
    const zones = zonesOfPlace(address, firm.country);
    if (zones.length > 0) return narrowed(zones, firm.timeZone);
  }
  const { country } = number;
  if (country === null) return [firm.timeZone];
  const byCode = country === 'US' || country === 'CA' ? zonesOfAreaCode(number.number) : [];
  const zones = byCode.length > 0 ? byCode : zonesOfCountry(country);
  return zones.length === 0 ? [firm.timeZone] : narrowed(zones, firm.timeZone);
}

function zonesOfPlace(address: Place, firmCountry: string): readonly string[] {
  const country = address.country.trim() === '' ? firmCountry : countryCode(address.country);
  if (country === null) return [];
  const byRegion = zonesOfRegion(country, address.county);
  if (byRegion.length > 0) return byRegion;
  const zones = zonesOfCountry(country);
  // Without a state a country of many zones tells no more than the number does.
  return zones.length === 1 ? zones : [];
}

function narrowed(zones: readonly string[], firmZone: string): readonly string[] {
  return zones.includes(firmZone) ? [firmZone] : zones;
}

/** The list holds neighbours' zones whose clocks agreed since 1970 (Zurich for Germany): they change nothing. */
function zonesOfCountry(country: string): readonly string[] {
  return getCountry(country)?.timezones ?? [];
}

const names = new Intl.DisplayNames(['en'], { type: 'region' });
const codes = new Map<string, string>();
for (let first = 65; first <= 90; first += 1)
  for (let second = 65; second <= 90; second += 1) {
    const code = String.fromCharCode(first, second);
    const name = names.of(code);
    if (name !== undefined && name !== code) codes.set(plain(name), code);
  }
for (const [name, code] of [
  ['usa', 'US'],
  ['uk', 'GB'],
  ['great britain', 'GB'],
  ['england', 'GB'],
  ['scotland', 'GB'],
  ['wales', 'GB'],
  ['northern ireland', 'GB'],
] as const)
  codes.set(name, code);

/** "Ireland", "USA", "ie" → a code. */
function countryCode(words: string): string | null {
  const key = plain(words);
  if (/^[a-z]{2}$/.test(key) && key !== 'uk' && getCountry(key.toUpperCase())) return key.toUpperCase();
  return codes.get(key) ?? null;
}

function plain(words: string): string {
  return words.trim().toLowerCase().replaceAll('.', '');
}
