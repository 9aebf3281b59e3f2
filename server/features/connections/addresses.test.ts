import { describe, expect, test } from 'vitest';
import { clio } from '../../vendors/clio/index.ts';
import { guarded, isTrustedApi, trustedAuthUrl } from './addresses.ts';

function asking(overrides: (string | null)[]) {
  const asked: string[] = [];
  const fetch = guarded(
    {
      fetch: async (input) => {
        asked.push(String(input));
        return new Response('{}');
      },
    },
    clio,
    overrides,
  );
  return { fetch, asked };
}

describe('requests of a connection', () => {
  test('go to the vendor’s own addresses without a question', async () => {
    const { fetch, asked } = asking([null]);
    await fetch('https://eu.app.clio.com/api/v4/contacts.json');
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['the cloud’s own address', 'https://169.254.169.254/latest'],
    ['a private network', 'https://10.0.0.1/'],
    ['this machine by number', 'http://127.0.0.1:5432/'],
    ['this machine in the newer spelling', 'http://[::1]/'],
    ['this machine by name', 'https://localhost/'],
    ['plain http', 'http://93.184.216.34/'],
  ])('never to %s', async (_name, address) => {
    const { fetch, asked } = asking([null, 'https://staging.example.com']);
    await expect(fetch(address)).rejects.toMatchObject({ problem: { failure: 'rejected' } });
    expect(asked).toEqual([]);
  });

  test('to this machine when the connection was made so, and to nothing else inside', async () => {
    const { fetch, asked } = asking(['http://127.0.0.1:4010/api']);
    await fetch('http://127.0.0.1:4010/api/contacts');
    expect(asked).toHaveLength(1);
    await expect(fetch('https://192.168.1.1/')).rejects.toMatchObject({ problem: { failure: 'rejected' } });
  });
});

test.each<[string, string | null, string | undefined, string | null]>([
  ['nothing came', null, undefined, null],
  ['a region of the vendor', null, 'https://eu.app.clio.com', 'https://eu.app.clio.com'],
  ['somebody else’s', null, 'https://evil.example.com', null],
  ['a name that only begins so', null, 'https://eu.app.clio.com.evil.example.com', null],
  ['no address at all', null, 'eu', null],
  ['a simulator’s own', 'http://127.0.0.1:1/x', 'http://127.0.0.1:1', 'http://127.0.0.1:1'],
  ['the vendor’s, where a simulator is set', 'http://127.0.0.1:1/x', 'https://app.clio.com', null],
])('the sign-in host that came through the browser: %s', (_name, override, claimed, trusted) => {
  expect(trustedAuthUrl(clio, override, claimed)).toBe(trusted);
});

test.each([
  ['https://www.zohoapis.example.com', 'https://accounts.example.com', true],
  ['http://www.zohoapis.example.com', 'https://accounts.example.com', false],
  ['https://10.0.0.1', 'https://accounts.example.com', false],
  ['http://127.0.0.1:1', 'https://accounts.example.com', false],
  ['http://127.0.0.1:1', 'http://127.0.0.1:2', true],
])('the API that a token answer names: %s after %s: %s', (address, authUrl, trusted) => {
  expect(isTrustedApi(address, authUrl)).toBe(trusted);
});
