import { lookup } from 'node:dns/promises';
import type { Platform } from '../../platform/platform.ts';
import { isInsideAddress } from '../../platform/public-fetch.ts';
import { VendorError } from '../../vendors/ports.ts';

const mostRedirects = 3;

/** An address that we do not ask, whatever the event says. */
export class RefusedFile extends VendorError {
  readonly why: string;
  constructor(why: string) {
    super({ failure: 'rejected', detail: why });
    this.name = 'RefusedFile';
    this.why = why;
  }
}

/**
 * A fetch for a vendor's client when it follows addresses out of events: the vendor's own API is asked as it is, any other
 * address only where it is outside our network, at each redirect anew, and the credential stays with the first host.
 */
export function guardedFetch(
  platform: Pick<Platform, 'fetch' | 'allowLoopback'>,
  apiUrl: string,
): typeof globalThis.fetch {
  const trusted = new URL(apiUrl).origin;
  return async (input, init = {}) => {
    let url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init.headers);
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      if (url.origin !== trusted) await refuseInside(url, platform.allowLoopback);
      const answer = await platform.fetch(url, { ...init, headers, redirect: 'manual' });
      const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
      if (location === null || init.redirect === 'manual') return answer;
      await answer.body?.cancel();
      const next = new URL(location, url);
      if (next.origin !== url.origin) headers.delete('authorization');
      url = next;
    }
    throw new RefusedFile('it redirects too often');
  };
}

async function refuseInside(url: URL, allowLoopback: boolean): Promise<void> {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new RefusedFile(`${url.protocol} addresses are not fetched`);
  const found = await lookup(url.hostname.replace(/^\[|\]$/g, ''), { all: true });
  const loopback = (ip: string) => allowLoopback && (ip.startsWith('127.') || ip === '::1');
  if (found.some(({ address }) => isInsideAddress(address) && !loopback(address)))
    throw new RefusedFile('the address is inside our own network');
}
