import { expect, test } from 'vitest';
import { greetingAt } from './greeting.ts';

test.each([
  ['2025-03-14T08:00:00Z', 'Europe/London', 'goodMorning'],
  ['2025-03-14T12:00:00Z', 'Europe/London', 'goodAfternoon'],
  ['2025-03-14T17:00:00Z', 'Europe/London', 'goodEvening'],
  ['2025-03-14T00:30:00Z', 'Europe/London', 'goodEvening'],
  ['2025-03-14T22:00:00Z', 'Australia/Sydney', 'goodMorning'],
])('%s in %s: %s', (now, zone, greeting) => {
  expect(greetingAt(new Date(now), zone)).toBe(greeting);
});
