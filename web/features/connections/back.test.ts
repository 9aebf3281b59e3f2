import { expect, test } from 'vitest';
import { backFrom } from './back.ts';

test.each([
  ['a code', '?state=s&code=c', { state: 's', code: 'c', parameters: {} }],
  [
    'a refusal',
    '?error=access_denied&error_description=No+thanks&state=s',
    { state: 's', error: 'access_denied', errorDescription: 'No thanks', parameters: {} },
  ],
  [
    'what a vendor adds',
    '?state=s&code=c&location=eu&accounts-server=https%3A%2F%2Faccounts.example.com',
    {
      state: 's',
      code: 'c',
      parameters: { location: 'eu', 'accounts-server': 'https://accounts.example.com' },
    },
  ],
  ['nothing', '', { state: '', parameters: {} }],
])('%s', (_name, search, back) => {
  expect(backFrom(search)).toEqual(back);
});
