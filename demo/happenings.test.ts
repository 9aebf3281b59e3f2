import { expect, test } from 'vitest';
import { createChance } from './chance.ts';
import { createHappenings } from './happenings.ts';

test('whoever watches soon sees calls both ways, missed ones, a voicemail, a text and a fax', () => {
  const next = createHappenings(createChance(1), true);
  const seen = Array.from({ length: 14 }, next);
  expect(new Set(seen.map(({ what }) => what))).toEqual(
    new Set(['call', 'voicemail', 'text', 'fax', 'webhook']),
  );
  const calls = seen.flatMap((one) => (one.what === 'call' ? [one.plan] : []));
  expect(new Set(calls.map(({ direction }) => direction))).toEqual(
    new Set(['inbound', 'outbound', 'internal']),
  );
  expect(calls.some(({ outcome }) => outcome === 'missed')).toBe(true);
  expect(calls.some(({ transferTo }) => transferTo !== undefined)).toBe(true);
});
