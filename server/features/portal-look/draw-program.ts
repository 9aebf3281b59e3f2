/**
 * Draws the firm's logo anew, or one of the app's icons, as a program of its own (platform/isolated.ts). The decoders
 * are WebAssembly. Bytes come in on standard input; out goes a line of JSON and a PNG.
 */
import { fileURLToPath } from 'node:url';
import { openSync } from 'fontkit';
import Vips from 'wasm-vips';
import { z } from 'zod';

for (const way of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'])
  Reflect.deleteProperty(globalThis, way);

const longestSide = 512;
/** A picture that says it has more is not decoded at all. */
const maxPixels = 40_000_000;

class CannotDraw extends Error {}

const drawing = z.object({
  side: z.number(),
  shape: z.enum(['rounded', 'maskable', 'full', 'badge']),
  ground: z.string().regex(/^#[0-9a-f]{6}$/),
  ink: z.string().regex(/^#[0-9a-f]{6}$/),
  letters: z.string(),
});
type Drawing = z.output<typeof drawing>;
type VipsModule = Awaited<ReturnType<typeof Vips>>;
type Picture = ReturnType<VipsModule['Image']['newFromBuffer']>;

async function readInput(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) if (Buffer.isBuffer(piece)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function drawLogo(vips: VipsModule, input: Buffer): Picture {
  const seen = vips.Image.newFromBuffer(input);
  if (seen.width * seen.height > maxPixels) throw new CannotDraw('it has too many pixels');
  if (seen.width < 16 || seen.height < 16) throw new CannotDraw('it is too small');
  seen.delete();
  return vips.Image.thumbnailBuffer(input, longestSide, { height: longestSide, size: 'down' });
}

/** How much of the side the picture or the letters take. */
const share = { rounded: 0.62, maskable: 0.5, full: 0.62, badge: 0.8 } as const;

function drawIcon(vips: VipsModule, what: Drawing, logo: Buffer): Picture {
  const { side, shape } = what;
  const withLogo = logo.length > 0 && shape !== 'badge';
  const ground = vips.Image.newFromBuffer(Buffer.from(groundOf(what, withLogo)));
  if (!withLogo) return ground;
  const room = Math.round(side * share[shape] * 1.2);
  const small = vips.Image.thumbnailBuffer(logo, room, { height: room });
  const seen = small.hasAlpha() ? small : small.bandjoin(255);
  const [x, y] = [Math.round((side - seen.width) / 2), Math.round((side - seen.height) / 2)];
  return ground.composite2(seen.colourspace('srgb'), 'over', { x, y });
}

/** A logo stands on white, which most of them are made for; letters on the firm's colour. */
function groundOf(what: Drawing, withLogo: boolean): string {
  const { side, shape } = what;
  const [ground, ink] = withLogo ? ['#ffffff', what.ink] : [what.ground, what.ink];
  const rect =
    shape === 'badge'
      ? ''
      : `<rect width="${side}" height="${side}" rx="${shape === 'rounded' ? side * 0.19 : 0}" fill="${ground}"/>`;
  const letters = withLogo ? '' : lettersOf(what, shape === 'badge' ? '#ffffff' : ink);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">${rect}${letters}</svg>`;
}

const font = () =>
  openSync(
    fileURLToPath(new URL('fonts/Roboto/Roboto-Medium.ttf', import.meta.resolve('pdfmake/package.json'))),
  );

function lettersOf({ side, shape, letters }: Drawing, ink: string): string {
  const face = font();
  if (!('layout' in face)) throw new CannotDraw('the font is a collection');
  const known = [...letters]
    .filter((letter) => face.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0))
    .join('');
  if (known === '') return bubble(side, ink);
  const { glyphs, advanceWidth } = face.layout(known);
  const scale = Math.min((side * share[shape] * 0.72) / face.capHeight, (side * share[shape]) / advanceWidth);
  let x = 0;
  const paths = glyphs.map((glyph) => {
    const path = `<path transform="translate(${x} 0)" d="${glyph.path.toSVG()}"/>`;
    x += glyph.advanceWidth;
    return path;
  });
  const [left, base] = [(side - advanceWidth * scale) / 2, (side + face.capHeight * scale) / 2];
  return `<g fill="${ink}" transform="translate(${left} ${base}) scale(${scale} ${-scale})">${paths.join('')}</g>`;
}

/** For a name in letters that the font does not have. */
const bubble = (side: number, ink: string) =>
  `<path fill="${ink}" transform="scale(${side / 24})" d="M6 7h12v8h-7l-3.5 3v-3H6z"/>`;

async function main(): Promise<void> {
  const [kind, what = '{}'] = process.argv.slice(2);
  const input = await readInput();
  const dynamicLibraries = kind === 'icon' ? ['vips-resvg.wasm'] : [];
  const vips = await Vips({ dynamicLibraries, print: () => undefined, printErr: () => undefined });
  vips.concurrency(1);
  const picture =
    kind === 'icon' ? drawIcon(vips, drawing.parse(JSON.parse(what)), input) : drawLogo(vips, input);
  const bytes = picture.pngsaveBuffer({ keep: 'none', compression: 9 });
  process.stdout.write(`${JSON.stringify({ width: picture.width, height: picture.height })}\n`);
  process.stdout.write(bytes, () => process.exit(0));
}

main().catch((error: unknown) => {
  const why = error instanceof CannotDraw ? error.message : 'it cannot be read';
  process.stdout.write(`${JSON.stringify({ why })}\n`, () => process.exit(3));
});
