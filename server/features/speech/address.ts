/** Where a firm's speech service may be. What a name leads to is checked again at every connection (`service-fetch.ts`). */
import { isIP } from 'node:net';
import type { Platform } from '../../platform/platform.ts';
import { isInsideAddress } from '../../platform/public-fetch.ts';

export type AddressRules = Pick<Platform, 'allowLoopback' | 'privateServices'>;

export function isLoopbackIp(ip: string): boolean {
  return ip === '::1' || (isIP(ip) === 4 && ip.startsWith('127.'));
}

/** Whether the operator has named this service as one inside our own network that firms may use. */
export function isNamedByOperator(url: URL, { privateServices }: AddressRules): boolean {
  return privateServices.includes(url.origin);
}

/** Whether an address that a name led to may be connected to. */
export function mayConnect(url: URL, ip: string, rules: AddressRules): boolean {
  if (isNamedByOperator(url, rules)) return true;
  return !isInsideAddress(ip) || (rules.allowLoopback && isLoopbackIp(ip));
}

/** Why a service's address cannot be used, in words for people; null when it can. */
export function refusalOf(address: string, rules: AddressRules): string | null {
  if (!URL.canParse(address)) return 'This is no web address.';
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'The address must begin with https://';
  if (url.username !== '' || url.password !== '') return 'The address must not hold a user name or password.';
  if (url.search !== '' || url.hash !== '') return 'The address must end with its path.';
  if (isNamedByOperator(url, rules)) return null;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const toItself = host === 'localhost' || host.endsWith('.localhost') || isLoopbackIp(host);
  const inside =
    'This address is inside our own network. Whoever runs the server can allow it: PRIVATE_SERVICES.';
  if (toItself) return rules.allowLoopback ? null : inside;
  if (isIP(host) !== 0 && isInsideAddress(host)) return inside;
  return url.protocol === 'https:' ? null : 'The address must begin with https://';
}
