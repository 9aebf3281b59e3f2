/**
 * One of the servers that the intake benchmark compares, in a process of its own. Reads its settings as JSON from the
 * first argument, prints `ready <port>`.
 */
import { randomUUIDv7 } from 'node:crypto';
import { createServer } from 'node:http';
import { pino } from 'pino';
import { z } from 'zod';
import { readConfig } from '../../server/config.ts';
import { createContext } from '../../server/context.ts';
import { createIntake, registerHooks } from '../../server/features/sources/index.ts';
import type { Feature } from '../../server/platform/feature.ts';
import type { Platform } from '../../server/platform/platform.ts';
import { phoneSystems } from '../../server/vendors/registry.ts';

const settings = z
  .object({
    variant: z.enum(['group commit', 'one INSERT a request', 'bare node:http']),
    dataFolder: z.string(),
    connection: z.object({ host: z.string(), port: z.number(), user: z.string(), database: z.string() }),
    firmId: z.string(),
    sourceId: z.string(),
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

const config = readConfig(
  { DATA_DIR: settings.dataFolder, NODE_ENV: 'production', LOG_LEVEL: 'error' },
  { demo: false },
);
const logger = pino({ level: 'error' });
/** The feature under test, with the intake of this variant. */
function createHooksFeature(platform: Platform): Feature {
  const one = settings.variant === 'one INSERT a request';
  const intake = createIntake(platform.database, {
    ...(one ? { maxBatch: 1, flights: 10 } : {}),
    onStored: () => undefined,
  });
  return { receive: (app) => registerHooks(app, { platform, intake, vendors: phoneSystems }) };
}
const context = await createContext(config, settings.connection, [createHooksFeature], { logger });

if (settings.variant === 'bare node:http') {
  const intake = createIntake(context.platform.database, { onStored: () => undefined });
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const event = {
        firmId: settings.firmId,
        id: randomUUIDv7(),
        sourceId: settings.sourceId,
        eventKey: `id:${String(request.headers['webhook-id'])}`,
        origin: 'webhook',
        eventType: '',
        contentType: 'application/json',
        rawBody: Buffer.concat(parts),
      } as const;
      void intake
        .store(event)
        .then(() =>
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 }).end('{}'),
        );
    });
  });
  server.listen(0, '127.0.0.1', () => console.log(`ready ${portOf(server.address())}`));
} else {
  await context.app.listen({ port: 0, host: '127.0.0.1' });
  console.log(`ready ${portOf(context.app.server.address())}`);
}

function portOf(address: unknown): number {
  return z.object({ port: z.number() }).parse(address).port;
}
