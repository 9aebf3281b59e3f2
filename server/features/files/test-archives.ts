/** Archives made by hand, for tests. */
import { ZipFile } from 'yazl';

export async function zip(entries: Record<string, Buffer | string>): Promise<Buffer> {
  const file = new ZipFile();
  for (const [name, content] of Object.entries(entries)) file.addBuffer(Buffer.from(content), name);
  file.end();
  const pieces: Buffer[] = [];
  for await (const piece of file.outputStream) if (Buffer.isBuffer(piece)) pieces.push(piece);
  return Buffer.concat(pieces);
}

export const nested = async (content: Buffer | string, depth: number): Promise<Buffer | string> =>
  depth === 0 ? content : await zip({ [`level ${depth}.zip`]: await nested(content, depth - 1) });

/** An archive that says of each of its entries that it unpacks to so many bytes: 42 kB that promise 4 PB. */
export async function bomb(): Promise<Buffer> {
  const leaf = await lyingZip(16, 0xffff_fffe);
  let level = leaf;
  for (let depth = 0; depth < 5; depth += 1)
    level = await zip(
      Object.fromEntries(Array.from({ length: 16 }, (_none, index) => [`lib ${index}.zip`, level])),
    );
  return level;
}

async function lyingZip(count: number, size: number): Promise<Buffer> {
  const whole = await zip(
    Object.fromEntries(Array.from({ length: count }, (_none, index) => [`${index}.dll`, 'x'.repeat(60)])),
  );
  for (let at = whole.indexOf('PK\x01\x02'); at >= 0; at = whole.indexOf('PK\x01\x02', at + 4))
    whole.writeUInt32LE(size, at + 24);
  return whole;
}
