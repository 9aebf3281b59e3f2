/** Keys, wrapped by other keys: a content's by a matter's or the installation's, a matter's by the installation's. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Secrets } from '../secrets.ts';
import { ContentDamaged, type ContentKey } from './chunks.ts';

export const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

export interface MatterKey {
  matterId: string;
  key: Buffer;
}

/** `firmId` binds it to the firm, so that a row put into another one's tables opens nothing. */
export function sealGenerally(secrets: Secrets, firmId: string, { id, key }: ContentKey): Buffer {
  return secrets.seal(key.toString('hex'), `content-key:${firmId}:${id}`);
}

export function openGeneral(secrets: Secrets, firmId: string, id: string, sealed: Buffer): ContentKey {
  return { id, key: Buffer.from(secrets.open(sealed, `content-key:${firmId}:${id}`), 'hex') };
}

export function sealMatterKey(secrets: Secrets, firmId: string, { matterId, key }: MatterKey): Buffer {
  return secrets.seal(key.toString('hex'), `matter-key:${firmId}:${matterId}`);
}

export function openMatterKey(secrets: Secrets, firmId: string, matterId: string, sealed: Buffer): MatterKey {
  return { matterId, key: Buffer.from(secrets.open(sealed, `matter-key:${firmId}:${matterId}`), 'hex') };
}

export function wrap({ matterId, key }: MatterKey, content: ContentKey): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`${matterId}:${content.id}`));
  return Buffer.concat([nonce, cipher.update(content.key), cipher.final(), cipher.getAuthTag()]);
}

/** @throws ContentDamaged when another key wrapped it, or for another content */
export function unwrap({ matterId, key }: MatterKey, id: string, wrapped: Buffer): ContentKey {
  if (wrapped.length !== nonceBytes + keyBytes + tagBytes)
    throw new ContentDamaged(`the wrapped key of the content with key ${id} is damaged`);
  const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, nonceBytes))
    .setAAD(Buffer.from(`${matterId}:${id}`))
    .setAuthTag(wrapped.subarray(nonceBytes + keyBytes));
  const opened = decipher.update(wrapped.subarray(nonceBytes, nonceBytes + keyBytes));
  try {
    decipher.final();
  } catch {
    throw new ContentDamaged(`the key of matter ${matterId} does not open the content with key ${id}`);
  }
  return { id, key: opened };
}
