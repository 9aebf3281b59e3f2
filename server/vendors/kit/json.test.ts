import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseVendorJson } from './json.ts';

describe('parseVendorJson', () => {
  test.each([
    ['an integer beyond 2^53 keeps its digits', '{"id":8031152018338945839}', { id: '8031152018338945839' }],
    [
      'the last exact integer stays a number',
      '[9007199254740991,9007199254740992]',
      [9007199254740991, '9007199254740992'],
    ],
    ['a negative one', '-9223372036854775808', '-9223372036854775808'],
    ['fractions and exponents', '[0.137,1e3]', [0.137, 1000]],
    ['a number beyond every number', '1e999', '1e999'],
    ['the last of a repeated key', '{"a":1,"a":2}', { a: 2 }],
    ['escapes', '"\\u00e9\\n\\"[{"', 'é\n"[{'],
  ])('%s', (_name, text, expected) => {
    expect(parseVendorJson(text)).toEqual(expected);
  });

  test('__proto__ is a plain key and reaches no prototype', () => {
    const parsed = parseVendorJson('{"__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('polluted');
  });

  test.each(['', '{', '{"a":}', 'undefined', '[1,]', '{}x', '['.repeat(100_000)])('refuses %.20s', (text) => {
    expect(() => parseVendorJson(text)).toThrow(SyntaxError);
  });

  test('agrees with JSON.parse wherever that is exact', () => {
    const exact = fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(exact, (text) => {
        fc.pre(!/\d{16}/.test(text));
        expect(parseVendorJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('throws nothing but SyntaxError for noise', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":,\\u01e-. tn') }), (text) => {
        try {
          parseVendorJson(text);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
    );
  });
});
