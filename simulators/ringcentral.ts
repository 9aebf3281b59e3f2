import Fastify, { type FastifyInstance } from 'fastify';
import { type Account, createAccount, defaultExtensions, type Extension } from './ringcentral/account.ts';
import { addAccountRoutes, addCallLogRoutes, addMessageRoutes } from './ringcentral/account-routes.ts';
import { type Control, createControl } from './ringcentral/control.ts';
import { loadDescription } from './ringcentral/description.ts';
import { ApiRefusal, createGate, type Gate, refusalBody } from './ringcentral/gate.ts';
import { createMeter, documentedLimits, type Limits } from './ringcentral/limits.ts';
import { createTokenOffice, type TokenOffice } from './ringcentral/oauth.ts';
import { addSubscriptionRoutes } from './ringcentral/subscription-routes.ts';
import type { Addresses } from './ringcentral/views.ts';
import { createPostman } from './ringcentral/webhooks.ts';

export interface RingCentralSimulatorOptions {
  clientId?: string;
  clientSecret?: string;
  /** The JWT credential that the token endpoint takes. */
  assertion?: string;
  extensions?: readonly Extension[];
  /** The company's number, E.164. */
  mainNumber?: string;
  /** Ids and versions count up from here; a later run against the same receiver wants higher ones. */
  firstNumber?: number;
  /** How deliveries reach their receiver; by default over HTTP, and to this machine only. */
  deliver?: typeof globalThis.fetch;
  now?: () => Date;
  /** 0 = any free port. Only on loopback, always. */
  port?: number;
  accessTokenSeconds?: number;
  /** Requests per minute and group; the documented ones by default. */
  limits?: Partial<Limits>;
  /** Deliveries in a row that may fail before a subscription is blacklisted. The vendor's own number is unknown. */
  blacklistAfter?: number;
  /** The vendor shows a record 15 to 30 s after the call ended. */
  logDelaySeconds?: number;
  /** The vendor's OpenAPI file; without it requests are not checked against it. */
  descriptionFile?: URL | null;
}

export interface RingCentralSimulator {
  url: string;
  control: Control;
  close(): Promise<void>;
}

/** The credentials that the simulator takes unless told otherwise. */
export const ringcentralDemoCredentials = {
  clientId: 'simulated-client',
  clientSecret: 'simulated-secret',
  assertion: 'simulated-jwt-credential',
} as const;

/** Where the vendor's description lies beside a checkout, when it does. */
const besideRepository = new URL('../../shared/vendors/openapi/ringcentral.json', import.meta.url);

/** Starts a stand-in for RingCentral's API on loopback. */
export async function createRingCentralSimulator(
  options: RingCentralSimulatorOptions = {},
): Promise<RingCentralSimulator> {
  const now = options.now ?? (() => new Date());
  const account = createAccount(options.extensions ?? defaultExtensions, options);
  const tokens = createTokenOffice({
    assertion: options.assertion ?? ringcentralDemoCredentials.assertion,
    lifeSeconds: options.accessTokenSeconds ?? 3600,
    now,
  });
  const gate = createGate({
    tokens,
    meter: createMeter({ ...documentedLimits, ...options.limits }, now),
    description: loadDescription(
      options.descriptionFile === undefined ? besideRepository : options.descriptionFile,
    ),
  });
  const app = createApp(gate);
  let origin = '';
  const addresses: Addresses = {
    api: (path) => `${origin}/restapi/v1.0${path}`,
    media: (path) => `${origin}/restapi/v1.0${path}`,
  };
  const postman = createPostman({
    now,
    blacklistAfter: options.blacklistAfter ?? 5,
    fetch: options.deliver ?? globalThis.fetch,
  });
  const closedBoxes = new Set<number>();
  const denied: RegExp[] = [];
  const { control, oldestSyncToken } = createControl({
    account,
    addresses,
    gate,
    tokens,
    postman,
    now,
    closedBoxes,
    denied,
  });
  const parts = {
    account,
    addresses,
    gate,
    now,
    closedBoxes,
    oldestSyncToken,
    logDelaySeconds: options.logDelaySeconds ?? 20,
  };
  addTokenRoute(app, gate, tokens, options);
  addAccountRoutes(app, parts);
  addCallLogRoutes(app, parts);
  addMessageRoutes(app, parts);
  const { accountId } = account;
  const anywhere = options.deliver !== undefined;
  addSubscriptionRoutes(app, { accountId, addresses, gate, postman, now, denied, anywhere });
  origin = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  return { url: origin, control, close: () => app.close() };
}

function createApp(gate: Gate): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  );
  app.addHook('onResponse', async (request, reply) => {
    gate.requests.push(`${request.method} ${request.url} → ${reply.statusCode}`);
  });
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof ApiRefusal) {
      return reply.status(error.status).headers(error.headers).send(refusalBody(error));
    }
    const message = error instanceof Error ? error.message : 'The request is not readable';
    return reply.status(400).send(refusalBody(new ApiRefusal(400, 'CMN-101', message)));
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.status(404).send(refusalBody(new ApiRefusal(404, 'CMN-102', 'Resource is not found'))),
  );
  return app;
}

function addTokenRoute(
  app: FastifyInstance,
  gate: Gate,
  tokens: TokenOffice,
  options: RingCentralSimulatorOptions,
): void {
  const id = options.clientId ?? ringcentralDemoCredentials.clientId;
  const secret = options.clientSecret ?? ringcentralDemoCredentials.clientSecret;
  const expected = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  app.post('/restapi/oauth/token', (request, reply) => {
    gate.admit(request, 'Auth', reply);
    if (request.headers.authorization !== expected) {
      return reply
        .status(401)
        .send({ error: 'invalid_client', error_description: 'Client authentication failed' });
    }
    const answer = tokens.grant(new URLSearchParams(String(request.body)));
    if (!('error' in answer)) return reply.send(answer);
    const { error, description } = answer;
    return reply.status(400).send({
      error,
      error_description: description,
      errors: [{ errorCode: 'OAU-149', message: description }],
    });
  });
}

export type { Account, Control, Extension };
