import { expect, test } from 'vitest';
import { fileSize } from './file-size.ts';

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [8_120, '8.1 kB'],
  [812_400, '812 kB'],
  [2_360_000, '2.4 MB'],
  [26_214_400, '26 MB'],
])('%i bytes read %s', (bytes, text) => {
  expect(fileSize(bytes, 'en-GB')).toBe(text);
});
