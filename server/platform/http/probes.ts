import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Platform } from '../platform.ts';
import { problem } from './problems.ts';

/** What operators and their tools read: /healthz, /readyz, /metrics, the API's description and its pages. */
export async function addProbes(app: FastifyInstance, platform: Platform, metrics: Metrics): Promise<void> {
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }));
  app.get('/readyz', { schema: { hide: true } }, async () => {
    await platform.database.pool.query('select 1').catch(() => {
      throw problem('unavailable', 'The database does not answer.');
    });
    return { status: 'ready' };
  });
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const { registry } = metrics;
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    // The pages' own scripts and styles are files of the same origin, except for a style element.
    staticCSP:
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
  });
}

export interface Metrics {
  registry: Registry;
  /** Takes an answer's time into account. */
  count(request: FastifyRequest, reply: FastifyReply): void;
}

export function createMetrics(
  { database: { pool } }: Platform,
  openStreams: (realm: 'staff' | 'portal') => number,
): Metrics {
  // A registry per server, so that tests can have several in one process.
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'matterline_http_request_seconds',
    help: 'Time to answer, by route as declared',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  new Gauge({
    name: 'matterline_database_connections',
    help: 'Connections of this process, and requests waiting for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'open' }, pool.totalCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
  new Gauge({
    name: 'matterline_open_streams',
    help: 'Open event streams of this process',
    labelNames: ['realm'],
    registers: [registry],
    collect() {
      for (const realm of ['staff', 'portal'] as const) this.set({ realm }, openStreams(realm));
    },
  });
  return {
    registry,
    count(request, reply) {
      const route = request.routeOptions.url ?? 'unknown';
      seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    },
  };
}
