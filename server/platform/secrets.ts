import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Seals what must not lie open in the database: tokens, webhook secrets, bank details. */
export interface Secrets {
  /** `purpose` binds the sealed bytes to one place: they do not open under another. */
  seal(text: string, purpose: string): Buffer;
  open(sealed: Buffer, purpose: string): string;
  /** A key for a library that wants one of its own. Hex. */
  derive(purpose: string): string;
}

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
    derive: (purpose) => keyFor(newest, `derive:${purpose}`).toString('hex'),
  };
}
