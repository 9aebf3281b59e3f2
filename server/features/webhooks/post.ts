/** One POST to an address that a firm named: guarded at the connection, never redirected, read only as far as is shown. */
import { type LookupAddress, type LookupAllOptions, lookup as resolveName } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { RefusedAddress } from '../../platform/public-fetch.ts';
import { isRefusedAddress, refusalOf } from './address.ts';

export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  done: (error: Error | null, found: LookupAddress[]) => void,
) => void;

export interface PostOptions {
  allowLoopback: boolean;
  /** From the look-up of the name to the answer's status. */
  timeoutMs: number;
  /** How names are resolved; the system's way unless a test says otherwise. */
  resolve?: Resolve;
}

export interface Posted {
  /** null: nobody answered. */
  status: number | null;
  retryAfter: string | undefined;
  /** The first 1,024 bytes of the answer. */
  answer: string;
  error: string | null;
  durationMs: number;
}

const shownBytes = 1024;
/** The status is what counts; so long we wait for the words after it. */
const answerMs = 2_000;

/** Never throws: what went wrong is in `error`, in words for people. */
export async function post(
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  options: PostOptions,
): Promise<Posted> {
  const startedAt = performance.now();
  const took = () => Math.round(performance.now() - startedAt);
  try {
    const refusal = refusalOf(address, options.allowLoopback);
    if (refusal !== null) throw new RefusedAddress(refusal);
    const answer = await send(new URL(address), headers, body, options);
    const text = await beginningOf(answer);
    return {
      status: answer.statusCode ?? null,
      retryAfter: answer.headers['retry-after'],
      answer: text,
      error: null,
      durationMs: took(),
    };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return {
      status: null,
      retryAfter: undefined,
      answer: '',
      error: words.slice(0, 300),
      durationMs: took(),
    };
  }
}

function send(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  { allowLoopback, timeoutMs, resolve = resolveName }: PostOptions,
): Promise<http.IncomingMessage> {
  const lookup: LookupFunction = (hostname, lookupOptions, done) => {
    resolve(hostname, { ...lookupOptions, all: true }, (error, found) => {
      if (error) return done(error, '');
      const allowed = found.filter((one) => !isRefusedAddress(one.address, allowLoopback));
      const [first] = allowed;
      if (!first) return done(new RefusedAddress('Its name leads inside our own network.'), '');
      return lookupOptions.all ? done(null, allowed) : done(null, first.address, first.family);
    });
  };
  return new Promise((fulfil, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(
      url,
      {
        method: 'POST',
        lookup,
        // A connection of its own: one kept open would outlive the check of its address, and may be half closed.
        agent: false,
        maxHeaderSize: 16_384,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      },
      (answer) => {
        clearTimeout(timer);
        fulfil(answer);
      },
    );
    const timer = setTimeout(
      () => request.destroy(new Error(`It did not answer within ${timeoutMs / 1000} seconds.`)),
      timeoutMs,
    );
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end(body);
  });
}

/** As much as is kept, then the connection is cut: the rest may be without end. */
async function beginningOf(answer: http.IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  await new Promise<void>((done) => {
    const timer = setTimeout(done, answerMs);
    const finish = () => {
      clearTimeout(timer);
      done();
    };
    answer.on('data', (part: Buffer) => {
      parts.push(part);
      length += part.length;
      if (length >= shownBytes) finish();
    });
    answer.on('end', finish);
    answer.on('error', finish);
    answer.on('close', finish);
  });
  answer.destroy();
  return printable(Buffer.concat(parts).subarray(0, shownBytes));
}

/** What cannot be shown, or kept in a text column, becomes a visible mark. */
function printable(bytes: Buffer): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is replaced
  return bytes.toString('utf8').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '�');
}
