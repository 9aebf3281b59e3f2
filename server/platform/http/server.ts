import { randomUUID } from 'node:crypto';
import helmet from '@fastify/helmet';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import { audit } from '../audit.ts';
import type { Database } from '../db/database.ts';
import type { Access, BoundRoute, PortalPrincipal, Principal } from './contract.ts';
import { idempotentScope, replayIfKnown } from './idempotency.ts';
import { addDescription, collectMachinePaths, type MachinePaths } from './openapi.ts';
import { Problem, problem } from './problems.ts';
import { validationOf } from './validation.ts';

export interface HttpOptions {
  database: Database;
  logger: FastifyBaseLogger;
  routes: readonly BoundRoute[];
  /** Who is calling; null when nobody is signed in. */
  authenticate(request: FastifyRequest): Promise<Principal | null>;
  /** The same of the portal's people, who have a realm of their own. */
  authenticatePortal(request: FastifyRequest): Promise<PortalPrincipal | null>;
  publicUrl: URL;
  /** Pictures of files come from there. */
  filesUrl: URL;
  /** Whose `X-Forwarded-For` tells the caller's address: the nearest so many proxies, those at these addresses, or nobody's. */
  trustProxy: false | number | string[];
  /** Answers are checked against their declared shape: on in tests and development, off in production for speed. */
  checkAnswers: boolean;
  /** Counts an answer that was given. */
  onAnswer(request: FastifyRequest, reply: FastifyReply): void;
  /** Adds the addresses that machines call, webhooks: hooks made for people's browsers do not run for them. */
  receive?(app: FastifyInstance): Promise<void>;
  /** Adds what is not a declared route: sign-in handler, static files. */
  extend?(app: FastifyInstance): Promise<void>;
}

const rank: Record<Exclude<Access, 'portal'>, number> = { anyone: 0, member: 1, administrator: 2, owner: 3 };

/** The HTTP server with every declared route, OpenAPI, problem answers, and one gate for who may call what. */
export async function createHttpServer(options: HttpOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: options.logger,
    genReqId: () => randomUUID(),
    bodyLimit: 1024 * 1024,
    trustProxy: trusted(options.trustProxy),
    routerOptions: { maxParamLength: 300 },
    logController: new LogController({ disableRequestLogging: true }),
    return503OnClosing: true,
    forceCloseConnections: true,
    // An address that cannot be decoded never reaches the error handler below.
    frameworkErrors: (error, request, reply) => answerProblem(toProblem(error, request), request, reply),
  });
  app.setValidatorCompiler(validationOf);
  app.setSerializerCompiler(options.checkAnswers ? serializerCompiler : () => (data) => JSON.stringify(data));
  app.setErrorHandler((error, request, reply) => answerProblem(toProblem(error, request), request, reply));
  app.addHook('onResponse', (request, reply, done) => {
    options.onAnswer(request, reply);
    done();
  });
  // Two contexts side by side, so that the hooks of one do not run for the other.
  let machinePaths: MachinePaths = {};
  await app.register(async (machines) => {
    machinePaths = collectMachinePaths(machines);
    machines.addHook('onRequest', (_request, reply, done) => {
      // What matters to a machine; each header costs a hundredth of a webhook's time.
      reply.header('x-content-type-options', 'nosniff');
      done();
    });
    await options.receive?.(machines);
  });
  await app.register((people) => addPeoplesSide(people, options, machinePaths));
  return app;
}

async function addPeoplesSide(
  app: FastifyInstance,
  options: HttpOptions,
  machinePaths: MachinePaths,
): Promise<void> {
  app.setNotFoundHandler((request, reply) => answerProblem(problem('not_found'), request, reply));
  await secure(app, options.publicUrl, options.filesUrl);
  await addDescription(app, options.publicUrl, machinePaths);
  app.addContentTypeParser(
    ['text/csv', 'application/octet-stream'],
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  );
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
  for (const bound of options.routes) register(app, bound, options);
  await options.extend?.(app);
}

/** Counted ones are taken at their word: whoever gives a count lets nobody reach us past them. */
export function trusted(
  by: HttpOptions['trustProxy'],
): false | string[] | ((address: string, hop: number) => boolean) {
  return typeof by === 'number' ? (_address, hop) => hop < by : by;
}

/** Pages get helmet's headers with fresh nonces. The API gets a fixed set: nonces and a policy cost a tenth of a request. */
async function secure(app: FastifyInstance, publicUrl: URL, filesUrl: URL): Promise<void> {
  const plain = {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    ...(publicUrl.protocol === 'https:'
      ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }
      : {}),
  };
  await app.register(helmet, {
    enableCSPNonces: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        // Asked for each time: the port may be known only after the start.
        imgSrc: ["'self'", 'data:', 'blob:', () => filesUrl.origin],
        mediaSrc: ["'self'", 'blob:'],
        // The preview of a PDF, out of our own API.
        frameSrc: ["'self'"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    hsts: publicUrl.protocol === 'https:',
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
  });
  // After helmet's own hook: it writes past Fastify, so only the raw answer tells whether it did.
  app.addHook('onRequest', async (_request, reply) => {
    if (!reply.raw.hasHeader('content-security-policy')) reply.headers(plain);
  });
}

function register(app: FastifyInstance, bound: BoundRoute, options: HttpOptions): void {
  const { route } = bound;
  const status = route.status ?? (route.answer || route.streams ? 200 : 204);
  app.route({
    method: route.method,
    url: route.path,
    bodyLimit: route.bodyLimit ?? 1024 * 1024,
    helmet: false,
    config: { declared: route },
    schema: {
      summary: route.summary,
      tags: [route.tag],
      security: securityOf(route.access),
      ...(route.params ? { params: route.params } : {}),
      ...(route.query ? { querystring: route.query } : {}),
      ...(route.body && route.consumes !== 'bytes' ? { body: route.body } : {}),
      ...(route.answer && !route.streams ? { response: { [status]: route.answer } } : {}),
    },
    // Before the body is even read: a caller who may not do this learns nothing about its shape.
    onRequest: async (request) => {
      if (route.access === 'portal') await admitPortalUser(request, options);
      else await admitStaff(request, route.access, options);
    },
    handler: async (request, reply) => {
      const { principal, portalPrincipal } = request;
      const key = request.headers['idempotency-key'];
      const scopeOf = (who: Principal) => options.database.firm(who.firmId, who.staffId);
      const keyed =
        principal && request.method !== 'GET' && typeof key === 'string' ? { principal, key } : null;
      if (keyed) {
        const known = await replayIfKnown(scopeOf(keyed.principal), keyed.principal, keyed.key, request);
        if (known)
          return reply
            .code(known.status)
            .header('idempotency-replayed', 'true')
            .send(known.response ?? undefined);
      }
      const scope = keyed
        ? idempotentScope(scopeOf(keyed.principal), keyed.principal, keyed.key, request)
        : null;
      const answer = await notingRefusals(options.database, () =>
        bound.handle({
          params: request.params,
          query: request.query,
          body: request.body,
          principal: portalPrincipal ?? principal,
          get scope() {
            if (scope) return scope.scope;
            if (portalPrincipal) return options.database.portal(portalPrincipal);
            if (!principal) throw problem('signed_out');
            return scopeOf(principal);
          },
          request,
          reply,
        }),
      );
      if (reply.sent || route.streams) return reply;
      if (!route.secretAnswer) await scope?.remember(status, answer);
      return status === 204 ? reply.code(204).send() : reply.code(status).send(answer);
    },
  });
}

/** A refusal that is to be known later is written down by itself: the transaction that it ended is gone. */
async function notingRefusals<T>(database: Database, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const refusal = error instanceof Problem ? error.refusal : undefined;
    if (refusal) await database.firm(refusal.firmId).write((tx) => audit(tx, refusal));
    throw error;
  }
}

function securityOf(access: Access): Record<string, string[]>[] {
  if (access === 'anyone') return [];
  return access === 'portal' ? [{ portal: [] }] : [{ token: [] }, { session: [] }];
}

async function admitStaff(
  request: FastifyRequest,
  access: Exclude<Access, 'portal'>,
  options: HttpOptions,
): Promise<void> {
  const principal = await options.authenticate(request);
  if (principal === null && access !== 'anyone') throw problem('signed_out');
  if (principal && rank[principal.role] < rank[access]) throw problem('forbidden');
  if (principal?.via === 'session' && request.method !== 'GET') checkCameFromApp(request, options.publicUrl);
  request.principal = principal;
}

async function admitPortalUser(request: FastifyRequest, options: HttpOptions): Promise<void> {
  const principal = await options.authenticatePortal(request);
  if (principal === null) throw problem('signed_out');
  if (request.method !== 'GET') checkCameFromApp(request, options.publicUrl);
  request.principal = null;
  request.portalPrincipal = principal;
}

/** A browser sends this header only from our own pages (a foreign page would need a CORS permission that we never give). */
function checkCameFromApp(request: FastifyRequest, publicUrl: URL): void {
  const { origin } = request.headers;
  const ownHost = typeof request.headers.host === 'string' ? request.headers.host : publicUrl.host;
  if (request.headers['x-matterline'] !== '1') throw problem('csrf');
  // A sandboxed page sends "null".
  const from = origin ? URL.parse(origin) : undefined;
  if (from === null || (from && from.host !== ownHost && from.origin !== publicUrl.origin))
    throw problem('csrf');
}

function toProblem(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  const status = typeof error === 'object' && error && 'statusCode' in error ? error.statusCode : undefined;
  if (status === 413) return problem('too_large');
  if (status === 415) return problem('unsupported_type');
  if (status === 400) return problem('bad_request', error instanceof Error ? error.message : undefined);
  const code = typeof error === 'object' && error && 'code' in error ? error.code : undefined;
  // PostgreSQL refuses NUL in text, and half an emoji (a lone surrogate) in JSON; no other input reaches it unparsed.
  if (code === '22021' || code === '22P05' || (code === '22P02' && namesSurrogate(error)))
    return problem('invalid_input', 'The text holds a character that cannot be stored.');
  if (code === '53300' || code === '57P03' || code === 'ECONNREFUSED') return problem('unavailable');
  request.log.error({ err: error }, 'bug');
  return problem('internal');
}

function namesSurrogate(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'detail' in error &&
    /surrogate/i.test(String(error.detail))
  );
}

function answerProblem(what: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (what.status >= 500) request.log.warn({ code: what.code }, 'answered with a server problem');
  reply.raw.removeHeader('content-length');
  return reply
    .code(what.status)
    .headers(what.headers)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(what.toBody(request.id));
}
