import { lookup as resolveName } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Addresses that a URL given by an outsider must never lead to: this machine, private networks, link-local (cloud metadata). */
const inside = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  inside.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  inside.addSubnet(network, bits, 'ipv6');

export class RefusedAddress extends Error {
  override name = 'RefusedAddress';
}

export function isInsideAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  return inside.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}

export interface PublicAnswer {
  status: number;
  contentType: string;
  body: http.IncomingMessage;
}

/**
 * GET of an address that somebody outside named. The check is made on the address that is really connected to (a name
 * may resolve differently a moment later), again on each redirect, of which there may be three.
 * Throws RefusedAddress, or the network's error. The caller bounds the size.
 */
export async function fetchPublic(
  address: string,
  options: { allowLoopback: boolean; timeoutMs: number },
  redirects = 3,
): Promise<PublicAnswer> {
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new RefusedAddress(`${url.protocol} addresses are not fetched`);
  const refuse = (ip: string) =>
    isInsideAddress(ip) && !(options.allowLoopback && (ip.startsWith('127.') || ip === '::1'));
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) && refuse(literal)) throw new RefusedAddress('the address is inside our own network');
  const lookup: LookupFunction = (hostname, lookupOptions, done) => {
    resolveName(hostname, { ...lookupOptions, all: true }, (error, found) => {
      if (error) return done(error, '');
      const allowed = found.filter((one) => !refuse(one.address));
      const [first] = allowed;
      if (!first) return done(new RefusedAddress('the address is inside our own network'), '');
      if (lookupOptions.all) return done(null, allowed);
      return done(null, first.address, first.family);
    });
  };
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).get(
      url,
      { lookup, timeout: options.timeoutMs },
      resolve,
    );
    request.on('timeout', () => request.destroy(new Error('it took too long to answer')));
    request.on('error', reject);
  });
  const { statusCode = 0, headers } = answer;
  if (statusCode >= 300 && statusCode < 400 && headers.location) {
    answer.resume();
    if (redirects === 0) throw new RefusedAddress('it redirects too often');
    return await fetchPublic(new URL(headers.location, url).href, options, redirects - 1);
  }
  return {
    status: statusCode,
    contentType: headers['content-type'] ?? 'application/octet-stream',
    body: answer,
  };
}
