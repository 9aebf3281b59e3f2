import { z } from 'zod';
import { vendorJson } from '../kit/http.ts';
import { type VendorContext, VendorError } from '../ports.ts';
import { dialpadPage } from './wire.ts';

export interface DialpadRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  query?: Readonly<Record<string, string>>;
  body?: unknown;
}

/** One call of the API: `path` is below the base, the answer is parsed JSON. Throws `VendorError`. */
export type DialpadApi = (path: string, request?: DialpadRequest) => Promise<unknown>;

/** The key (or OAuth token) goes into a header, never into the address, which ends in logs. */
export function dialpadApi(context: VendorContext): DialpadApi {
  return (path, request = {}) =>
    vendorJson(context, {
      url: `${apiBase(context)}${path}${request.query === undefined ? '' : `?${new URLSearchParams(request.query)}`}`,
      method: request.method ?? 'GET',
      headers: { ...authorisation(context), 'content-type': 'application/json' },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
}

/** `https://dialpad.com` and `https://dialpad.com/api/v2` are both understood. */
function apiBase(context: VendorContext): string {
  const url = new URL(context.credentials.apiUrl);
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${path === '' ? '/api/v2' : path}`;
}

export function authorisation(context: VendorContext): Record<string, string> {
  const token = context.credentials.accessToken ?? context.credentials.apiKey;
  if (token === undefined || token === '') {
    throw new VendorError({ failure: 'unauthorised', detail: 'Dialpad needs an API key.' });
  }
  return { authorization: `Bearer ${token}` };
}

/** Pages through any of Dialpad's lists. An item that cannot be read is left out. */
export async function listAll<Item extends z.ZodType>(
  api: DialpadApi,
  path: string,
  item: Item,
  query: Readonly<Record<string, string>> = {},
): Promise<z.infer<Item>[]> {
  const found: z.infer<Item>[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const answer = await api(path, { query: cursor === undefined ? query : { ...query, cursor } });
    const page = dialpadPage(z.unknown()).safeParse(answer ?? {});
    if (!page.success) throw notAList();
    for (const entry of page.data.items) {
      const read = item.safeParse(entry);
      if (read.success) found.push(read.data);
    }
    cursor = page.data.cursor;
    if (cursor !== undefined && seen.has(cursor)) break;
    if (cursor !== undefined) seen.add(cursor);
  } while (cursor !== undefined);
  return found;
}

export function notAList(): VendorError {
  return new VendorError({
    failure: 'unavailable',
    detail: 'Dialpad answered with something that is not a list.',
  });
}

/** Whether the key may be sent there: to the base's own host, and between the hosts of dialpad.com. */
export function isDialpad(url: URL, context: VendorContext): boolean {
  const base = new URL(context.credentials.apiUrl);
  if (url.origin === base.origin) return true;
  const theirs = (host: string) => host === 'dialpad.com' || host.endsWith('.dialpad.com');
  return url.protocol === 'https:' && theirs(url.hostname) && theirs(base.hostname);
}
