/** The logo made safe, and the app's icons drawn from it or from the firm's initials: in a process of their own. */
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { fileTypeFromBuffer } from 'file-type';
import { z } from 'zod';
import { problem } from '../../platform/http/problems.ts';
import { runIsolated } from '../../platform/isolated.ts';
import type { Platform } from '../../platform/platform.ts';
import { type IconName, iconDrawing, iconNames } from './icons.ts';
import { findLogo, getLook, shortHash } from './look-store.ts';
import './tables.ts';

const program = fileURLToPath(new URL('./draw-program.ts', import.meta.url));
const limits = { ms: 20_000, outputBytes: 2 * 1024 ** 2, memoryMb: 256 };
export const maxLogoBytes = 2 * 1024 ** 2;

const told = z.union([z.object({ why: z.string() }), z.object({ width: z.number(), height: z.number() })]);

async function draw(args: readonly string[], input: Buffer): Promise<Buffer | { why: string }> {
  const out = await runIsolated(program, args, Readable.from([input]), limits);
  const end = out.indexOf(10);
  if (end < 0) return { why: 'it takes too long' };
  const facts = told.parse(JSON.parse(out.subarray(0, end).toString('utf8')));
  return 'why' in facts ? facts : out.subarray(end + 1);
}

const taken: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp']);
const refused = (message: string) =>
  problem('invalid_input', message, { fields: [{ field: 'logo', message }] });

/** A PNG of at most 512 pixels without anything but its picture. @throws invalid_input for what is none */
export async function safeLogo(bytes: Buffer): Promise<Buffer> {
  const type = (await fileTypeFromBuffer(bytes))?.mime;
  if (type === undefined || !taken.has(type))
    throw refused(
      'A logo is a PNG, JPEG or WebP picture. Drawings (SVG) can hold programs and are not taken.',
    );
  const drawn = await draw(['logo'], bytes);
  if ('why' in drawn) throw refused(`This picture cannot be used: ${drawn.why}.`);
  return drawn;
}

/** An icon of the app: kept, or drawn now. Null: there is no such firm. */
export async function readIcon(
  { database }: Pick<Platform, 'database'>,
  firmId: string,
  name: IconName,
): Promise<Buffer | null> {
  const scope = database.firm(firmId);
  const found = await scope.read(async (tx) => {
    const firm = await tx.selectFrom('firms').select('id').where('id', '=', firmId).executeTakeFirst();
    if (!firm) return null;
    const look = await getLook(tx, firmId);
    const drawnFrom = iconSource(look);
    const kept = await tx
      .selectFrom('portal_icons')
      .select(['png', 'drawn_from'])
      .where('firm_id', '=', firmId)
      .where('name', '=', name)
      .executeTakeFirst();
    return { look, drawnFrom, kept, logo: await findLogo(tx, firmId) };
  });
  if (!found) return null;
  const { look, drawnFrom, kept, logo } = found;
  if (kept?.drawn_from === drawnFrom) return kept.png;
  const png = await draw(['icon', JSON.stringify(iconDrawing(name, look))], logo ?? Buffer.alloc(0));
  if ('why' in png) throw new Error(`an icon could not be drawn: ${png.why}`);
  const row = { drawn_from: drawnFrom, png };
  await scope.write((tx) =>
    tx
      .insertInto('portal_icons')
      .values({ firm_id: firmId, name, ...row })
      .onConflict((conflict) => conflict.columns(['firm_id', 'name']).doUpdateSet(row))
      .execute(),
  );
  return png;
}

/** Changes with whatever the icons are drawn from. */
export const iconSource = (look: { firmName: string; accent: string; logo: string | null }) =>
  shortHash(JSON.stringify([look.firmName, look.accent, look.logo, iconNames]));
