/** Addresses of a connection: those that the vendor calls, and those of the vendor that a person may put in place. */

import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { isInsideAddress } from '../../platform/public-fetch.ts';
import { type PracticeSystem, VendorError } from '../../vendors/ports.ts';

/** The part of a webhook address that cannot be guessed. */
export function newHookKey(): string {
  return `con_${randomBytes(24).toString('base64url')}`;
}

/** What signs a vendor's webhooks, where we choose it. */
export function newHookSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function hookUrlOf({ publicUrl }: Pick<Platform, 'publicUrl'>, hookKey: string): string {
  return `${publicUrl.origin}/hooks/${hookKey}/events`;
}

/** Where a vendor sends the person's browser back; it must stand at the vendor exactly so. */
export function redirectUriOf({ publicUrl }: Pick<Platform, 'publicUrl'>): string {
  return `${publicUrl.origin}/connections/authorised`;
}

/** The URL's host without the brackets of an IPv6 address. */
const hostOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, '');

export function isLoopback(address: string): boolean {
  const host = hostOf(new URL(address));
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

export interface Overrides {
  apiUrl?: string | undefined;
  authUrl?: string | undefined;
  uploadUrl?: string | undefined;
}

/** Addresses in place of the vendor's own: https outside, or plain http to this machine where that is allowed. */
export function checkOverrides(overrides: Overrides, allowLoopback: boolean): void {
  const given: [string, string | undefined][] = [
    ['apiUrl', overrides.apiUrl],
    ['authUrl', overrides.authUrl],
    ['uploadUrl', overrides.uploadUrl],
  ];
  for (const [field, address] of given) {
    if (address === undefined) continue;
    const complaint = complaintAbout(address, allowLoopback);
    if (complaint !== null)
      throw problem('invalid_input', complaint, { fields: [{ field, message: complaint }] });
  }
}

function complaintAbout(address: string, allowLoopback: boolean): string | null {
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return 'An address holds no name and password.';
  if (isLoopback(address)) {
    const plain = url.protocol === 'http:' || url.protocol === 'https:';
    return allowLoopback && plain ? null : 'An address on this machine is for the command line only.';
  }
  if (url.protocol !== 'https:') return 'The address must start with https://.';
  const host = hostOf(url);
  return isIP(host) !== 0 && isInsideAddress(host) ? 'That address is inside a private network.' : null;
}

/** Whether an API address that the vendor named itself may be used with the firm's token. */
export function isTrustedApi(address: string, authUrl: string): boolean {
  if (isLoopback(address)) return isLoopback(authUrl);
  return complaintAbout(address, false) === null;
}

/**
 * The sign-in host that came back through the browser, when it is one of the vendor's own: the application's secret is
 * sent there, so nobody else's counts.
 */
export function trustedAuthUrl(
  vendor: PracticeSystem,
  override: string | null,
  claimed: string | undefined,
): string | null {
  if (claimed === undefined || !URL.canParse(claimed)) return null;
  const { origin } = new URL(claimed);
  const known = override === null ? vendor.regions.map(({ authUrl }) => authUrl) : [override];
  return known.some((address) => new URL(address).origin === origin) ? origin : null;
}

/**
 * A fetch for one connection. The vendor's published addresses are asked as they are; any other (put in place by a person,
 * or named in an answer) only where it leads outside our network, or to this machine when the connection was made so.
 */
export function guarded(
  platform: Pick<Platform, 'fetch'>,
  vendor: PracticeSystem,
  overrides: readonly (string | null)[],
): typeof globalThis.fetch {
  const own = new Set(
    vendor.regions
      .flatMap(({ apiUrl, authUrl, uploadUrl }) => [apiUrl, authUrl, uploadUrl ?? apiUrl])
      .map((address) => new URL(address).origin),
  );
  const allowLoopback = overrides.some((address) => address !== null && isLoopback(address));
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!own.has(url.origin)) await refuseInside(url, allowLoopback);
    return await platform.fetch(input, init);
  };
}

async function refuseInside(url: URL, allowLoopback: boolean): Promise<void> {
  const refused = () =>
    new VendorError({ failure: 'rejected', detail: `${url.origin} is inside our own network.` });
  if (isLoopback(url.href)) {
    if (allowLoopback) return;
    throw refused();
  }
  if (url.protocol !== 'https:')
    throw new VendorError({ failure: 'rejected', detail: `${url.origin} is not https.` });
  const found = await lookup(hostOf(url), { all: true }).catch(() => {
    throw new VendorError({ failure: 'unavailable', detail: `${url.hostname} is not found.` });
  });
  if (found.some(({ address }) => isInsideAddress(address))) throw refused();
}
