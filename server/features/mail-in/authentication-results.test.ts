import { describe, expect, test } from 'vitest';
import { decideSender, readAuthenticationResults } from './authentication-results.ts';

const trusted = 'mx.firm.example.com';
const jane = ['jane@example.com'];

describe('the sender', () => {
  test.each([
    ['DMARC passed for it', [`${trusted}; dmarc=pass header.from=example.com`], jane, 'dmarc'],
    ['its domain signed', [`${trusted}; dkim=pass header.d=example.com header.s=a`], jane, 'dkim'],
    ['its domain signed, named by identity', [`${trusted}; dkim=pass header.i=@example.com`], jane, 'dkim'],
    [
      'the domain above signed',
      [`${trusted}; dkim=pass header.d=example.com`],
      ['j@mail.example.com'],
      'dkim',
    ],
    ['its domain may send from there', [`${trusted}; spf=pass smtp.mailfrom=jane@example.com`], jane, 'spf'],
    [
      'one of several signatures is its own',
      [`${trusted}; dkim=pass header.d=sender.example.net; dkim=pass header.d=EXAMPLE.com`],
      jane,
      'dkim',
    ],
    [
      'with comments',
      [`${trusted} (us) 1; dkim=pass (1024-bit; key (ours)) header.d=example.com`],
      jane,
      'dkim',
    ],
    [
      'whose server is named in capitals',
      [`MX.Firm.Example.com; dmarc=pass header.from=example.com`],
      jane,
      'dmarc',
    ],
    [
      'of an international name',
      [`${trusted}; dmarc=pass header.from=xn--bcher-kva.example.com`],
      ['a@bücher.example.com'],
      'dmarc',
    ],
  ] as const)('is verified: %s', (_name, headers, from, by) => {
    expect(decideSender(headers, trusted, from)).toEqual({ verified: true, by });
  });

  test.each([
    [
      'nobody’s results are trusted',
      [`${trusted}; dmarc=pass header.from=example.com`],
      jane,
      'no_trusted_server',
      '',
    ],
    ['no results at all', [], jane, 'no_results', trusted],
    [
      'the results of another server',
      ['mx.evil.example.net; dmarc=pass header.from=example.com'],
      jane,
      'no_results',
      trusted,
    ],
    [
      'results of the trusted name that came with the mail, below those of another',
      ['mx.other.example.net; dkim=none', `${trusted}; dmarc=pass header.from=example.com`],
      jane,
      'no_results',
      trusted,
    ],
    [
      'results of the trusted name that came with the mail, below the true ones',
      [`${trusted}; dmarc=fail header.from=example.com`, `${trusted}; dmarc=pass header.from=example.com`],
      jane,
      'failed',
      trusted,
    ],
    [
      'another domain signed',
      [`${trusted}; dkim=pass header.d=evil.example.net`],
      jane,
      'not_aligned',
      trusted,
    ],
    [
      'a domain that only ends alike signed',
      [`${trusted}; dkim=pass header.d=ample.com`],
      jane,
      'not_aligned',
      trusted,
    ],
    ['a whole top level signed', [`${trusted}; dkim=pass header.d=com`], jane, 'not_aligned', trusted],
    ['a signature is broken', [`${trusted}; dkim=fail header.d=example.com`], jane, 'not_aligned', trusted],
    [
      'SPF passed for another domain',
      [`${trusted}; spf=pass smtp.mailfrom=x@evil.example.net`],
      jane,
      'not_aligned',
      trusted,
    ],
    [
      'SPF softly failed',
      [`${trusted}; spf=softfail smtp.mailfrom=jane@example.com`],
      jane,
      'not_aligned',
      trusted,
    ],
    ['nothing was found', [`${trusted}; none`], jane, 'not_aligned', trusted],
    [
      'a pass stands in a comment',
      [`${trusted}; dkim=fail (dkim=pass header.d=example.com) header.d=evil.example.net`],
      jane,
      'not_aligned',
      trusted,
    ],
    [
      'a pass stands in quotes',
      [`${trusted}; dkim=fail reason="x; dkim=pass header.d=example.com" header.d=evil.example.net`],
      jane,
      'not_aligned',
      trusted,
    ],
    [
      'two senders',
      [`${trusted}; dmarc=pass header.from=example.com`],
      [...jane, 'b@example.net'],
      'not_one_sender',
      trusted,
    ],
    ['no sender', [`${trusted}; dmarc=pass header.from=example.com`], [], 'not_one_sender', trusted],
  ] as const)('is not verified: %s', (_name, headers, from, reason, server) => {
    expect(decideSender(headers, server, from)).toEqual({ verified: false, reason });
  });
});

test('a header is read with its version, its properties and its quoted values', () => {
  expect(
    readAuthenticationResults(
      'mx.example.com 1; spf/1=pass (sender is "permitted") smtp.mailfrom="a b"@example.com; dkim=none',
    ),
  ).toMatchObject({
    authservId: 'mx.example.com',
    results: [
      { method: 'spf', result: 'pass' },
      { method: 'dkim', result: 'none', properties: {} },
    ],
  });
  expect(readAuthenticationResults('  ')).toBeNull();
});
