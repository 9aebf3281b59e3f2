/** The installation's own signature under a pack: Ed25519 over the list of hashes. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Secrets } from '../../platform/secrets.ts';

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

export interface Signer {
  /** PEM, as it lies in every pack. */
  publicKey: string;
  /** Of the key: what the firm can read out, and a reader compares. */
  fingerprint: string;
  sign(bytes: Buffer): Buffer;
}

/** The key comes from SECRET_KEY: every copy of the program has the same, and a new SECRET_KEY makes a new one. */
export function createSigner(secrets: Pick<Secrets, 'derive'>): Signer {
  const seed = Buffer.from(secrets.derive('hand-over.signature'), 'hex');
  const key = createPrivateKey({
    key: Buffer.concat([pkcs8Head, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const open = createPublicKey(key);
  return {
    publicKey: open.export({ format: 'pem', type: 'spki' }).toString(),
    fingerprint: fingerprintOf(open),
    sign: (bytes) => sign(null, bytes, key),
  };
}

/** Null: that is no key. */
export function readPublicKey(pem: string): KeyObject | null {
  try {
    return createPublicKey(pem);
  } catch {
    return null;
  }
}

export function isSignedBy(key: KeyObject, bytes: Buffer, signature: Buffer): boolean {
  return key.asymmetricKeyType === 'ed25519' && verify(null, bytes, key, signature);
}

/** SHA-256 of the key (SPKI, DER) in groups of four digits, to be read out. */
export function fingerprintOf(key: KeyObject): string {
  const hash = createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('hex');
  return hash.slice(0, 32).replaceAll(/(.{4})(?=.)/g, '$1 ');
}
