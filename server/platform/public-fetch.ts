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

interface Guard {
  allowLoopback: boolean;
  timeoutMs: number;
}

/**
 * GET of an address that somebody outside named. The check is made on the address that is really connected to (a name
 * may resolve differently a moment later), again on each redirect, of which there may be three.
 * Throws RefusedAddress, or the network's error. The caller bounds the size.
 */
export async function fetchPublic(address: string, guard: Guard, redirects = 3): Promise<PublicAnswer> {
  const url = new URL(address);
  const answer = await requestPublic(url, guard, { method: 'GET' });
  const { statusCode = 0, headers } = answer;
  if (statusCode >= 300 && statusCode < 400 && headers.location) {
    answer.resume();
    if (redirects === 0) throw new RefusedAddress('it redirects too often');
    return await fetchPublic(new URL(headers.location, url).href, guard, redirects - 1);
  }
  return {
    status: statusCode,
    contentType: headers['content-type'] ?? 'application/octet-stream',
    body: answer,
  };
}

/** POST to such an address, with the same checks. A redirect is an answer like another; what the answer says is not read. */
export async function postPublic(
  address: string,
  { headers, body, ...guard }: Guard & { headers: Record<string, string>; body: Buffer | null },
): Promise<{ status: number; retryAfter: string | null }> {
  const answer = await requestPublic(new URL(address), guard, { method: 'POST', headers, body });
  answer.resume();
  return { status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] ?? null };
}

async function requestPublic(
  url: URL,
  { allowLoopback, timeoutMs }: Guard,
  {
    method,
    headers = {},
    body = null,
  }: { method: string; headers?: Record<string, string>; body?: Buffer | null },
): Promise<http.IncomingMessage> {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new RefusedAddress(`${url.protocol} addresses are not fetched`);
  const refuse = (ip: string) =>
    isInsideAddress(ip) && !(allowLoopback && (ip.startsWith('127.') || ip === '::1'));
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
  return await new Promise<http.IncomingMessage>((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(
      url,
      { method, headers, lookup, timeout: timeoutMs },
      resolve,
    );
    request.on('timeout', () => request.destroy(new Error('it took too long to answer')));
    request.on('error', reject);
    request.end(body);
  });
}
