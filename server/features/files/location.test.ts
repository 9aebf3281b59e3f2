import { gps, parse } from 'exifr';
import { expect, test } from 'vitest';
import { locationCuts } from './location.ts';
import { createPng, exifWithPlace, pictureWithPlace } from './test-pictures.ts';

function cleaned(picture: Buffer): Buffer {
  const copy = Buffer.from(picture);
  for (const { start, bytes } of locationCuts(picture) ?? []) bytes.copy(copy, start);
  return copy;
}

test('a JPEG: the place is gone from EXIF and XMP, the camera’s name and every other byte stay', async () => {
  const before = pictureWithPlace();
  expect(await gps(before)).toMatchObject({
    latitude: expect.closeTo(51.507, 2),
    longitude: expect.closeTo(-0.1275, 2),
  });
  const after = cleaned(before);
  expect(await gps(after)).toBeUndefined();
  expect(await parse(after)).toMatchObject({ Make: 'Example Camera' });
  expect(after.toString('latin1')).not.toMatch(/GPSL|30\.4333/);
  expect(after.toString('latin1')).toContain('dc:title="Garden"');
  expect(after.length).toBe(before.length);
});

test('a PNG: its sums stay right', async () => {
  const before = createPng(2, 2, [['eXIf', exifWithPlace()]]);
  expect(await gps(before)).toBeDefined();
  const after = cleaned(before);
  expect(await gps(after).catch(() => undefined)).toBeUndefined();
  const chunkAt = after.indexOf('eXIf');
  const { crc32 } = await import('node:zlib');
  const length = after.readUInt32BE(chunkAt - 4);
  expect(after.readUInt32BE(chunkAt + 4 + length)).toBe(crc32(after.subarray(chunkAt, chunkAt + 4 + length)));
});

test.each([
  ['a picture without a place', createPng(2, 2), []],
  ['what is no picture', Buffer.from('%PDF-1.4 and more than sixteen bytes'), null],
  ['a JPEG that ends too early', pictureWithPlace().subarray(0, 40), null],
  ['nothing', Buffer.alloc(0), null],
])('%s', (_name, bytes, expected) => {
  expect(locationCuts(bytes)).toEqual(expected);
});
