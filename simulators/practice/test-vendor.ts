/** A made-up vendor with a description of its own, to try the kit on. */
import { afterEach } from 'vitest';
import { createTestClock } from './clock.ts';
import type { PracticeServer, PracticeServerOptions } from './contract.ts';
import { createOpenApi } from './openapi.ts';
import { startPracticeServer } from './server.ts';

const name = { type: 'string', nullable: true };
const document = {
  openapi: '3.0.1',
  paths: {
    '/things': {
      get: {
        parameters: [
          { $ref: '#/components/parameters/limit' },
          { name: 'since', in: 'query', schema: { type: 'string', format: 'date-time' } },
        ],
        responses: { 200: { content: { 'application/json': { schema: { type: 'array' } } } } },
      },
      post: {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
        },
        responses: { 201: { content: { 'application/json': { schema: { type: 'object' } } } } },
      },
    },
    '/files': {
      post: {
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: { type: 'object', properties: { pages: { type: 'integer' } }, required: ['pages'] },
            },
          },
        },
        responses: {},
      },
    },
  },
  components: {
    parameters: { limit: { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 50 } } },
    schemas: {
      Thing: {
        type: 'object',
        required: ['name'],
        properties: {
          name,
          owner: { allOf: [{ $ref: '#/components/schemas/Owner' }], nullable: true },
          elsewhere: { $ref: 'https://example.com/v1/users.json#/components/schemas/User' },
        },
      },
      Owner: { type: 'object', properties: { id: { type: 'integer' } } },
    },
  },
};

export const clock = createTestClock('2026-03-02T09:00:00.000Z');
const servers: PracticeServer[] = [];
export function closeAfterEach(): void {
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
}

export async function start(more: Partial<PracticeServerOptions> = {}) {
  const made: unknown[] = [];
  const server = await startPracticeServer({
    name: 'things',
    clock,
    description: createOpenApi(new Map([['things.json', document]]), { closed: true }),
    deviations: [
      { operation: 'POST /things', complaint: /\(colour\)/, what: 'sends a colour', reason: 'it is taken' },
    ],
    signIn: {
      clientId: 'client',
      clientSecret: 'secret',
      vendor: 'Things',
      paths: { authorize: '/oauth/authorize', token: '/oauth/token', revoke: '/oauth/revoke' },
      grants: ['authorization_code', 'client_credentials'],
      clientAuthentication: 'body',
      pkce: 'required',
      codeSeconds: 300,
      accessTokenSeconds: 3600,
      refreshTokenSeconds: null,
      rotatesRefreshToken: true,
      accounts: [{ id: 'firm-1', name: 'Byron & Co', userId: 'user-1', userName: 'Ada Byron' }],
    },
    budget: { rule: { windows: [{ limit: 3, seconds: 60 }] }, enforced: false, keyOf: () => 'all' },
    refuse: ({ status, detail, retryAfterSeconds }) => ({
      status,
      body: { detail },
      ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
    }),
    routes: [
      { method: 'GET', template: '/things', handle: () => ({ status: 200, body: made }) },
      {
        method: 'POST',
        template: '/things',
        handle: ({ json }) => {
          made.push(json);
          return { status: 201, body: {} };
        },
      },
      { method: 'POST', template: '/files', handle: ({ form }) => ({ status: 200, body: form }) },
    ],
    ...more,
  });
  servers.push(server);
  const { accessToken } = server.control.signIn.issue();
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${server.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${accessToken}`, ...init.headers },
    });
  const post = (body: unknown) =>
    call('/things', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return { server, control: server.control, call, post, made };
}
