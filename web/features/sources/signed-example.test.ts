import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { signedExample } from './signed-example.ts';

const manualsOwn = {
  hookUrl: 'https://matterline.example.com/hooks/abc',
  secret: 'whsec_bWF0dGVybGluZS1leGFtcGxlLXNlY3JldA==',
  country: 'GB',
  endedAt: new Date('2026-03-02T01:04:13Z'),
  name: '1',
} as const;

test('the screen and the manual show the same signed request', () => {
  const manual = readFileSync(new URL('../../../docs/generic-source.md', import.meta.url), 'utf8');
  expect(manual).toContain(signedExample(manualsOwn));
});

test('another time and another name are another call, with ids of its own', () => {
  const text = signedExample({ ...manualsOwn, endedAt: new Date('2027-01-01T00:00:05.250Z'), name: 'x7' });
  expect(text).toContain("ID='evt-x7'\n");
  expect(JSON.parse(/^BODY='(.*)'$/m.exec(text)?.[1] ?? '')).toMatchObject({
    id: 'evt-x7',
    occurredAt: '2027-01-01T00:00:05Z',
    call: { callId: 'call-x7', startedAt: '2026-12-31T23:55:52Z', endedAt: '2027-01-01T00:00:05Z' },
  });
});

test.each([
  ['GB', /"number":"\+44207946\d{4}".*"to":"\+44207946\d{4}"/],
  ['US', /"number":"\+120255501\d\d".*"to":"\+120255501\d\d"/],
  ['AU', /"number":"\+61491570\d{3}".*"to":"\+61491570\d{3}"/],
] as const)('a firm in %s sees reserved numbers of its country', (country, numbers) => {
  expect(signedExample({ ...manualsOwn, country })).toMatch(numbers);
});
