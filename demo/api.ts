import type { FastifyInstance } from 'fastify';
import type { Api } from '../server/api.ts';

interface CallInput {
  params?: Record<string, string>;
  query?: Record<string, string>;
  /** A file instead of JSON. */
  bytes?: Buffer;
}

/** The program's own API in the same process: the demo makes nothing that a person could not make. */
export interface DemoApi {
  call<K extends keyof Api>(
    route: K,
    input?: CallInput & { body?: Api[K]['body'] },
  ): Promise<Api[K]['response']>;
}

/** Who asks: somebody of the firm by a token, or somebody outside by the cookie of their portal. */
export type DemoCaller = { token: string } | { cookie: string };

export function createApi(app: FastifyInstance, caller: DemoCaller): DemoApi {
  const credentials = headersOf(caller);
  return {
    async call(route, { params = {}, query = {}, body, bytes } = {}) {
      const [method = '', pattern = ''] = route.split(' ');
      const path = pattern.replaceAll(/:([A-Za-z]+)/g, (_, name: string) => params[name] ?? '');
      const answer = await app.inject({
        method: methods[method] ?? 'GET',
        url: path,
        query,
        headers: {
          ...credentials,
          ...(bytes ? { 'content-type': 'application/octet-stream' } : {}),
        },
        ...(bytes ? { payload: bytes } : body === undefined ? {} : { payload: Object(body) }),
      });
      if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${answer.statusCode} ${answer.body}`);
      return answer.body === '' ? undefined : JSON.parse(answer.body);
    },
  };
}

export function headersOf(caller: DemoCaller): Record<string, string> {
  if ('token' in caller) return { authorization: `Bearer ${caller.token}` };
  return { cookie: caller.cookie, 'x-matterline': '1' };
}

const methods: Record<string, 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE' | undefined> = {
  GET: 'GET',
  POST: 'POST',
  PATCH: 'PATCH',
  PUT: 'PUT',
  DELETE: 'DELETE',
};
