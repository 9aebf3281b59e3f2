/**
 * The form of sealed content: a head (`MLS1`, the id of its key), then chunks of 64 KiB, each AES-256-GCM with a nonce of its
 * own. The last chunk is shorter than the others, perhaps empty, and says that it is the last: what was cut off, put elsewhere
 * or changed is found when it is read.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export interface ContentKey {
  /** A UUID; stands in the head. */
  id: string;
  /** 32 bytes, for one content only. */
  key: Buffer;
}

/** What is on the disk is not what was put there. */
export class ContentDamaged extends Error {
  override name = 'ContentDamaged';
}

export const chunkBytes = 64 * 1024;
const nonceBytes = 12;
const tagBytes = 16;
export const frameOverhead = nonceBytes + tagBytes;
export const frameBytes = chunkBytes + frameOverhead;
const magic = Buffer.from('MLS1');
export const headBytes = magic.length + 16;

/** `tail`: the unfinished chunk of an upload, kept beside the others until it is full. */
export type ChunkKind = 'inner' | 'last' | 'tail';
const kindByte: Readonly<Record<ChunkKind, number>> = { inner: 0, last: 1, tail: 2 };

export function headOf({ id }: Pick<ContentKey, 'id'>): Buffer {
  return Buffer.concat([magic, idBytes(id)]);
}

/** The id of the key. @throws ContentDamaged */
export function readHead(head: Buffer): string {
  if (head.length < headBytes || !head.subarray(0, magic.length).equals(magic))
    throw new ContentDamaged('this is no sealed content');
  const hex = head.toString('hex', magic.length, headBytes);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export interface Place {
  /** Number of the chunk, from 0. */
  index: number;
  kind: ChunkKind;
}

/** Nonce, sealed bytes, tag: to be written one after the other. Joined they would be copied once more. */
export function sealInPieces(key: ContentKey, place: Place, plain: Uint8Array): [Buffer, Buffer, Buffer] {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key.key, nonce).setAAD(boundTo(key, place));
  const body = cipher.update(plain);
  cipher.final();
  return [nonce, body, cipher.getAuthTag()];
}

export function sealChunk(key: ContentKey, place: Place, plain: Uint8Array): Buffer {
  return Buffer.concat(sealInPieces(key, place, plain));
}

/** @throws ContentDamaged when it is not what was sealed with this key for this place */
export function openChunk(key: ContentKey, place: Place, frame: Buffer): Buffer {
  if (frame.length < frameOverhead) throw damagedAt(key, place);
  const decipher = createDecipheriv('aes-256-gcm', key.key, frame.subarray(0, nonceBytes))
    .setAAD(boundTo(key, place))
    .setAuthTag(frame.subarray(frame.length - tagBytes));
  const plain = decipher.update(frame.subarray(nonceBytes, frame.length - tagBytes));
  try {
    decipher.final();
  } catch {
    throw damagedAt(key, place);
  }
  return plain;
}

const damagedAt = ({ id }: ContentKey, { index }: Place) =>
  new ContentDamaged(`chunk ${index} of the content with key ${id} is damaged`);

function boundTo({ id }: ContentKey, { index, kind }: Place): Buffer {
  const aad = Buffer.alloc(25);
  idBytes(id).copy(aad);
  aad.writeBigUInt64BE(BigInt(index), 16);
  aad[24] = kindByte[kind];
  return aad;
}

const idBytes = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex');

/** Where a chunk lies in the sealed file. */
export const frameAt = (index: number) => headBytes + index * frameBytes;

/** Number and size of the last chunk of a sealed file. @throws ContentDamaged when no sealed file is of this size */
export function lastChunkOf(fileBytes: number): { index: number; plainBytes: number } {
  const body = fileBytes - headBytes;
  const index = Math.floor(body / frameBytes);
  const plainBytes = body - index * frameBytes - frameOverhead;
  if (body < 0 || plainBytes < 0) throw new ContentDamaged('the sealed content was cut off');
  return { index, plainBytes };
}

/** Seals a stream; a frame is given on as soon as its chunk is full. */
export async function* sealed(key: ContentKey, content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  yield headOf(key);
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let [filled, index] = [0, 0];
  for await (const piece of content) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + chunkBytes - filled);
      chunk.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < chunkBytes) continue;
      yield sealChunk(key, { index, kind: 'inner' }, chunk);
      index += 1;
      filled = 0;
    }
  }
  yield sealChunk(key, { index, kind: 'last' }, chunk.subarray(0, filled));
}
