/**
 * Draws one page of a picture or PDF, as a program of its own: without environment, without network where the system can
 * take it away, killed after a while. The decoders are WebAssembly, which reaches nothing but its own memory. Bytes come in
 * on standard input; out goes a line of JSON and the picture as WebP.
 */
import { PDFiumLibrary } from '@hyzyla/pdfium';
import Vips from 'wasm-vips';

for (const way of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'])
  Reflect.deleteProperty(globalThis, way);

/** Longest side of what is drawn, in pixels. */
const longestSide = 1600;
/** A picture that says it has more is not decoded at all. */
const maxPixels = 100_000_000;

class CannotDraw extends Error {}

interface Drawn {
  width: number;
  height: number;
  pages: number;
  bytes: Uint8Array;
}

type VipsModule = Awaited<ReturnType<typeof Vips>>;

async function readInput(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) if (Buffer.isBuffer(piece)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function drawPicture(vips: VipsModule, input: Buffer): Drawn {
  // Reads the header alone.
  const seen = vips.Image.newFromBuffer(input);
  if (seen.width * seen.height > maxPixels) throw new CannotDraw('too many pixels');
  seen.delete();
  const small = vips.Image.thumbnailBuffer(input, longestSide, { height: longestSide, size: 'down' });
  return {
    width: small.width,
    height: small.height,
    pages: 1,
    bytes: small.webpsaveBuffer({ Q: 80, keep: 'none' }),
  };
}

async function drawPdf(vips: VipsModule, input: Buffer, number: number): Promise<Drawn> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(input);
  const pages = document.getPageCount();
  if (number > pages) throw new CannotDraw('no such page');
  const page = document.getPage(number - 1);
  const { originalWidth, originalHeight } = page.getOriginalSize();
  const scale = Math.min(longestSide / Math.max(originalWidth, originalHeight, 1), 4);
  const { data, width, height } = await page.render({ scale, render: 'bitmap' });
  if (width * height > maxPixels) throw new CannotDraw('too many pixels');
  const image = vips.Image.newFromMemory(data, width, height, 4, vips.BandFormat.uchar);
  // PDFium gives blue, green, red.
  const [blue, green, red] = [image.extractBand(0), image.extractBand(1), image.extractBand(2)];
  const picture = vips.Image.bandjoin([red, green, blue]).copy({ interpretation: 'srgb' });
  return { width, height, pages, bytes: picture.webpsaveBuffer({ Q: 80, keep: 'none' }) };
}

async function main(): Promise<void> {
  const [kind, page = '1'] = process.argv.slice(2);
  const input = await readInput();
  const vips = await Vips({ dynamicLibraries: [], print: () => undefined, printErr: () => undefined });
  vips.concurrency(1);
  const { bytes, ...facts } =
    kind === 'pdf' ? await drawPdf(vips, input, Number(page)) : drawPicture(vips, input);
  process.stdout.write(`${JSON.stringify(facts)}\n`);
  process.stdout.write(bytes, () => process.exit(0));
}

main().catch((error: unknown) => {
  const why = error instanceof CannotDraw ? error.message : 'it cannot be read';
  process.stdout.write(`${JSON.stringify({ why })}\n`, () => process.exit(3));
});
