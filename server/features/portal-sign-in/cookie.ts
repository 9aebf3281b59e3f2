/** The portal's session cookie: another than that of staff, so that one browser can be both. */
const nameOf = (publicUrl: URL) =>
  publicUrl.protocol === 'https:' ? '__Host-matterline-portal' : 'matterline-portal';

export function sessionCookie(token: string, maxAgeSeconds: number, publicUrl: URL): string {
  const secure = publicUrl.protocol === 'https:' ? '; Secure' : '';
  return `${nameOf(publicUrl)}=${token}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`;
}

export const clearedSessionCookie = (publicUrl: URL) => sessionCookie('', 0, publicUrl);

/** The token in a Cookie header; null for none. */
export function readSessionCookie(header: string | undefined, publicUrl: URL): string | null {
  const start = `${nameOf(publicUrl)}=`;
  const part = header
    ?.split(';')
    .map((one) => one.trim())
    .find((one) => one.startsWith(start));
  return part === undefined || part.length === start.length ? null : part.slice(start.length);
}
