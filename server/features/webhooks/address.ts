/** Which addresses may be sent to. What a name leads to is checked again at every connection (`post.ts`). */
import { isIP } from 'node:net';
import { isInsideAddress } from '../../platform/public-fetch.ts';

export function isLoopbackAddress(ip: string): boolean {
  return ip === '::1' || (isIP(ip) === 4 && ip.startsWith('127.'));
}

/** Whether an address that a name led to must not be connected to. */
export function isRefusedAddress(ip: string, allowLoopback: boolean): boolean {
  return isInsideAddress(ip) && !(allowLoopback && isLoopbackAddress(ip));
}

/** Why an endpoint's address cannot be used; null when it can. */
export function refusalOf(address: string, allowLoopback: boolean): string | null {
  if (!URL.canParse(address)) return 'This is no web address.';
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const toItself = host === 'localhost' || host.endsWith('.localhost') || isLoopbackAddress(host);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && toItself && allowLoopback))
    return 'The address must begin with https://';
  if (url.username !== '' || url.password !== '') return 'The address must not hold a user name or password.';
  const inside = toItself ? !allowLoopback : isIP(host) !== 0 && isRefusedAddress(host, allowLoopback);
  return inside ? 'This address is inside our own network.' : null;
}
