import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { signedExample } from './signed-example.ts';

test('the screen and the manual show the same signed request', () => {
  const manual = readFileSync(new URL('../../../docs/generic-source.md', import.meta.url), 'utf8');
  const example = signedExample({
    hookUrl: 'https://matterline.example.com/hooks/abc',
    secret: 'whsec_bWF0dGVybGluZS1leGFtcGxlLXNlY3JldA==',
  });
  expect(manual).toContain(example);
});
