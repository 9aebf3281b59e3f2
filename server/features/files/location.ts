/**
 * Leaves out where a picture was taken, on its sender's wish, without touching anything else: the GPS part of its EXIF
 * data is overwritten with zeros, byte for byte, so the picture stays the one that the camera made.
 */
import { crc32 } from 'node:zlib';

export interface Cut {
  /** Where in the file. */
  start: number;
  bytes: Buffer;
}

/** What to overwrite; null: this kind of file cannot be cleaned here. Empty: there is nothing to clean. */
export function locationCuts(head: Buffer): Cut[] | null {
  const blocks = head.length < 16 ? null : exifBlocks(head);
  if (blocks === null) return null;
  const cuts: Cut[] = [];
  for (const block of blocks) {
    const cleaned = block.kind === 'exif' ? withoutGps(block.bytes) : withoutXmpGps(block.bytes);
    if (cleaned === null) return null;
    if (cleaned.equals(block.bytes)) continue;
    cuts.push({ start: block.start, bytes: cleaned });
    if (block.crcFrom !== undefined) {
      const sum = Buffer.alloc(4);
      sum.writeUInt32BE(crc32(Buffer.concat([head.subarray(block.crcFrom, block.start), cleaned])));
      cuts.push({ start: block.start + block.bytes.length, bytes: sum });
    }
  }
  return cuts;
}

interface Block {
  kind: 'exif' | 'xmp';
  start: number;
  bytes: Buffer;
  /** PNG: the chunk's sum covers from here and stands behind it. */
  crcFrom?: number;
}

/** How much of a file has to be looked at: cameras write these blocks first. */
export const locationHeadBytes = 4 * 1024 ** 2;

function exifBlocks(head: Buffer): Block[] | null {
  if (head.readUInt16BE(0) === 0xffd8) return jpegBlocks(head);
  if (head.toString('latin1', 1, 4) === 'PNG') return pngBlocks(head);
  if (head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP')
    return webpBlocks(head);
  return null;
}

const xmpMark = 'http://ns.adobe.com/xap/1.0/\0';

function jpegBlocks(head: Buffer): Block[] | null {
  const blocks: Block[] = [];
  let at = 2;
  while (at + 4 <= head.length) {
    if (head[at] !== 0xff) return null;
    const marker = head[at + 1] ?? 0;
    // The picture itself begins: nothing of interest comes behind.
    if (marker === 0xda || marker === 0xd9) return blocks;
    const end = at + 2 + head.readUInt16BE(at + 2);
    if (end > head.length) return null;
    const text = head.toString('latin1', at + 4, Math.min(at + 4 + xmpMark.length, end));
    if (marker === 0xe1 && text.startsWith('Exif\0\0'))
      blocks.push({ kind: 'exif', start: at + 10, bytes: head.subarray(at + 10, end) });
    else if (marker === 0xe1 && text === xmpMark)
      blocks.push({
        kind: 'xmp',
        start: at + 4 + xmpMark.length,
        bytes: head.subarray(at + 4 + xmpMark.length, end),
      });
    else if (marker === 0xe1 && text.startsWith('http://ns.adobe.com/xmp/ext')) return null;
    at = end;
  }
  return null;
}

function pngBlocks(head: Buffer): Block[] | null {
  const blocks: Block[] = [];
  let at = 8;
  while (at + 12 <= head.length) {
    const length = head.readUInt32BE(at);
    const type = head.toString('latin1', at + 4, at + 8);
    if (type === 'IEND') return blocks;
    const [start, end] = [at + 8, at + 8 + length];
    // What stands behind could name the place, too.
    if (end + 4 > head.length) return null;
    const bytes = head.subarray(start, end);
    if (type === 'eXIf') blocks.push({ kind: 'exif', start, bytes, crcFrom: at + 4 });
    // Compressed text would have to be written anew, with another length.
    if (type === 'iTXt' && bytes.toString('latin1', 0, 17) === 'XML:com.adobe.xmp') {
      if (bytes[18] === 1) return null;
      blocks.push({ kind: 'xmp', start, bytes, crcFrom: at + 4 });
    }
    at = end + 4;
  }
  return null;
}

function webpBlocks(head: Buffer): Block[] | null {
  const blocks: Block[] = [];
  const whole = Math.min(8 + head.readUInt32LE(4), head.length);
  if (whole < 8 + head.readUInt32LE(4)) return null;
  for (let at = 12; at + 8 <= whole; ) {
    const length = head.readUInt32LE(at + 4);
    const type = head.toString('latin1', at, at + 4);
    const bytes = head.subarray(at + 8, at + 8 + length);
    if (type === 'EXIF') blocks.push({ kind: 'exif', start: at + 8, bytes });
    if (type === 'XMP ') blocks.push({ kind: 'xmp', start: at + 8, bytes });
    at += 8 + length + (length % 2);
  }
  return blocks;
}

const gpsPointer = 0x8825;
/** Bytes of one value of each TIFF type. */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

/** The TIFF block with its GPS directory, and all that it points to, zeroed; null when it cannot be read. */
function withoutGps(block: Buffer): Buffer | null {
  const prefix = block.toString('latin1', 0, 6) === 'Exif\0\0' ? 6 : 0;
  const copy = Buffer.from(block);
  const tiff = copy.subarray(prefix);
  const order = tiff.toString('latin1', 0, 2);
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return null;
  const little = order === 'II';
  const u16 = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const u32 = (at: number) => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const fits = (at: number, length: number) => at >= 0 && at + length <= tiff.length;
  const entries = (at: number): number[] | null => {
    if (!fits(at, 2) || !fits(at + 2, u16(at) * 12)) return null;
    return Array.from({ length: u16(at) }, (_none, index) => at + 2 + index * 12);
  };
  const first = entries(u32(4));
  if (first === null) return null;
  for (const entry of first) {
    if (u16(entry) !== gpsPointer) continue;
    const directory = u32(entry + 8);
    const inside = entries(directory);
    if (inside === null) return null;
    for (const field of inside) {
      const length = (typeBytes[u16(field + 2)] ?? 1) * u32(field + 4);
      if (length > 4 && fits(u32(field + 8), length)) tiff.fill(0, u32(field + 8), u32(field + 8) + length);
    }
    // An empty directory: its count is 0, and nothing follows.
    tiff.fill(0, directory, directory + 2 + inside.length * 12);
  }
  return copy;
}

/** Blanks `exif:GPS…` attributes and elements in XMP; lengths stay. */
function withoutXmpGps(block: Buffer): Buffer {
  const blank = (found: string) => ' '.repeat(found.length);
  const text = block
    .toString('latin1')
    .replace(/\sexif:GPS\w+\s*=\s*(?:"[^"]*"|'[^']*')/g, blank)
    .replace(/<exif:GPS(\w+)\b[^>]*>[^<]*<\/exif:GPS\1>/g, blank);
  return Buffer.from(text, 'latin1');
}
