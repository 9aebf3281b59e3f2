/**
 * What the server answers, as types: `'METHOD /path'` → what goes in and what comes out.
 * This is the one file of the web app that names the server.
 */
import type { Api } from '../../server/api.ts';

export type { Api } from '../../server/api.ts';

/** One line of the contract: `params`, `query` and `body` are undefined where the route has none. */
export type Route = {
  params: object | undefined;
  query: object | undefined;
  body: unknown;
  response: unknown;
};

export type Answer<K extends keyof Api> = Api[K]['response'];

export type Me = Answer<'GET /api/v1/me'>;
export type Role = Me['staff']['role'];
export type Country = Me['firm']['country'];
