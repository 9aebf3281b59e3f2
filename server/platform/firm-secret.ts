import { createHash, randomBytes } from 'node:crypto';

/** A secret that names its firm, so that it is looked up among that firm's rows only. */
export interface FirmSecret {
  firmId: string;
  /** SHA-256 of the whole text: all that is stored. */
  hash: Buffer;
}

const uuidChars = 22;
const secretChars = 43;
const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A token for a link (an invitation, a quote) or, with a prefix, for machines: the firm's id, then 32 random bytes. */
export function newFirmSecret(firmId: string, prefix = ''): { token: string; hash: Buffer } {
  const firm = Buffer.from(firmId.replaceAll('-', ''), 'hex').toString('base64url');
  const token = `${prefix}${firm}${prefix === '' ? '' : '_'}${randomBytes(32).toString('base64url')}`;
  return { token, hash: sha256(token) };
}

/** Null for anything that no `newFirmSecret` of this prefix has made. */
export function readFirmSecret(token: string, prefix = ''): FirmSecret | null {
  const gap = prefix === '' ? '' : '_';
  const firmEnds = prefix.length + uuidChars;
  if (token.length !== firmEnds + gap.length + secretChars || !token.startsWith(prefix)) return null;
  if (!token.startsWith(gap, firmEnds)) return null;
  const hex = Buffer.from(token.slice(prefix.length, firmEnds), 'base64url').toString('hex');
  const firmId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return uuidShape.test(firmId) ? { firmId, hash: sha256(token) } : null;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
