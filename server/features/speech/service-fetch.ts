/** A fetch for an address that a firm named: guarded at the connection, never redirected, bounded in size and time. */
import { type LookupAddress, type LookupAllOptions, lookup as resolveName } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { VendorError } from '../../vendors/ports.ts';
import { type AddressRules, mayConnect, refusalOf } from './address.ts';

/** The transcript of a day of talk, with all that servers tell beside the words. */
const defaultMaxBytes = 8 * 1024 * 1024;
/** Longer than any request is waited for: the last guard against an answer without end. */
const defaultLongestMs = 16 * 60_000;
const withoutBody = new Set([204, 205, 304]);

type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  done: (error: Error | null, found: LookupAddress[]) => void,
) => void;

export interface ServiceFetchOptions extends AddressRules {
  maxBytes?: number;
  longestMs?: number;
  /** How names are resolved; the system's way unless a test says otherwise. */
  resolve?: Resolve;
}

export function serviceFetch(options: ServiceFetchOptions): typeof globalThis.fetch {
  const { maxBytes = defaultMaxBytes, longestMs = defaultLongestMs } = options;
  return async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const refusal = refusalOf(`${url.origin}${url.pathname}`, options);
    if (refusal !== null) throw refused(refusal);
    const body = Buffer.from(await request.arrayBuffer());
    const answer = await send(url, request, body, { ...options, longestMs });
    const status = answer.statusCode ?? 502;
    if (status >= 300 && status < 400) {
      answer.destroy();
      throw refused('it sends requests on to another address; enter that one');
    }
    const headers = Object.entries(answer.headers).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    );
    if (withoutBody.has(status)) {
      answer.resume();
      return new Response(null, { status, headers });
    }
    return new Response(
      streamOf(bounded(answer, maxBytes), () => answer.destroy()),
      { status, headers },
    );
  };
}

function send(
  url: URL,
  request: Request,
  body: Buffer,
  options: ServiceFetchOptions & { longestMs: number },
): Promise<http.IncomingMessage> {
  const { signal } = request;
  return new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !mayConnect(url, host, options))
      return reject(refused('its address is inside our own network'));
    const outgoing = (url.protocol === 'https:' ? https : http).request(
      url,
      {
        method: request.method,
        lookup: guardedLookup(url, options),
        // One that is kept open would outlive the check of its address.
        agent: false,
        maxHeaderSize: 16_384,
        headers: {
          ...Object.fromEntries(request.headers),
          'user-agent': 'Matterline',
          'content-length': body.length,
        },
      },
      resolve,
    );
    const end = (why: string) => outgoing.destroy(new Error(why));
    const timer = setTimeout(() => end('no answer in time'), options.longestMs);
    const onAbort = () => end('no answer in time');
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    outgoing.on('close', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function guardedLookup(url: URL, rules: ServiceFetchOptions): LookupFunction {
  return (hostname, lookupOptions, done) => {
    const resolve = rules.resolve ?? resolveName;
    resolve(hostname, { ...lookupOptions, all: true }, (error, found) => {
      if (error) return done(error, '');
      const allowed = found.filter((one) => mayConnect(url, one.address, rules));
      const [first] = allowed;
      if (!first) return done(refused('its name leads inside our own network'), '');
      return lookupOptions.all ? done(null, allowed) : done(null, first.address, first.family);
    });
  };
}

function streamOf(
  parts: AsyncGenerator<Uint8Array>,
  cancel: () => void,
): ReadableStream<Uint8Array<ArrayBufferLike>> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel,
  });
}

async function* bounded(answer: http.IncomingMessage, maxBytes: number): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const part of answer) {
    const bytes = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    length += bytes.length;
    if (length > maxBytes) {
      answer.destroy();
      throw refused(`its answer is longer than ${Math.floor(maxBytes / (1024 * 1024))} MB`);
    }
    yield new Uint8Array(bytes);
  }
}

function refused(detail: string): VendorError {
  return new VendorError({ failure: 'rejected', detail });
}
