import { z } from 'zod';
import { VendorError } from '../ports.ts';
import { parseVendorJson } from './json.ts';

export interface VendorRequest {
  url: string;
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array<ArrayBuffer> | URLSearchParams | FormData;
  /** Default `follow`. With `manual` a 3xx answer is returned as it is: needed when credentials must not travel. */
  redirect?: 'follow' | 'manual';
  /** For the answer's head in `vendorFetch`, for head and body in `vendorJson`. Default 20 s. */
  timeoutMilliseconds?: number;
  /** How long to wait after a 429 that names no time. Default 30 s. */
  retryAfterSeconds?: number;
  /** Statuses that mean "nothing to read here": `vendorFetch` returns the answer, `vendorJson` gives undefined. */
  absentStatuses?: readonly number[];
  /** Lets a vendor call a 400 a dead credential (OAuth's `invalid_grant`) by the code that its body names. */
  unauthorisedCodes?: readonly string[];
  /** Lets a vendor call another status "too often" by the code that its body names: seconds to wait, by code. */
  limitedCodes?: ReadonlyMap<string, number>;
}

export interface Transport {
  fetch: typeof globalThis.fetch;
  now(): Date;
}

/**
 * Calls a vendor and returns only good answers (2xx, and 3xx with `redirect: 'manual'`). Everything else is thrown as
 * a `VendorError`: 401, 403 unauthorised · 404, 410 not_found · 429 rate_limited · other 4xx rejected, with the
 * vendor's words · 5xx, broken connections and time-outs unavailable. The body of the answer is still to be read; use
 * it for downloads and `vendorJson` for data.
 */
export async function vendorFetch(transport: Transport, request: VendorRequest): Promise<Response> {
  const timer = startTimer(request);
  try {
    return await send(transport, request, timer.signal);
  } finally {
    timer.stop();
  }
}

/** As `vendorFetch`, and reads the body as JSON (undefined when empty); a body that is no JSON is `unavailable`. */
export async function vendorJson(transport: Transport, request: VendorRequest): Promise<unknown> {
  const timer = startTimer(request);
  try {
    const response = await send(transport, request, timer.signal);
    const text = await readText(response, request, timer.signal);
    if (!response.ok) return undefined;
    return text.trim() === '' ? undefined : parseBody(text, request);
  } finally {
    timer.stop();
  }
}

function startTimer(request: VendorRequest): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const handle = setTimeout(() => controller.abort(), request.timeoutMilliseconds ?? 20_000);
  return { signal: controller.signal, stop: () => clearTimeout(handle) };
}

async function send(transport: Transport, request: VendorRequest, signal: AbortSignal): Promise<Response> {
  const response = await attempt(request, signal, () =>
    transport.fetch(request.url, {
      method: request.method ?? 'GET',
      headers: { accept: 'application/json', ...request.headers },
      redirect: request.redirect ?? 'follow',
      signal,
      ...(request.body === undefined ? {} : { body: request.body }),
    }),
  );
  const redirected = request.redirect === 'manual' && response.status >= 300 && response.status < 400;
  if (response.ok || redirected || request.absentStatuses?.includes(response.status)) return response;
  const text = await readText(response, request, signal);
  throw vendorFailure(response, text, request, transport.now());
}

function readText(response: Response, request: VendorRequest, signal: AbortSignal): Promise<string> {
  return attempt(request, signal, () => response.text());
}

async function attempt<Value>(
  request: VendorRequest,
  signal: AbortSignal,
  act: () => Promise<Value>,
): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    // A vendor's `fetch` may renew its token on the way and fail at that.
    if (error instanceof VendorError) throw error;
    const cause = signal.aborted ? 'no answer in time' : describeCause(error);
    throw new VendorError({ failure: 'unavailable', detail: `${describeCall(request)}: ${cause}` });
  }
}

function parseBody(text: string, request: VendorRequest): unknown {
  try {
    return parseVendorJson(text);
  } catch {
    throw new VendorError({
      failure: 'unavailable',
      detail: `${describeCall(request)}: the answer is not JSON`,
    });
  }
}

function vendorFailure(response: Response, text: string, request: VendorRequest, now: Date): VendorError {
  const { status } = response;
  const words = readWords(text);
  const detail = `${describeCall(request)}: ${status} ${words.text}`.trim();
  if (status === 429) {
    return new VendorError({
      failure: 'rate_limited',
      retryAt: readRetryAfter(response.headers.get('retry-after'), now, request.retryAfterSeconds ?? 30),
      detail,
    });
  }
  const pause = words.codes.map((code) => request.limitedCodes?.get(code)).find((each) => each !== undefined);
  if (pause !== undefined)
    return new VendorError({ failure: 'rate_limited', retryAt: readRetryAfter(null, now, pause), detail });
  if (status >= 500 || status < 400 || status === 408)
    return new VendorError({ failure: 'unavailable', detail });
  const deadCredential = words.codes.some((code) => request.unauthorisedCodes?.includes(code));
  if (status === 401 || status === 403 || deadCredential) {
    return new VendorError({ failure: 'unauthorised', detail });
  }
  if (status === 404 || status === 410) return new VendorError({ failure: 'not_found', detail });
  return new VendorError({ failure: 'rejected', detail });
}

/** When to try again by a `Retry-After` header (seconds or an HTTP date), or after `fallbackSeconds`. */
export function readRetryAfter(header: string | null, now: Date, fallbackSeconds: number): Date {
  const text = header?.trim() ?? '';
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return after(Math.ceil(Number(text)));
  const date = /^[A-Za-z]{3},? /.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(date)) return after(fallbackSeconds);
  return new Date(Math.max(date, now.getTime()));
}

const word = z.union([z.string(), z.number()]).transform(String).optional().catch(undefined);
const errorPart = z.object({ errorCode: word, code: word, message: word, detail: word, title: word });
const errorBody = errorPart.extend({
  error: z.union([z.string(), errorPart]).optional().catch(undefined),
  error_description: word,
  errors: z
    .array(z.union([z.string(), errorPart]))
    .optional()
    .catch(undefined),
});

/** The vendor's own words in an error answer, whichever of the usual shapes it has; at most 500 characters. */
export function readWords(text: string): { text: string; codes: string[] } {
  const body = errorBody.safeParse(tryJson(text));
  if (!body.success) return { text: shorten(text.startsWith('<') ? '' : text), codes: [] };
  const { error, error_description: description, errors = [], ...top } = body.data;
  const parts = [top, ...(error === undefined ? [] : [error]), ...errors];
  const codes = parts.flatMap((part) => (typeof part === 'string' ? [part] : [part.errorCode, part.code]));
  const sentences = parts.flatMap((part) =>
    typeof part === 'string'
      ? [part]
      : [part.errorCode ?? part.code, part.message ?? part.detail ?? part.title],
  );
  const said = [...new Set([...sentences, description].filter((item) => item !== undefined && item !== ''))];
  return {
    text: shorten(said.length === 0 ? text : said.join(' · ')),
    codes: codes.filter((code) => code !== undefined),
  };
}

function tryJson(text: string): unknown {
  try {
    return parseVendorJson(text);
  } catch {
    return undefined;
  }
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 499)}…` : line;
}

/** Without the query, which may carry numbers, tokens or names. */
function describeCall(request: VendorRequest): string {
  const path = URL.canParse(request.url) ? new URL(request.url).pathname : 'unreadable address';
  return `${request.method ?? 'GET'} ${path}`;
}

function describeCause(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection failed';
  const cause = error.cause instanceof Error ? error.cause.message : '';
  return [error.message, cause].filter((item) => item !== '').join(': ');
}
