/** Pictures made by hand, for tests. */
import { crc32, deflateSync } from 'node:zlib';

function tag(id: number, type: number, count: number, value: number): Buffer {
  const entry = Buffer.alloc(12);
  entry.writeUInt16LE(id, 0);
  entry.writeUInt16LE(type, 2);
  entry.writeUInt32LE(count, 4);
  entry.writeUInt32LE(value, 8);
  return entry;
}

const rationals = (...values: readonly number[]) => {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, index) => {
    bytes.writeUInt32LE(value, index * 8);
    bytes.writeUInt32LE(1, index * 8 + 4);
  });
  return bytes;
};

/** EXIF with a camera's name and a place: 51° 30' 26" N, 0° 7' 39" W. */
export function exifWithPlace(): Buffer {
  const make = Buffer.from('Example Camera\0\0');
  const [firstAt, makeAt] = [8, 8 + 2 + 2 * 12 + 4];
  const gpsAt = makeAt + make.length;
  const valuesAt = gpsAt + 2 + 4 * 12 + 4;
  const word = (text: string) => text.charCodeAt(0);
  const count = (number: number) => Buffer.from([number, 0]);
  const end = Buffer.alloc(4);
  const header = Buffer.alloc(8);
  header.write('II*\0', 'latin1');
  header.writeUInt32LE(firstAt, 4);
  return Buffer.concat([
    header,
    count(2),
    tag(0x010f, 2, make.length, makeAt),
    tag(0x8825, 4, 1, gpsAt),
    end,
    make,
    count(4),
    tag(1, 2, 2, word('N')),
    tag(2, 5, 3, valuesAt),
    tag(3, 2, 2, word('W')),
    tag(4, 5, 3, valuesAt + 24),
    end,
    rationals(51, 30, 26),
    rationals(0, 7, 39),
  ]);
}

/** One grey dot as a baseline JPEG. */
const dot = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
);

/** A JPEG that tells where it was taken, in EXIF and in XMP. */
export function pictureWithPlace(): Buffer {
  const exif = Buffer.concat([Buffer.from('Exif\0\0'), exifWithPlace()]);
  const xmp = Buffer.from(
    'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:title="Garden" exif:GPSLatitude="51,30.4333N" exif:GPSLongitude="0,7.65W"/></rdf:RDF></x:xmpmeta>',
  );
  return Buffer.concat([dot.subarray(0, 2), segment(exif), segment(xmp), dot.subarray(2)]);
}

function segment(content: Buffer): Buffer {
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A PNG that says it is this large; `more` are further chunks. */
export function createPng(width: number, height: number, more: readonly [string, Buffer][] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...more.map(([type, content]) => chunk(type, content)),
    chunk('IDAT', deflateSync(Buffer.alloc((Math.min(width, 100) + 1) * Math.min(height, 100)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
