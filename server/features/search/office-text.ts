/** Text of word-processing, spreadsheet and presentation files: zip archives of XML. */
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { markupText } from './markup-text.ts';
import type { Sink } from './text-sink.ts';

/** Which parts hold text, and in which elements; undefined: in all. */
const parts: Readonly<Record<string, { names: RegExp; inside?: ReadonlySet<string> }>> = {
  docx: {
    names: /^word\/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$/,
    inside: new Set(['w:t']),
  },
  // Shared strings are the words; numbers and formulas of cells are not looked for.
  xlsx: { names: /^xl\/(?:sharedStrings|worksheets\/sheet\d+)\.xml$/, inside: new Set(['t']) },
  pptx: { names: /^ppt\/(?:slides\/slide|notesSlides\/notesSlide)\d+\.xml$/, inside: new Set(['a:t']) },
  odf: { names: /^content\.xml$/, inside: new Set(['text:p', 'text:h']) },
};

/** Unpacked, of one part and of all that are read. */
const maxPartBytes = 64 * 1024 ** 2;
const maxBytes = 128 * 1024 ** 2;
const maxEntries = 20_000;

export async function officeText(kind: string, input: Buffer, sink: Sink): Promise<void> {
  const wanted = parts[kind];
  if (!wanted) throw new Error(`no such kind: ${kind}`);
  const zip = await fromBufferPromise(input, {
    lazyEntries: true,
    validateEntrySizes: true,
    strictFileNames: false,
  });
  if (zip.entryCount > maxEntries) throw new Error('too many entries');
  let left = maxBytes;
  for await (const entry of zip.eachEntry()) {
    if (sink.full) break;
    if (!wanted.names.test(entry.fileName)) continue;
    const xml = await unpack(zip, entry, Math.min(left, maxPartBytes));
    left -= xml.length;
    markupText(xml.toString('utf8'), sink, 'xml', wanted.inside);
    sink.add('\n');
  }
}

/** Never more than `most` bytes, whatever the archive says of itself. */
async function unpack(zip: ZipFile, entry: Entry, most: number): Promise<Buffer> {
  if (entry.isEncrypted()) throw new Error('encrypted');
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of await zip.openReadStreamPromise(entry)) {
    if (!Buffer.isBuffer(piece)) continue;
    bytes += piece.length;
    if (bytes > most) throw new Error('unpacked it is too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
