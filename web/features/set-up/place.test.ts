import { describe, expect, test } from 'vitest';
import { guessPlace, otherZones, ownZones, placeIn, zoneName } from './place.ts';

describe('guessPlace', () => {
  test.each([
    ['a London clock', 'Europe/London', 'en-GB', 'GB', 'Europe/London', 'GBP'],
    ['a London clock under American English', 'Europe/London', 'en-US', 'GB', 'Europe/London', 'GBP'],
    ['Chicago', 'America/Chicago', 'en-US', 'US', 'America/Chicago', 'USD'],
    ['a small American zone is kept', 'America/Detroit', 'en-US', 'US', 'America/Detroit', 'USD'],
    ['Perth', 'Australia/Perth', 'en-AU', 'AU', 'Australia/Perth', 'AUD'],
    ['abroad, in Australian English', 'Europe/Paris', 'en-AU', 'AU', 'Australia/Sydney', 'AUD'],
    ['a server without a zone', undefined, 'en', 'GB', 'Europe/London', 'GBP'],
    ['a zone of no known area', 'Pacific/Fiji', 'en-US', 'US', 'America/New_York', 'USD'],
  ])('%s', (_name, zone, language, country, timeZone, currency) => {
    expect(guessPlace(zone, language)).toEqual({ country, timeZone, currency });
  });
});

test('another country brings its own zone and money', () => {
  expect(placeIn('AU', 'Europe/London')).toEqual({
    country: 'AU',
    timeZone: 'Australia/Sydney',
    currency: 'AUD',
  });
});

test("the rest of the list leaves the country's own zones out and groups by area", () => {
  const all = ['Europe/London', 'Europe/Paris', 'Asia/Tokyo', 'UTC'];
  expect(otherZones('GB', all)).toEqual([
    { area: 'Europe', zones: ['Europe/Paris'] },
    { area: 'Asia', zones: ['Asia/Tokyo'] },
  ]);
});

test('every zone that is offered first is one that browsers know', () => {
  const known = new Set(Intl.supportedValuesOf('timeZone'));
  expect(Object.values(ownZones).flatMap((zones) => zones.filter((zone) => !known.has(zone)))).toEqual([]);
});

test.each([
  ['Europe/London', 'London'],
  ['America/New_York', 'New York'],
  ['America/Argentina/Buenos_Aires', 'Argentina, Buenos Aires'],
])('%s is shown as %s', (zone, name) => {
  expect(zoneName(zone)).toBe(name);
});
