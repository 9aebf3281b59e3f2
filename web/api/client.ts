import type { Api, Route } from './contract.ts';
import { ApiProblem, problemFrom } from './problem.ts';

type Part<Name extends string, T> = [T] extends [undefined]
  ? { [K in Name]?: undefined }
  : object extends T
    ? { [K in Name]?: T }
    : { [K in Name]: T };

/** What a call needs: `params`, `query` and `body` only where the route has them. */
export type CallInput<R extends Route> = Part<'params', R['params']> &
  Part<'query', R['query']> &
  Part<'body', R['body']> & {
    /** Send the same key again after a lost answer and the write happens once. */
    idempotencyKey?: string;
    /** The content itself, for the routes that take a file instead of JSON. */
    bytes?: Blob;
    signal?: AbortSignal;
  };

type Call<R extends Route> = object extends CallInput<R> ? [input?: CallInput<R>] : [input: CallInput<R>];

type LooseInput = {
  params?: object | undefined;
  query?: object | undefined;
  body?: unknown;
  idempotencyKey?: string;
  bytes?: Blob;
  signal?: AbortSignal;
};

/** Fills `:name` parts and adds the query; leaves out what is undefined, null or empty. */
export function addressOf(pattern: string, params: object = {}, query: object = {}): string {
  const path = pattern.replaceAll(/:([A-Za-z]+)/g, (_whole, name: string) => {
    const value: unknown = Reflect.get(params, name);
    if (value === undefined) throw new Error(`${pattern} needs the parameter ${name}`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') search.append(name, String(one));
    }
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

function requestOf(method: string, input: LooseInput): RequestInit {
  const headers = new Headers({ accept: 'application/json' });
  if (method !== 'GET') headers.set('x-matterline', '1');
  if (input.idempotencyKey !== undefined) headers.set('idempotency-key', input.idempotencyKey);
  const request: RequestInit = { method, headers, credentials: 'same-origin' };
  if (input.signal) request.signal = input.signal;
  if (input.bytes) request.body = input.bytes;
  else if (input.body !== undefined) {
    headers.set('content-type', 'application/json');
    request.body = JSON.stringify(input.body);
  }
  return request;
}

async function bodyOf(response: Response): Promise<unknown> {
  if (!/json/.test(response.headers.get('content-type') ?? '')) return undefined;
  return response.json();
}

async function send(address: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(address, request);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiProblem({
      status: 0,
      code: 'unreachable',
      title: 'The server did not answer',
      detail: undefined,
      fieldErrors: {},
      requestId: undefined,
    });
  }
}

/**
 * Calls one route of the contract: `api('GET /api/v1/matters/:id', { params: { id } })`.
 * Throws {@link ApiProblem} for every answer that is not 2xx. The answer's shape is trusted: the server checks its
 * outputs against the same contract in its tests.
 */
export async function api<K extends keyof Api>(
  key: K,
  ...[input]: Call<Api[K]>
): Promise<Api[K]['response']> {
  const call: LooseInput = input ?? {};
  const [method = 'GET', pattern = ''] = key.split(' ');
  const response = await send(addressOf(pattern, call.params, call.query), requestOf(method, call));
  if (!response.ok)
    throw new ApiProblem(problemFrom(response.status, await bodyOf(response).catch(() => undefined)));
  return response.status === 204 ? undefined : response.json();
}
