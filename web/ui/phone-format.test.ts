import { expect, test } from 'vitest';
import { formatPhone } from './phone-format.ts';

test.each([
  ['London at home', '+442079460123', 'GB', '020 7946 0123'],
  ['London from abroad', '+442079460123', 'US', '+44 20 7946 0123'],
  ['British mobile at home', '+447700900123', 'GB', '07700 900123'],
  ['Leeds', '+441134960123', 'GB', '0113 496 0123'],
  ['a small town', '+441632960123', 'GB', '01632 960123'],
  ['New York at home', '+12125550123', 'US', '(212) 555-0123'],
  ['New York from abroad', '+12125550123', 'GB', '+1 212-555-0123'],
  ['Australian mobile at home', '+61491570156', 'AU', '0491 570 156'],
  ['Sydney at home', '+61255501234', 'AU', '(02) 5550 1234'],
  ['Australian freephone', '+611800160401', 'AU', '1800 160 401'],
  ['another country is only spaced', '+33123456789', 'GB', '+33 123 456 789'],
  ['an extension stays as it is', '104', 'GB', '104'],
  ['a withheld caller stays as it is', 'anonymous', 'GB', 'anonymous'],
] as const)('%s', (_name, number, home, display) => {
  expect(formatPhone(number, home)).toBe(display);
});
