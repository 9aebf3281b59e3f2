import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addSeconds, readVendorMilliseconds, readVendorTime } from './times.ts';

describe('readVendorTime', () => {
  test.each([
    ['2026-03-02T01:04:09.512Z', '2026-03-02T01:04:09.512Z'],
    ['2026-03-02T01:04:09.512+0000', '2026-03-02T01:04:09.512Z'],
    ['2026-03-02T11:04:09+10:00', '2026-03-02T01:04:09.000Z'],
    ['2026-03-02T01:04:09', '2026-03-02T01:04:09.000Z'],
    ['2026-03-02 01:04:09Z', '2026-03-02T01:04:09.000Z'],
    ['Mon, 02 Mar 2026 01:04:09 +0000', '2026-03-02T01:04:09.000Z'],
    ['Mon, 02 Mar 2026 01:04:09 GMT', '2026-03-02T01:04:09.000Z'],
    [1772413449512, '2026-03-02T01:04:09.512Z'],
    ['1772413449512', '2026-03-02T01:04:09.512Z'],
    ['', undefined],
    ['soon', undefined],
    ['2026-13-45T01:04:09Z', undefined],
    ['2026', undefined],
    [Number.NaN, undefined],
    [-5, undefined],
    [1e20, undefined],
    [null, undefined],
    [{}, undefined],
  ])('%j → %s', (value, expected) => {
    expect(readVendorTime(value)).toBe(expected);
  });

  test('never throws, and what it gives is a moment in its own spelling', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.date().map(String), fc.integer()), (value) => {
        const iso = readVendorTime(value);
        if (iso !== undefined) expect(new Date(iso).toISOString()).toBe(iso);
      }),
    );
  });
});

test('readVendorMilliseconds gives the same moment as a number', () => {
  expect(readVendorMilliseconds('2026-03-02T01:04:09.512+0000')).toBe(1772413449512);
  expect(readVendorMilliseconds('never')).toBeUndefined();
});

test('addSeconds', () => {
  expect(addSeconds('2026-03-02T01:04:09.512Z', 60.5)).toBe('2026-03-02T01:05:10.012Z');
  expect(addSeconds('never', 1)).toBeUndefined();
});
