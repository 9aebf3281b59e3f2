/** How an address of a notice is written: the firm's address for answers with something random behind a `+`. Pure but for the dice. */
import { randomBytes } from 'node:crypto';

/** RFC 5321, 4.5.3.1.1. */
const longestLocalPart = 64;

/** Mail servers may change capitals. */
const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
const tokenLength = 26;
const tokenPattern = /^[a-km-np-z2-9]{26}$/;

/** 130 bits. */
export function newToken(): string {
  return [...randomBytes(tokenLength)].map((byte) => letters[byte % letters.length]).join('');
}

/** Whether addresses can be made under this one: there must be room for what stands before the @. */
export function takesReplies(address: string): boolean {
  const at = address.lastIndexOf('@');
  return at > 0 && at + 1 + tokenLength <= longestLocalPart;
}

/** What stands after the `+`; null: it is no address under this one. */
export function readToken(base: string, address: string): string | null {
  const [local, domain] = splitAddress(base);
  const [given, givenDomain] = splitAddress(address);
  if (domain === '' || domain !== givenDomain || !given.startsWith(`${local}+`)) return null;
  const token = given.slice(local.length + 1);
  return tokenPattern.test(token) ? token : null;
}

function splitAddress(address: string): [local: string, domain: string] {
  const at = address.lastIndexOf('@');
  return [address.slice(0, Math.max(0, at)).toLowerCase(), address.slice(at + 1).toLowerCase()];
}

/** The address of a token under this one. */
export function addressWith(base: string, token: string): string {
  const at = base.lastIndexOf('@');
  return `${base.slice(0, at)}+${token}${base.slice(at)}`;
}
