import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';

/** Seals what must not lie open in the database: tokens, webhook secrets, bank details. */
export interface Secrets {
  /** `purpose` binds the sealed bytes to one place: they do not open under another. */
  seal(text: string, purpose: string): Buffer;
  open(sealed: Buffer, purpose: string): string;
  /** The first bytes of whatever the newest key seals: what begins otherwise is to be sealed anew after a rotation. */
  newestMark(): Buffer;
  /** A key for a library that wants one of its own. Hex. */
  derive(purpose: string): string;
  /** Ed25519, by the newest key: whoever has the public key can check it without any secret of ours. */
  sign(text: string, purpose: string): Buffer;
  /** Whether one of our keys signed this. */
  isSigned(text: string, signature: Buffer, purpose: string): boolean;
  /** Of `sign`: 32 bytes, hex. */
  publicKey(purpose: string): string;
}

/** RFC 8410: what stands before the 32 bytes of an Ed25519 seed in PKCS #8, and before those of a public key in SPKI. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiBytes = 12;

/**
 * AES-256-GCM with keys derived from SECRET_KEY. Several keys, comma-separated, newest first: sealing uses the first,
 * opening whichever made it (its fingerprint stands in front), so a key can be rotated without downtime.
 */
export function createSecrets(secretKeys: string): Secrets {
  const roots = secretKeys
    .split(',')
    .map((key) => key.trim())
    .filter(Boolean);
  const [newest] = roots;
  if (!newest || roots.some((key) => key.length < 32)) {
    throw new Error(
      'SECRET_KEY must be at least 32 characters (several keys: separated by commas, newest first).',
    );
  }
  const fingerprint = (root: string) => createHash('sha256').update(`id:${root}`).digest().subarray(0, 4);
  const keyFor = (root: string, purpose: string) =>
    Buffer.from(hkdfSync('sha256', root, 'matterline', purpose, 32));
  const signingKey = (root: string, purpose: string): KeyObject =>
    createPrivateKey({
      key: Buffer.concat([pkcs8, keyFor(root, `sign:${purpose}`)]),
      format: 'der',
      type: 'pkcs8',
    });

  return {
    seal(text, purpose) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', keyFor(newest, purpose), iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([fingerprint(newest), iv, cipher.getAuthTag(), body]);
    },
    open(sealed, purpose) {
      const root = roots.find((key) => fingerprint(key).equals(sealed.subarray(0, 4)));
      if (!root) throw new Error('This secret was sealed with a SECRET_KEY that is no longer configured.');
      const decipher = createDecipheriv('aes-256-gcm', keyFor(root, purpose), sealed.subarray(4, 16));
      decipher.setAuthTag(sealed.subarray(16, 32));
      return Buffer.concat([decipher.update(sealed.subarray(32)), decipher.final()]).toString('utf8');
    },
    newestMark: () => fingerprint(newest),
    derive: (purpose) => keyFor(newest, `derive:${purpose}`).toString('hex'),
    sign: (text, purpose) => sign(null, Buffer.from(text, 'utf8'), signingKey(newest, purpose)),
    isSigned: (text, signature, purpose) =>
      roots.some((root) =>
        verify(null, Buffer.from(text, 'utf8'), createPublicKey(signingKey(root, purpose)), signature),
      ),
    publicKey: (purpose) =>
      createPublicKey(signingKey(newest, purpose))
        .export({ format: 'der', type: 'spki' })
        .subarray(spkiBytes)
        .toString('hex'),
  };
}
