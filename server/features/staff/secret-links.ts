import { createHash, randomBytes } from 'node:crypto';

/** A secret that names its firm, so that it is looked up among that firm's rows only. */
export interface FirmSecret {
  firmId: string;
  /** SHA-256 of the whole text: all that is stored. */
  hash: Buffer;
}

export const tokenPrefix = 'mlt_';
const uuidChars = 22;
const secretChars = 43;
const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** `mlt_<firm id, base64url>_<32 random bytes, base64url>` */
export function newApiToken(firmId: string): { token: string; hash: Buffer } {
  return withHash(`${tokenPrefix}${firmPart(firmId)}_${randomBytes(32).toString('base64url')}`);
}

/** The part of an invitation's link that follows `/invitation/`. */
export function newInvitationToken(firmId: string): { token: string; hash: Buffer } {
  return withHash(`${firmPart(firmId)}${randomBytes(32).toString('base64url')}`);
}

export function readApiToken(token: string): FirmSecret | null {
  const length = tokenPrefix.length + uuidChars + 1 + secretChars;
  if (token.length !== length || !token.startsWith(tokenPrefix)) return null;
  if (token[tokenPrefix.length + uuidChars] !== '_') return null;
  return read(token, token.slice(tokenPrefix.length, tokenPrefix.length + uuidChars));
}

export function readInvitationToken(token: string): FirmSecret | null {
  return token.length === uuidChars + secretChars ? read(token, token.slice(0, uuidChars)) : null;
}

function read(token: string, firm: string): FirmSecret | null {
  const hex = Buffer.from(firm, 'base64url').toString('hex');
  const firmId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return uuidShape.test(firmId) ? { firmId, hash: sha256(token) } : null;
}

function firmPart(firmId: string): string {
  return Buffer.from(firmId.replaceAll('-', ''), 'hex').toString('base64url');
}

function withHash(token: string): { token: string; hash: Buffer } {
  return { token, hash: sha256(token) };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
