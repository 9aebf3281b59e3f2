/** The session's cookie: for the portal's own addresses only, and unseen by scripts. */
import { type FirmSecret, readFirmSecret } from '../../platform/firm-secret.ts';
import { sessionDays } from './sessions.ts';

const name = 'matterline.referrer';

function cookie(value: string, maxAge: number, publicUrl: URL): string {
  const parts = [
    `${name}=${value}`,
    'Path=/api/v1/referrer-portal',
    `Max-Age=${maxAge}`,
    'HttpOnly',
    'SameSite=Strict',
  ];
  return [...parts, ...(publicUrl.protocol === 'https:' ? ['Secure'] : [])].join('; ');
}

export function cookieWith(token: string, publicUrl: URL): string {
  return cookie(token, sessionDays * 86_400, publicUrl);
}

export function clearedCookie(publicUrl: URL): string {
  return cookie('', 0, publicUrl);
}

/** null for none, or one that is none of ours. */
export function readCookie(header: string | undefined): FirmSecret | null {
  const found = header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`));
  return found === undefined ? null : readFirmSecret(found.slice(name.length + 1));
}
