/** Requests to a practice system in its firm's name: the token on every call, one renewal when it is refused. */
import type { z } from 'zod';
import { type PracticeContext, VendorError } from '../ports.ts';
import { readWords, type VendorRequest, vendorFetch } from './http.ts';
import { parseVendorJson } from './json.ts';

export interface PracticeRequest extends Omit<VendorRequest, 'url' | 'absentStatuses'> {
  /** On the API's base address, or a whole address that the API gave us (only of the same origin). */
  path: string;
  query?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Sent as JSON. */
  json?: unknown;
  /** Statuses that mean "nothing there": the answer is undefined. 404 is one by `absent`. */
  absentStatuses?: readonly number[];
}

export interface PracticeApi {
  /** Reads JSON and checks its shape; an unexpected shape is `unavailable`, with where it differs. */
  call<Shape extends z.ZodType>(request: PracticeRequest, shape: Shape): Promise<z.output<Shape>>;
  /** As `call`; null for 404 and the statuses named. */
  find<Shape extends z.ZodType>(request: PracticeRequest, shape: Shape): Promise<z.output<Shape> | null>;
  /** For answers without a body that matters. */
  send(request: PracticeRequest): Promise<void>;
}

/**
 * `headersOf` makes the vendor's headers of a token. 403 is `rejected` (a right is missing for this one thing), unless
 * `forbiddenMeansToken`: then a fresh token is tried first.
 */
export function createPracticeApi(
  context: PracticeContext,
  options: {
    headersOf(token: string): Readonly<Record<string, string>>;
    forbiddenMeansToken?: boolean;
  },
): PracticeApi {
  const { credentials } = context;
  const base = credentials.apiUrl.replace(/\/+$/, '');

  function addressOf({ path, query = {} }: PracticeRequest): string {
    const url = new URL(path.startsWith('http') ? path : `${base}${path}`);
    if (url.origin !== new URL(base).origin)
      throw new VendorError({ failure: 'rejected', detail: 'The address is not the vendor’s own.' });
    for (const [name, value] of Object.entries(query)) {
      for (const one of value === undefined ? [] : [value].flat()) url.searchParams.append(name, one);
    }
    return url.href;
  }

  async function attempt(request: PracticeRequest, token: string): Promise<Response> {
    const { json, absentStatuses = [], headers, path: _path, query: _query, ...rest } = request;
    return await vendorFetch(context, {
      redirect: 'manual',
      ...rest,
      url: addressOf(request),
      headers: {
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
        ...options.headersOf(token),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      absentStatuses: [401, 403, ...absentStatuses],
    });
  }

  async function exchange(request: PracticeRequest): Promise<Response> {
    const token = await context.token();
    const response = await attempt(request, token);
    const refused = response.status === 401 || (response.status === 403 && options.forbiddenMeansToken);
    if (!refused) return await forbiddenThrows(response, 'rejected');
    const again = await attempt(request, await context.renewToken(token));
    return await forbiddenThrows(again, again.status === 401 ? 'unauthorised' : 'rejected');
  }

  return {
    async call(request, shape) {
      return readShape(await bodyOf(await exchange(request), request), shape, request);
    },
    async find(request, shape) {
      const absentStatuses = [404, ...(request.absentStatuses ?? [])];
      const response = await exchange({ ...request, absentStatuses });
      return absentStatuses.includes(response.status)
        ? null
        : readShape(await bodyOf(response, request), shape, request);
    },
    async send(request) {
      await (await exchange(request)).body?.cancel();
    },
  };
}

async function forbiddenThrows(response: Response, failure: 'rejected' | 'unauthorised'): Promise<Response> {
  if (response.status !== 401 && response.status !== 403) return response;
  const words = readWords(await response.text());
  throw new VendorError({ failure, detail: `${response.status} ${words.text}`.trim() });
}

async function bodyOf(response: Response, request: PracticeRequest): Promise<unknown> {
  try {
    const text = await response.text();
    return text.trim() === '' ? undefined : parseVendorJson(text);
  } catch {
    throw new VendorError({
      failure: 'unavailable',
      detail: `${describe(request)}: the answer broke off or is not JSON`,
    });
  }
}

function readShape<Shape extends z.ZodType>(
  body: unknown,
  shape: Shape,
  request: PracticeRequest,
): z.output<Shape> {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue ? `${issue.path.join('.') || 'body'}: ${issue.message}` : 'unknown shape';
  throw new VendorError({
    failure: 'unavailable',
    detail: `${describe(request)}: the answer is not as expected (${where})`,
  });
}

/** Without the query, which may carry numbers and names. */
function describe({ method = 'GET', path }: PracticeRequest): string {
  return `${method} ${path.split('?')[0]}`;
}
