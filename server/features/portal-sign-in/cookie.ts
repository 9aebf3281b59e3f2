/**
 * The portal's cookies, others than those of staff, so that one browser can be both: the session, what binds a request
 * to the browser that made it, and what makes a browser known to its owner's account.
 */
import { randomBytes } from 'node:crypto';

export type CookieKind = 'session' | 'asked' | 'device';

const names: Readonly<Record<CookieKind, string>> = {
  session: 'matterline-portal',
  asked: 'matterline-portal-asked',
  device: 'matterline-portal-device',
};
const daySeconds = 86_400;
const lives = { asked: daySeconds, device: 400 * daySeconds } as const;

const nameOf = (kind: CookieKind, publicUrl: URL) =>
  publicUrl.protocol === 'https:' ? `__Host-${names[kind]}` : names[kind];

function write(kind: CookieKind, value: string, maxAgeSeconds: number | null, publicUrl: URL): string {
  const age = maxAgeSeconds === null ? '' : `; Max-Age=${maxAgeSeconds}`;
  const secure = publicUrl.protocol === 'https:' ? '; Secure' : '';
  return `${nameOf(kind, publicUrl)}=${value}; Path=/${age}; HttpOnly; SameSite=Lax${secure}`;
}

/** `maxAgeSeconds` null: until the browser is closed. */
export function sessionCookie(token: string, maxAgeSeconds: number | null, publicUrl: URL): string {
  return write('session', token, maxAgeSeconds, publicUrl);
}

export const clearedSessionCookie = (publicUrl: URL) => sessionCookie('', 0, publicUrl);

export const lastingCookie = (kind: 'asked' | 'device', token: string, publicUrl: URL) =>
  write(kind, token, lives[kind], publicUrl);

/** The value in a Cookie header; null for none. */
export function readCookie(header: string | undefined, kind: CookieKind, publicUrl: URL): string | null {
  const start = `${nameOf(kind, publicUrl)}=`;
  const part = header
    ?.split(';')
    .map((one) => one.trim())
    .find((one) => one.startsWith(start));
  return part === undefined || part.length === start.length ? null : part.slice(start.length);
}

export const readSessionCookie = (header: string | undefined, publicUrl: URL) =>
  readCookie(header, 'session', publicUrl);

/** 256 bits that cannot be guessed. */
export const newToken = () => randomBytes(32).toString('base64url');
